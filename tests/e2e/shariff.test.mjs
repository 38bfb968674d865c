// Pages made for Shariff, with our script in place of theirs and nothing else changed.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { BROWSERS, Host, Server, launch, until } from "./harness.mjs";

const encode = encodeURIComponent;

/** Two sites, so that the server has to find out whose page it is. */
const startServer = (host) =>
  Server.start(
    ({ listen, origin }) => `
listen = "${listen}"
public_url = "${origin}"
database = "teilbar.db"

[[sites]]
id = "other"
origins = ["https://other.example"]

[[sites]]
id = "probe"
name = "Gast"
origins = ["${host.origin}", "https://gast.example"]
home = "https://gast.example/"
lang = "de"

[[sites.counts]]
url = "https://gast.example/artikel"
network = "x"
count = 1234
date = "2026-03-03"
`,
  );

/** As Shariff's documentation has it: immediately before the end of the body. */
const classic = (server) => `<script src="${server.origin}/shariff.js"></script>`;

/** The same four services as pages of ten years spell them. */
const SPELLINGS = {
  "JSON in single quotes": `data-services='["twitter","facebook","whatsapp","mail"]'`,
  "JSON with references":
    'data-services="[&quot;twitter&quot;,&quot;facebook&quot;,&quot;whatsapp&quot;,&quot;mail&quot;]"',
  "JSON escaped twice": 'data-services="[&amp;quot;twitter&amp;quot;,&quot;facebook&quot;,&quot;whatsapp&quot;,&quot;mail&quot;]"',
  "JavaScript's quotes": `data-services="['twitter','facebook','whatsapp','mail']"`,
  "a list": 'data-services="twitter, facebook,whatsapp mail"',
};

