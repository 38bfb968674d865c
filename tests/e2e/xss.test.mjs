// Payloads that other projects collected, through the whole server into a real browser: none does
// anything, while the same payloads do, and are noticed, where a page shows them as they are.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { BROWSERS, Host, Server, launch, until } from "./harness.mjs";
import { script } from "./site.mjs";

/** Posts in a feed and on a page; the most that a fragment shows. */
const CHUNK = 50;

/** Chunks on a site: what is new on a site is judged together with the rest of it. */
const SITE = 10;
const site = (n) => `site${Math.floor(n / SITE)}`;

/** Of the payloads on the page without protection, what has to be noticed; see the control below. */
const FIRING = 0.1;

const CANARY = `<img src="data:image/png,x" onerror="alert('canary')">`;
const POLICY = "require-trusted-types-for 'script'; trusted-types teilbar";

const JUDGE = fileURLToPath(new URL("../corpora/judge.py", import.meta.url));

/** The payloads as `cargo xtask test` took them out of the packages, by package. */
function payloads() {
  const file = process.env.TEILBAR_CORPUS_XSS;
  if (!file) throw new Error("TEILBAR_CORPUS_XSS names no file: run `cargo xtask test e2e`, which makes it");
  const corpora = JSON.parse(readFileSync(file, "utf8"));
  assert.deepEqual(Object.keys(corpora), ["brs-kb", "commonhuman-payloads", "feedparser", "html5lib", "bleach"]);
  for (const [name, found] of Object.entries(corpora)) assert.ok(found.length > 400, `${name}: ${found.length}`);
  return Object.values(corpora).flat();
}

/** Runs first in every document that is watched: whoever calls one of these is a payload. */
function watch() {
  const report = (name) => parent.postMessage({ fired: name, where: globalThis.where }, "*");
  for (const name of ["alert", "confirm", "prompt", "print"]) {
    globalThis[name] = (text) => report(["canary", "end"].includes(text) ? text : `${name}(${text})`);
  }
  addEventListener("message", ({ data }) => data?.fired && (globalThis.fired ??= []).push(data));
}

const escaped = (text) =>
  [...text]
    // Of what XML has no way to write, a reader would see nothing but a broken document.
    .map((c) => (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u.test(c) ? "\ufffd" : c))
    .join("")
    .replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** Before each payload, so that a post is left of those of which nothing else is. */
const SEEN = "<p>Text</p>";

/** As text, and as an attribute's value, which a feed reader takes no endless ones of. */
const spellings = (text) => [escaped(text), escaped(text.slice(0, 5_000))];

const day = (n) => new Date(Date.UTC(2026, 10, 20) - n * 60_000);

/** The payload in each place that a feed of the kind has for foreign text or addresses. */
const FORMATS = {
  rss(payloads) {
    const items = payloads.map(spellings).map(([text, value], n) => `<item><title>${text}</title><link>${text}</link><guid>${text} ${n}</guid>
      <dc:creator>${text}</dc:creator><category domain="${value}">${text}</category><comments>${text}</comments>
      <source url="${value}">${text}</source><enclosure url="${value}" type="image/png" length="1"/>
      <description>${text}</description><content:encoded>${escaped(SEEN)}${text}</content:encoded>
      <media:content url="${value}" medium="image"><media:title>${text}</media:title></media:content>
      <pubDate>${day(n).toUTCString()}</pubDate></item>`);
    return `<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"
      xmlns:media="http://search.yahoo.com/mrss/"><channel><title>${escaped(payloads[0])}</title><link>${escaped(payloads[0])}</link>${items.join("")}</channel></rss>`;
  },
  atom(payloads) {
    const entries = payloads.map(spellings).map(([text, value], n) => `<entry><id>${text} ${n}</id><title type="html">${text}</title>
      <link href="${value}"/><link rel="enclosure" type="image/png" href="${value}" title="${value}"/>
      <author><name>${text}</name><uri>${text}</uri><email>${text}</email></author><category term="${value}" label="${value}"/>
      <summary type="html">${text}</summary><content type="html">${escaped(SEEN)}${text}</content><updated>${day(n).toISOString()}</updated></entry>`);
    return `<feed xmlns="http://www.w3.org/2005/Atom"><title type="html">${escaped(payloads[0])}</title><id>x</id>${entries.join("")}</feed>`;
  },
  json(payloads) {
    const items = payloads.map((text, n) => ({
      id: `${text} ${n}`, url: text, external_url: text, title: text, summary: text, content_html: SEEN + text, content_text: text, image: text,
      banner_image: text, tags: [text], language: text, authors: [{ name: text, url: text, avatar: text }],
      attachments: [{ url: text, mime_type: "image/png", title: text }], date_published: day(n).toISOString(),
      // What stands behind a warning is not given out, so only some have one.
      ...(n % 3 ? {} : { _teilbar: { warning: text } }),
    }));
    return JSON.stringify({ version: "https://jsonfeed.org/version/1.1", title: payloads[0], home_page_url: payloads[0], items });
  },
};

