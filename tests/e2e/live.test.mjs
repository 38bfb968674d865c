// Feeds that are told what changes: new posts wait behind a button, what is taken off vanishes, and
// nothing that is being read moves.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { BROWSERS, Host, Server, launch, until } from "./harness.mjs";
import { SITE, script, snippet } from "./site.mjs";

/** A server that reads a file of posts every second; at first there are eight, and a1 is the newest. */
async function startNews(host) {
  const news = { ids: ["a8", "a7", "a6", "a5", "a4", "a3", "a2", "a1"] };
  const begun = Date.now() - 86_400_000;
  const write = (folder) => {
    const items = news.ids.map((id, at) => ({
      id,
      url: `https://gast.example/${id}`,
      title: `Beitrag ${id}`,
      date_published: new Date(begun + at * 60_000).toISOString(),
      content_html: `<p>${`Text von ${id}. `.repeat(30)}</p>`,
    }));
    const feed = { version: "https://jsonfeed.org/version/1.1", title: "Blatt", items };
    const file = join(folder, "posts.json");
    // In one step, so that the server never reads half of it.
    writeFileSync(`${file}.new`, JSON.stringify(feed));
    renameSync(`${file}.new`, file);
  };
  news.server = await Server.start(({ listen, origin, folder }) => {
    write(folder);
    return `
listen = "${listen}"
public_url = "${origin}"
database = "teilbar.db"
[refresh]
feeds = "1s"
[live]
poll = "1s"
[[sites]]
id = "${SITE}"
origins = ["${host.origin}"]
home = "https://gast.example/"
[[sites.sources]]
id = "posts"
file = "posts.json"
`;
  });
  const { server } = news;
  const first = async () => (await server.feed(SITE)).posts[0]?.title;
  await server.orClose(() => until("the posts of the file", async () => (await first()) === "Beitrag a1"));
  news.add = (id) => {
    news.ids.push(id);
    write(server.folder.path);
  };
  /** As somebody in the newsroom does. */
  news.hide = async (id) => {
    const { posts } = await server.feed(SITE);
    const post = posts.find(({ title }) => title === `Beitrag ${id}`);
    const options = ["--config", server.config, "--by", "Ada", "--reason", "Test"];
    execFileSync(process.env.TEILBAR_BIN, ["moderate", "hide", post.id, ...options]);
    return Date.now();
  };
  return news;
}

