// The feed: posts without a script, more on request, and a way on when the server does not answer.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { BROWSERS, Host, launch, until } from "./harness.mjs";
import { POSTS, SITE, script, snippet, startSite } from "./site.mjs";

for (const [name, path] of Object.entries(BROWSERS)) {
  describe(`feed, ${name}`, { skip: !path && `${name.toUpperCase()} is not set` }, () => {
    let host, server, browser, feed;
    before(async () => {
      host = await Host.start();
      server = await startSite(host);
      browser = await launch(name);
      feed = await server.fragment(SITE, "feed", { limit: 6 });
    });
    after(async () => {
      await browser?.close();
      await server?.close();
      host?.close();
    });

    const visit = async (body, prepare = () => {}, on = server) => {
      const tab = await browser.open();
      await prepare(tab);
      await tab.goto(host.page(body + script(on)));
      return tab;
    };
    const titles = (tab) =>
      tab.page.$eval("teil-feed", (host) => [...host.shadowRoot.querySelectorAll(".posts h3")].map((node) => node.innerText));
    const says = (tab) => tab.page.$eval("teil-feed", (host) => host.shadowRoot.querySelector("[role=status]").textContent);
    const more = async (tab) => (await tab.$("teil-feed", "button.more")).click();
    const named = (n) => Array.from({ length: n }, (_, index) => `Beitrag ${index + 1}`);

    test("shows posts, newest first, with their links, before any script", async () => {
      const tab = await visit(feed, (tab) => tab.intercept(/\/teilbar\.js/));
      assert.deepEqual(await titles(tab), named(6));
      const links = await tab.buttons("teil-feed");
      assert.ok(links.some(({ href }) => href === "https://gast.example/beitrag/1"));
      assert.ok(links.some(({ href, name }) => href === "https://gast.example/ziel/1" && name === "Verweis"));
      await tab.close();
    });

    test("loads page after page to the end, without a reload", async () => {
      const tab = await visit(feed);
      const { timeOrigin } = await tab.page.evaluate(() => performance.toJSON());
      await more(tab);
      await until("the second page", async () => (await titles(tab)).length === 12);
      assert.match(await says(tab), /6 weitere Beiträge/);
      await more(tab);
      await until("the last page", async () => (await titles(tab)).length === POSTS);
      assert.deepEqual(await titles(tab), named(POSTS));
      const hidden = await tab.page.$eval("teil-feed", (host) => host.shadowRoot.querySelector(".more").checkVisibility());
      assert.equal(hidden, false, "nothing more to ask for");
      assert.equal((await tab.page.evaluate(() => performance.toJSON())).timeOrigin, timeOrigin);
      assert.deepEqual(tab.foreign(host.origin, server.origin), []);
      assert.deepEqual([...tab.warnings, ...tab.uncaught], []);
      await tab.close();
    });

    test("does the same for a script-only element and the keyboard", async () => {
      const tab = await visit(snippet("feed", { limit: 6 }));
      const button = await tab.$("teil-feed", "button.more");
      await button.focus();
      await tab.page.keyboard.press("Enter");
      await until("the second page", async () => (await titles(tab)).length === 12);
      await tab.close();
    });

    test("says when the server answers with an error, and tries again", async () => {
      const headers = { "access-control-allow-origin": "*" };
      let broken = true;
      const tab = await visit(feed, async (tab) => {
        await tab.page.setRequestInterception(true);
        tab.page.on("request", (request) => {
          const hit = broken && /\/feed\?/.test(request.url());
          return hit ? request.respond({ status: 500, headers, body: "oh" }) : request.continue();
        });
      });
      await more(tab);
      await until("the error", async () => (await says(tab)).includes("nicht geladen"));
      assert.deepEqual(await titles(tab), named(6), "what was there stays");
      const label = () => tab.page.$eval("teil-feed", (host) => host.shadowRoot.querySelector(".more").innerText);
      assert.equal(await label(), "Erneut versuchen");
      broken = false;
      await more(tab);
      await until("the second page", async () => (await titles(tab)).length === 12);
      assert.equal(await label(), "Weitere Beiträge");
      assert.deepEqual(tab.uncaught, []);
      await tab.close();
    });

    test("says when the server is gone, and goes on when it is back", async () => {
      const mortal = await startSite(host);
      const tab = await visit(await mortal.fragment(SITE, "feed", { limit: 6 }), undefined, mortal);
      await tab.turnTo("teil-feed");
      await mortal.down();
      await more(tab);
      await until("the error", async () => (await says(tab)).includes("nicht geladen"));
      await mortal.up();
      await more(tab);
      await until("the second page", async () => (await titles(tab)).length === 12);
      assert.deepEqual(tab.uncaught, []);
      await tab.close();
      await mortal.close();
    });
  });
}
