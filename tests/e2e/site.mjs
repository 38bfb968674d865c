// One site for the tests: a configuration, a feed of known posts and the links its bar must have.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Server, until } from "./harness.mjs";

export const SITE = "probe";
export const POSTS = 14;
export const PAGE = "https://gast.example/artikel?a=1&b=2";
export const TITLE = "Käse & Brot";

const URL_CODED = "https%3A%2F%2Fgast.example%2Fartikel%3Fa%3D1%26b%3D2";
const TITLE_CODED = "K%C3%A4se%20%26%20Brot";

/** The bar of the tests, and what its buttons must be called and lead to. */
export const BAR = { url: PAGE, title: TITLE, networks: "linkedin mastodon bluesky email copy print" };
export const BUTTONS = [
  { name: "Auf LinkedIn teilen", href: `https://www.linkedin.com/sharing/share-offsite/?url=${URL_CODED}` },
  { name: "Auf Mastodon teilen", href: `https://share.joinmastodon.org/#text=${TITLE_CODED}%0A%0A${URL_CODED}` },
  { name: "Auf Bluesky teilen", href: `https://bsky.app/intent/compose?text=${TITLE_CODED}%0A%0A${URL_CODED}` },
  { name: "Per E-Mail teilen", href: `mailto:?subject=${TITLE_CODED}&body=${TITLE_CODED}%0D%0A${URL_CODED}` },
  { name: "Link kopieren", href: PAGE },
  { name: "Seite drucken", href: null },
];
/** Those that need no script. */
export const LINKS = BUTTONS.filter(({ href }) => href);

/** A server with this site, which `host` may embed; its posts are stored when this returns. */
export async function startSite(host, { profiles = PROFILES, root = "" } = {}) {
  const server = await Server.start(({ listen, origin, folder }) => {
    writeFileSync(join(folder, "posts.xml"), rss());
    return `
listen = "${listen}"
public_url = "${origin}"
database = "teilbar.db"
time_zone = "Europe/Berlin"
${root}

[[sites]]
id = "${SITE}"
name = "Gast"
origins = ["${host.origin}", "https://gast.example"]
home = "https://gast.example/"
lang = "de"
${profiles}
[[sites.sources]]
id = "posts"
file = "posts.xml"
`;
  });
  const stored = async () => (await server.feed(SITE)).posts.length === POSTS;
  return server.orClose(() => until("the posts of the file", stored));
}

export const PROFILES = `
[[sites.profiles]]
network = "linkedin"
handle = "gast"
manual = { count = 12345, date = "2026-03-03" }

[[sites.profiles]]
network = "youtube"
handle = "gast"
`;

/** The script, from the server. */
export const script = (server) => `<script type="module" src="${server.origin}/teilbar.js"></script>`;

/** An element that the script fills. */
export function snippet(element, options = {}, fallback = "Ausweg") {
  const attributes = Object.entries({ site: SITE, ...options }).map(([name, value]) => `${name}="${attribute(value)}"`);
  return `<teil-${element} ${attributes.join(" ")}><a class="fallback" href="#ausweg">${fallback}</a></teil-${element}>`;
}

const attribute = (value) => String(value).replaceAll("&", "&amp;").replaceAll('"', "&quot;");

function rss() {
  const item = (n) => `<item><title>Beitrag ${n}</title><link>https://gast.example/beitrag/${n}</link>
    <guid>https://gast.example/beitrag/${n}</guid><pubDate>${date(n)}</pubDate>
    <description>&lt;p&gt;Text ${n} mit &lt;em&gt;Betonung&lt;/em&gt; und
    &lt;a href="https://gast.example/ziel/${n}"&gt;Verweis&lt;/a&gt;.&lt;/p&gt;</description></item>`;
  const items = Array.from({ length: POSTS }, (_, index) => item(index + 1));
  return `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Blatt</title>
    <link>https://gast.example/</link><description>Beiträge</description>${items.join("")}</channel></rss>`;
}

/** The first post is the newest. */
const date = (n) => new Date(Date.UTC(2026, 10, 20 - n, 9)).toUTCString();