for (const [name, path] of Object.entries(BROWSERS)) {
  describe(`live feed, ${name}`, { skip: !path && `${name.toUpperCase()} is not set` }, () => {
    let host, news, server, browser;
    before(async () => {
      host = await Host.start();
      browser = await launch(name);
    });
    beforeEach(async () => {
      news = await startNews(host);
      server = news.server;
    });
    afterEach(() => server?.close());
    after(async () => {
      await browser?.close();
      host?.close();
    });

    const fragment = (options) => server.fragment(SITE, "feed", { live: "on", limit: 4, ...options });
    const visit = async (body, prepare = () => {}, headers = {}) => {
      const tab = await browser.open();
      await prepare(tab);
      await tab.goto(host.page(body + script(server), { headers }));
      return tab;
    };
    const listening = (tab) => until("the stream is asked for", () => streams(tab).length > 0);
    const streams = (tab) => tab.requests.filter((url) => new URL(url).pathname.endsWith("/live"));
    const inside = (tab, run, ...rest) => tab.page.$eval("teil-feed", run, ...rest);
    const titles = (tab, selector = "teil-feed") =>
      tab.page.$eval(selector, (host) =>
        [...host.shadowRoot.querySelectorAll("h3")].filter((h3) => h3.checkVisibility()).map((h3) => h3.innerText.slice(8)),
      );
    const offer = (tab) => inside(tab, ({ shadowRoot }) => shadowRoot.querySelector(".waiting button")?.innerText ?? "");
    const offered = (tab, text) => until(`the button "${text}"`, async () => (await offer(tab)) === text);
    const places = (tab) =>
      inside(tab, ({ shadowRoot }) =>
        [...shadowRoot.querySelectorAll(".post, h3, .more")].map((node) => {
          const { x, y, width, height } = node.getBoundingClientRect();
          return [x, y + scrollY, width, height].join(" ");
        }),
      );
    const focused = (tab) =>
      inside(tab, ({ shadowRoot }) => shadowRoot.activeElement?.closest("li")?.querySelector("h3").innerText.slice(8));
    const shows = (tab, expected) =>
      until(`posts ${expected}`, async () => String(await titles(tab)) === String(expected));

    test("new posts wait behind a button, and nothing moves before it is pressed", async () => {
      const tab = await visit(await fragment());
      await listening(tab);
      const empty = await places(tab);
      news.add("neu1");
      await offered(tab, "1 neuen Beitrag anzeigen");
      news.add("neu2");
      await offered(tab, "2 neue Beiträge anzeigen");
      assert.deepEqual(await titles(tab), ["a1", "a2", "a3", "a4"]);
      assert.deepEqual(await places(tab), empty);
      assert.deepEqual((await tab.observed()).shifts, []);
      const status = await inside(tab, ({ shadowRoot }) => shadowRoot.querySelector(".waiting").getAttribute("role"));
      assert.equal(status, "status", "it is announced");
      // That the page has no heading of the second level is its own business.
      const wrong = (await tab.axe("teil-feed")).filter((text) => !text.startsWith("heading-order"));
      assert.deepEqual(wrong, []);
      assert.deepEqual(tab.wasm(), [], "not before somebody wants to see them");
      await (await tab.$("teil-feed", ".waiting button")).focus();
      await tab.page.keyboard.press("Enter");
      await shows(tab, ["neu2", "neu1", "a1", "a2", "a3", "a4"]);
      await until("the focus", async () => (await focused(tab)) === "neu2");
      assert.equal(await offer(tab), "");
      // What was there goes on as before.
      await (await tab.$("teil-feed", "button.more")).click();
      await shows(tab, ["neu2", "neu1", "a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8"]);
      assert.deepEqual(tab.foreign(host.origin, server.origin), []);
      assert.deepEqual([...tab.warnings, ...tab.uncaught], []);
      await tab.close();
    });

    test("what is taken off vanishes within a second, and the focus goes to a neighbour", async () => {
      const tab = await visit(await fragment());
      await listening(tab);
      const watch = (id) =>
        inside(
          tab,
          (host, id) =>
            new Promise((resolve) => {
              const seen = () => [...host.shadowRoot.querySelectorAll("h3")].some((h3) => h3.checkVisibility() && h3.innerText.endsWith(id));
              const look = () => (seen() ? requestAnimationFrame(look) : resolve(Date.now()));
              look();
            }),
          id,
        );
      // Before the wasm is there, with the focus in it, and after.
      let gone = watch("a2");
      let decided = await news.hide("a2");
      assert.ok((await gone) - decided < 1_000, `${(await gone) - decided} ms`);
      await (await tab.$("teil-feed", "h3 a[href$='/a1']")).focus();
      gone = watch("a1");
      decided = await news.hide("a1");
      assert.ok((await gone) - decided < 1_000, `${(await gone) - decided} ms`);
      assert.equal(await focused(tab), "a3");
      await tab.turnTo("teil-feed");
      const rest = () => inside(tab, ({ shadowRoot }) => shadowRoot.querySelectorAll("li").length);
      await until("the wasm forgets them", async () => (await rest()) === 2);
      await (await tab.$("teil-feed", "button.more")).click();
      await shows(tab, ["a3", "a4", "a5", "a6", "a7", "a8"]);
      await news.hide("a6");
      await shows(tab, ["a3", "a4", "a5", "a7", "a8"]);
      await until("the wasm forgets it", async () => (await rest()) === 5);
      assert.deepEqual([...tab.warnings, ...tab.uncaught], []);
      await tab.close();
    });

    test("a page that was out of sight goes on where it was", async () => {
      const tab = await visit(await fragment());
      await listening(tab);
      news.add("neu1");
      await offered(tab, "1 neuen Beitrag anzeigen");
      const see = (state) =>
        tab.page.evaluate((state) => {
          Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
          document.dispatchEvent(new Event("visibilitychange"));
        }, state);
      await see("hidden");
      const before = streams(tab).length;
      news.add("neu2");
      await until("the second post", async () => (await server.feed(SITE)).posts[0].title === "Beitrag neu2");
      assert.equal(await offer(tab), "1 neuen Beitrag anzeigen");
      await see("visible");
      await offered(tab, "2 neue Beiträge anzeigen");
      const since = streams(tab).map((url) => new URL(url).searchParams.get("since"));
      assert.equal(since.length, before + 1);
      assert.notEqual(since.at(-1), since[0], "from the last state it knew");
      await tab.close();
    });

    test("feeds of a page share a stream, also elements that the script fills", async () => {
      const two = snippet("feed", { live: "on", limit: 2, id: "second" }) + (await fragment());
      const tab = await visit(two);
      await listening(tab);
      await until("both are filled", async () => (await titles(tab, "#second")).length === 2);
      news.add("neu1");
      await until("both buttons", () =>
        tab.page.evaluate(() => {
          const feeds = [...document.querySelectorAll("teil-feed")];
          return feeds.every((feed) => feed.shadowRoot.querySelector(".waiting button"));
        }),
      );
      assert.equal(streams(tab).length, 1);
      await tab.close();
    });

    test("where no stream gets through the feed asks", async () => {
      const refuse = (tab) => tab.intercept(/\/live\?/, { status: 503, headers: { "access-control-allow-origin": "*" } });
      const tab = await visit(await fragment(), refuse);
      await until("it has given up", () => streams(tab).length === 3);
      news.add("neu1");
      await offered(tab, "1 neuen Beitrag anzeigen");
      await news.hide("a2");
      await shows(tab, ["a1", "a3", "a4"]);
      assert.equal(streams(tab).length, 3);
      assert.deepEqual(tab.uncaught, []);
      await tab.close();
    });

    test("a server that was gone is found again", async () => {
      const tab = await visit(await fragment());
      await listening(tab);
      const before = streams(tab).length;
      await server.down();
      news.add("neu1");
      await server.up();
      await until("another stream", () => streams(tab).length > before);
      await offered(tab, "1 neuen Beitrag anzeigen");
      assert.deepEqual(tab.uncaught, []);
      await tab.close();
    });

    test("without its module the feed is as any other", async () => {
      const tab = await visit(await fragment(), (tab) => tab.intercept(/teilbar_live\.js/));
      await tab.warned();
      await (await tab.$("teil-feed", "button.more")).click();
      await shows(tab, ["a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8"]);
      assert.deepEqual([tab.warnings.length, ...tab.uncaught], [1]);
      await tab.close();
    });

    test("the least policy is enough, and without modules the page is loaded anew", async () => {
      const policy = (more) =>
        `default-src 'none'; script-src ${server.origin} ${more}; style-src ${server.origin}; connect-src ${server.origin}`;
      const body = () => fragment({ css: "link" });
      for (const [more, loads] of [["'wasm-unsafe-eval'", 1], ["", 2]]) {
        const tab = await visit(await body(), undefined, { "content-security-policy": policy(more) });
        await listening(tab);
        const id = `neu${loads}`;
        news.add(id);
        await offered(tab, "1 neuen Beitrag anzeigen");
        const mark = () => tab.page.evaluate(() => (globalThis.mark ??= Math.random()));
        const first = await mark();
        await (await tab.$("teil-feed", ".waiting button")).click();
        if (loads === 1) await shows(tab, [id, "a1", "a2", "a3", "a4"]);
        else await until("another load", async () => (await mark()) !== first);
        const { violations } = await tab.observed();
        if (loads === 1) assert.deepEqual(violations.filter((text) => !text.includes("favicon")), []);
        await tab.close();
      }
    });
  });
}
