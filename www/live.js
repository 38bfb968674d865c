// Keeps feeds up to date while somebody looks at their page. The loader imports it for `live="on"`.
//
// One stream per page and site tells all its feeds which posts changed; posts themselves are asked for
// as always. Where a stream does not live, the feeds ask now and then. What is being read never moves:
// new posts wait behind a button, and only what is taken off vanishes by itself.

import { Feed, SECOND, pause } from "./fresh.js";

/** A stream that has brought nothing by then hangs in a proxy. */
const SILENCE = 10 * SECOND;
/** One that ends sooner was cut off by somebody. */
const SHORT = 30 * SECOND;
/** So many in a row, and the feeds ask instead. */
const TRIES = 3;
/** After so many questions a stream is tried again. */
const POLLS = 10;

const looked = () => document.visibilityState == "visible";

const streams = new Map();

/** Keeps the feed in this root up to date. */
export function place(root) {
  const state = JSON.parse(root.querySelector("script").textContent);
  const { live } = state;
  if (!live) return;
  if (!streams.has(live.url)) streams.set(live.url, new Stream(live));
  streams.get(live.url).add(new Feed(root, state));
}

/** What the page is told about a site, for all its feeds. */
class Stream {
  feeds = [];
  failures = 0;

  constructor({ url, since, poll }) {
    Object.assign(this, { url, since, first: since, poll: poll * SECOND });
    document.addEventListener("visibilitychange", () => this.look());
    // A page that goes into the browser's memory must not hold a connection.
    addEventListener("pagehide", () => this.stop());
    addEventListener("pageshow", () => this.look());
  }

  add(feed) {
    this.feeds.push(feed);
    if (feed.live.since != this.first) feed.update();
    if (this.query() == this.asked) return;
    this.stop();
    // Feeds of a page come one after the other, and share a stream.
    this.timer = setTimeout(() => this.look());
  }

  look() {
    // A single-page application may have taken them out of the page.
    this.feeds = this.feeds.filter(({ root }) => root.host.isConnected);
    if (!looked() || !this.feeds.length) return this.stop();
    if (this.source || this.polls) return;
    this.failures < TRIES ? this.open() : this.ask();
  }

  stop() {
    clearTimeout(this.timer);
    clearTimeout(this.silence);
    this.source?.close();
    this.source = this.polls = this.asked = null;
  }

  /** What the stream is about: the posts of all feeds, and as few others as can be said. */
  query() {
    const { feeds } = this;
    const all = (name) => [...new Set(feeds.map(({ live }) => live[name]))];
    const [sources, topics] = [all("sources"), all("topic")];
    const query = new URLSearchParams();
    if (sources.length == 1 && sources[0]) query.set("sources", sources[0]);
    if (!topics.includes("")) query.set("topic", topics.join());
    // A feed that is told of others' posts as well has to ask which of them are its own.
    this.alone = sources.length == 1 && topics.length == 1;
    return String(query);
  }

  open() {
    this.asked = this.query();
    const source = (this.source = new EventSource(`${this.url}?since=${this.since}${this.asked && "&"}${this.asked}`));
    let begun;
    const hears = (name, hear) =>
      source.addEventListener(name, (event) => {
        clearTimeout(this.silence);
        begun ??= Date.now();
        this.since = event.lastEventId;
        hear(JSON.parse(event.data));
      });
    hears("hello", () => {});
    hears("reload", () => this.each((feed) => feed.anew()));
    hears("posts", (news) => this.each((feed) => feed.hear(news, this.alone)));
    const failed = () => {
      this.stop();
      this.failures = Date.now() - begun > SHORT ? 1 : this.failures + 1;
      const wait = this.failures < TRIES ? 2 ** this.failures * SECOND * (0.5 + Math.random()) : 0;
      this.timer = setTimeout(() => this.look(), wait);
    };
    source.onerror = failed;
    this.silence = setTimeout(failed, SILENCE);
  }

  /** Asks in place of the stream. */
  async ask() {
    const polls = (this.polls = {});
    let wait = this.poll;
    for (let times = 0; times < POLLS; times++) {
      const answers = await Promise.all(this.feeds.map((feed) => feed.update()));
      wait = answers.every(Boolean) ? this.poll : Math.min(2 * wait, 16 * this.poll);
      await pause(wait * (0.75 + Math.random() / 2));
      // Somebody looked away; whoever looks again begins anew.
      if (this.polls != polls) return;
    }
    this.failures = TRIES - 1;
    this.polls = null;
    this.look();
  }

  each(tell) {
    this.look();
    this.feeds.forEach(tell);
  }
}
