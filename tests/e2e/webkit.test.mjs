// The basics in WebKit, the engine of Safari: links without a script, the script's part, the keyboard.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Host, WEBKIT, launch, until } from "./harness.mjs";
import { BAR, BUTTONS, LINKS, PAGE, POSTS, SITE, script, snippet, startSite } from "./site.mjs";

describe("webkit", { skip: !WEBKIT && "WEBKIT is not set" }, () => {
  let host, server, browser, bar, follow, feed;
  before(async () => {
    host = await Host.start();
    server = await startSite(host);
    browser = await launch("webkit");
    bar = await server.fragment(SITE, "bar", BAR);
    follow = await server.fragment(SITE, "follow");
    feed = await server.fragment(SITE, "feed", { limit: 6 });
  });
  after(async () => {
    await browser?.close();
    await server?.close();
    host?.close();
  });

  /** A page in a fresh browser, closed whatever becomes of the test: a second one could not start. */
  const visit = async (body, { head, ...options }, check) => {
    const tab = await browser.open(options);
    try {
      await tab.goto(host.page(body, { head }));
      await check(tab);
    } finally {
      await tab.close();
    }
  };
  const withScript = (body) => body + script(server);
  const names = (tab, element) => tab.buttons(element).then((all) => all.map(({ name }) => name));
  const titles = (tab) =>
    tab.page.$eval("teil-feed", (host) => [...host.shadowRoot.querySelectorAll(".posts h3")].map((node) => node.innerText));
  const inBar = (tab, read) => tab.page.$eval("teil-bar", `(host) => (${read})(host.shadowRoot)`);
  const focused = (tab) => inBar(tab, (root) => root.activeElement?.className || root.activeElement?.dataset.act);
  /** The bar's links are reached with Tab from the link before it. */
  const tabTo = async (tab, wanted) => {
    await (await tab.page.$("#before")).focus();
    await until(`the focus on ${wanted}`, async () => {
      await tab.page.keyboard.press("Tab");
      return (await focused(tab)) === wanted;
    });
  };
  /** A click navigates, no script needed. */
  const assertClickable = async (tab) => {
    await (await tab.$("teil-bar", "a.linkedin")).click();
    await until("the click to reach the network", () => browser.outside.asked.includes("www.linkedin.com"));
    browser.outside.asked.length = 0;
  };

  test("links are there before any script, and lead where they say", () =>
    visit(bar + follow + feed, {}, async (tab) => {
      assert.deepEqual(await tab.buttons(), BUTTONS);
      assert.match((await names(tab, "teil-follow"))[0], /LinkedIn/);
      assert.deepEqual(await titles(tab), Array.from({ length: 6 }, (_, index) => `Beitrag ${index + 1}`));
      await assertClickable(tab);
    }));

  test("links are there with JavaScript off", () =>
    visit(withScript(bar), { javascript: false }, async (tab) => {
      // Copy and print need a script: where scripting is off they are not offered.
      assert.deepEqual(await tab.buttons(), LINKS.slice(0, -1));
      await assertClickable(tab);
    }));

  test("a bar is taken over once the pointer turns to it, and looks as before", () =>
    visit(withScript(bar), {}, async (tab) => {
      const width = () => inBar(tab, (root) => root.querySelector(".bar").getBoundingClientRect().width);
      const before = await width();
      const loaded = () => tab.page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name));
      assert.ok(!(await loaded()).some((name) => name.endsWith(".wasm")), "no wasm before");
      await tab.turnTo("teil-bar");
      assert.ok((await loaded()).some((name) => name.endsWith(".wasm")));
      assert.deepEqual(await tab.buttons(), BUTTONS);
      assert.equal(await width(), before);
      await tab.page.evaluate(() => {
        globalThis.opened = [];
        globalThis.open = (...all) => void globalThis.opened.push(all);
      });
      await (await tab.$("teil-bar", "a.linkedin")).click();
      const opened = await until("a window", async () => (await tab.page.evaluate(() => globalThis.opened))[0]);
      assert.equal(opened[0], BUTTONS[0].href);
    }));

  test("the focus is enough, and copying by keyboard says what it did", () =>
    visit(withScript(bar), {}, async (tab) => {
      await tabTo(tab, "linkedin");
      await tab.page.waitForSelector("teil-bar[data-ready]");
      await tabTo(tab, "copy");
      const address = await tab.page.url();
      await tab.page.keyboard.press("Enter");
      const said = await until("an announcement", () => inBar(tab, (root) => root.querySelector(".said").textContent));
      assert.match(said, /kopiert/i);
      assert.equal(await tab.page.url(), address, "nobody followed the link");
      assert.equal(await focused(tab), "copy");
    }));

  test("a dialog opens and closes by keyboard and gives the focus back", async () => {
    const more = await server.fragment(SITE, "bar", { ...BAR, networks: "linkedin qr mastodon more" });
    await visit(withScript(more), {}, async (tab) => {
      for (const [button, probe] of [["qr", "svg.code"], ["mastodon", "#home"], ["more", "li a.hackernews"]]) {
        await tabTo(tab, button);
        await tab.page.keyboard.press("Enter");
        const open = `(root) => root.querySelector("dialog")?.matches(":modal") && Boolean(root.querySelector("dialog ${probe}"))`;
        await until(`the dialog of ${button}`, () => inBar(tab, open));
        await tab.page.keyboard.press("Escape");
        await until("the dialog to close", () => inBar(tab, (root) => !root.querySelector("dialog")?.open));
        assert.equal(await focused(tab), button);
      }
    });
  });

  test("more posts come by keyboard, to the end", () =>
    visit(withScript(feed), {}, async (tab) => {
      await (await tab.$("teil-feed", "button.more")).focus();
      for (const length of [12, POSTS]) {
        await tab.page.keyboard.press("Enter");
        await until(`${length} posts`, async () => (await titles(tab)).length === length);
      }
    }));

  test("elements that only the script fills are filled", () =>
    visit(withScript(snippet("bar", BAR) + snippet("follow") + snippet("feed", { limit: 6 })), {}, async (tab) => {
      await until("the bar", async () => (await tab.buttons()).length === BUTTONS.length);
      assert.deepEqual(await tab.buttons(), BUTTONS);
      await until("the follow bar", async () => (await names(tab, "teil-follow")).length === 2);
      await until("the feed", async () => (await titles(tab)).length === 6);
    }));

  test("a bar beside the text and one near a selection come where they belong", async () => {
    const left = await server.fragment(SITE, "bar", { ...BAR, place: "left", networks: "linkedin copy" });
    const near = await server.fragment(SITE, "bar", { ...BAR, place: "selection", networks: "bluesky copy" });
    const text = "<main><p id=text>Ein Satz, den man gern weitersagt.</p></main>";
    const head = "<style>body { margin: 0 300px }</style>";
    await visit(withScript(text + left + near), { width: 1280, head }, async (tab) => {
      const side = `teil-bar[place="left"]`;
      const box = await until("the side bar", () =>
        tab.page.$eval(side, (host) => host.dataset.as === "side" && host.getBoundingClientRect().toJSON()),
      );
      assert.ok(box.left < 60 && box.bottom < 800, JSON.stringify(box));
      await tab.page.evaluate(() => getSelection().selectAllChildren(document.querySelector("#text")));
      const bubble = `teil-bar[place="selection"]`;
      await tab.page.waitForSelector(`${bubble}[data-shown][data-ready]`);
      const href = () => tab.page.$eval(bubble, (host) => host.shadowRoot.querySelector("a.bluesky").href);
      await until("the quotation in the link", async () => (await href()).includes(encodeURIComponent("weitersagt")));
      assert.ok((await href()).includes(encodeURIComponent(PAGE)));
    });
  });
});
