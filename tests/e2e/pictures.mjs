// A feed with pictures: a network's server that has them, and ours that copies them.
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import http from "node:http";
import { join } from "node:path";
import { crc32, deflateSync } from "node:zlib";
import { Server, until } from "./harness.mjs";
import { SITE } from "./site.mjs";

/** A network's server with pictures: three bands, so that a scaled copy is told from a grey one. */
export class Pictures {
  static SIZES = [
    [1200, 800],
    [300, 200],
    [500, 3000],
    [64, 64],
  ];

  static async start() {
    const pictures = new Pictures();
    pictures.asked = [];
    pictures.promised = 0;
    pictures.server = http.createServer((request, response) => {
      pictures.asked.push(request.url);
      const [width, height] = Pictures.SIZES[Number(/\d/.exec(request.url)[0]) % Pictures.SIZES.length];
      response.writeHead(200, { "content-type": "image/png" }).end(png(width, height));
    });
    pictures.server.listen(0, "127.0.0.1");
    await once(pictures.server, "listening");
    pictures.host = `127.0.0.1:${pictures.server.address().port}`;
    return pictures;
  }

  /** The address of a picture, which is to be copied. */
  at(n) {
    this.promised++;
    return `http://${this.host}/${n}.png`;
  }

  close() {
    this.server.closeAllConnections();
    this.server.close();
  }
}

function png(width, height) {
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const [size, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    size.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([size, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width);
  head.writeUInt32BE(height, 4);
  head.set([8, 2], 8);
  const bands = [[200, 30, 40], [30, 160, 60], [30, 60, 200]];
  const row = (y) => Buffer.concat([Buffer.of(0), Buffer.alloc(3 * width, Buffer.from(bands[Math.floor((3 * y) / height)]))]);
  const rows = Buffer.concat(Array.from({ length: height }, (_, y) => row(y)));
  const signature = Buffer.from("89504e470d0a1a0a", "hex");
  return Buffer.concat([signature, chunk("IHDR", head), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))]);
}

export const PICTURED = 8;

const plain = (pictures) =>
  Array.from({ length: PICTURED }, (_, n) => ({
    id: String(n),
    url: `https://gast.example/${n}`,
    title: `Beitrag ${n}`,
    date_published: new Date(Date.UTC(2026, 10, 20 - n)).toISOString(),
    content_html: `<p>Text ${n}</p><img src="${pictures.at(n)}" alt="Bild „${n}“">`,
  }));

/** A server whose feed has pictures, or these posts; all of them are copied when this returns. */
export async function startPictured(host, pictures, posts = plain) {
  const server = await Server.start(({ listen, origin, folder }) => {
    const items = posts(pictures);
    const feed = { version: "https://jsonfeed.org/version/1.1", title: "Blatt", items };
    writeFileSync(join(folder, "posts.json"), JSON.stringify(feed));
    return `
listen = "${listen}"
public_url = "${origin}"
database = "teilbar.db"
[fetch]
allow = ["${pictures.host}"]
[refresh]
feeds = "1s"
[[sites]]
id = "${SITE}"
origins = ["${host.origin}"]
home = "https://gast.example/"
[[sites.sources]]
id = "posts"
file = "posts.json"
`;
  });
  const copied = async () => {
    const { posts } = await server.feed(SITE);
    return posts.length > 0 && posts.filter((post) => post.image).length === pictures.promised;
  };
  return server.orClose(() => until("the copies of all pictures", copied, 60_000));
}
