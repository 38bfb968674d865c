// What happens when a visitor turns to the buttons: with the pointer, the keyboard, a screen reader.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { BROWSERS, Host, launch, until } from "./harness.mjs";
import { BAR, BUTTONS, PAGE, SITE, script, startSite } from "./site.mjs";

for (const [name, path] of Object.entries(BROWSERS)) {
  describe(`interaction, ${name}`, { skip: !path && `${name.toUpperCase()} is not set` }, () => {
    let host, server, browser, bar, follow, feed;
    before(async () => {
      host = await Host.start();
      server = await startSite(host);
      browser = await launch(name);
      bar = await server.fragment(SITE, "bar", BAR);
      follow = await server.fragment(SITE, "follow");
      feed = await server.fragment(SITE, "feed", { limit: 3 });
    });
    after(async () => {
      await browser?.close();
      await server?.close();
      host?.close();
    });

    const visit = async (body, options = {}) => {
      const tab = await browser.open(options);
      await tab.page.evaluateOnNewDocument(recordOpened);
      await tab.goto(host.page(body + script(server)));
      return tab;
    };

    test("no wasm before the first interaction, one after it for all elements", async () => {
      const tab = await visit(bar + follow + feed);
      await tab.page.waitForNetworkIdle();
      assert.deepEqual(tab.wasm(), []);
      await tab.turnTo("teil-bar");
      await tab.turnTo("teil-follow");
      await tab.turnTo("teil-feed");
      assert.notDeepEqual(tab.wasm(), []);
      assert.deepEqual(tab.wasm(), [...new Set(tab.wasm())], "nothing is fetched twice");
      assert.deepEqual(tab.foreign(host.origin, server.origin), []);
      assert.deepEqual([...tab.warnings, ...tab.errors, ...tab.uncaught], []);
      await tab.close();
    });

    test("taking over changes nothing that can be seen", async () => {
      const tab = await visit(bar + follow + feed);
      const before = await tab.page.evaluate(boxes);
      await tab.turnTo("teil-bar");
      await tab.turnTo("teil-follow");
      await tab.turnTo("teil-feed");
      const after = await tab.page.evaluate(boxes);
      assert.equal(after.length, before.length);
      // Browsers round positions differently once the page was scrolled.
      const moved = (box, index) => box.place.some((value, side) => Math.abs(value - before[index].place[side]) > 0.1);
      assert.deepEqual(after.filter(moved), []);
      assert.deepEqual(await tab.buttons(), BUTTONS);
      await tab.close();
    });

    test("load=\"never\" fetches none, load=\"eager\" and load=\"visible\" at once", async () => {
      const never = await visit(await server.fragment(SITE, "bar", { ...BAR, load: "never" }));
      await (await never.$("teil-bar", "a.linkedin")).hover();
      await never.page.waitForNetworkIdle();
      assert.deepEqual(never.wasm(), []);
      await never.close();
      for (const load of ["eager", "visible"]) {
        const tab = await visit(await server.fragment(SITE, "bar", { ...BAR, load }));
        await tab.page.waitForSelector("teil-bar[data-ready]");
        await tab.close();
      }
    });

    test("two bars on a page work each by itself", async () => {
      const other = { ...BAR, url: "https://gast.example/zwei", networks: "linkedin" };
      const second = (await server.fragment(SITE, "bar", other)).replace("<teil-bar", '<teil-bar id="second"');
      const tab = await visit(bar + second);
      await tab.turnTo("teil-bar");
      await tab.turnTo("#second");
      assert.deepEqual(tab.wasm(), [...new Set(tab.wasm())], "nothing is fetched twice");
      await (await tab.$("#second", "a.linkedin")).click();
      await (await tab.$("teil-bar:not(#second)", "a.linkedin")).click();
      const opened = await until("two popups", async () => {
        const calls = await tab.page.evaluate(() => globalThis.opened);
        return calls.length === 2 && calls;
      });
      assert.match(opened[0][0], /gast\.example%2Fzwei$/);
      assert.equal(opened[1][0], BUTTONS[0].href);
      await tab.close();
    });

    test("a plain click opens a small window, without a way back to the page", async () => {
      const tab = await visit(bar);
      await tab.turnTo("teil-bar");
      const popup = new Promise((resolve) => tab.page.once("popup", resolve));
      await (await tab.$("teil-bar", "a.linkedin")).click();
      await popup;
      const [[address, target, features]] = await tab.page.evaluate(() => globalThis.opened);
      assert.equal(address, BUTTONS[0].href);
      assert.equal(target, "_blank");
      assert.match(features, /noopener/);
      assert.match(features, /width=\d+,height=\d+/);
      await until("the window to ask for the network", () =>
        browser.outside.asked.some((host) => host === "www.linkedin.com"),
      );
      assert.match(tab.page.url(), new RegExp(`^${host.origin}`), "the page itself stays");
      await tab.close();
    });

    for (const modifier of ["Control", "Shift"]) {
      test(`${modifier} and a click is what the browser makes of a link`, async () => {
        const tab = await visit(bar);
        await tab.turnTo("teil-bar");
        const pages = (await browser.browser.pages()).length;
        await tab.page.keyboard.down(modifier);
        await (await tab.$("teil-bar", "a.linkedin")).click();
        await tab.page.keyboard.up(modifier);
        await until("a tab or window of the browser's own", async () => (await browser.browser.pages()).length > pages);
        assert.deepEqual(await tab.page.evaluate(() => globalThis.opened), []);
        await tab.close();
      });
    }

    test("a middle click opens a tab of the browser's own, before the wasm and after", async () => {
      const tab = await visit(bar);
      for (const ready of [false, true]) {
        if (ready) await tab.turnTo("teil-bar");
        const pages = (await browser.browser.pages()).length;
        await (await tab.$("teil-bar", "a.linkedin")).click({ button: "middle" });
        await until("the tab", async () => (await browser.browser.pages()).length > pages);
      }
      assert.deepEqual(await tab.page.evaluate(() => globalThis.opened), []);
      assert.match(tab.page.url(), new RegExp(`^${host.origin}`), "the page itself stays");
      await tab.close();
    });

    test("no network is told where a visitor comes from, nor given the page's window", async () => {
      const tab = await visit(bar);
      const rels = await tab.page.$eval("teil-bar", (host) =>
        [...host.shadowRoot.querySelectorAll("a[target]")].map((link) => link.rel.split(" ")),
      );
      assert.ok(rels.length >= 3);
      for (const rel of rels) assert.ok(rel.includes("noopener") && rel.includes("noreferrer"), rel.join(" "));
      await tab.turnTo("teil-bar");
      await (await tab.$("teil-bar", "a.linkedin")).click();
      const [[, , features]] = await until("the window", async () => {
        const calls = await tab.page.evaluate(() => globalThis.opened);
        return calls.length && calls;
      });
      assert.match(features, /noopener.*noreferrer/);
      await tab.close();
    });

    test("in a narrow window a click follows the link", async () => {
      const tab = await visit(bar, { width: 500 });
      await tab.turnTo("teil-bar");
      const popup = new Promise((resolve) => tab.page.once("popup", resolve));
      await (await tab.$("teil-bar", "a.linkedin")).click();
      await popup;
      assert.deepEqual(await tab.page.evaluate(() => globalThis.opened), []);
      await tab.close();
    });

    test("Tab reaches every button in order, with a visible focus, and leaves again", async () => {
      const tab = await visit(bar);
      await tab.page.focus("#before");
      for (const { name } of BUTTONS) {
        await tab.page.keyboard.press("Tab");
        const focus = await tab.page.evaluate(focused);
        assert.equal(focus.name, name);
        assert.ok(focus.outline >= 2, `outline of ${name}: ${focus.outline} px`);
        assert.ok(focus.size >= 24, `target of ${name}: ${focus.size} px`);
      }
      await tab.page.keyboard.press("Tab");
      assert.equal((await tab.page.evaluate(focused)).id, "after");
      await tab.page.keyboard.down("Shift");
      await tab.page.keyboard.press("Tab");
      await tab.page.keyboard.up("Shift");
      assert.equal((await tab.page.evaluate(focused)).name, BUTTONS.at(-1).name);
      await tab.close();
    });

    test("Enter opens the link, and taking over keeps the focus", async () => {
      const tab = await visit(bar);
      await tab.page.focus("#before");
      await tab.page.keyboard.press("Tab");
      await tab.page.waitForSelector("teil-bar[data-ready]");
      assert.equal((await tab.page.evaluate(focused)).name, BUTTONS[0].name);
      await tab.page.keyboard.press("Enter");
      const [[address]] = await until("the window", async () => {
        const calls = await tab.page.evaluate(() => globalThis.opened);
        return calls.length && calls;
      });
      assert.equal(address, BUTTONS[0].href);
      await tab.close();
    });

    test("the copy button copies and says so", async () => {
      const tab = await visit(bar);
      await tab.page.evaluate(recordCopied);
      await tab.turnTo("teil-bar");
      await (await tab.$("teil-bar", "a.copy")).click();
      const said = await until("the announcement", () => status(tab));
      assert.deepEqual(said, { text: "Link kopiert", role: "status" });
      assert.deepEqual(await tab.page.evaluate(() => globalThis.copied), [PAGE]);
      assert.match(tab.page.url(), new RegExp(`^${host.origin}`), "the page itself stays");
      await tab.close();
    });

    test("a copy button clicked before the wasm is there copies all the same", async () => {
      const tab = await visit(bar);
      await tab.page.evaluate(recordCopied);
      await tab.page.evaluate(() => document.querySelector("teil-bar").shadowRoot.querySelector("a.copy").click());
      assert.equal((await until("the announcement", () => status(tab))).text, "Link kopiert");
      assert.deepEqual(await tab.page.evaluate(() => globalThis.copied), [PAGE]);
      await tab.close();
    });

    test("where copying is refused, the visitor is told what to do", async () => {
      const tab = await visit(bar);
      await tab.page.evaluate(() => {
        navigator.clipboard.writeText = () => Promise.reject(new DOMException("no", "NotAllowedError"));
      });
      await tab.turnTo("teil-bar");
      await (await tab.$("teil-bar", "a.copy")).click();
      assert.match((await until("the announcement", () => status(tab))).text, /Adresszeile/);
      assert.deepEqual(tab.uncaught, []);
      await tab.close();
    });

    test("the print button prints", async () => {
      const tab = await visit(bar);
      await tab.page.evaluate(() => (globalThis.print = () => (globalThis.printed = true)));
      await tab.turnTo("teil-bar");
      await (await tab.$("teil-bar", "button.print")).click();
      await until("print()", () => tab.page.evaluate(() => globalThis.printed));
      await tab.close();
    });

    test("follow buttons lead to the profiles and give honest numbers", async () => {
      const tab = await visit(follow);
      const [linkedin, youtube] = await tab.buttons("teil-follow");
      assert.match(linkedin.name, /^Uns auf LinkedIn folgen.*12[.,]3.* Follower.*Stand: 3\. März 2026/);
      assert.equal(linkedin.href, "https://www.linkedin.com/company/gast");
      assert.deepEqual(youtube, { name: "Uns auf YouTube folgen", href: "https://www.youtube.com/@gast" }, "no number, no zero");
      const text = await tab.page.$eval("teil-follow", (host) => host.shadowRoot.querySelector("a.linkedin").innerText);
      assert.match(text, /12,3\s?Tsd\./);
      assert.match(text, /Stand: 3\. März 2026/);
      await tab.close();
    });
  });
}

