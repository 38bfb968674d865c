// What axe finds wrong, which has to be nothing: in every form, every theme, every language.
//
// In Chromium alone: axe looks at the document, of which all browsers make the same.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { BROWSERS, Host, Server, launch, until } from "./harness.mjs";
import { BAR, PROFILES, SITE, script, startSite } from "./site.mjs";

const FORMS = new URL("../../www/demo/forms/", import.meta.url);
const OPTIONS = readFileSync(new URL("../../docs/options.md", import.meta.url), "utf8");
/** The values that an option is documented to take. */
const values = (option) => {
  const row = OPTIONS.split("\n").find((line) => line.startsWith(`| \`${option}\` |`));
  return [...row.split(" | ")[2].matchAll(/`([^`]+)`/g)].map(([, value]) => value);
};
const LANGUAGES = values("lang");
const DIALOGS = { more: "[data-act=more]", qr: "[data-act=qr]", cite: "[data-act=cite]", fediverse: "a.mastodon" };
const HEAD = `<style>body { width: min(600px, 100% - 40px); margin: auto } img { display: block; width: 400px; height: 200px }</style>`;
/** What surrounds `<main>` is the host page's matter, which axe is not asked about here. */
const page = (host, server, body) =>
  host.page(`<main><h2>Text</h2>${TEXT}${body}</main>${script(server)}`, { head: HEAD });
/** One of the profiles links back to the site. */
async function startVerified(host) {
  const linked = host.page('<a rel="me" href="https://gast.example">gast.example</a>');
  const profile = `[[sites.profiles]]\nnetwork = "xing"\nhandle = "gast"\nurl = "${linked}"\nverify = true
manual = { count = 999, date = "2026-03-03" }\n`;
  const root = `[fetch]\nallow = ["${new URL(host.origin).host}"]`;
  const server = await startSite(host, { profiles: PROFILES + profile, root });
  const followers = async () => (await fetch(`${server.origin}/api/v1/sites/${SITE}/followers`)).json();
  await server.orClose(() => until("the verified profile", async () => (await followers()).profiles[2].verified));
  return server;
}
const TEXT = `<p id="text">Ein Satz mit vielen Wörtern, von denen man einige markieren kann.</p>
  <img alt="Ein Bild" src="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 4 2'/%3E">`;

describe("axe finds nothing", { skip: !BROWSERS.chromium && "CHROMIUM is not set" }, () => {
  let host, server, demo, browser;
  before(async () => {
    host = await Host.start();
    [server, demo, browser] = await Promise.all([startVerified(host), Server.demo(), launch("chromium")]);
  });
  after(async () => {
    await browser?.close();
    await Promise.all([server?.close(), demo?.close()]);
    host?.close();
  });

  const withTab = async (options, check) => {
    const tab = await browser.open(options);
    await check(tab);
    assert.deepEqual(tab.uncaught, []);
    await tab.close();
  };
  const clean = async (tab, what, selector, off) => assert.deepEqual(await tab.axe(selector, off), [], what);
  /** Makes the bars near a selection and over a picture appear, one after the other. */
  const bubbles = async (tab, what, off) => {
    const check = async (place) => {
      const bubble = `teil-bar[place=${place}]`;
      await tab.page.waitForSelector(`${bubble}[data-shown]`);
      await clean(tab, `${what}, ${place}`, bubble, off);
    };
    if (await tab.page.$("teil-bar[place=selection]")) {
      await tab.page.evaluate(() => getSelection().selectAllChildren(document.querySelector("main p:not(.sub)")));
      await check("selection");
      await tab.page.evaluate(() => getSelection().removeAllRanges());
    }
    if (await tab.page.$("teil-bar[place=image]")) {
      await (await tab.page.$("main img")).hover();
      await check("image");
    }
  };
  const everyElementIsReady = (tab) =>
    until("every element", () =>
      tab.page.evaluate(() => [...document.querySelectorAll("teil-bar, teil-follow, teil-feed")].every((host) => host.shadowRoot)),
    );

  for (const page of readdirSync(FORMS).filter((name) => name.endsWith(".html"))) {
    test(`in the form ${page}`, async () => {
      for (const [scheme, width] of [["light", 1280], ["dark", 1280], ["light", 360], ["dark", 360]]) {
        await withTab({ scheme, width }, async (tab) => {
          await tab.goto(`${demo.origin}/demo/forms/${page}`);
          await everyElementIsReady(tab);
          await clean(tab, `${scheme}, ${width} px`);
          await bubbles(tab, `${scheme}, ${width} px`);
        });
      }
    });
  }

  /** Every look, every form that fits on one page, a follow bar and a feed. */
  const everything = async (theme) => {
    const parts = [];
    for (const colors of values("colors")) {
      for (const look of values("look")) parts.push(server.fragment(SITE, "bar", { ...BAR, theme, colors, look, size: "small" }));
      parts.push(server.fragment(SITE, "follow", { theme, colors, look: "count", total: "on" }));
    }
    const networks = "linkedin copy";
    for (const place of ["left", "bottom", "selection", "image"]) {
      parts.push(server.fragment(SITE, "bar", { ...BAR, theme, place, networks, look: "icon" }));
    }
    parts.push(server.fragment(SITE, "bar", { ...BAR, theme, place: "quote", text: "Gesagt ist gesagt.", networks }));
    parts.push(server.fragment(SITE, "feed", { theme, limit: 2 }));
    return page(host, server, (await Promise.all(parts)).join(""));
  };
  const wishes = { none: [], contrast: [{ name: "prefers-contrast", value: "more" }], forced: [{ name: "forced-colors", value: "active" }] };

  for (const theme of values("theme")) {
    for (const scheme of ["light", "dark"]) {
      test(`in the theme ${theme} where the system is ${scheme}`, async () => {
        const url = await everything(theme);
        for (const [wish, features] of Object.entries(wishes)) {
          await withTab({ scheme, width: 1300, height: 1600 }, async (tab) => {
            const session = await tab.page.createCDPSession();
            const media = [{ name: "prefers-color-scheme", value: scheme }, ...features];
            await session.send("Emulation.setEmulatedMedia", { features: media });
            await tab.goto(url);
            await tab.page.waitForSelector("teil-bar[place=left][data-as=side]");
            // Forced colours are the visitor's, and axe reads `-webkit-text-fill-color`, which does not tell them.
            const off = wish === "forced" ? ["color-contrast"] : [];
            await clean(tab, wish, "main", off);
            await bubbles(tab, wish, off);
          });
        }
      });
    }
  }

  for (const lang of LANGUAGES) {
    test(`in the language ${lang}, in the bar, the feed and each dialog`, async () => {
      const networks = ["mastodon", "linkedin", "qr", "cite", "more", "copy"].join(" ");
      const [bar, follow, feed] = await Promise.all([
        server.fragment(SITE, "bar", { ...BAR, networks, lang }),
        server.fragment(SITE, "follow", { lang, total: "on" }),
        server.fragment(SITE, "feed", { lang, limit: 2 }),
      ]);
      await withTab({}, async (tab) => {
        await tab.goto(page(host, server, bar + follow + feed));
        await tab.turnTo("teil-bar");
        await clean(tab, "the page", "main");
        for (const [dialog, button] of Object.entries(DIALOGS)) {
          await (await tab.$("teil-bar", button)).click();
          const isOpen = (open) =>
            tab.page.$eval("teil-bar", (host, open) => Boolean(host.shadowRoot.querySelector("dialog:modal")) === open, open);
          await until(`the dialog ${dialog}`, () => isOpen(true));
          await clean(tab, dialog, "teil-bar");
          await tab.page.keyboard.press("Escape");
          await until("it to close", () => isOpen(false));
        }
      });
    });
  }

  test("and there are as many themes and languages as there should be", () => {
    assert.deepEqual([values("theme").length, LANGUAGES.length, values("colors").length], [4, 30, 3]);
  });
});
