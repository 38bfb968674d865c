// Real input: Bluesky's own servers and feeds that were really published, on a page in a browser.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { BROWSERS, Host, Server, launch, until } from "./harness.mjs";
import { SITE, script } from "./site.mjs";

// Really published, in four formats, each with what another parser read in it.
const CORPUS = process.env.TEILBAR_CORPUS_FEEDRS ?? "";
const FEEDS = {
  spiegel: "rss2/rss_2.0_spiegel.xml",
  debian: "rss1/rss_1.0_debian.xml",
  youtube: "atom/atom_mediarss_youtube_1.xml",
  elastic: "jsonfeed/jsonfeed_elastic_1.1.json",
};
const ATPROTO = process.env.TEILBAR_ATPROTO ?? fileURLToPath(new URL("../atproto", import.meta.url));

const missing = () => {
  if (!BROWSERS.chromium) return "CHROMIUM is not set";
  if (!existsSync(join(CORPUS, FEEDS.spiegel))) return "TEILBAR_CORPUS_FEEDRS is not set";
  return !existsSync(join(ATPROTO, "node_modules")) && "Bluesky's servers are not installed";
};

/** Bluesky on this machine: a line of JSON in, a line of JSON out. */
class Network {
  static async start() {
    const network = new Network();
    network.process = spawn(process.execPath, [join(ATPROTO, "network.mjs")], { stdio: ["pipe", "pipe", "ignore"] });
    network.lines = createInterface({ input: network.process.stdout })[Symbol.asyncIterator]();
    Object.assign(network, await network.read());
    return network;
  }

  async read() {
    const { value, done } = await this.lines.next();
    if (done) throw new Error("Bluesky's servers ended");
    return JSON.parse(value);
  }

  async tell(command) {
    this.process.stdin.write(`${JSON.stringify(command)}\n`);
    const answer = await this.read();
    if (answer.error) throw new Error(answer.error);
    return answer;
  }

  async quit() {
    if (this.ended) return;
    this.ended = true;
    await this.tell({ cmd: "quit" });
  }
}

