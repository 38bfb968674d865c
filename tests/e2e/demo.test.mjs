// The demo as it ships: quiet, still, accessible, and within its own strict policy.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { BROWSERS, Host, Server, launch, until } from "./harness.mjs";
import { SITE, script, snippet, startSite } from "./site.mjs";

const PAGES = { corporate: [1, 1, 1], blog: [2, 1, 1], agency: [1, 1, 1] };

for (const [name, path] of Object.entries(BROWSERS)) {
  describe(`demo, ${name}`, { skip: !path && `${name.toUpperCase()} is not set` }, () => {
    let server, browsers;
    before(async () => {
      server = await Server.demo();
      browsers = { light: await launch(name, { scheme: "light" }), dark: await launch(name, { scheme: "dark" }) };
      const ready = async (site) => (await server.feed(site)).posts.length > 0;
      for (const site of ["corporate", "blog", "cafe"]) await until(`the sample posts of ${site}`, () => ready(site));
    });
    after(async () => {
      for (const browser of Object.values(browsers ?? {})) await browser.close();
      await server?.close();
    });

    const visit = async (page, { scheme = "light", ...options } = {}) => {
      const tab = await browsers[scheme].open(options);
      await tab.goto(`${server.origin}/demo/${page}`);
      return tab;
    };
    /** Waits until every element of the page shows what it is for. */
    const filled = async (tab, page) => {
      const inside = ["teil-bar", "teil-follow", "teil-feed"].map((host) => [host, host === "teil-feed" ? ".post" : ".bar > a"]);
      for (const [index, [host, selector]] of inside.entries()) {
        await until(`${host} of ${page}`, () =>
          tab.page.$$eval(host, (hosts, selector) => hosts.filter((host) => host.shadowRoot?.querySelector(selector)).length, selector)
            .then((count) => count === PAGES[page][index]),
        );
      }
      await tab.page.evaluate(() => document.fonts.ready);
    };
    /** Scrolls to the end as a reader does, screen by screen. */
    const read = (tab) =>
      tab.page.evaluate(async () => {
        const frame = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
        for (let y = 0; y < document.documentElement.scrollHeight; y += innerHeight) {
          scrollTo({ top: y, behavior: "instant" });
          await frame();
        }
      });

    for (const page of Object.keys(PAGES)) {
      test(`${page}: asks nobody but its server`, async () => {
        const { outside } = browsers.light;
        outside.asked.length = 0;
        const tab = await visit(`${page}.html`);
        await filled(tab, page);
        await read(tab);
        await tab.turnTo("teil-bar");
        await tab.turnTo("teil-feed");
        assert.deepEqual(tab.foreign(server.origin), []);
        assert.deepEqual(outside.asked, [], "not even a connection");
        assert.deepEqual([...tab.uncaught, ...tab.errors, ...tab.warnings], []);
        const kept = await tab.page.evaluate(() => document.cookie + JSON.stringify([localStorage.length, sessionStorage.length]));
        assert.equal(kept, "[0,0]", "nothing is left in the visitor's browser");
        await tab.close();
      });

      test(`${page}: stays within its policy`, async () => {
        const tab = await visit(`${page}.html`);
        await filled(tab, page);
        await tab.turnTo("teil-bar");
        assert.deepEqual((await tab.observed()).violations, []);
        await tab.close();
      });

      for (const width of [360, 1280]) {
        test(`${page}: nothing moves, ${width} px`, { skip: name === "firefox" && "does not measure it" }, async () => {
          const tab = await visit(`${page}.html`, { width });
          await filled(tab, page);
          await read(tab);
          await tab.page.evaluate(() => scrollTo({ top: 0, behavior: "instant" }));
          await tab.turnTo("teil-bar");
          assert.deepEqual((await tab.observed()).shifts, []);
          await tab.close();
        });

        test(`${page}: nothing is cut off, ${width} px`, async () => {
          const tab = await visit(`${page}.html`, { width });
          await filled(tab, page);
          const wide = await tab.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          assert.ok(wide <= 0, `${wide} px too wide`);
          await tab.close();
        });
      }

      for (const scheme of ["light", "dark"]) {
        test(`${page}: axe finds nothing, ${scheme}`, async () => {
          const tab = await visit(`${page}.html`, { scheme });
          await filled(tab, page);
          assert.deepEqual(await tab.axe(), []);
          await tab.close();
        });
      }
    }

    test("the start page leads to the pages, the playground and the health page", async () => {
      const tab = await visit("");
      const links = await tab.page.$$eval("a", (links) => links.map((link) => link.getAttribute("href")));
      assert.deepEqual(links, ["corporate.html", "blog.html", "agency.html", "forms/", "layouts/", "/playground/", "/healthz"]);
      for (const link of links.filter((link) => !link.startsWith("/playground"))) {
        assert.equal((await fetch(new URL(link, `${server.origin}/demo/`))).status, 200, link);
      }
      await tab.close();
    });

    test("samples are marked as samples", async () => {
      const tab = await visit("corporate.html");
      const marks = await tab.page.$eval("teil-feed", (host) => {
        const posts = [...host.shadowRoot.querySelectorAll(".post")];
        return posts.map((post) => post.innerText.includes("Beispiel"));
      });
      assert.ok(marks.length > 0 && marks.every(Boolean));
      await tab.close();
    });
  });
}

describe("a script-only page on another origin", { skip: !BROWSERS.chromium && "CHROMIUM is not set" }, () => {
  test("does not move when the elements fill in", async () => {
    const host = await Host.start();
    const server = await startSite(host);
    const browser = await launch("chromium");
    const head = "<style>teil-bar,teil-follow{display:block;min-height:44px}teil-feed{display:block;min-height:60rem}</style>";
    const body = script(server) + snippet("bar", { look: "icon" }) + snippet("follow") + snippet("feed", { limit: 3 });
    const tab = await browser.open();
    await tab.goto(host.page(body, { head }));
    for (const [element, inside] of [["bar", "a"], ["follow", "a"], ["feed", ".post"]]) await tab.$(`teil-${element}`, inside);
    await tab.turnTo("teil-bar");
    await tab.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    assert.deepEqual((await tab.observed()).shifts, []);
    assert.deepEqual(tab.foreign(host.origin, server.origin), []);
    assert.equal(SITE, await tab.page.$eval("teil-bar", (bar) => bar.getAttribute("site")));
    await tab.close();
    await browser.close();
    await server.close();
    host.close();
  });
});
