// Layouts of the feed, and what is shown only to who asks: large pictures, videos, what is covered.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { BROWSERS, Host, Server, launch, until } from "./harness.mjs";
import { Pictures, startPictured } from "./pictures.mjs";
import { SITE, script } from "./site.mjs";

const LAYOUTS = ["list", "grid", "masonry", "carousel", "ticker", "single"];
const DEMO = [...LAYOUTS, "media"];
const DAY = 86_400_000;
const FILM = "https://www.youtube.com/watch?v=dQw4w9WgXcQ";
const POSTS = 40;

/** A post of each kind, then many with a text alone. The first is a few hours old. */
const posts = (pictures) => [
  post(0, { image: pictures.at(0) }),
  post(1, { image: pictures.at(1), url: FILM }),
  post(2, { image: pictures.at(2), own: { sensitive: true } }),
  post(3, { image: pictures.at(3), own: { warning: "Spinnen" } }),
  post(4, { image: pictures.at(4) }),
  post(5, { film: true }),
  ...Array.from({ length: POSTS - 6 }, (_, n) => post(n + 6, {})),
];

const post = (n, { image, url, own, film }) => ({
  id: String(n),
  url: url ?? `https://gast.example/${n}`,
  title: `Beitrag ${n}`,
  date_published: new Date(Date.now() - n * DAY - DAY / 8).toISOString(),
  content_html:
    `<p>${"Wort ".repeat(8 + (n * 17) % 40)}<a href="https://gast.example/ziel/${n}">Verweis</a></p>` +
    (image ? `<img src="${image}" alt="Bild ${n}">` : ""),
  ...(own && { _teilbar: own }),
  ...(film && { attachments: [{ url: "https://gast.example/film.mp4", mime_type: "video/mp4" }] }),
});

