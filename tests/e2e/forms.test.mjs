// Bars beside the text, at the bottom, near a selection, over a picture, below a quotation.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, describe, test } from "node:test";
import { BROWSERS, Host, launch, until } from "./harness.mjs";
import { PAGE, SITE, script, startSite } from "./site.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const NETWORKS = { url: PAGE, title: "Titel", look: "icon", networks: "linkedin mastodon bluesky copy" };
const STYLE = `<style>body{width:min(600px,100% - 40px);margin:auto}.filler{height:1500px}
  img{display:block;width:400px;height:200px}</style>`;
const TEXT = `<main><h2>Text</h2><p id="text">Ein Satz mit vielen Wörtern, von denen man einige markieren kann.</p>
  <div class="filler"></div><p id="end">Ende</p></main>`;

for (const [name, path] of Object.entries(BROWSERS)) {
  describe(`forms, ${name}`, { skip: !path && `${name.toUpperCase()} is not set` }, () => {
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

    const bar = (options) => server.fragment(SITE, "bar", { ...NETWORKS, ...options });
    const visit = async (body, { scripted = true, ...options } = {}) => {
      const tab = await browser.open({ width: 1300, ...options });
      await tab.goto(host.page(body + (scripted ? script(server) : ""), { head: STYLE }));
      return tab;
    };
    /** The box of an element that can be seen, `undefined` while it cannot. */
    const box = (tab, selector = "teil-bar") =>
      tab.page.$eval(selector, (node) => {
        if (!node.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return;
        const { left, top, right, bottom } = node.getBoundingClientRect();
        return { left, top, right, bottom };
      });
    const placed = (tab, as) => tab.page.waitForSelector(`teil-bar[data-as=${as}]`);
    const shown = (tab) => until("the bar to be shown", () => box(tab));
    const gone = (tab) => until("the bar to be gone", async () => !(await box(tab)));
    const scroll = (tab, y) => tab.page.evaluate((y) => scrollTo({ top: y, behavior: "instant" }), y);
    const done = async (tab) => {
      assert.deepEqual(tab.uncaught, []);
      await tab.close();
    };

    for (const side of ["left", "right"]) {
      for (const scripted of [true, false]) {
        test(`${side}: beside the text ${scripted ? "with" : "without"} a script`, async () => {
          const tab = await visit(TEXT + (await bar({ place: side })), { scripted });
          if (scripted) await placed(tab, "side");
          const { left, right, top, bottom } = await shown(tab);
          assert.ok(side === "left" ? right < 350 : left > 950, `from ${left} to ${right}`);
          assert.ok(top > 0 && bottom < 800 && bottom - top > right - left, "a column inside the window");
          await scroll(tab, 500);
          assert.equal((await shown(tab)).top, top, "it stays while the page scrolls");
          await done(tab);
        });
      }
    }

    for (const [narrow, position] of Object.entries({ bottom: "sticky", inline: "static", hidden: undefined })) {
      for (const scripted of [true, false]) {
        test(`left, narrow=${narrow}: below its breakpoint ${scripted ? "with" : "without"} a script`, async () => {
          const tab = await visit(TEXT + (await bar({ place: "left", narrow, breakpoint: 800 })), { scripted, width: 790 });
          if (scripted) await placed(tab, "narrow");
          if (!position) await gone(tab);
          else {
            assert.equal(await tab.page.$eval("teil-bar", (bar) => getComputedStyle(bar).position), position);
            if (narrow === "bottom") assert.equal(Math.round((await shown(tab)).bottom), 800);
          }
          await tab.page.setViewport({ width: 1000, height: 800 });
          if (scripted) await placed(tab, "side");
          await until("the column", async () => (await box(tab))?.right < 200);
          await done(tab);
        });
      }
    }

    test("left: goes to the bottom where text lies in its column", async () => {
      const tab = await visit(`<p style="margin-left:-340px">Text bis an den Rand der Seite</p>${TEXT}` + (await bar({ place: "left" })));
      await placed(tab, "narrow");
      assert.equal(Math.round((await shown(tab)).bottom), 800);
      await done(tab);
    });

    test("left: lets a picture pass", async () => {
      const wide = `<div style="height:1200px"></div><svg style="display:block;width:100vw;margin-left:calc(50% - 50vw);height:900px" viewBox="0 0 1 1"><rect width="1" height="1"/></svg>`;
      const tab = await visit(TEXT + wide + TEXT + (await bar({ place: "left" })));
      await shown(tab);
      const top = await tab.page.$eval("svg", (svg) => svg.getBoundingClientRect().top);
      await scroll(tab, top);
      await gone(tab);
      await scroll(tab, 0);
      await shown(tab);
      await done(tab);
    });

    test("left: steps back while the same bar is seen in the text", async () => {
      const inText = await bar({});
      const other = await bar({ url: "https://gast.example/anderes" });
      const tab = await visit(other + TEXT.replace('<p id="end">Ende</p>', inText) + (await bar({ place: "left" })));
      await until("the bar beside the text", () => box(tab, "teil-bar[place]"));
      await scroll(tab, 9999);
      await until("it to step back", async () => !(await box(tab, "teil-bar[place]")));
      await scroll(tab, 0);
      await until("it to come again", () => box(tab, "teil-bar[place]"));
      await done(tab);
    });

    test("two on one side stand one above the other", async () => {
      const follow = await server.fragment(SITE, "follow", { place: "left", look: "icon" });
      const tab = await visit(TEXT + (await bar({ place: "left" })) + follow);
      await placed(tab, "side");
      await tab.page.waitForSelector("teil-follow[data-as=side]");
      await until("room between them", async () => (await box(tab)).bottom + 20 < (await box(tab, "teil-follow")).top);
      await done(tab);
    });

    for (const [width, what] of [[1300, "beside the text"], [700, "at the bottom"]]) {
      test(`several ${what} do not lie on each other without a script`, async () => {
        const many = await Promise.all(["left", "left", "left", "right", "bottom"].map((place) => bar({ place })));
        const follow = await server.fragment(SITE, "follow", { place: "right", look: "icon" });
        const tab = await visit(TEXT + many.join("") + follow, { scripted: false, width });
        for (const y of [0, 300, 99999]) {
          await scroll(tab, y);
          const over = await tab.page.$$eval("teil-bar, teil-follow", (hosts) => {
            const boxes = hosts.map((host) => host.shadowRoot.querySelector(".bar").getBoundingClientRect());
            const apart = (a, b) => a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
            return boxes.flatMap((a, one) => boxes.slice(one + 1).filter((b) => !apart(a, b)).map((b) => JSON.stringify([one, a, b])));
          });
          assert.deepEqual(over, [], `scrolled to ${y}`);
          const seen = await tab.page.$$eval("teil-bar, teil-follow", (hosts) =>
            hosts.filter((host) => host.getBoundingClientRect().top < innerHeight).length,
          );
          assert.ok(seen > 0, "some are in the window");
        }
        await done(tab);
      });
    }

    test("two at the bottom stand one above the other", async () => {
      const tab = await visit(TEXT + (await bar({ place: "bottom", title: "a" })) + (await bar({ place: "bottom", title: "b" })));
      const boxes = () => tab.page.$$eval("teil-bar", (bars) => bars.map((bar) => bar.getBoundingClientRect().toJSON()));
      await until("both in the window", async () => {
        const [first, second] = await boxes();
        return Math.round(first.bottom) <= Math.round(second.top) && Math.round(second.bottom) === 800;
      });
      await done(tab);
    });

    for (const scripted of [true, false]) {
      test(`bottom: has its place and covers nothing, ${scripted ? "with" : "without"} a script`, async () => {
        const tab = await visit(`${TEXT}<p id="last">Letzter Absatz</p>` + (await bar({ place: "bottom" })), { scripted });
        assert.equal(Math.round((await shown(tab)).bottom), 800);
        await scroll(tab, 99999);
        const { top } = await shown(tab);
        assert.ok((await box(tab, "#last")).bottom <= top, "the last paragraph can be read");
        if (name === "chromium") assert.deepEqual((await tab.observed()).shifts, []);
        await done(tab);
      });
    }

    test("a bar beside the text can be hidden, which nothing remembers", async () => {
      const tab = await visit(TEXT + (await bar({ place: "left" })));
      const hide = await tab.$("teil-bar", "button.hide");
      assert.equal(await hide.evaluate((node) => node.ariaLabel), "Leiste ausblenden");
      await hide.click();
      await gone(tab);
      assert.equal(await tab.page.evaluate(() => localStorage.length + sessionStorage.length + document.cookie.length), 0);
      await tab.page.reload();
      await shown(tab);
      await done(tab);
    });

    const select = (tab, from, to) =>
      tab.page.$eval("#text", ({ firstChild }, from, to) => getSelection().setBaseAndExtent(firstChild, from, firstChild, to), from, to);
    /** What the bar is about, without the widget's own mark that it has read it. */
    const about = (tab) =>
      tab.page.$eval("teil-bar", (bar) => {
        const { title, text, image } = bar.shadowRoot.querySelector("[data-n]").about;
        return { title, text, image };
      });

    test("selection: comes with three words, says what they are, goes with them", async () => {
      const tab = await visit(TEXT + (await bar({ place: "selection" })));
      await tab.page.waitForSelector("teil-bar:defined");
      assert.equal(await box(tab), undefined);
      await tab.page.evaluate(() => {
        const content = document.querySelector("teil-bar").shadowRoot.querySelector("[data-n]");
        content.addEventListener("about", () => (globalThis.told = { ...content.about }));
      });
      await until("the bar", async () => {
        await select(tab, 0, 17);
        return box(tab);
      });
      const words = "Ein Satz mit viel";
      const { title, text } = await about(tab);
      assert.deepEqual([title, text], [words, words]);
      assert.deepEqual(await tab.page.evaluate(() => globalThis.told), { title: words, text: words });
      const bubble = await box(tab);
      assert.ok(bubble.left >= 8 && bubble.top >= 8 && bubble.right <= 1292 && bubble.bottom <= 792);
      await tab.page.waitForSelector("teil-bar[data-ready]");
      await select(tab, 0, 8);
      await gone(tab);
      await done(tab);
    });

    test("selection: Tab goes in, Escape and Tab at the end go back", async () => {
      const tab = await visit(TEXT + (await bar({ place: "selection" })));
      const focus = () =>
        tab.page.evaluate(() => {
          let node = document.activeElement;
          while (node.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
          return node.classList[0] ?? node.id;
        });
      const enter = async () => {
        await until("the bar", async () => {
          await select(tab, 0, 17);
          return box(tab);
        });
        await tab.page.keyboard.press("Tab");
        assert.equal(await focus(), "linkedin");
      };
      await tab.page.waitForSelector("teil-bar:defined");
      await enter();
      await tab.page.keyboard.press("Escape");
      await gone(tab);
      assert.equal(await tab.page.evaluate(() => String(getSelection())), "Ein Satz mit viel");
      await select(tab, 0, 0);
      // Browsers tell of two changes within one frame as one; no hand is that fast.
      await tab.page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
      await enter();
      await tab.page.waitForSelector("teil-bar[data-ready]");
      for (const network of ["mastodon", "bluesky", "copy"]) {
        await tab.page.keyboard.press("Tab");
        assert.equal(await focus(), network);
      }
      await tab.page.keyboard.press("Tab");
      await gone(tab);
      await tab.page.keyboard.press("Tab");
      assert.equal(await focus(), "after", "on from the text");
      await done(tab);
    });

    test("selection: not in form fields, not outside of what `within` names", async () => {
      const field = `<textarea id="field">Hier stehen viele Wörter im Feld</textarea><aside id="aside">Auch hier stehen viele Wörter</aside>`;
      const tab = await visit(TEXT + field + (await bar({ place: "selection", within: "main" })));
      await tab.page.waitForSelector("teil-bar:defined");
      const never = async (what) => {
        await tab.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)))));
        assert.equal(await box(tab), undefined, what);
      };
      await tab.page.$eval("#field", (field) => (field.focus(), field.select()));
      await never("in a field");
      await tab.page.$eval("#field", (field) => field.blur());
      await tab.page.$eval("#aside", (aside) => getSelection().selectAllChildren(aside));
      await never("outside");
      await until("the bar", async () => {
        await select(tab, 0, 17);
        return box(tab);
      });
      await done(tab);
    });

    const PICTURE = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='4' height='2'/%3E";
    const pictures = `<main><img id="big" alt="Ein Bild" src="${PICTURE}"><img id="small" style="width:100px" alt="" src="${PICTURE}">
      <a id="linked" href="#x"><img alt="Verlinkt" src="${PICTURE}"></a></main>`;

    test("image: over the corner of a picture that is large enough", async () => {
      const tab = await visit(pictures + (await bar({ place: "image" })));
      await tab.page.waitForSelector("teil-bar:defined");
      assert.equal(await box(tab), undefined);
      await until("the bar", async () => {
        await tab.page.mouse.move(5, 5);
        await (await tab.page.$("#big")).hover();
        return box(tab);
      });
      const [bubble, image] = [await box(tab), await box(tab, "#big")];
      assert.ok(bubble.left > image.left && bubble.top > image.top && bubble.right < image.right && bubble.bottom < image.bottom);
      const { title, image: address } = await about(tab);
      assert.deepEqual([title, address.slice(0, 14)], ["Ein Bild", "data:image/svg"]);
      await (await tab.$("teil-bar", "a.linkedin")).hover();
      assert.ok(await box(tab), "it stays under the pointer");
      await (await tab.page.$("#small")).hover();
      await gone(tab);
      await done(tab);
    });

    test("image: by a tap", { skip: name === "firefox" && "has no touch screen here" }, async () => {
      const tab = await visit(pictures + (await bar({ place: "image" })));
      await tab.page.waitForSelector("teil-bar:defined");
      await until("the bar", async () => {
        await tab.page.tap("#before");
        await tab.page.tap("#big");
        return box(tab);
      });
      await tab.page.tap("h1");
      await gone(tab);
      await done(tab);
    });

    test("image: by the keyboard where the picture is a link", async () => {
      const tab = await visit(pictures + (await bar({ place: "image" })));
      await tab.page.waitForSelector("teil-bar:defined");
      await until("the bar", async () => {
        await tab.page.focus("#before");
        await tab.page.focus("#linked");
        return box(tab);
      });
      await tab.page.keyboard.press("Tab");
      await tab.page.keyboard.press("Escape");
      assert.equal(await tab.page.evaluate(() => document.activeElement.id), "linked");
      await done(tab);
    });

    for (const scripted of [true, false]) {
      test(`quote: shares its text, ${scripted ? "with" : "without"} a script`, async () => {
        const text = "Gesagt & <getan>";
        const tab = await visit(await bar({ place: "quote", text }), { scripted });
        const bluesky = await tab.$("teil-bar", "figure > div a.bluesky");
        if (scripted) await tab.turnTo("teil-bar");
        assert.equal(await (await tab.$("teil-bar", "figure > blockquote")).evaluate((node) => node.textContent), text);
        assert.match(await bluesky.evaluate((node) => node.href), /text=Gesagt%20%26%20%3Cgetan%3E%0A/);
        assert.deepEqual(tab.warnings, []);
        await done(tab);
      });
    }

    test("a bar beside the text fades, and where motion is unwanted it does not", async () => {
      const tab = await visit(TEXT + (await bar({ place: "left" })));
      const duration = () => tab.page.$eval("teil-bar", (bar) => getComputedStyle(bar).transitionDuration);
      assert.match(await duration(), /0\.2s/);
      if (name === "chromium") {
        await tab.page.emulateMediaFeatures([{ name: "prefers-reduced-motion", value: "reduce" }]);
        assert.equal(await duration(), "0s");
      }
      await done(tab);
    });

    test("on paper there are no bars", { skip: name === "firefox" && "cannot be told to" }, async () => {
      const tab = await visit(TEXT + (await bar({ place: "left" })) + (await bar({ place: "bottom" })) + (await bar({})));
      await tab.page.emulateMediaType("print");
      const shown = await tab.page.$$eval("teil-bar", (bars) => bars.filter((bar) => bar.checkVisibility()).length);
      assert.equal(shown, 0);
      await done(tab);
    });

    for (const place of ["left", "bottom", "selection", "image", "quote"]) {
      for (const theme of ["light", "dark", "contrast"]) {
        test(`${place}, ${theme}: axe finds nothing`, async () => {
          const options = { place, theme, text: "Ein Zitat" };
          const tab = await visit(pictures.replace("</main>", "") + TEXT.replace("<main>", "") + (await bar(options)));
          await tab.page.waitForSelector("teil-bar:defined");
          if (place === "selection") await until("the bar", async () => (await select(tab, 0, 17), box(tab)));
          if (place === "image") await until("the bar", async () => (await tab.page.mouse.move(5, 5), await (await tab.page.$("#big")).hover(), box(tab)));
          await shown(tab);
          await tab.page.evaluate(AXE);
          const found = await tab.page.evaluate(async (tags) => {
            const { violations } = await globalThis.axe.run("teil-bar", { runOnly: tags });
            return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target} ${node.failureSummary}`).join("; ")}`);
          }, AXE_TAGS);
          assert.deepEqual(found, []);
          await done(tab);
        });
      }
    }
  });
}
