// What pages can listen for: every button that is activated, with or without the WebAssembly.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { BROWSERS, Host, launch, until } from "./harness.mjs";
import { BAR, PAGE, SITE, script, startSite } from "./site.mjs";

for (const [name, path] of Object.entries(BROWSERS)) {
  describe(`events, ${name}`, { skip: !path && `${name.toUpperCase()} is not set` }, () => {
    let host, server, browser, bar, follow;
    before(async () => {
      host = await Host.start();
      server = await startSite(host);
      browser = await launch(name);
      bar = await server.fragment(SITE, "bar", BAR);
      follow = await server.fragment(SITE, "follow");
    });
    after(async () => {
      await browser?.close();
      await server?.close();
      host?.close();
    });

    const visit = async (body, prepare = () => {}) => {
      const tab = await browser.open();
      await prepare(tab);
      await tab.page.evaluateOnNewDocument(listen);
      await tab.goto(host.page(body + script(server)));
      await tab.page.waitForFunction(() => customElements.get("teil-bar"));
      return tab;
    };
    const heard = (tab) => tab.page.evaluate(() => globalThis.heard);
    const press = (tab, selector, element = "teil-bar") =>
      tab.page.$eval(element, (host, selector) => host.shadowRoot.querySelector(selector).click(), selector);

    test("a share is told once, also while the wasm is on its way", async () => {
      const tab = await visit(bar);
      await press(tab, "a.copy");
      await tab.page.waitForSelector("teil-bar[data-ready]");
      await press(tab, "button.print");
      const share = (network) => ["teilbar:share", "TEIL-BAR", { network, url: PAGE, place: "inline" }];
      const expected = [share("copy"), ["teilbar:ready", "TEIL-BAR", null], share("print")];
      await until("three events", async () => (await heard(tab)).length >= 3);
      assert.deepEqual(await heard(tab), expected);
      assert.equal(await tab.page.evaluate(() => globalThis.printed), 1);
      await tab.close();
    });

    test("a share is told where the wasm is refused", async () => {
      const tab = await visit(bar, (tab) => tab.intercept(/\.wasm$/));
      await press(tab, "a.copy");
      await tab.warned();
      assert.deepEqual(
        (await heard(tab)).map(([type, , detail]) => [type, detail.network]),
        [["teilbar:share", "copy"]],
      );
      await tab.close();
    });

    test("a middle click is told, the other buttons of a mouse are not", async () => {
      const tab = await visit(bar);
      const link = await tab.$("teil-bar", "a.linkedin");
      await link.click({ button: "right" });
      await link.click({ button: "middle" });
      const told = await until("the event", async () => (await heard(tab)).find(([type]) => type === "teilbar:share"));
      assert.deepEqual(told[2], { network: "linkedin", url: PAGE, place: "inline" });
      assert.equal((await heard(tab)).filter(([type]) => type === "teilbar:share").length, 1);
      await tab.close();
    });

    test("a follow is told with the profile's address", async () => {
      const tab = await visit(follow);
      await press(tab, "a.youtube", "teil-follow");
      const [told] = await until("the event", async () => (await heard(tab)).length && heard(tab));
      const detail = { network: "youtube", url: "https://www.youtube.com/@gast", place: "inline" };
      assert.deepEqual(told, ["teilbar:follow", "TEIL-FOLLOW", detail]);
      await tab.close();
    });

    test("a listener that throws does not keep a link from working", async () => {
      const tab = await visit(bar);
      await tab.page.evaluate(() =>
        addEventListener("teilbar:share", () => {
          throw new Error("the page's own");
        }),
      );
      const popup = new Promise((resolve) => tab.page.once("popup", resolve));
      await (await tab.$("teil-bar", "a.linkedin")).click();
      await popup;
      await tab.close();
    });
  });
}

/** Runs in the page: remembers what bubbles to the window, and prints nothing. */
function listen() {
  globalThis.heard = [];
  globalThis.printed = 0;
  globalThis.print = () => globalThis.printed++;
  for (const type of ["teilbar:ready", "teilbar:share", "teilbar:follow"]) {
    addEventListener(type, ({ target, detail }) => globalThis.heard.push([type, target.nodeName, detail]));
  }
}