const calm = () => {
  const item = (_, n) => ({
    id: `calm-${n}`, url: `https://gast.example/${n}`, title: `Ruhig ${n}`, content_text: "Nichts",
    date_published: new Date(Date.UTC(2026, 10, 21)).toISOString(),
  });
  return JSON.stringify({ version: "https://jsonfeed.org/version/1.1", title: "Ruhe", items: Array.from({ length: CHUNK }, item) });
};

/** A server on whose sites each chunk of payloads is a source and a topic. */
async function start(host, chunks, write, settings) {
  const server = await Server.start(({ listen, origin, folder }) => {
    writeFileSync(join(folder, "calm.json"), calm());
    const parts = chunks.map((payloads, n) => {
      writeFileSync(join(folder, `${n}.feed`), write(payloads, n));
      const head = `[[sites]]\nid = "${site(n)}"\norigins = ["${host.origin}"]\nhome = "https://gast.example/"\nmerge_within = "never"
        [[sites.sources]]\nid = "calm"\nfile = "calm.json"\n`;
      return `${n % SITE ? "" : head}[[sites.sources]]\nid = "s${n}"\nfile = "${n}.feed"\n[[sites.topics]]\nid = "t${n}"\nsources = ["s${n}"]\n`;
    });
    return `listen = "${listen}"\npublic_url = "${origin}"\ndatabase = "xss.db"\n${settings}\n${parts.join("")}`;
  });
  const stored = async (n) => (await posts(server, n)).length > 0;
  return server.orClose(async () => {
    for (const n of chunks.keys()) await until(`the posts of s${n}`, () => stored(n), 120_000);
  });
}

async function posts(server, n) {
  const answer = await fetch(`${server.origin}/api/v1/sites/${site(n)}/feed?limit=${CHUNK}&sources=s${n}`);
  return (await answer.json()).posts;
}

const chunked = (all) => Array.from({ length: Math.ceil(all.length / CHUNK) }, (_, n) => all.slice(n * CHUNK, (n + 1) * CHUNK));

