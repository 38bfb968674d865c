// Policies of host pages: what works under each, and what the browser reports. docs/csp.md is this table.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { BROWSERS, Host, launch, until } from "./harness.mjs";
import { BAR, LINKS, SITE, script, snippet, startSite } from "./site.mjs";

const NONCE = "dGVpbGJhcg";

/**
 * Each row: the policy for a server's origin, and what is expected of an element from the server.
 * `ready`: the wasm takes over; `alone`: an element that the script fills is filled; `styled`: the
 * buttons look like buttons; `reports`: directives that are violated;
 * `links`: which links are left, where that is not all of them.
 */
const POLICIES = {
  "no policy": { policy: () => "", ready: true, alone: true, styled: true, reports: [] },
  "script-src of the page alone": {
    policy: () => "script-src 'self'",
    ready: false, alone: false, styled: true, reports: ["script-src-elem"],
  },
  "script-src of the server, without wasm": {
    policy: (server) => `script-src ${server}`,
    ready: false, alone: true, styled: true, reports: ["script-src"],
  },
  "script-src of the server, with wasm": {
    policy: (server) => `script-src ${server} 'wasm-unsafe-eval'`,
    ready: true, alone: true, styled: true, reports: [],
  },
  "strict style-src, css=link": {
    policy: (server) => `style-src ${server}`, css: "link",
    ready: true, alone: true, styled: true, reports: [],
  },
  "strict style-src, css=inline": {
    policy: () => "style-src 'none'",
    ready: true, alone: true, styled: true, reports: ["style-src-elem"],
  },
  "a nonce": {
    policy: (server) => `script-src 'nonce-${NONCE}' ${server} 'wasm-unsafe-eval'`,
    ready: true, alone: true, styled: true, reports: [],
  },
  "strict-dynamic": {
    policy: () => `script-src 'nonce-${NONCE}' 'strict-dynamic' 'wasm-unsafe-eval'; object-src 'none'; base-uri 'none'`,
    ready: true, alone: true, styled: true, reports: [],
  },
  "Trusted Types with our policy": {
    policy: () => "require-trusted-types-for 'script'; trusted-types teilbar",
    ready: true, alone: true, styled: true, reports: [],
  },
  "Trusted Types with no policy at all": {
    policy: () => "require-trusted-types-for 'script'; trusted-types 'none'", typed: true,
    ready: true, alone: false, styled: true, reports: [],
  },
  "img-src none": { policy: () => "img-src 'none'", ready: true, alone: true, styled: true, reports: [] },
  "connect-src none": {
    policy: () => "connect-src 'none'",
    ready: false, alone: false, styled: true, reports: ["connect-src"],
  },
  "sandbox without scripts": {
    policy: () => "sandbox allow-popups allow-popups-to-escape-sandbox",
    ready: false, alone: false, styled: true, reports: [], links: LINKS.filter(({ name }) => name !== "Link kopieren"),
  },
  "form-action none": { policy: () => "form-action 'none'", ready: true, alone: true, styled: true, reports: [] },
  "the least that everything needs": {
    policy: (server) =>
      `default-src 'none'; script-src ${server} 'wasm-unsafe-eval'; connect-src ${server}; style-src ${server}; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types teilbar`,
    css: "link",
    ready: true, alone: true, styled: true, reports: [],
  },
};

