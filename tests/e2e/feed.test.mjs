// The feed: posts without a script, more on request, and a way on when the server does not answer.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { BROWSERS, Host, launch, until } from "./harness.mjs";
import { PICTURED, Pictures, startPictured } from "./pictures.mjs";
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

for (const [name, path] of Object.entries(BROWSERS)) {
  describe(`pictures of a feed, ${name}`, { skip: !path && `${name.toUpperCase()} is not set` }, () => {
    let host, server, browser, pictures;
    before(async () => {
      host = await Host.start();
      pictures = await Pictures.start();
      server = await startPictured(host, pictures);
      browser = await launch(name);
    });
    after(async () => {
      await browser?.close();
      await server?.close();
      pictures?.close();
      host?.close();
    });

    const places = (tab) =>
      tab.page.$eval("teil-feed", (host) =>
        [...host.shadowRoot.querySelectorAll(".post, .picture, .picture img, .body")].map((node) => {
          const { x, y, width, height } = node.getBoundingClientRect();
          return [node.className || node.localName, x, y + scrollY, width, height].join(" ");
        }),
      );
    const images = (tab) =>
      tab.page.$eval("teil-feed", (host) =>
        [...host.shadowRoot.querySelectorAll(".picture img")].map((img) => {
          const { alt, loading, decoding, complete, naturalWidth, currentSrc } = img;
          return { alt, loading, decoding, shown: complete && naturalWidth > 0, currentSrc };
        }),
      );
    const allShown = async (tab, count) => {
      await until(`${count} pictures`, async () => {
        // Lazy ones come when they are looked at.
        await tab.page.evaluate(() => scrollTo(0, scrollY > document.body.scrollHeight - innerHeight - 9 ? 0 : scrollY + 300));
        const found = await images(tab);
        return found.length === count && found.every(({ shown }) => shown);
      });
      await tab.page.evaluate(() => scrollTo(0, 0));
    };

    for (const layout of ["list", "grid"]) {
      test(`nothing moves when they arrive, as a ${layout}`, async () => {
        const html = await server.fragment(SITE, "feed", { limit: 4, layout });
        const tab = await browser.open();
        let open;
        const gate = new Promise((resolve) => (open = resolve));
        await tab.page.setRequestInterception(true);
        tab.page.on("request", async (request) => {
          if (/\/media\//.test(request.url())) await gate;
          request.continue();
        });
        await tab.page.goto(host.page(html), { waitUntil: "domcontentloaded" });
        await until("the first picture is asked for", () => tab.requests.some((url) => url.includes("/media/")));
        assert.deepEqual((await images(tab)).map(({ shown }) => shown), Array(4).fill(false));
        const empty = await places(tab);
        open();
        await allShown(tab, 4);
        assert.deepEqual(await places(tab), empty);
        assert.deepEqual((await tab.observed()).shifts, []);
        for (const [n, { alt, loading, decoding, currentSrc }] of (await images(tab)).entries()) {
          assert.deepEqual([alt, loading, decoding], [`Bild „${n}“`, "lazy", "async"]);
          assert.match(currentSrc, /\/media\/[0-9a-f]{32}-\d+\.webp$/);
        }
        assert.deepEqual(tab.foreign(host.origin, server.origin), [], "only our server is asked");
        await tab.close();
      });
    }

    test("they stay through taking over, and come with more posts, under a strict policy", async () => {
      const html = await server.fragment(SITE, "feed", { limit: 4, css: "link" });
      const policy =
        `default-src 'none'; script-src ${server.origin} 'wasm-unsafe-eval'; style-src ${server.origin}; ` +
        `connect-src ${server.origin}; img-src ${server.origin}`;
      const tab = await browser.open();
      await tab.goto(host.page(html + script(server), { headers: { "content-security-policy": policy } }));
      await allShown(tab, 4);
      const mark = (host) => host.shadowRoot.querySelectorAll(".picture img").forEach((img) => (img.marked = true));
      await tab.page.$eval("teil-feed", mark);
      await (await tab.$("teil-feed", "button.more")).click();
      await allShown(tab, PICTURED);
      const kept = await tab.page.$eval(
        "teil-feed",
        (host) => [...host.shadowRoot.querySelectorAll(".picture img")].filter((img) => img.marked).length,
      );
      assert.equal(kept, 4, "the same nodes");
      const drawn = await tab.page.$eval("teil-feed", (host) =>
        [...host.shadowRoot.querySelectorAll(".picture svg")].map((svg) => {
          const { width, height } = svg.getBoundingClientRect();
          const over = svg.parentNode.querySelector("img").getBoundingClientRect();
          return width > 0 && height > 0 && width === over.width && height === over.height;
        }),
      );
      assert.deepEqual(drawn, Array(PICTURED).fill(true), "each picture lies on its drawing");
      const { violations } = await tab.observed();
      assert.deepEqual(violations.filter((text) => !text.includes("favicon")), []);
      assert.deepEqual([...tab.warnings, ...tab.uncaught], []);
      await tab.close();
    });
  });
}
