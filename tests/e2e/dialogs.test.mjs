// Dialogs of a bar: every network, QR code, citations, the visitor's home server in the Fediverse.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { BROWSERS, Host, launch, until } from "./harness.mjs";
import { PAGE, SITE, script, startSite } from "./site.mjs";

const BAR = { networks: "mastodon qr cite more copy", title: "Käse & Brot", url: PAGE };

for (const [name, path] of Object.entries(BROWSERS)) {
  describe(`dialogs, ${name}`, { skip: !path && `${name.toUpperCase()} is not set` }, () => {
    let host, server, browser, dark, bar, follow;
    before(async () => {
      host = await Host.start();
      server = await startSite(host);
      browser = await launch(name);
      dark = await launch(name, { scheme: "dark" });
      bar = await server.fragment(SITE, "bar", BAR);
      follow = await server.fragment(SITE, "follow");
    });
    after(async () => {
      await browser?.close();
      await dark?.close();
      await server?.close();
      host?.close();
    });

    const visit = async (body = bar, from = browser) => {
      const tab = await from.open();
      await tab.page.evaluateOnNewDocument(() => {
        globalThis.opened = [];
        globalThis.open = (...all) => void globalThis.opened.push(all);
      });
      await tab.goto(host.page(body + script(server)));
      return tab;
    };

    /** Clicks a button of the bar and waits for its dialog. */
    const open = async (tab, button, element = "teil-bar") => {
      await tab.turnTo(element);
      await (await tab.$(element, button)).click();
      return until(`the dialog of ${button}`, () => inDialog(tab, (dialog) => dialog.matches(":modal"), element));
    };

    const inDialog = (tab, read, element = "teil-bar") =>
      tab.page.evaluate(
        `(${read})(document.querySelector(${JSON.stringify(element)}).shadowRoot.querySelector("dialog") ?? {matches: () => false})`,
      );

    test("more: finds a network by typing and shares to it", async () => {
      const tab = await visit();
      await open(tab, "[data-act=more]");
      const all = await inDialog(tab, (dialog) => dialog.querySelectorAll("li").length);
      assert.ok(all > 15, `${all} networks`);
      await (await tab.$("teil-bar", "dialog [type=search]")).type("hacker");
      await until("one network", () => inDialog(tab, (dialog) => dialog.querySelectorAll("li").length === 1));
      const href = await inDialog(tab, (dialog) => dialog.querySelector("li a").href);
      assert.equal(new URL(href).host, "news.ycombinator.com");
      assert.equal(new URL(href).searchParams.get("u"), PAGE);
      await (await tab.$("teil-bar", "dialog li a")).click();
      const [[opened]] = await until("a window", async () => {
        const all = await tab.page.evaluate(() => globalThis.opened);
        return all.length && all;
      });
      assert.equal(opened, href);
      await until("the dialog to close", () => inDialog(tab, (dialog) => !dialog.matches(":modal")));
      assert.deepEqual(tab.foreign(host.origin, server.origin), []);
      assert.deepEqual([...tab.warnings, ...tab.errors, ...tab.uncaught], []);
      await tab.close();
    });

    test("more: keeps the order only for who asks for it", async () => {
      const tab = await visit();
      await open(tab, "[data-act=more]");
      const share = async (network) => {
        await (await tab.$("teil-bar", `dialog li a.${network}`)).click();
        await until("the dialog to close", () => inDialog(tab, (dialog) => !dialog.matches(":modal")));
      };
      const order = () => tab.page.evaluate(() => JSON.stringify(localStorage));
      await share("reddit");
      assert.equal(await order(), "{}");
      await open(tab, "[data-act=more]");
      await (await tab.$("teil-bar", "dialog .remember input")).click();
      await share("reddit");
      assert.match(await order(), /reddit/);
      await open(tab, "[data-act=more]");
      const first = await inDialog(tab, (dialog) => dialog.querySelector("li").className);
      assert.equal(first, "reddit");
      await (await tab.$("teil-bar", "dialog .remember input")).click();
      await share("line");
      assert.equal(await order(), "{}");
      await tab.close();
    });

    test("qr: a picture with a text, and Escape gives the focus back", async () => {
      const tab = await visit();
      await open(tab, "[data-act=qr]");
      const code = await inDialog(tab, (dialog) => {
        const svg = dialog.querySelector("svg.code");
        return [svg.getAttribute("role"), svg.getAttribute("aria-label"), svg.querySelectorAll("path")[1].getAttribute("d").length];
      });
      assert.equal(code[0], "img");
      assert.ok(code[1].includes(PAGE), code[1]);
      assert.ok(code[2] > 500);
      await tab.page.keyboard.press("Escape");
      await until("the dialog to go", () => inDialog(tab, (dialog) => !dialog.matches(":modal")));
      const focused = await tab.page.evaluate(() => document.activeElement.shadowRoot?.activeElement?.dataset.act);
      assert.equal(focused, "qr");
      await open(tab, "[data-act=qr]");
      await tab.close();
    });

    test("cite: the page's own words, and copying says what it did", async () => {
      const head = `<meta name="author" content="Ada {Beispiel}"><meta property="og:site_name" content="Nordlicht">`;
      const tab = await browser.open();
      await tab.goto(host.page(bar + script(server), { head }));
      await open(tab, "[data-act=cite]");
      const texts = await inDialog(tab, (dialog) => [...dialog.querySelectorAll("textarea")].map((area) => area.value));
      assert.match(texts[0], /^\{\{Internetquelle \|url=\S+ \|titel=Käse & Brot \|autor=Ada &#123;Beispiel&#125; \|werk=Nordlicht \|abruf=\d{4}-\d\d-\d\d\}\}$/);
      assert.match(texts[1], /^@online\{/);
      assert.equal(texts[2], PAGE);
      await (await tab.$("teil-bar", "dialog [data-act=take]")).click();
      const status = await until("an announcement", () => inDialog(tab, (dialog) => dialog.querySelector("[role=status]").textContent));
      assert.match(status, /kopier/i);
      await tab.close();
    });

    test("fediverse: asks for the home server and goes there by way of ours", async () => {
      const tab = await visit();
      await open(tab, "a.mastodon");
      const field = await tab.$("teil-bar", "#home");
      await field.type("kein server");
      await field.press("Enter");
      const problem = await until("a problem", () => inDialog(tab, (dialog) => dialog.querySelector("[role=alert]").textContent));
      assert.match(problem, /Serveradresse/);
      await field.evaluate((input) => { input.value = ""; });
      await field.type("@ada@social.example");
      await field.press("Enter");
      const [[opened, target, features]] = await until("a window", async () => {
        const all = await tab.page.evaluate(() => globalThis.opened);
        return all.length && all;
      });
      const url = new URL(opened);
      assert.equal(url.origin + url.pathname, `${server.origin}/api/v1/sites/${SITE}/fediverse`);
      assert.deepEqual(
        ["go", "server", "text", "url"].map((key) => url.searchParams.get(key)),
        ["1", "@ada@social.example", "Käse & Brot", PAGE],
      );
      assert.deepEqual([target, features], ["_blank", "noopener"]);
      assert.equal(await tab.page.evaluate(() => localStorage.length), 0);
      const answer = await fetch(opened, { redirect: "manual" });
      assert.equal(answer.status, 303);
      assert.match(answer.headers.get("location"), /^https:\/\/share\.joinmastodon\.org\/#text=/);
      await tab.close();
    });

    test("fediverse: remembers the server if told to, and follows", async () => {
      const tab = await visit(bar + follow);
      await open(tab, "a.mastodon", "teil-follow");
      await (await tab.$("teil-follow", "#home")).type("social.example");
      await (await tab.$("teil-follow", "dialog .remember input")).click();
      await (await tab.$("teil-follow", "dialog [data-act=go]")).click();
      const [[opened]] = await until("a window", async () => {
        const all = await tab.page.evaluate(() => globalThis.opened);
        return all.length && all;
      });
      const url = new URL(opened);
      assert.equal(url.searchParams.get("intent"), "follow");
      assert.match(url.searchParams.get("actor"), /^https:\/\//);
      await open(tab, "a.mastodon");
      assert.equal(await inDialog(tab, (dialog) => dialog.querySelector("#home").value), "social.example");
      await tab.close();
    });

    test("without the server a dialog says so and the links go on", async () => {
      const tab = await visit();
      await tab.turnTo("teil-bar");
      await tab.intercept(/\/dialogs/);
      await (await tab.$("teil-bar", "[data-act=qr]")).click();
      await until("an announcement", () =>
        tab.page.evaluate(() => document.querySelector("teil-bar").shadowRoot.querySelector(".said").textContent),
      );
      assert.deepEqual(tab.uncaught, []);
      await tab.close();
    });

    test("a page that goes on is shared as it is now", async () => {
      const address = host.page(async () => server.fragment(SITE, "bar", { ...BAR, networks: "linkedin copy", url: address }) + script(server));
      const tab = await browser.open();
      await tab.page.evaluateOnNewDocument(() => {
        globalThis.opened = [];
        globalThis.open = (...all) => void globalThis.opened.push(all);
      });
      await tab.goto(address);
      await tab.turnTo("teil-bar");
      await tab.page.evaluate(() => {
        history.pushState({}, "", "/zweite?sitzung=1#geheim");
        document.title = "Zweite";
      });
      await (await tab.$("teil-bar", "a.linkedin")).click();
      const [[opened]] = await until("a window", async () => {
        const all = await tab.page.evaluate(() => globalThis.opened);
        return all.length && all;
      });
      const shared = new URL(new URL(opened).searchParams.get("url"));
      assert.equal(shared.pathname, "/zweite");
      assert.equal(shared.hash, "");
      await tab.close();
    });

    for (const kind of ["[data-act=more]", "[data-act=qr]", "[data-act=cite]", "a.mastodon"]) {
      for (const scheme of ["light", "dark"]) {
        test(`axe finds nothing in ${kind}, ${scheme}`, async () => {
          const tab = await visit(bar, scheme === "dark" ? dark : browser);
          await open(tab, kind);
          assert.deepEqual(await tab.axe(), []);
          await tab.close();
        });
      }
    }
  });
}
