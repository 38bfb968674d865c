// What every browser test stands on: the real server, host pages on another origin, real browsers,
// and a proxy that sees whatever a browser wants from the rest of the world.
//
// Nothing here waits for a duration: `until` waits for a condition and fails at a deadline.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import { createRequire } from "node:module";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import puppeteer from "puppeteer-core";
import { WebKit } from "./webkit.mjs";

/** The browsers this machine has; a test that names one without a path is skipped. */
export const BROWSERS = { chromium: process.env.CHROMIUM, firefox: process.env.FIREFOX };

/** WebKit's driver, for the tests of the basics; it cannot do what the others ask of a browser. */
export const WEBKIT = process.env.WEBKIT;

/** The value of `condition` as soon as it is truthy; fails with `what` after `ms`. */
export async function until(what, condition, ms = 15_000) {
  const deadline = Date.now() + ms;
  let last;
  for (;;) {
    try {
      const value = await condition();
      if (value) return value;
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline) throw new Error(`waited ${ms} ms in vain for: ${what}`, { cause: last });
    await pause(25);
  }
}

/** A port that was free a moment ago. */
export async function freePort() {
  const server = net.createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

/** A folder of its own, removed by `remove`. */
export function temporary() {
  const path = mkdtempSync(join(tmpdir(), "teilbar-e2e-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

const SERVER = process.env.TEILBAR_BIN;
const DEMO = fileURLToPath(new URL("../../www/demo/", import.meta.url));

/** The real server, as a program of its own. */
export class Server {
  /** Starts with the configuration that `write({ listen, origin, folder })` returns. */
  static async start(write) {
    if (!SERVER || !existsSync(SERVER)) throw new Error("set TEILBAR_BIN to the server's binary");
    const server = new Server();
    server.port = await freePort();
    server.listen = `127.0.0.1:${server.port}`;
    server.origin = `http://${server.listen}`;
    server.folder = temporary();
    const { listen, origin } = server;
    server.config = join(server.folder.path, "teilbar.toml");
    writeFileSync(server.config, write({ listen, origin, folder: server.folder.path }));
    return server.orClose(() => server.up());
  }

  /** The demo as it ships, except for its address, its database and whatever it would ask the internet for. */
  static demo() {
    return Server.start(({ listen, origin, folder }) => {
      const demo = readFileSync(join(DEMO, "teilbar.toml"), "utf8");
      return demo
        .replace(/^listen = .*/m, `listen = "${listen}"`)
        .replace(/^public_url = .*/m, `public_url = "${origin}"`)
        .replace(/^database = .*/m, `database = "${join(folder, "demo.db")}"`)
        .replace(/^pages = .*/m, `pages = "${DEMO}"`)
        .replace(/^sample = "/gm, `sample = "${DEMO}`)
        .replace(/^feed = "https:\/\/[^/]+/gm, `feed = "https://feeds.invalid`)
        .replace(/@mastodon\.social"/g, `@mastodon.invalid"`)
        .replace("[refresh]", `[api]\nbluesky = "https://api.invalid"\ngithub = "https://api.invalid"\nyoutube_feeds = "https://api.invalid"\n\n[refresh]`)
        .replace(/^origins = \[/gm, `origins = ["${origin}", `);
    });
  }

  /** Itself once `ready` is done; closed where that fails, so that nothing outlives a test. */
  async orClose(ready) {
    try {
      await ready();
      return this;
    } catch (error) {
      await this.close();
      throw new Error(`${error.message}\n${this.log}`, { cause: error });
    }
  }

  /** Starts it (again) and waits until it says that it is healthy. */
  async up() {
    this.log = "";
    this.process = spawn(SERVER, ["serve", "--config", this.config, "--listen", this.listen]);
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream.on("data", (text) => (this.log += text));
    }
    this.gone = once(this.process, "exit");
    const healthy = async () => {
      if (this.process.exitCode !== null) return true;
      return (await fetch(`${this.origin}/healthz`)).ok;
    };
    await until("the server's /healthz", healthy);
    if (this.process.exitCode !== null) throw new Error("the server ended");
  }

  /** Ends it and waits until it is gone. */
  async down(signal = "SIGTERM") {
    this.process.kill(signal);
    await this.gone;
  }

  async close() {
    if (this.process.exitCode === null && this.process.signalCode === null) await this.down("SIGKILL");
    this.folder.remove();
  }

  /** An element as a content management system would include it: the server's HTML. */
  async fragment(site, element, options = {}) {
    const query = new URLSearchParams(options);
    const answer = await fetch(`${this.origin}/api/v1/sites/${site}/fragment/${element}?${query}`);
    const html = await answer.text();
    if (!answer.ok) throw new Error(`${answer.status} for the fragment: ${html}`);
    return html;
  }

  /** A page of the site's feed. */
  async feed(site) {
    const answer = await fetch(`${this.origin}/api/v1/sites/${site}/feed?limit=50`);
    return answer.json();
  }
}

/** Host pages, on another origin than the server. */
export class Host {
  static async start() {
    const host = new Host();
    host.pages = new Map();
    host.server = http.createServer(async (request, response) => {
      const { pathname } = new URL(request.url, "http://host");
      const page = host.pages.get(pathname);
      if (!page) return response.writeHead(pathname === "/favicon.ico" ? 204 : 404).end();
      response.writeHead(200, { "content-type": "text/html; charset=utf-8", ...page.headers });
      response.end(await page.html());
    });
    host.server.listen(0, "127.0.0.1");
    await once(host.server, "listening");
    host.origin = `http://127.0.0.1:${host.server.address().port}`;
    return host;
  }

  /** Puts a page up; returns its address. A `body` that is a function is asked at each visit. */
  page(body, { headers = {}, head = "" } = {}) {
    const path = `/${this.pages.size + 1}`;
    const html = async () => `<!doctype html><html lang="de"><head><meta charset="utf-8"><title>Gastseite</title>
      <meta name="viewport" content="width=device-width">${head}</head><body><h1>Gastseite</h1>
      <p><a id="before" href="#after">davor</a></p>${typeof body === "function" ? await body() : body}<p><a id="after" href="#before">danach</a></p>
      </body></html>`;
    this.pages.set(path, { html, headers });
    return this.origin + path;
  }

  close() {
    this.server.closeAllConnections();
    this.server.close();
  }
}

/** Whom browsers ask by themselves, whatever page is open. */
const OWN = /^((accounts|clients\d?)\.google\.com|update\.googleapis\.com|[\w.-]+\.mozilla\.(com|net|org))$/;

/** The way to every other host: refuses all of it and remembers who was asked for. */
class Outside {
  asked = [];

  static async start() {
    const outside = new Outside();
    outside.server = http.createServer((request, response) => {
      outside.note(request.url);
      response.writeHead(502).end();
    });
    outside.server.on("connect", (request, socket) => {
      outside.note(`https://${request.url}`);
      socket.on("error", () => {});
      socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
    });
    outside.server.listen(0, "127.0.0.1");
    await once(outside.server, "listening");
    outside.port = outside.server.address().port;
    return outside;
  }

  note(url) {
    const { hostname } = new URL(url);
    if (!OWN.test(hostname)) this.asked.push(hostname);
  }

  close() {
    this.server.closeAllConnections();
    this.server.close();
  }
}

const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const FIREFOX_PREFS = {
  "network.proxy.type": 1,
  "network.proxy.http": "127.0.0.1",
  "network.proxy.ssl": "127.0.0.1",
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "accessibility.tabfocus": 7,
};

/** A browser with a profile of its own. `scheme` is the system's colour scheme. */
export async function launch(name, { scheme = "light" } = {}) {
  const outside = await Outside.start();
  if (name === "webkit") return launchWebKit(outside);
  const proxy = { "network.proxy.http_port": outside.port, "network.proxy.ssl_port": outside.port };
  const override = { "layout.css.prefers-color-scheme.content-override": scheme === "dark" ? 0 : 1 };
  const browser =
    name === "chromium"
      ? await puppeteer.launch({
          executablePath: BROWSERS.chromium,
          protocolTimeout: 30_000,
          args: [...QUIET, `--proxy-server=127.0.0.1:${outside.port}`],
        })
      : await puppeteer.launch({
          browser: "firefox",
          executablePath: BROWSERS.firefox,
          protocolTimeout: 30_000,
          extraPrefsFirefox: { ...FIREFOX_PREFS, ...proxy, ...override },
        });
  return {
    name,
    outside,
    open: (options) => Tab.open(browser, name, { scheme, ...options }),
    browser,
    async close() {
      await browser.close();
      outside.close();
    },
  };
}

/** WebKit has one tab at a time, in a browser of its own. */
async function launchWebKit(outside) {
  const webkit = await WebKit.launch({ driver: WEBKIT, xvfb: process.env.XVFB ?? "Xvfb", proxy: outside.port });
  return {
    name: "webkit",
    outside,
    async open(options) {
      const page = await webkit.page(options);
      return Object.assign(new Tab(), { page, context: page, browser: "webkit" });
    },
    async close() {
      await webkit.close();
      outside.close();
    },
  };
}

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What Firefox reports like an uncaught error, though no script threw anything. */
const NOTES = /^(Cross-Origin Request Blocked|Content-Security-Policy|Loading (module|failed)|Firefox can.t establish)/;

/** A page of a browser that remembers what happened to it. */
export class Tab {
  static async open(browser, name, { scheme, javascript = true, width = 1100, height = 800 }) {
    const tab = new Tab();
    const context = await browser.createBrowserContext();
    const page = await context.newPage();
    Object.assign(tab, { page, context, browser: name, requests: [], warnings: [], errors: [], uncaught: [] });
    await page.setViewport({ width, height });
    if (name === "chromium") {
      await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
      if (!javascript) await page.setJavaScriptEnabled(false);
    }
    page.on("request", (request) => tab.requests.push(request.url()));
    page.on("console", (message) => {
      if (message.type() === "warn") tab.warnings.push(message.text());
      if (message.type() === "error") tab.errors.push(message.text());
    });
    page.on("pageerror", (error) => {
      const text = String(error?.message ?? error);
      (NOTES.test(text) ? tab.errors : tab.uncaught).push(text);
    });
    await page.evaluateOnNewDocument(observe);
    return tab;
  }

  /** Answers requests whose address matches `pattern` with `answer`, or lets them fail. */
  async intercept(pattern, answer) {
    await this.page.setRequestInterception(true);
    this.page.on("request", (request) => {
      if (!pattern.test(request.url())) return request.continue();
      return answer ? request.respond(answer) : request.abort();
    });
  }

  async goto(url) {
    await this.page.goto(url, { waitUntil: "load" });
  }

  /** What the page itself noticed: layout shifts and violations of its policy. */
  observed() {
    return this.page.evaluate(() => globalThis.observed);
  }

  /** Accessible name and address of every link and button in the elements of this kind. */
  buttons(selector = "teil-bar") {
    return this.page.evaluate((selector) => {
      const inside = (host) => [...(host.shadowRoot?.querySelectorAll("a,button") ?? [])];
      const name = (node) => node.getAttribute("aria-label") ?? node.textContent.trim();
      const visible = (node) => node.checkVisibility() && node.getBoundingClientRect().width > 0;
      const all = [...document.querySelectorAll(selector)].flatMap(inside).filter(visible);
      return all.map((node) => ({ name: name(node), href: node.getAttribute("href") }));
    }, selector);
  }

  /** The first node that matches inside the shadow root of `host`. */
  async $(host, selector) {
    const path = `${host} >>> ${selector}`;
    // Puppeteer's own wait looks again when a node changes, which a new shadow root is not.
    return until(path, () => this.page.$(path));
  }

  /** Turns to an element as a visitor does and waits until it is taken over. */
  async turnTo(host) {
    const element = await this.page.waitForSelector(host);
    await element.hover();
    await this.page.waitForSelector(`${host}[data-ready]`, { timeout: 10_000 });
  }

  /** What axe finds wrong in the page or the element that matches, as lines; rules in `off` are left out. */
  async axe(selector = "html", off = []) {
    await this.page.evaluate(AXE);
    return this.page.evaluate(async (selector, tags, off) => {
      const rules = Object.fromEntries(off.map((rule) => [rule, { enabled: false }]));
      const { violations } = await globalThis.axe.run(selector, { runOnly: tags, rules });
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target} ${node.failureSummary}`).join("; ")}`);
    }, selector, AXE_TAGS, off);
  }

  /** Waits for the console warning with which a failure is announced. */
  warned() {
    return until("a warning of teilbar on the console", () => this.warnings.find((text) => text.startsWith("teilbar")));
  }

  /** Whatever was asked for by the page, minus the origins it may ask. */
  foreign(...origins) {
    return this.requests.filter((url) => {
      const { protocol, origin } = new URL(url);
      return protocol.startsWith("http") && !origins.includes(origin);
    });
  }

  wasm() {
    return this.requests.filter((url) => new URL(url).pathname.endsWith(".wasm"));
  }

  close() {
    return this.context.close();
  }
}

/** Runs in the page, before anything else. */
function observe() {
  const observed = { shifts: [], violations: [] };
  globalThis.observed = observed;
  document.addEventListener("securitypolicyviolation", (event) => {
    observed.violations.push(`${event.effectiveDirective} ${event.blockedURI}`);
  });
  if (!PerformanceObserver.supportedEntryTypes.includes("layout-shift")) return;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const nodes = entry.sources.map((source) => source.node?.localName ?? source.node?.nodeName ?? "?");
      observed.shifts.push({ value: entry.value, nodes: nodes.join(" ") });
    }
  }).observe({ type: "layout-shift", buffered: true });
}
