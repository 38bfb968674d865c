// The links come first: whatever happens to the script, the wasm or the server, they are there.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { BROWSERS, Host, launch, until } from "./harness.mjs";
import { BAR, BUTTONS, LINKS, SITE, script, snippet, startSite } from "./site.mjs";

for (const [name, path] of Object.entries(BROWSERS)) {
  describe(`links, ${name}`, { skip: !path && `${name.toUpperCase()} is not set` }, () => {
    let host, server, browser, bar;
    before(async () => {
      host = await Host.start();
      server = await startSite(host);
      browser = await launch(name);
      bar = await server.fragment(SITE, "bar", BAR);
    });
    after(async () => {
      await browser?.close();
      await server?.close();
      host?.close();
    });

    const visit = async (url, options = {}, prepare = () => {}) => {
      const tab = await browser.open(options);
      await prepare(tab);
      await tab.goto(url);
      return tab;
    };
    const assertLinks = async (tab, expected = BUTTONS) => {
      assert.deepEqual(await tab.buttons(), expected);
      assert.deepEqual(tab.uncaught, [], "uncaught errors");
    };
    /** The link still takes one where it says: a click navigates, no script needed. */
    const assertClickable = async (tab) => {
      const link = await tab.$("teil-bar", "a.linkedin");
      const opened = new Promise((resolve) => tab.page.once("popup", resolve));
      await link.click();
      await opened;
      await until("the click to reach the network", () =>
        browser.outside.asked.some((host) => host === "www.linkedin.com"),
      );
      browser.outside.asked.length = 0;
      assert.deepEqual(tab.uncaught, [], "uncaught errors");
    };

    test("are there before any script ran", async () => {
      const url = host.page(bar + script(server));
      const tab = await visit(url, {}, (tab) => tab.intercept(/\/teilbar\.js/));
      await assertLinks(tab);
      await assertClickable(tab);
      await tab.close();
    });

    test("are there with JavaScript off", { skip: name === "firefox" && "cannot be told to by WebDriver BiDi" }, async () => {
      const tab = await visit(host.page(bar + script(server)), { javascript: false });
      // Copy and print need a script: where scripting is off they are not offered.
      await assertLinks(tab, LINKS.slice(0, -1));
      await assertClickable(tab);
      await tab.close();
    });

    test("are there where scripts are forbidden", async () => {
      const headers = { "content-security-policy": "script-src 'none'" };
      const tab = await visit(host.page(bar + script(server), { headers }));
      await assertLinks(tab);
      await assertClickable(tab);
      await tab.close();
    });

    test("survive a policy without wasm", async () => {
      const headers = { "content-security-policy": `script-src ${server.origin}` };
      const tab = await visit(host.page(bar + script(server), { headers }));
      await (await tab.$("teil-bar", "a.linkedin")).hover();
      await tab.warned();
      await assertLinks(tab);
      await assertClickable(tab);
      await tab.close();
    });

    const broken = {
      "a wasm that is not there": { status: 404, body: "" },
      "a wasm of garbage": { status: 200, contentType: "application/wasm", body: "kein wasm" },
      "a wasm that never arrives": undefined,
    };
    for (const [what, answer] of Object.entries(broken)) {
      test(`survive ${what}`, async () => {
        const headers = answer && { headers: { "access-control-allow-origin": "*" } };
        const tab = await visit(host.page(bar + script(server)), {}, (tab) =>
          tab.intercept(/\.wasm$/, answer && { ...answer, ...headers }),
        );
        await (await tab.$("teil-bar", "a.linkedin")).hover();
        await tab.warned();
        await assertLinks(tab);
        await assertClickable(tab);
        assert.equal(tab.warnings.length, 1, `one warning, not ${tab.warnings.join("; ")}`);
        await tab.close();
      });
    }

    const rewritten = {
      "a translator": () => {
        const { shadowRoot } = document.querySelector("teil-bar");
        const walker = document.createTreeWalker(shadowRoot, NodeFilter.SHOW_TEXT);
        const texts = [];
        while (walker.nextNode()) texts.push(walker.currentNode);
        for (const text of texts.filter((text) => !text.parentNode.matches("style,script"))) {
          const [outer, inner] = [document.createElement("font"), document.createElement("font")];
          text.replaceWith(outer);
          outer.append(inner);
          inner.append(text.data.toUpperCase());
        }
      },
      "a minifier that strips comments": () => {
        const { shadowRoot } = document.querySelector("teil-bar");
        const walker = document.createTreeWalker(shadowRoot, NodeFilter.SHOW_COMMENT);
        const comments = [];
        while (walker.nextNode()) comments.push(walker.currentNode);
        for (const comment of comments) comment.remove();
      },
      "an extension that adds an element": () => {
        document.querySelector("teil-bar").shadowRoot.querySelector("a").append(document.createElement("i"));
      },
    };
    for (const [who, rewrite] of Object.entries(rewritten)) {
      test(`survive ${who}`, async () => {
        const tab = await visit(host.page(bar + script(server)));
        await tab.page.evaluate(rewrite);
        await (await tab.$("teil-bar", "a.linkedin")).hover();
        await tab.warned();
        await assertLinks(tab);
        await assertClickable(tab);
        await tab.close();
      });
    }

    test("survive a server that stops after the page was loaded", async () => {
      const mortal = await startSite(host);
      const tab = await visit(host.page((await mortal.fragment(SITE, "bar", BAR)) + script(mortal)));
      await mortal.close();
      await (await tab.$("teil-bar", "a.linkedin")).hover();
      await tab.warned();
      await assertLinks(tab);
      await assertClickable(tab);
      await tab.close();
    });

    test("of a cached page survive a server that is down", async () => {
      const mortal = await startSite(host);
      const cached = (await mortal.fragment(SITE, "bar", BAR)) + script(mortal);
      await mortal.close();
      const tab = await visit(host.page(cached));
      await assertLinks(tab);
      await assertClickable(tab);
      await tab.close();
    });

    test("inside a script-only element stay where the server is down", async () => {
      const mortal = await startSite(host);
      await mortal.close();
      const tab = await visit(host.page(script(mortal) + snippet("bar") + snippet("follow") + snippet("feed")));
      assert.equal(await visibleFallbacks(tab), 3);
      assert.deepEqual(tab.uncaught, []);
      await tab.close();
    });

    test("inside a script-only element stay where the server's answer is an error", async () => {
      const headers = { "access-control-allow-origin": "*" };
      const url = host.page(script(server) + snippet("bar") + snippet("follow") + snippet("feed"));
      const tab = await visit(url, {}, (tab) => tab.intercept(/\/fragment\//, { status: 500, headers, body: "oh" }));
      await until("a warning for each element", () => tab.warnings.length >= 3);
      assert.equal(await visibleFallbacks(tab), 3);
      assert.deepEqual(tab.uncaught, []);
      await tab.close();
    });

    test("inside a script-only element give way to the real ones", async () => {
      const tab = await visit(host.page(script(server) + snippet("bar", BAR)));
      await tab.$("teil-bar", "a.linkedin");
      await assertLinks(tab);
      assert.equal(await visibleFallbacks(tab), 0);
      await tab.close();
    });
  });
}

const visibleFallbacks = (tab) =>
  tab.page.$$eval(".fallback", (links) => links.filter((link) => link.getClientRects().length > 0).length);