for (const [name, path] of Object.entries(BROWSERS)) {
  describe(`policies, ${name}`, { skip: !path && `${name.toUpperCase()} is not set` }, () => {
    let host, server, browser;
    before(async () => {
      host = await Host.start();
      server = await startSite(host);
      browser = await launch(name);
    });
    after(async () => {
      await browser?.close();
      await server?.close();
      host?.close();
    });

    const visit = async ({ policy, css }, body) => {
      const value = policy(server.origin);
      const headers = value && { "content-security-policy": value };
      const tab = await browser.open();
      const loader = script(server).replace("<script", `<script nonce="${NONCE}"`);
      const html = typeof body === "string" ? body : await server.fragment(SITE, "bar", { ...BAR, ...(css && { css }) });
      await tab.goto(host.page(html + loader, headers ? { headers } : {}));
      return tab;
    };
    const styled = (tab) =>
      tab.page.$eval("teil-bar", (bar) => getComputedStyle(bar.shadowRoot.querySelector("a.linkedin")).backgroundColor === "rgb(10, 102, 194)");
    const assertReports = async (tab, expected) => {
      const directives = async () => {
        const { violations } = await tab.observed();
        // Firefox reports the icon that it looks for by itself.
        const ours = violations.filter((violation) => !violation.endsWith("/favicon.ico"));
        return [...new Set(ours.map((violation) => violation.split(" ")[0]))].sort();
      };
      if (expected.length) await until(`a report of ${expected}`, async () => (await directives()).length >= expected.length);
      assert.deepEqual(await directives(), [...expected].sort());
    };
    const enforcesTypes = (tab) => tab.page.evaluate(() => "trustedTypes" in globalThis);

    for (const [what, row] of Object.entries(POLICIES)) {
      test(`${what}: links, looks and wasm`, async () => {
        const tab = await visit(row);
        const buttons = await tab.buttons();
        assert.deepEqual(buttons.filter(({ href }) => href), row.links ?? LINKS);
        await (await tab.$("teil-bar", "a.linkedin")).hover();
        if (row.ready) await tab.page.waitForSelector("teil-bar[data-ready]");
        else if (row.reports.length && !row.reports.includes("script-src-elem")) await tab.warned();
        await until("the looks", async () => (await styled(tab)) === row.styled);
        await assertReports(tab, row.reports);
        assert.deepEqual(tab.uncaught, []);
        await tab.close();
      });

      test(`${what}: an element that the script fills`, async () => {
        const tab = await visit(row, snippet("bar", { ...BAR, ...(row.css && { css: row.css }) }));
        const alone = row.typed ? !(await enforcesTypes(tab)) : row.alone;
        if (alone) {
          await tab.$("teil-bar", "a.linkedin");
          await until("the looks", () => styled(tab));
        } else {
          if (row.ready || row.reports.includes("connect-src")) await tab.warned();
          assert.equal(await tab.page.$eval("teil-bar .fallback", (link) => link.getClientRects().length), 1);
        }
        assert.deepEqual(tab.uncaught, []);
        await tab.close();
      });
    }

    test("what only a script can do, where the wasm is refused: print prints, copy copies", async () => {
      const tab = await visit(POLICIES["script-src of the server, without wasm"]);
      await tab.page.evaluate(() => {
        globalThis.print = () => (globalThis.printed = true);
        navigator.clipboard.writeText = async (text) => void (globalThis.copied = text);
      });
      await (await tab.$("teil-bar", "button.print")).click();
      await until("print()", () => tab.page.evaluate(() => globalThis.printed));
      await (await tab.$("teil-bar", "a.copy")).click();
      await until("the copy", () => tab.page.evaluate((url) => globalThis.copied === url, BAR.url));
      await until("the words", () => tab.page.$eval("teil-bar", (bar) => bar.shadowRoot.querySelector(".said").textContent === "Link kopiert"));
      assert.deepEqual(tab.uncaught, []);
      await tab.close();
    });

    test("where no script of ours comes, nothing waits for one", async () => {
      const tab = await visit(POLICIES["script-src of the page alone"]);
      const shown = await tab.page.$eval("teil-bar", (bar) =>
        bar.shadowRoot.querySelector("button.print").checkVisibility({ visibilityProperty: true }),
      );
      assert.equal(shown, false);
      await tab.close();
    });

    test("where the server is gone before anything was fetched, nothing waits for it", async () => {
      const tab = await browser.open();
      await tab.intercept(/teilbar_(glue|forms|bg)/);
      await tab.goto(host.page((await server.fragment(SITE, "bar", BAR)) + script(server)));
      await (await tab.$("teil-bar", "button.print")).click();
      await tab.page.waitForSelector("teil-bar[data-plain]");
      assert.deepEqual(tab.uncaught, []);
      await tab.close();
    });

    test("a prefix names the elements", async () => {
      const tab = await browser.open();
      const loader = script(server).replace("teilbar.js", "teilbar.js?prefix=acme");
      const html = (await server.fragment(SITE, "bar", BAR)).replaceAll("teil-bar", "acme-bar");
      await tab.goto(host.page(html + loader + snippet("bar", BAR)));
      await tab.turnTo("acme-bar");
      assert.equal(await tab.page.evaluate(() => customElements.get("teil-bar")), undefined);
      assert.deepEqual(tab.uncaught, []);
      await tab.close();
    });

    test("a prefix that is none is not taken", async () => {
      const tab = await browser.open();
      const loader = script(server).replace("teilbar.js", "teilbar.js?prefix=9_X");
      await tab.goto(host.page((await server.fragment(SITE, "bar", BAR)) + loader));
      await tab.turnTo("teil-bar");
      assert.deepEqual(tab.uncaught, []);
      await tab.close();
    });

    test("a script with its hash in `integrity` runs, with another it does not", async () => {
      const { createHash } = await import("node:crypto");
      const loader = Buffer.from(await (await fetch(`${server.origin}/teilbar.js`)).arrayBuffer());
      const hash = createHash("sha384").update(loader).digest("base64");
      const html = await server.fragment(SITE, "bar", BAR);
      const tagged = (hash) => script(server).replace("<script", `<script crossorigin integrity="sha384-${hash}"`);
      const right = await browser.open();
      await right.goto(host.page(html + tagged(hash)));
      await right.turnTo("teil-bar");
      await right.close();
      const wrong = await browser.open();
      await wrong.goto(host.page(html + tagged(hash.replace(/^./, (c) => (c === "A" ? "B" : "A")))));
      assert.deepEqual((await wrong.buttons()).filter(({ href }) => href), LINKS);
      assert.equal(await wrong.page.evaluate(() => customElements.get("teil-bar")), undefined);
      await wrong.close();
    });
  });
}