describe("Bluesky and published feeds", { skip: missing() }, () => {
  let network, host, server, browser, tab;
  let titles, pages, bikes;

  before(async () => {
    network = await Network.start();
    host = await Host.start();
    titles = Object.values(FEEDS).flatMap(readTitles);
    server = await Server.start(
      ({ listen, origin }) => `
listen = "${listen}"
public_url = "${origin}"
database = "teilbar.db"
[fetch]
allow = ["${new URL(network.api).host}"]
[refresh]
followers = "1s"
feeds = "1s"
[api]
bluesky = "${network.api}"
[[sites]]
id = "${SITE}"
name = "Gast"
origins = ["${host.origin}"]
home = "https://www.${network.alice}/"
[[sites.profiles]]
network = "bluesky"
handle = "${network.alice}"
[[sites.sources]]
id = "alice"
bluesky = "${network.alice}"
[[sites.sources]]
id = "list"
bluesky = "${network.list}"
[[sites.sources]]
id = "dora"
bluesky = "${network.dora}"
[[sites.sources]]
id = "bikes"
bluesky = "https://bsky.app/profile/${network.alice}/feed/${network.feed.split("/").pop()}"
${Object.entries(FEEDS).map(([id, file]) => `[[sites.sources]]\nid = "${id}"\nfile = "${join(CORPUS, file)}"`).join("\n")}
`,
    );
    browser = await launch("chromium");
    tab = await browser.open();
    // As a content management system would: the server's HTML at each visit.
    const elements = async () =>
      (await server.fragment(SITE, "follow")) + (await server.fragment(SITE, "feed", { limit: 50 })) + script(server);
    tab.url = host.page(elements);
    pages = host.page(async () => (await server.fragment(SITE, "feed", { sources: "alice", limit: 2 })) + script(server));
    bikes = host.page(async () => (await server.fragment(SITE, "feed", { sources: "bikes" })) + script(server));
  });
  after(async () => {
    await browser?.close();
    await server?.close();
    await network?.quit().catch(() => {});
    network?.process.kill();
    host?.close();
  });

  const text = (element) => tab.page.$eval(element, (host) => host.shadowRoot.querySelector("[data-n]").innerText);
  /** Visits the page until it shows what it should. */
  const shows = (what, element, pattern) =>
    until(what, async () => {
      await tab.goto(tab.url);
      return pattern.test(await text(element));
    }, 30_000);
  /** The posts of the page, newest first. */
  const posts = () =>
    tab.page.$eval("teil-feed", (host) =>
      [...host.shadowRoot.querySelectorAll("article")].map((post) => ({
        author: post.querySelector(".author").innerText,
        body: post.querySelector(".body").innerText.trim(),
        href: post.querySelector("footer a").href,
        shared: post.querySelector(".shared")?.innerText,
        quote: post.querySelector("blockquote")?.innerText,
      })),
    );
  /** Visits the page of the generator's feed until it shows these posts of Eve's and no others. */
  const chosen = (...texts) => {
    const expected = texts.toSorted().join();
    return until(`exactly: ${expected}`, async () => {
      await tab.goto(bikes);
      return (await posts()).map(({ body }) => body).toSorted().join() == expected;
    }, 30_000);
  };
  /** What the server says is wrong with a source; `null` if nothing is. */
  const complaint = async (id) => {
    const { sources } = await (await fetch(`${server.origin}/healthz`)).json();
    return sources.find(({ source }) => source == id).last_error;
  };
  const followers = (count) => new RegExp(`(^|\\D)${count}(\\D|$)`);

  test("the page shows the feeds' posts, Alice's post and her followers", async () => {
    assert.ok(titles.length > 3, "the feeds have posts to compare with");
    await shows("Alice's first post", "teil-feed", /Hello from a server of our own/);
    await shows("the feeds' posts", "teil-feed", new RegExp(escape(titles[0])));
    await shows("Alice's followers", "teil-follow", followers(network.followers));
    // Her handle is the domain of the site's home, which Bluesky has checked.
    await shows("that her profile is verified", "teil-follow", /✓/);
    const shown = await text("teil-feed");
    for (const title of titles) assert.ok(shown.includes(title), title);
    const [follow] = await tab.buttons("teil-follow");
    assert.equal(follow.href, `https://bsky.app/profile/${network.alice}`);
    assert.doesNotMatch(follow.name, /Stand:/, "a fresh number has no age");
    assert.deepEqual(tab.foreign(host.origin, server.origin), []);
    assert.deepEqual(browser.outside.asked, []);
  });

  test("a new follower and a new post arrive with the next refresh", async () => {
    const { followers: count } = await network.tell({ cmd: "follow" });
    await network.tell({ cmd: "post", text: "Grüße aus dem Test: <b>kein Tag</b> & \"Zeichen\"" });
    await shows("the new follower", "teil-follow", followers(count));
    await shows("the new post", "teil-feed", /Grüße aus dem Test: <b>kein Tag<\/b> & "Zeichen"/);
    network.followers = count;
  });

  test("a list shows its members' posts, but none of who is to be seen by members only", async () => {
    await shows("Carol's post", "teil-feed", /Carol is on the list/);
    await until("Dora's account was asked for, and was not taken", async () =>
      (await complaint("dora")) == "it refuses to answer");
    await tab.goto(tab.url);
    assert.doesNotMatch(await text("teil-feed"), /members only/);
  });

  test("a post that its author takes back is gone", async () => {
    const { uri } = await network.tell({ cmd: "post", text: "Das nehme ich zurück" });
    await shows("the post", "teil-feed", /Das nehme ich zurück/);
    await network.tell({ cmd: "delete", uri });
    await shows("a feed without it", "teil-feed", /^(?!.*Das nehme ich zurück)/s);
    assert.match(await text("teil-feed"), /Grüße aus dem Test/, "the others stay");
  });

  test("what moderators warn of is marked, and what they hide is gone", async () => {
    const { uri } = await network.tell({ cmd: "post", text: "Nicht für jeden" });
    const post = async () => {
      const { posts } = await (await fetch(`${server.origin}/api/v1/sites/${SITE}/feed?sources=alice`)).json();
      return posts.find(({ url }) => url.endsWith(uri.split("/").pop()));
    };
    await until("the post", async () => Boolean(await post()));
    assert.ok(!(await post()).sensitive);
    await network.tell({ cmd: "label", uri, label: "graphic-media" });
    await until("its mark", async () => (await post())?.sensitive === true);
    await network.tell({ cmd: "label", uri, label: "!hide" });
    await until("the post to be gone", async () => !(await post()));
    await tab.goto(tab.url);
    assert.doesNotMatch(await text("teil-feed"), /Nicht für jeden/);
  });

  test("a repost is the post of who wrote it, shared by who reposted it, until that is undone", async () => {
    const car = network.eves[1];
    const { uri } = await network.tell({ cmd: "repost", uri: car });
    await shows("the repost", "teil-feed", /Eve drives a car/);
    const [repost] = (await posts()).filter(({ body }) => body == "Eve drives a car");
    assert.equal(repost.author, "Eve Berg");
    assert.equal(repost.shared, "Geteilt von Alice");
    assert.equal(repost.href, `https://bsky.app/profile/${network.eve}/post/${car.split("/").pop()}`);
    const shared = async () => (await posts()).filter(({ shared }) => shared).map(({ body }) => body);
    assert.deepEqual(await shared(), ["Eve drives a car"]);
    // However old it is, it stands where it was passed on, also once the wasm has taken over.
    await tab.goto(pages);
    const first = await posts();
    assert.equal(first[0].body, "Eve drives a car");
    await (await tab.$("teil-feed", "button.more")).click();
    await until("the second page", async () => (await posts()).length > first.length);
    assert.deepEqual((await posts())[0], first[0]);
    await network.tell({ cmd: "delete", uri });
    await shows("a feed without it", "teil-feed", /^(?!.*Eve drives a car)/s);
  });

  test("a quote stands below the words about it", async () => {
    await network.tell({ cmd: "quote", text: "Seht euch das an", uri: network.eves[1] });
    await shows("the words", "teil-feed", /Seht euch das an/);
    const [about] = (await posts()).filter(({ body }) => body.startsWith("Seht euch das an"));
    assert.equal(about.author, "Alice");
    assert.match(about.quote, /^Eve Berg\s+Eve drives a car$/);
  });

  test("a feed shows exactly what its generator chose, but for who is to be seen by members only", async () => {
    await chosen("Eve rides a bike", "Eve rides another bike");
    assert.equal(await complaint("bikes"), null);
    const eve = `https://bsky.app/profile/${network.eve}/post/`;
    for (const { author, href } of await posts()) {
      assert.equal(author, "Eve Berg");
      assert.ok(href.startsWith(eve), href);
    }
    await network.tell({ cmd: "choose", uris: [network.eves[1], network.eves[2]] });
    await chosen("Eve drives a car", "Eve rides another bike");
  });

  test("a generator that is offline, or a feed that is gone, leaves the last posts", async () => {
    const kept = ["Eve drives a car", "Eve rides another bike"];
    await network.tell({ cmd: "offline" });
    await until("the generator was missed", async () => (await complaint("bikes")) == "it answered with an error");
    await chosen(...kept);
    await network.tell({ cmd: "delete", uri: network.feed });
    await until("the feed was missed", async () => (await complaint("bikes")) == "it does not exist", 60_000);
    await chosen(...kept);
    assert.equal(await complaint("alice"), null, "the others are asked as ever");
  });

  test("with Bluesky gone the last good values stay, with their age, even after a crash", async () => {
    await network.quit();
    await shows("the number's age", "teil-follow", /Stand: \d+\. \p{L}+ \d{4}/u);
    await server.down("SIGKILL");
    await server.up();
    await shows("the number's age after the restart", "teil-follow", /Stand: \d+\. \p{L}+ \d{4}/u);
    assert.match(await text("teil-follow"), /✓/, "what was verified stays for a week");
    assert.match(await text("teil-follow"), followers(network.followers));
    assert.match(await text("teil-feed"), /Grüße aus dem Test/);
    assert.ok((await text("teil-feed")).includes(titles[0]));
    assert.deepEqual(tab.uncaught, []);
  });
});

/** The titles as feed-rs read them: its record lies beside each feed. */
function readTitles(file) {
  const record = join(CORPUS, file.replace(/\.\w+$/, ".serde.json"));
  const { entries } = JSON.parse(readFileSync(record, "utf8"));
  return entries.map(({ title }) => title.content);
}

function escape(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
