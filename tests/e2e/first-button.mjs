// When is the first share button seen? The server's HTML in a page, against static HTML.
// usage: node first-button.mjs SERVER_URL FOLDER
// The folder has two pages, `teilbar` and `static`, that hold nothing but a bar: so the first paint
// with contents is the first button.
// Prints {"teilbar":[ms,…],"static":[ms,…]}; called by `cargo xtask bench page`.
import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import puppeteer from "puppeteer-core";

const RUNS = 10;
const SLOW_4G = { download: (1.6 * 1024 * 1024) / 8, upload: (750 * 1024) / 8, latency: 150 };

const [serverUrl, folder] = process.argv.slice(2);
const read = (name) => readFileSync(join(folder, name), "utf8");
const pages = { teilbar: read("teilbar"), static: read("static") };

const server = createServer(async (request, response) => {
  const body = pages[request.url.slice(1)];
  if (!body) return passOn(request.url, response);
  response.writeHead(200, { "content-type": "text/html; charset=utf-8", "content-encoding": "br" });
  response.end(brotliCompressSync(body));
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const base = `http://127.0.0.1:${server.address().port}`;
const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
});
try {
  const times = { teilbar: [], static: [] };
  // One of each that does not count: the first page of a browser is slower than all others.
  for (let run = 0; run <= RUNS; run++) {
    for (const name of Object.keys(times)) {
      const time = await firstPaint(`${base}/${name}`);
      if (run > 0) times[name].push(time);
    }
  }
  console.log(JSON.stringify(times));
} finally {
  await browser.close();
  server.close();
}

/** The page may name files of our server: here they are on the page's own. */
async function passOn(path, response) {
  const answer = await fetch(new URL(path, serverUrl));
  const type = answer.headers.get("content-type") ?? "application/octet-stream";
  response.writeHead(answer.status, { "content-type": type });
  response.end(Buffer.from(await answer.arrayBuffer()));
}

async function firstPaint(url) {
  const context = await browser.createBrowserContext();
  try {
    const tab = await context.newPage();
    await tab.emulateNetworkConditions(SLOW_4G);
    await tab.emulateCPUThrottling(4);
    await tab.goto(url, { waitUntil: "load" });
    const entry = await tab.waitForFunction(
      () => performance.getEntriesByName("first-contentful-paint")[0]?.startTime,
    );
    return await entry.jsonValue();
  } finally {
    await context.close();
  }
}