/** Everything in the feeds of the page that is not what posts are made of. */
function foreignParts(own) {
  const odd = [];
  const allowed = { a: ["href", "target", "rel", "aria-label"], img: ["src", "width", "height", "alt", "loading", "decoding"] };
  const plain = ["p", "br", "em", "strong", "ul", "ol", "li", "blockquote", "code", "pre"];
  for (const host of document.querySelectorAll("teil-feed")) {
    for (const node of host.shadowRoot.querySelectorAll(".post *")) {
      const where = `${node.localName} in ${node.closest(".post").innerText.slice(0, 60)}`;
      if (node.closest(".body") && !node.matches(".body") && node.localName !== "a") {
        if (!plain.includes(node.localName) || node.attributes.length) odd.push(where);
      }
      for (const { name, value } of node.attributes) {
        if (name.startsWith("on") || name === "style" || (allowed[node.localName] && !allowed[node.localName].includes(name))) {
          odd.push(`${name} of ${where}`);
        }
        if (name === "href" && !/^https?:\/\//.test(value)) odd.push(`${value} in ${where}`);
        if (/^src/.test(name) && !value.startsWith(`${own}/media/`)) odd.push(`${value} in ${where}`);
      }
    }
  }
  return odd;
}

describe("payloads, chromium", { skip: !BROWSERS.chromium && "CHROMIUM is not set" }, () => {
  const all = payloads();
  const chunks = chunked(all);
  const formats = Object.keys(FORMATS);
  let host, server, browser;
  before(async () => {
    host = await Host.start();
    server = await start(host, chunks, (chunk, n) => FORMATS[formats[n % 3]](chunk), '[media]\npictures = false');
    browser = await launch("chromium");
  });
  after(async () => {
    await browser?.close();
    await server?.close();
    host?.close();
  });

  async function watched() {
    const tab = await browser.open();
    await tab.page.evaluateOnNewDocument(watch);
    tab.dialogs = [];
    tab.page.on("dialog", (dialog) => (tab.dialogs.push(dialog.message()), dialog.dismiss()));
    return tab;
  }

  /** What has fired besides the canary, once a picture has failed that was asked for after all others. */
  async function fired(tab) {
    await tab.page.evaluate(() => {
      const image = document.createElement("img");
      image.onerror = () => alert("end");
      image.src = "data:image/png,x";
    });
    const list = () => tab.page.evaluate(() => (globalThis.fired ?? []).map(({ fired }) => fired));
    await until("the end", async () => (await list()).includes("end"));
    const names = await list();
    assert.ok(names.includes("canary"), "what is written into the page as it is does fire there");
    return names.filter((name) => !["canary", "end"].includes(name));
  }

  /** Shows a source twice: in the server's HTML, and put together by the widget from JSON. */
  async function show(tab, server, n, posts) {
    const html = await server.fragment(site(n), "feed", { sources: `s${n}`, limit: CHUNK });
    const live = await server.fragment(site(n), "feed", { sources: `calm s${n}`, limit: CHUNK });
    const body = `<div id="html">${html}</div><div id="live">${live}</div>${CANARY}${script(server)}`;
    const url = host.page(body, { headers: { "content-security-policy": POLICY } });
    await tab.goto(url);
    const count = (id) => tab.page.$eval(`#${id} teil-feed`, (host) => host.shadowRoot.querySelectorAll(".post").length);
    assert.equal(await count("html"), posts);
    // As a visitor would; a hover would have to wait for scrolling.
    await tab.page.$eval("#live teil-feed", (host) => host.shadowRoot.querySelector("button.more").click());
    await until(`the posts of s${n} from JSON`, async () => (await count("live")) === CHUNK + posts);
    return url;
  }

  async function harmless(tab, server, url, n) {
    const about = `source s${n}`;
    assert.deepEqual(await tab.page.evaluate(foreignParts, server.origin), [], about);
    assert.deepEqual(await fired(tab), [], about);
    assert.deepEqual(tab.dialogs, [], about);
    const { violations } = await tab.observed();
    assert.deepEqual(violations, [], `${about}: a string went where only code may`);
    const asked = tab.requests.filter((asked) => asked.startsWith("http") && !asked.startsWith(`${server.origin}/`));
    assert.deepEqual(asked.filter((asked) => asked !== url && asked !== `${host.origin}/favicon.ico`), [], about);
    assert.equal(tab.page.url(), url, `${about}: the page is still there`);
    assert.deepEqual(tab.uncaught, [], about);
    tab.requests.length = 0;
  }

  test("do nothing in a feed, neither in HTML nor from JSON", async (t) => {
    const tab = await watched();
    let shown = 0;
    for (const n of chunks.keys()) {
      const { length } = await posts(server, n);
      shown += length;
      await harmless(tab, server, await show(tab, server, n, length), n);
    }
    t.diagnostic(`${shown} posts of ${all.length} payloads`);
    assert.equal(shown, all.length);
    assert.deepEqual(browser.outside.asked, []);
    await tab.close();
  });

  test("do nothing in the feeds that we give out, not even where a reader trusts them", async (t) => {
    const tab = await watched();
    let read = 0;
    for (const n of chunks.keys()) {
      const file = `feed.${formats[n % 3]}`;
      const feed = `${server.origin}/sites/${site(n)}/topics/t${n}/${file}`;
      const text = await (await fetch(feed)).text();
      const entries = await tab.page.evaluate(entriesOf, text, file);
      read += entries.length;
      for (const { links } of entries) {
        for (const link of links) assert.match(link, /^https?:\/\//, feed);
      }
      const html = entries.map(({ html }) => `<div>${html}</div>`).join("");
      const url = host.page(html + CANARY);
      await tab.goto(url);
      assert.deepEqual(await fired(tab), [], feed);
      assert.deepEqual(tab.dialogs, [], feed);
      const asked = tab.requests.filter((asked) => asked.startsWith("http") && new URL(asked).pathname !== "/favicon.ico");
      assert.deepEqual(asked, [url], feed);
      tab.requests.length = 0;
    }
    t.diagnostic(`${read} entries`);
    assert.equal(read, all.length);
    assert.deepEqual(browser.outside.asked, []);
    await tab.close();
  });

  test("leave the feeds that we give out valid", async (t) => {
    const judges = process.env.TEILBAR_JUDGES;
    if (!judges) throw new Error("TEILBAR_JUDGES names no folder: run `cargo xtask test e2e`, which installs them");
    const folders = new Set();
    for (const [n, { length }] of chunks.entries()) {
      const folder = join(server.folder.path, `judged-${length}`);
      mkdirSync(folder, { recursive: true });
      folders.add(folder);
      for (const format of formats) {
        const feed = await fetch(`${server.origin}/sites/${site(n)}/topics/t${n}/feed.${format}`);
        writeFileSync(join(folder, `${n}.${format}`), await feed.text());
      }
    }
    for (const folder of folders) {
      const env = { ...process.env, PYTHONPATH: judges };
      const judged = spawnSync("python3", [JUDGE, folder, folder.split("-").at(-1)], { encoding: "utf8", env });
      t.diagnostic(judged.stdout.trim().split("\n").at(-1));
      assert.equal(judged.status, 0, judged.stdout + judged.stderr);
    }
  });

  test("do nothing in a browser that opens such a feed", async () => {
    const tab = await watched();
    for (let n = 0; n < chunks.length; n += SITE) {
      // The browser saves what it does not know how to show, and says so with an error.
      const feed = `${server.origin}/sites/${site(n)}/topics/t${n}/feed.${formats[n % 3]}`;
      await tab.page.goto(feed).catch((error) => assert.match(error.message, /ERR_ABORTED/));
      const list = await tab.page.evaluate(() => globalThis.fired ?? []);
      assert.deepEqual([list, tab.dialogs], [[], []], feed);
    }
    assert.deepEqual(browser.outside.asked, []);
    await tab.close();
  });

  test("leave a terminal alone that lists them for moderation", () => {
    const list = (...more) =>
      execFileSync(process.env.TEILBAR_BIN, ["moderate", "--config", server.config, "--site", site(0), "list", "--state", "all", ...more], {
        encoding: "utf8",
        maxBuffer: 1 << 28,
      });
    const [text, json] = [list(), list("--json")];
    const lines = text.trimEnd().split("\n");
    assert.equal(lines.length, (SITE + 1) * CHUNK, "a line for each post");
    // Escape sequences, other control characters, and what turns the direction of writing.
    const odd = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]/u;
    assert.deepEqual(lines.filter((line) => odd.test(line)), []);
    assert.equal(JSON.parse(json).length, lines.length);
  });

  test("fire in great number where a page shows them as they are", async (t) => {
    // A tenth of them is proof enough, and there are some that keep a browser busy for ever.
    const sample = chunks.filter((_, n) => n % SITE === 0).flat();
    const fired = new Set();
    for (const chunk of chunked(sample)) {
      const tab = await watched();
      const frame = (payload) =>
        `<iframe sandbox="allow-scripts" srcdoc="${escaped(`<script>where=${sample.indexOf(payload)};(${watch})()</script>${payload}`)}"></iframe>`;
      const all = host.page(chunk.map(frame).join(""));
      await tab.page.goto(all, { timeout: 10_000 }).catch((error) => assert.match(error.message, /timeout/));
      for (const { where } of await tab.page.evaluate(() => globalThis.fired ?? [])) fired.add(where);
      await tab.close();
    }
    t.diagnostic(`${fired.size} of ${sample.length} payloads fired unprotected`);
    assert.ok(fired.size > FIRING * sample.length, `only ${fired.size} of ${sample.length} fired: does the detection work?`);
  });
});

/** What a trusting feed reader takes for links and for HTML; runs in a browser for its parser. */
function entriesOf(text, file) {
  if (file.endsWith("json")) {
    return JSON.parse(text).items.map(({ url, content_html }) => ({ links: [url], html: content_html }));
  }
  const document = new DOMParser().parseFromString(text, "application/xml");
  if (document.querySelector("parsererror")) throw new Error(document.querySelector("parsererror").textContent);
  const known = ["http://www.w3.org/2005/Atom", "http://purl.org/dc/elements/1.1/", null];
  const foreign = [...document.querySelectorAll("*")].filter((node) => !known.includes(node.namespaceURI));
  if (foreign.length) throw new Error(`an element of ${foreign[0].namespaceURI}`);
  return [...document.querySelectorAll("item, entry")].map((entry) => ({
    links: [...entry.querySelectorAll("link")].map((link) => link.getAttribute("href") ?? link.textContent),
    html: entry.querySelector("content, description").textContent,
  }));
}