for (const [name, path] of Object.entries(BROWSERS)) {
  describe(`layouts, ${name}`, { skip: !path && `${name.toUpperCase()} is not set` }, () => {
    let host, server, browser, pictures;
    before(async () => {
      host = await Host.start();
      pictures = await Pictures.start();
      server = await startPictured(host, pictures, posts);
      browser = await launch(name);
    });
    after(async () => {
      await browser?.close();
      await server?.close();
      pictures?.close();
      host?.close();
    });

    const HEAD = "<style>body{margin:20px auto;max-width:800px}</style>";
    const visit = async (options, { prepare = () => {}, headers, scripted = true, ...more } = {}) => {
      const feed = await server.fragment(SITE, "feed", options);
      const tab = await browser.open(more);
      await prepare(tab);
      const body = `<h2>Neues</h2>${feed}<footer id="foot">Fuß</footer>${scripted ? script(server) : ""}`;
      await tab.goto(host.page(body, { head: headers ? "" : HEAD, headers }));
      return tab;
    };
    /** What `read` finds in the feed's shadow root. */
    const inside = (tab, read, ...more) => tab.page.$eval("teil-feed", (host, read, ...more) => Function(`return ${read}`)()(host.shadowRoot, ...more), String(read), ...more);
    const looks = (tab) => tab.page.waitForSelector("teil-feed[data-looks]");
    const count = (tab) => inside(tab, (root) => root.querySelectorAll(".post").length);
    const focused = (tab) => inside(tab, (root) => root.activeElement?.className ?? "");
    const press = (tab, key) => tab.page.keyboard.press(key);
    const done = async (tab) => {
      assert.deepEqual(tab.uncaught, []);
      await tab.close();
    };

    for (const layout of LAYOUTS) {
      test(`${layout}: nothing moves, and it is accessible`, async () => {
        for (const width of [380, 1100]) {
          let open;
          const gate = new Promise((resolve) => (open = resolve));
          const prepare = async (tab) => {
            await tab.page.setRequestInterception(true);
            tab.page.on("request", async (request) => {
              if (/\/media\//.test(request.url())) await gate;
              request.continue();
            });
          };
          const tab = await visit({ layout, limit: 8, dates: "relative" }, { prepare, width, scripted: false });
          const places = () =>
            inside(tab, (root) =>
              [...root.querySelectorAll(".post, .picture, .body, footer, .more")].filter((node) => node.checkVisibility()).map((node) => {
                const { x, y, width, height } = node.getBoundingClientRect();
                return [node.className || node.localName, x, y + scrollY, width, height].map((one) => Math.round(one) || one).join(" ");
              }),
            );
          const empty = await places();
          await tab.page.evaluate((src) => document.body.append(Object.assign(document.createElement("script"), { type: "module", src })), `${server.origin}/teilbar.js`);
          await looks(tab);
          await tab.turnTo("teil-feed");
          open();
          await until("the pictures in sight", () =>
            inside(tab, (root) => {
              const seen = [...root.querySelectorAll(".picture img")].filter((img) => {
                const { left, top } = img.getBoundingClientRect();
                return img.checkVisibility() && top < innerHeight / 2 && left < innerWidth / 2;
              });
              return seen.every((img) => img.complete);
            }),
          );
          assert.deepEqual(await places(), empty, `${width} px`);
          const { shifts } = await tab.observed();
          assert.deepEqual(shifts, []);
          const wide = await tab.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          assert.ok(wide <= 0, `${wide} px too wide`);
          assert.deepEqual(await tab.axe("teil-feed"), []);
          assert.deepEqual(tab.foreign(host.origin, server.origin), []);
          await done(tab);
        }
      });

      test(`${layout}: is read and walked through in its order`, async () => {
        const tab = await visit({ layout, limit: 8 });
        await looks(tab);
        const shown = layout === "single" ? 1 : 8;
        assert.equal(await count(tab), shown);
        // What an accessibility tree is made of: a list of articles under the feed's name.
        const tree = await inside(tab, (root) => {
          const list = root.querySelector("section[aria-label] > ol[role=list]");
          return [...list.children].map((item) => [item.localName, item.firstChild.localName, item.querySelector("h3").textContent].join(" "));
        });
        assert.deepEqual(tree, Array.from({ length: shown }, (_, n) => `li article Beitrag ${n}`));
        // By the keyboard: never back to a post before.
        await tab.page.focus("#before");
        const walked = [];
        for (let step = 0; step < 60; step++) {
          await press(tab, "Tab");
          const at = await inside(tab, (root) => {
            const node = root.activeElement;
            const item = node?.closest("li");
            if (item) return [...item.parentNode.children].indexOf(item);
            return node ? node.className || node.ariaLabel : document.activeElement.id;
          });
          if (at === "after") break;
          walked.push(at);
        }
        const items = walked.filter((at) => typeof at === "number");
        assert.deepEqual(items, items.toSorted((a, b) => a - b));
        assert.deepEqual([...new Set(items)], Array.from({ length: shown }, (_, n) => n), "every post is reached");
        assert.equal(walked.includes("more"), layout !== "single");
        assert.deepEqual(walked.slice(0, 3).filter((at) => typeof at === "string"), layout === "carousel" ? ["Zurück", "Weiter", "posts"] : []);
        await done(tab);
      });
    }

    test("masonry: has columns, and no post is torn apart", async () => {
      const tab = await visit({ layout: "masonry", limit: 12 });
      const boxes = await inside(tab, (root) =>
        [...root.querySelectorAll(".posts > li")].map((item) => ({ x: Math.round(item.getBoundingClientRect().x), parts: item.getClientRects().length })),
      );
      assert.ok(new Set(boxes.map(({ x }) => x)).size > 1, "more than one column");
      assert.deepEqual(boxes.filter(({ parts }) => parts > 1), []);
      await done(tab);
    });

    test("ticker: shows all of a text once the focus gets into it", async () => {
      const tab = await visit({ layout: "ticker", limit: 6 }, { width: 320 });
      const heights = () => inside(tab, (root) => [...root.querySelectorAll(".body")].map((body) => [body.clientHeight, body.scrollHeight]));
      const cut = (await heights()).findIndex(([seen, whole]) => whole > seen + 4);
      assert.ok(cut >= 0, "something is cut off");
      await inside(tab, (root, cut) => root.querySelectorAll(".body")[cut].querySelector("a").focus(), cut);
      const [seen, whole] = (await heights())[cut];
      assert.equal(seen, whole);
      await done(tab);
    });

    const strip = (tab) => inside(tab, (root) => root.querySelector(".posts").scrollLeft);

    test("carousel: scrolls by its keys without a script, and by its buttons with one", async () => {
      const plain = await visit({ layout: "carousel", limit: 8 }, { scripted: false });
      const buttons = (tab) => inside(tab, (root) => [...root.querySelectorAll("[data-turn]")].map((button) => button.checkVisibility({ visibilityProperty: true })));
      assert.deepEqual(await buttons(plain), [false, false], "no button that would do nothing");
      await (await plain.$("teil-feed", ".posts")).focus();
      await press(plain, "ArrowRight");
      await until("the strip to move", async () => (await strip(plain)) > 0);
      await done(plain);

      const tab = await visit({ layout: "carousel", limit: 8 });
      await looks(tab);
      assert.deepEqual(await buttons(tab), [true, true]);
      const ends = () => inside(tab, (root) => [...root.querySelectorAll("[data-turn]")].map((button) => button.ariaDisabled).join(" "));
      assert.equal(await ends(), "true false");
      const names = await tab.buttons("teil-feed");
      assert.deepEqual(names.slice(0, 2).map(({ name }) => name), ["Zurück", "Weiter"]);
      await (await tab.$("teil-feed", "[data-turn='1']")).click();
      await until("the next posts", async () => (await strip(tab)) > 400 && (await ends()) === "false false");
      await (await tab.$("teil-feed", "[data-turn='-1']")).focus();
      await press(tab, "Enter");
      await until("the first posts", async () => (await strip(tab)) === 0 && (await ends()) === "true false");
      assert.equal(await inside(tab, (root) => root.getAnimations().length), 0, "nothing moves by itself");
      // More posts are put behind the last, and none of the others moves.
      const first = () => inside(tab, (root) => root.querySelector(".post").getBoundingClientRect().x);
      const before = await first();
      await (await tab.$("teil-feed", ".more")).click();
      await until("the second page", async () => (await count(tab)) === 16);
      assert.equal(await first(), before);
      await done(tab);
    });

    test("carousel: turns where the WebAssembly is refused, and from the right in Arabic", async () => {
      const prepare = (tab) => tab.intercept(/_bg\.wasm/);
      const tab = await visit({ layout: "carousel", limit: 8, lang: "ar" }, { prepare });
      await looks(tab);
      await (await tab.$("teil-feed", "[data-turn='1']")).click();
      await until("the next posts", async () => (await strip(tab)) < -400);
      await done(tab);
    });

    test("single: is followed by nothing", async () => {
      const tab = await visit({ layout: "single", limit: 8 });
      await tab.turnTo("teil-feed");
      const more = await inside(tab, (root) => root.querySelector(".more").checkVisibility());
      assert.equal(more, false);
      await done(tab);
    });

    test("more by scrolling: three times, then who reads is asked", async () => {
      const tab = await visit({ limit: 5, more: "scroll" });
      await looks(tab);
      const end = () => tab.page.evaluate(() => scrollTo({ top: document.documentElement.scrollHeight, behavior: "instant" }));
      for (const expected of [10, 15, 20]) {
        await end();
        await until(`${expected} posts`, async () => (await count(tab)) === expected);
      }
      await end();
      const calm = await tab.page.evaluate(
        () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => requestIdleCallback(() => resolve(document.getElementById("foot").getBoundingClientRect().bottom <= innerHeight + 80))))),
      );
      assert.ok(calm, "the page's foot is in reach");
      assert.equal(await count(tab), 20);
      assert.equal(tab.requests.filter((url) => url.includes("cursor=")).length, 3);
      await (await tab.$("teil-feed", ".more")).click();
      await until("a page that was asked for", async () => (await count(tab)) >= 25);
      await end();
      await until("further ones", async () => (await count(tab)) >= 30);
      await done(tab);
    });

    test("more by scrolling: a failure is not repeated by itself", async () => {
      const asked = (tab) => tab.requests.filter((url) => url.includes("cursor=")).length;
      const tab = await visit({ limit: 5, more: "scroll" }, { prepare: (tab) => tab.intercept(/cursor=/, { status: 500, headers: { "access-control-allow-origin": "*" }, body: "" }) });
      await looks(tab);
      await tab.page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
      await until("the failure", () => inside(tab, (root) => root.querySelector(".status.failed") !== null));
      await tab.page.evaluate(() => scrollTo(0, 0));
      await tab.page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
      await tab.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
      assert.equal(asked(tab), 1);
      await (await tab.$("teil-feed", ".more")).click();
      await until("another try", () => asked(tab) === 2);
      await done(tab);
    });

    const dates = (tab) => inside(tab, (root) => [...root.querySelectorAll("time")].map((time) => time.textContent));

    test("dates: how long ago in the reader's language, and the date without a script", async () => {
      for (const [lang, expected] of [["de", ["vor 3 Stunden", "gestern", "vorgestern"]], ["en", ["3 hours ago", "yesterday", "2 days ago"]], ["de-simple", ["vor 3 Stunden", "gestern", "vorgestern"]]]) {
        const tab = await visit({ limit: 3, dates: "relative", lang });
        await until(`${lang}: ${expected}`, async () => (await dates(tab)).join() === expected.join());
        await tab.turnTo("teil-feed");
        assert.deepEqual(await dates(tab), expected, "taking over changes nothing");
        const [title] = await inside(tab, (root) => [...root.querySelectorAll("time")].map((time) => time.title));
        assert.match(title, /\d{4}/, "the date is the title");
        await (await tab.$("teil-feed", ".more")).click();
        await until("the next posts, too", async () => (await dates(tab)).every((text) => !/\d{4}/.test(text)) && (await count(tab)) === 6);
        await done(tab);
      }
      const tab = await visit({ limit: 3, dates: "relative" }, { scripted: false });
      assert.deepEqual((await dates(tab)).filter((text) => !/\d{4}/.test(text)), []);
      await done(tab);
    });

    const dialog = (tab) => inside(tab, (root) => {
      const dialog = root.querySelector("dialog");
      return dialog?.open ? dialog.ariaLabel : "";
    });
    const opened = (tab, label) => until(`the viewer with ${label}`, async () => (await dialog(tab)) === label);

    test("viewer: by mouse and keys, through what is not covered, and back", async () => {
      const tab = await visit({ limit: 8 });
      await looks(tab);
      assert.deepEqual(tab.requests.filter((url) => url.includes("viewer")), [], "not before it is asked for");
      await (await tab.$("teil-feed", "a.picture")).click();
      await opened(tab, "Bild 1 von 2");
      assert.equal(await focused(tab), "close");
      const shown = () => inside(tab, (root) => root.querySelector("dialog img").alt);
      assert.equal(await shown(), "Bild 0");
      assert.deepEqual(await tab.axe("teil-feed"), []);
      await press(tab, "ArrowRight");
      await opened(tab, "Bild 2 von 2");
      assert.equal(await shown(), "Bild 4");
      await press(tab, "ArrowRight");
      await opened(tab, "Bild 1 von 2");
      await press(tab, "ArrowLeft");
      await opened(tab, "Bild 2 von 2");
      await (await tab.$("teil-feed", "dialog .after")).click();
      await opened(tab, "Bild 1 von 2");
      await press(tab, "Escape");
      await until("it to close", async () => !(await dialog(tab)));
      assert.equal(await focused(tab), "picture");
      // What was uncovered is among them.
      await inside(tab, (root) => root.querySelectorAll("details").forEach((details) => (details.open = true)));
      await press(tab, "Enter");
      await opened(tab, "Bild 1 von 4");
      await (await tab.$("teil-feed", "dialog .close")).click();
      await until("it to close", async () => !(await dialog(tab)));
      assert.equal(await focused(tab), "picture");
      assert.equal(await tab.page.evaluate(() => location.hash), "");
      // The feed knows nothing of it.
      await (await tab.$("teil-feed", ".more")).click();
      await until("the next page", async () => (await count(tab)) === 16);
      await done(tab);
    });

    test("viewer: where the WebAssembly is refused, and under a strict policy", async () => {
      const prepare = (tab) => tab.intercept(/_bg\.wasm/);
      const headers = {
        "content-security-policy":
          `default-src 'none'; script-src ${server.origin}; style-src ${server.origin}; ` +
          `connect-src ${server.origin}; img-src ${server.origin}; require-trusted-types-for 'script'; trusted-types teilbar`,
      };
      const tab = await visit({ limit: 8, css: "link" }, { prepare, headers });
      await looks(tab);
      await (await tab.$("teil-feed", "a.picture")).click();
      await opened(tab, "Bild 1 von 2");
      await until("the picture", () => inside(tab, (root) => root.querySelector("dialog img").naturalWidth > 0));
      const height = await inside(tab, (root) => root.querySelector("dialog").clientHeight);
      assert.equal(height, 800, "styled, though nothing may be inline");
      assert.deepEqual((await tab.observed()).violations.filter((text) => !/favicon|wasm|eval/.test(text)), []);
      await done(tab);
    });

    test("a picture is a link to the larger one without a script", async () => {
      const tab = await visit({ limit: 4 }, { scripted: false });
      const href = await inside(tab, (root) => root.querySelector("a.picture").href);
      assert.match(href, /\/media\/[0-9a-f]{32}-960\.jpg$/);
      assert.equal((await fetch(href)).headers.get("content-type"), "image/jpeg");
      await done(tab);
    });

    test("what is sensitive is covered until it is asked for, without a script", async () => {
      const tab = await visit({ limit: 4 }, { scripted: false });
      const covers = () => inside(tab, (root) => [...root.querySelectorAll("details")].map(({ open, textContent }) => [open, textContent.slice(0, 17)]));
      assert.deepEqual((await covers()).map(([open, text]) => [open, text.replace(/Wort.*/, "")]), [[false, "Sensibler Inhalt"], [false, "Spinnen"]]);
      const seen = (text) => inside(tab, (root, text) => [...root.querySelectorAll(".body, img")].some((node) => (node.alt ?? node.textContent).includes(text) && node.checkVisibility()), text);
      assert.deepEqual([await seen("Bild 0"), await seen("Bild 2"), await seen("Bild 3")], [true, false, false]);
      const text = () => inside(tab, (root) => root.querySelectorAll(".body")[3].checkVisibility());
      assert.equal(await text(), false, "the text behind a warning, too");
      const asked = (n) => tab.requests.some((url) => url.includes(n));
      const third = await inside(tab, (root) => /media\/(\w+)/.exec(root.querySelectorAll("img")[3].src)[1]);
      assert.equal(asked(third), false, "not even fetched");
      await inside(tab, (root) => root.querySelectorAll("summary")[1].focus());
      await press(tab, "Enter");
      await until("the text", text);
      await until("the picture", () => asked(third));
      await done(tab);
    });

    test("posts that come later are covered, and drawn, like the first", async () => {
      const tab = await visit({ limit: 2 });
      await (await tab.$("teil-feed", ".more")).click();
      await until("the second page", async () => (await count(tab)) === 4);
      const covers = await inside(tab, (root) => [...root.querySelectorAll("details")].map((details) => [details.open, details.firstChild.localName, details.firstChild.textContent].join(" ")));
      assert.deepEqual(covers, ["false summary Sensibler Inhalt", "false summary Spinnen"]);
      await inside(tab, (root) => root.querySelectorAll("details").forEach((details) => (details.open = true)));
      const drawn = await inside(tab, (root) =>
        [...root.querySelectorAll("details .picture svg")].map((svg) => {
          const [one, other] = [svg, svg.parentNode.querySelector("img")].map((node) => node.getBoundingClientRect());
          return one.width > 0 && one.width === other.width && one.height === other.height;
        }),
      );
      assert.deepEqual(drawn, [true, true]);
      await done(tab);
    });

    test("a video leads to its page, and nobody is asked before the click", async () => {
      const tab = await visit({ limit: 6 });
      await tab.turnTo("teil-feed");
      const links = await inside(tab, (root) => [...root.querySelectorAll("a.play")].map(({ href, innerText, target }) => [href, innerText.trim(), target]));
      assert.deepEqual(links, [
        [FILM, "Video abspielen – Auf YouTube ansehen", "_blank"],
        ["https://gast.example/5", "Video abspielen – Auf gast.example ansehen", "_blank"],
      ]);
      assert.deepEqual(tab.foreign(host.origin, server.origin), []);
      await done(tab);
    });

    test("a video plays in the page where the site allows that, after the click that says so", async () => {
      const tab = await visit({ limit: 6, video: "embed" });
      await looks(tab);
      await tab.turnTo("teil-feed");
      const play = await tab.$("teil-feed", "a.play");
      assert.match(await play.evaluate((link) => link.innerText), /Daten an YouTube/);
      assert.deepEqual(tab.foreign(host.origin, server.origin), []);
      await play.click();
      await until("the player", () => inside(tab, (root) => root.querySelector("dialog[open] iframe") !== null));
      await until("the request", () => tab.foreign(host.origin, server.origin).some((url) => url.startsWith("https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ")));
      await (await tab.$("teil-feed", "dialog .close")).click();
      await until("the player to be gone", () => inside(tab, (root) => !root.querySelector("iframe")));
      assert.equal(await focused(tab), "picture play");
      await done(tab);
    });
  });

  describe(`layouts of the demo, ${name}`, { skip: !path && `${name.toUpperCase()} is not set` }, () => {
    let server, browser;
    before(async () => {
      server = await Server.demo();
      browser = await launch(name);
      await until("the samples", async () => (await server.feed("magazin")).posts.length > 10);
    });
    after(async () => {
      await browser?.close();
      await server?.close();
    });

    for (const layout of DEMO) {
      test(`${layout}: shows posts within its policy`, async () => {
        const tab = await browser.open();
        await tab.goto(`${server.origin}/demo/layouts/${layout}.html`);
        await tab.turnTo("teil-feed");
        const shown = await tab.page.$eval("teil-feed", (host) => host.shadowRoot.querySelectorAll(".post").length);
        assert.ok(shown >= (layout === "single" ? 1 : 3), `${shown} posts`);
        assert.deepEqual(await tab.axe(), []);
        assert.deepEqual((await tab.observed()).violations, []);
        assert.deepEqual(tab.foreign(server.origin), []);
        assert.deepEqual([...tab.uncaught, ...tab.warnings], []);
        await tab.close();
      });
    }
  });
}