/** Where everything on the page is, inside the elements too. */
function boxes() {
  const inside = [...document.querySelectorAll("*")].flatMap((node) => [...(node.shadowRoot?.querySelectorAll("*") ?? [])]);
  const shown = [...document.body.querySelectorAll("*"), ...inside].filter((node) => node.getClientRects().length);
  return shown.map((node) => {
    const { x, y, width, height } = node.getBoundingClientRect();
    return { node: node.localName, place: [x, y + scrollY, width, height] };
  });
}

/** Remembers what is given to window.open, and opens it. */
function recordOpened() {
  globalThis.opened = [];
  const { open } = window;
  window.open = (...words) => {
    globalThis.opened.push(words);
    return open.apply(window, words);
  };
}

/** A clipboard for machines that have none: what would be copied. */
function recordCopied() {
  globalThis.copied = [];
  navigator.clipboard.writeText = async (text) => void globalThis.copied.push(text);
}

function focused() {
  let node = document.activeElement;
  while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
  const style = getComputedStyle(node);
  const box = node.getBoundingClientRect();
  return {
    id: node.id,
    name: node.getAttribute("aria-label"),
    outline: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
    size: Math.min(box.width, box.height),
  };
}

/** What a screen reader would say, once there is something to say. */
const status = (tab) =>
  tab.page.$eval("teil-bar", (host) => {
    const live = [...host.shadowRoot.querySelectorAll("[role=status], [aria-live]")];
    const node = live.find((node) => node.textContent);
    return node && { text: node.textContent, role: node.getAttribute("role") };
  });