for (const [name, path] of Object.entries(BROWSERS)) {
  describe(`Shariff's pages, ${name}`, { skip: !path && `${name.toUpperCase()} is not set` }, () => {
    let host, server, browser;
    before(async () => {
      host = await Host.start();
      server = await startServer(host);
      browser = await launch(name);
    });
    after(async () => {
      await browser?.close();
      await server?.close();
      host?.close();
    });

    const visit = async (url) => {
      const tab = await browser.open();
      await tab.goto(url);
      return tab;
    };
    /** Waits for buttons; not for a selector, since a browser tells nobody that a shadow root was filled. */
    const shown = (tab, selector = "teil-bar") =>
      until(`buttons in ${selector}`, async () => (await tab.buttons(selector)).length > 0);
    const attributes = (tab, selector = "teil-bar") =>
      tab.page.$eval(selector, (bar) => Object.fromEntries([...bar.attributes].map((a) => [a.name, a.value])));
    const names = async (tab, selector) => (await tab.buttons(selector)).map((button) => button.name);
    const assertQuiet = (tab) => {
      assert.deepEqual(tab.uncaught, [], "uncaught errors");
      assert.deepEqual(tab.foreign(host.origin, server.origin), [], "requests to strangers");
    };

    for (const [spelling, services] of Object.entries(SPELLINGS)) {
      test(`are read: ${spelling}`, async () => {
        const url = host.page(`<div class="shariff" ${services}></div>${classic(server)}`);
        const tab = await visit(url);
        await shown(tab);
        const title = encode("Gastseite");
        assert.deepEqual(await tab.buttons(), [
          { name: "Auf X teilen", href: `https://x.com/intent/post?text=${title}&url=${encode(url)}` },
          { name: "Auf Facebook teilen", href: `https://www.facebook.com/sharer/sharer.php?u=${encode(url)}` },
          { name: "Auf WhatsApp teilen", href: `https://api.whatsapp.com/send?text=${encode(url)}%20${title}` },
          { name: "Per E-Mail teilen", href: `mailto:?subject=${title}&body=${title}%0D%0A${encode(url)}` },
        ]);
        assert.deepEqual(tab.warnings, []);
        assertQuiet(tab);
        await tab.close();
      });
    }

    test("with every attribute keep what can be kept, and say once what cannot", async () => {
      const services = "mail googleplus xing pinterest info twitter stumbleupon".split(" ");
      const div = `<div class="col shariff" id="unten" data-backend-url="/shariff/" data-button-style="icon-count"
        data-flattr-category="text" data-flattr-user="x" data-info-display="self" data-info-url="/info"
        data-lang="en-GB" data-mail-body="Lesenswert: {url}" data-mail-subject="Tipp" data-mail-url="mailto:"
        data-media-url="https://gast.example/bild.jpg" data-orientation="vertical" data-referrer-track="?pk=1"
        data-services="${JSON.stringify(services).replaceAll('"', "&quot;")}" data-theme="grey"
        data-title="Käse &amp; Brot" data-twitter-via="gast" data-url="https://gast.example/artikel?a=b"></div>`;
      const tab = await visit(host.page(div + div.replace("unten", "oben") + classic(server)));
      await shown(tab, "#unten teil-bar");
      await shown(tab, "#oben teil-bar");
      assert.deepEqual(await attributes(tab, "#unten > teil-bar"), {
        site: "_",
        networks: "mail pinterest twitter",
        url: "https://gast.example/artikel?a=b&pk=1",
        title: "Käse & Brot",
        text: "Lesenswert: ",
        image: "https://gast.example/bild.jpg",
        via: "gast",
        lang: "en-GB",
        look: "count",
        colors: "mono",
        orientation: "vertical",
      });
      assert.deepEqual(await names(tab, "#unten teil-bar"), ["Share by e-mail", "Share on Pinterest", "Share on X"]);
      const link = await tab.page.$eval("#unten > a", (a) => [a.textContent, a.getAttribute("href"), a.target]);
      assert.deepEqual(link, ["Info", "/info", ""]);
      assert.deepEqual(tab.warnings, [
        "teilbar: Google+ closed in 2019; use linkedin, mastodon instead; XING switched off sharing of other " +
          "sites in May 2026; use linkedin or a profile link in <teil-follow> instead; StumbleUpon (Mix) closed in " +
          "2018; its successor Mix takes no links any more (as of November 2026); use reddit, flipboard instead",
      ]);
      assertQuiet(tab);
      await tab.close();
    });

    test("with no attribute share the page as Shariff did", async () => {
      const head = `<link rel="canonical" href="https://gast.example/artikel"><meta name="DC.creator" content="Anna">`;
      const body = `<div class="shariff" data-button-style="icon-count" data-backend-url="null" data-info-url="null"></div>`;
      const tab = await visit(host.page(body + classic(server), { head }));
      await shown(tab);
      const { url, title, networks } = await attributes(tab);
      assert.deepEqual([url, title, networks], ["https://gast.example/artikel", "Gastseite - Anna", "twitter facebook"]);
      // The number that the site's owner entered.
      assert.match((await names(tab))[0], /^Auf X teilen, 1,2\sTsd\./);
      assertQuiet(tab);
      await tab.close();
    });

    test("name a site, or a language that we lack", async () => {
      const script = `<script async data-site="probe" src="${server.origin}/shariff.js"></script>`;
      const tab = await visit(host.page(`<div class="shariff" data-lang="eo"></div>${script}`));
      await shown(tab);
      const { site, lang } = await attributes(tab);
      assert.deepEqual([site, lang], ["probe", "en"]);
      assert.deepEqual(await names(tab), ["Share on X", "Share on Facebook"]);
      await tab.close();
    });

    test("may load the script first and add bars later", async () => {
      const tab = await visit(host.page('<div class="shariff" data-services="reddit"></div>', { head: classic(server) }));
      await shown(tab);
      await tab.page.evaluate(() => {
        const late = document.createElement("section");
        late.innerHTML = '<p><span class="shariff" data-services="linkedin"></span></p>';
        document.body.append(late);
        const made = document.createElement("div");
        document.body.append(made);
        made.id = "made";
        // As jQuery wraps it; what stands in the page wins, and a second time replaces the first.
        new globalThis.Shariff([made], { services: ["vk"] });
        made.dataset.theme = "white";
        new globalThis.Shariff([made], { services: ["telegram", "mail"], theme: "grey" });
      });
      await shown(tab, "section teil-bar");
      await shown(tab, "#made teil-bar");
      assert.deepEqual(await names(tab, "section teil-bar"), ["Auf LinkedIn teilen"]);
      assert.deepEqual(await names(tab, "#made teil-bar"), ["Auf Telegram teilen", "Per E-Mail teilen"]);
      assert.equal((await attributes(tab, "#made teil-bar")).colors, "outline");
      assert.equal(await tab.page.$$eval("teil-bar", (bars) => bars.length), 3);
      assertQuiet(tab);
      await tab.close();
    });

    test("show what they had where there is nothing to show or nobody to ask", async () => {
      const dead = '<div class="shariff" id="dead" data-services="googleplus"><a href="#x">Teilen</a></div>';
      const evil = `<div class="shariff" id="evil" data-services="info reddit" data-info-url="javascript:alert(1)"></div>`;
      const foreign = '<div class="shariff" id="foreign" data-url="https://foreign.example/"><a href="#x">Teilen</a></div>';
      const broken = '<div class="shariff" id="broken" data-url="https://:0:0"><a href="#x">Teilen</a></div>';
      const tab = await visit(host.page(dead + evil + foreign + broken + classic(server)));
      await shown(tab, "#evil teil-bar");
      const text = (warning) => until(warning, () => tab.warnings.find((said) => said.includes(warning)));
      await text("Google+ closed in 2019");
      await text("https://foreign.example/");
      await until("a warning for the broken address as well", () => tab.warnings.length === 3);
      for (const id of ["dead", "foreign", "broken"]) {
        assert.ok(await tab.page.$eval(`#${id} a`, (a) => a.getClientRects().length > 0), id);
      }
      assert.equal(await tab.page.$("#evil > a"), null);
      assertQuiet(tab);
      await tab.close();
    });

    test("of which Shariff's own script still asks the backend get an answer", async () => {
      const tab = await visit(host.page("<p>Shariff</p>"));
      // As Shariff asks: with a content type, for which a browser first asks whether it may.
      const counts = await tab.page.evaluate(async (backend) => {
        const url = `${backend}?url=${encodeURIComponent("https://gast.example/artikel")}`;
        const answer = await fetch(url, { headers: { "content-type": "application/json" } });
        return answer.json();
      }, `${server.origin}/shariff/`);
      assert.deepEqual(counts, { twitter: 1234 });
      await tab.close();
    });
  });
}
