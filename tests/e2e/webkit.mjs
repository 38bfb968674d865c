// WebKit by plain WebDriver: of what Puppeteer is for the other browsers, as much as the tests need,
// under the same names. WebDriver sees no requests and no console, so pages are asked instead.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { freePort, until } from "./harness.mjs";

const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";
const KEYS = { Tab: "\uE004", Enter: "\uE007", Escape: "\uE00C" };

/** WebKit on a screen of its own, which nobody sees. */
export class WebKit {
  /** `driver` and `xvfb` are programs, `proxy` is the port that leads to all other machines. */
  static async launch({ driver, xvfb, proxy }) {
    const webkit = new WebKit();
    Object.assign(webkit, { program: driver, proxy: `http://127.0.0.1:${proxy}` });
    webkit.screen = spawn(xvfb, ["-displayfd", "1", "-screen", "0", "1280x1024x24", "-nolisten", "tcp", "-noreset"], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    const [display] = await once(createInterface(webkit.screen.stdout), "line");
    webkit.display = `:${display}`;
    return webkit;
  }

  /** A browser with a profile of its own, and its only window. */
  async page({ javascript = true, width = 1100, height = 800 } = {}) {
    const driver = await Driver.start(this.program, this.display, this.proxy);
    const args = ["--automation", `--enable-javascript=${javascript}`];
    const alwaysMatch = { "webkitgtk:browserOptions": { args } };
    try {
      const { sessionId } = await driver.ask("POST", "/session", { capabilities: { alwaysMatch } });
      const page = new Page(driver, `/session/${sessionId}`);
      await page.ask("POST", "/window/rect", { width, height });
      return page;
    } catch (error) {
      await driver.stop();
      throw error;
    }
  }

  async close() {
    this.screen.kill();
    await once(this.screen, "exit");
  }
}

/** A driver for one session: it can have no more at a time. */
class Driver {
  static async start(program, display, proxy) {
    const driver = new Driver();
    const port = await freePort();
    const screen = { DISPLAY: display, GDK_BACKEND: "x11", DBUS_SESSION_BUS_ADDRESS: "disabled:" };
    // Not as a capability: a list of exceptions from it crashes WebKitGTK 2.50, and new windows ignore it.
    const way = { http_proxy: proxy, https_proxy: proxy, no_proxy: "127.0.0.1,localhost" };
    const env = { ...process.env, ...screen, ...way };
    driver.process = spawn(program, [`--port=${port}`], { env, stdio: "ignore" });
    driver.url = `http://127.0.0.1:${port}`;
    await until("WebKit's driver", async () => (await driver.ask("GET", "/status")).ready);
    return driver;
  }

  /** What the driver answers; its errors are thrown. */
  async ask(method, path, body) {
    const signal = AbortSignal.timeout(30_000);
    const answer = await fetch(this.url + path, { method, body: body && JSON.stringify(body), signal });
    const { value } = await answer.json();
    if (!answer.ok) throw new Error(`${value.error}: ${value.message}`);
    return value;
  }

  async stop() {
    this.process.kill();
    await once(this.process, "exit");
  }
}

class Page {
  constructor(driver, session) {
    this.driver = driver;
    this.ask = (method, path, body) => driver.ask(method, session + path, body);
    this.keyboard = { press: (key) => this.press(key) };
  }

  async goto(url) {
    await this.ask("POST", "/url", { url });
  }

  url() {
    return this.ask("GET", "/url");
  }

  /** Runs a function in the page, or a text. Elements come back as handles. */
  async evaluate(what, ...args) {
    const script = typeof what === "string" ? `return (${what})` : `return (${what}).apply(null, arguments)`;
    const sent = args.map((arg) => (arg instanceof Handle ? { [ELEMENT]: arg.id } : arg));
    return this.handles(await this.ask("POST", "/execute/sync", { script, args: sent }));
  }

  handles(value) {
    return value?.[ELEMENT] ? new Handle(this, value[ELEMENT]) : value;
  }

  /** The first node of a path such as `host >>> selector`. */
  $(path) {
    return this.evaluate(
      (steps) => steps.reduce((node, step) => (node?.shadowRoot ?? node)?.querySelector(step), document) ?? null,
      path.split(" >>> "),
    );
  }

  async $eval(selector, read) {
    return this.evaluate(`(${read})(document.querySelector(${JSON.stringify(selector)}))`);
  }

  waitForSelector(selector) {
    return until(selector, () => this.$(selector));
  }

  press(key) {
    const value = KEYS[key] ?? key;
    const actions = ["keyDown", "keyUp"].map((type) => ({ type, value }));
    return this.act({ type: "key", id: "keys", actions });
  }

  act(source) {
    return this.ask("POST", "/actions", { actions: [source] });
  }

  async close() {
    await this.ask("DELETE", "");
    await this.driver.stop();
  }
}

class Handle {
  constructor(page, id) {
    Object.assign(this, { page, id });
  }

  async click() {
    await this.page.ask("POST", `/element/${this.id}/click`, {});
  }

  async hover() {
    const origin = { [ELEMENT]: this.id };
    await this.evaluate((node) => node.scrollIntoView({ block: "nearest" }));
    const move = { type: "pointerMove", duration: 0, origin, x: 0, y: 0 };
    await this.page.act({ type: "pointer", id: "mouse", parameters: { pointerType: "mouse" }, actions: [move] });
  }

  focus() {
    return this.evaluate((node) => node.focus());
  }

  async type(text) {
    await this.page.ask("POST", `/element/${this.id}/value`, { text });
  }

  evaluate(read) {
    return this.page.evaluate(read, this);
  }
}
