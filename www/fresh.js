// A feed that is compared with what the server has, and told what is to be shown.

export const SECOND = 1000;
/** What pages would otherwise do all at the same moment is spread over this time. */
const SPREAD = SECOND;
/** The most posts that one answer has. */
const PAGE = 50;

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export class Feed {
  /** Posts that somebody else has changed, but not yet this page. */
  changed = new Set();
  /** Posts that were taken off; an answer that was under way may still have them. */
  gone = new Set();
  fresh = [];
  asked = 0;

  constructor(root, { live, words, endpoint }) {
    Object.assign(this, { root, live, words, endpoint });
    this.waiting = document.createElement("div");
    this.waiting.className = "waiting";
    this.waiting.role = "status";
    root.querySelector("[data-n]").before(this.waiting);
    // What was taken off before the wasm was there is hidden only.
    root.host.addEventListener("teilbar:ready", () => this.settle());
  }

  items() {
    return [...this.root.querySelectorAll("[data-id]")];
  }

  /** The posts that can be seen, in their order. */
  ids() {
    return this.items().flatMap(({ hidden, dataset }) => (hidden ? [] : dataset.id));
  }

  /** Takes in what the stream says; `sure` if it speaks of this feed's posts only. */
  async hear({ new: fresh, changed, gone }, sure) {
    for (const id of fresh) this.gone.delete(id);
    for (const id of changed) this.changed.add(id);
    const shown = this.ids();
    if (sure) {
      for (const id of gone) this.gone.add(id);
      this.remove(gone);
      if (!fresh.length && !shown.some((id) => this.changed.has(id))) return;
    } else if (shown.some((id) => gone.includes(id))) return this.update();
    if (this.waits) return;
    this.waits = true;
    await pause(Math.random() * SPREAD);
    this.waits = false;
    await this.update();
  }

  /** Looks at everything anew: what was known of single posts may be wrong by now. */
  anew() {
    this.gone.clear();
    return this.update();
  }

  /** Asks which posts there are, and compares. Whether there was an answer. */
  async update() {
    const turn = ++this.asked;
    try {
      const { posts, next } = await this.newest(this.ids().length + 10);
      if (turn == this.asked) this.compare(posts.filter(({ id }) => !this.gone.has(id)), next);
      return true;
    } catch {
      return false; // it is asked again
    }
  }

  /** The newest posts, at least `count` if there are so many. */
  async newest(count) {
    const posts = [];
    let next = "";
    do {
      const url = new URL(this.endpoint);
      url.searchParams.set("limit", Math.min(count - posts.length, PAGE));
      next ? url.searchParams.set("cursor", next) : url.searchParams.delete("cursor");
      // The browser sends along what it has, and an answer without news is a short one.
      const answer = await fetch(url);
      if (!answer.ok) throw answer.status;
      const page = await answer.json();
      posts.push(...page.posts);
      next = page.next;
    } while (next && posts.length < count);
    return { posts, next };
  }

  compare(posts, next) {
    const there = new Set(posts.map(({ id }) => id));
    const last = this.ids().findLastIndex((id) => there.has(id));
    // What is older than the oldest one in common may only be further down.
    this.remove(this.ids().filter((id, at) => !there.has(id) && (!next || at < last)));
    const shown = new Set(this.ids());
    const overlap = posts.findLastIndex(({ id }) => shown.has(id));
    const whole = overlap < 0 || (!next && this.more().hidden);
    const top = this.isSingle() ? posts.slice(0, 1) : whole ? posts : posts.slice(0, overlap + 1);
    Object.assign(this, { posts, top: top.map(({ id }) => id), next: whole ? next : undefined });
    this.fresh = this.top.filter((id) => !shown.has(id));
    this.offer();
    this.correct();
  }

  /** Shows the button, or takes it away. */
  offer() {
    const count = this.fresh.length;
    if (!count) return this.waiting.replaceChildren();
    const button = this.waiting.firstChild ?? document.createElement("button");
    button.type = "button";
    button.onclick = () => this.show();
    const text = pick(this.words.new, count).replace("{}", count);
    if (button.textContent == text) return;
    button.textContent = text;
    this.waiting.append(button);
  }

  /** Puts the new posts on top and goes to the first. */
  async show() {
    if (!canRun()) return location.reload();
    const [first] = this.fresh;
    if (!first) return;
    const top = new Set(this.top);
    const replaced = this.isSingle() || (this.next !== undefined && !this.ids().some((id) => top.has(id)));
    const rest = replaced ? [] : this.ids().filter((id) => !top.has(id));
    this.fresh = [];
    this.posts.forEach(({ id }) => this.changed.delete(id));
    this.renew([...this.top, ...rest], this.posts, this.next);
    focus(await this.drawn(first));
    // Others may have come meanwhile.
    const shown = this.ids();
    this.fresh = this.fresh.filter((id) => !shown.includes(id));
    this.offer();
  }

  /** Corrects what has changed below what can be seen; the rest waits for the button. */
  correct() {
    const below = this.items().filter((item) => item.getBoundingClientRect().top > innerHeight);
    const ids = new Set(below.map(({ dataset }) => dataset.id).filter((id) => this.changed.has(id)));
    if (!ids.size || !this.isReady()) return;
    for (const id of ids) this.changed.delete(id);
    this.renew(this.ids(), this.posts.filter(({ id }) => ids.has(id)));
  }

  /** Takes posts off, at once. */
  remove(ids) {
    const gone = this.items().filter(({ hidden, dataset }) => !hidden && ids.includes(dataset.id));
    for (const item of gone) {
      const held = item.contains(this.root.activeElement);
      item.hidden = true;
      if (held) focus(this.neighbour(item));
    }
    if (this.fresh.some((id) => ids.includes(id))) {
      const stays = (id) => !ids.includes(id);
      this.fresh = this.fresh.filter(stays);
      this.top = this.top.filter(stays);
      this.offer();
    }
    if (gone.length) this.settle();
  }

  /** Where the focus goes from a post that vanishes: to the next one, else to the one before. */
  neighbour(item) {
    const seen = this.items().filter((one) => !one.hidden || one == item);
    const at = seen.indexOf(item);
    return seen[at + 1] ?? seen[at - 1] ?? this.root.querySelector("section");
  }

  /** Lets the wasm forget what is hidden, if it is there. */
  settle() {
    const waits = this.more().news;
    if (this.isReady() && !waits && this.items().some(({ hidden }) => hidden)) this.renew(this.ids(), []);
  }

  /** Whether a new post takes the place of the old one. */
  isSingle() {
    return this.root.querySelector(".single");
  }

  isReady() {
    return "ready" in this.root.host.dataset;
  }

  more() {
    return this.root.querySelector("[data-act=more]");
  }

  /**
   * Has the wasm draw these posts: as `posts` has them, or as they are. The loader fetches the wasm
   * first if need be, and repeats the click.
   */
  renew(ids, posts, next) {
    const more = this.more();
    const known = new Map(posts.map((post) => [post.id, post]));
    more.news = { posts: ids.map((id) => known.get(id) ?? id), next };
    more.click();
    if (this.isReady()) more.news = null;
  }

  /** The post once it is in the page. */
  async drawn(id) {
    const find = () => this.items().find((item) => item.dataset.id == id && !item.hidden);
    // Without the module there is another way to see what is new.
    const late = setTimeout(() => location.reload(), 20 * SECOND);
    while (!find()) await changed(this.root);
    clearTimeout(late);
    this.more().news = null;
    return find();
  }
}

/** The next change of what is in a root. */
const changed = (root) =>
  new Promise((resolve) => {
    const seen = new MutationObserver(() => (seen.disconnect(), resolve()));
    seen.observe(root, { childList: true, subtree: true });
  });

function focus(item) {
  const target = item.querySelector("article") ?? item;
  if (!target.hasAttribute("tabindex")) target.tabIndex = -1;
  target.focus();
}

/** The sentence for a number, as `pick` in crates/domain/src/text/plural.rs. */
function pick(packed, count) {
  const [places, ...forms] = packed.split("\n");
  return forms.length ? (forms[places[count] ?? forms.length - 1] ?? "") : places;
}

/** Whether the page's policy lets a module run: the smallest there is tells. */
function canRun() {
  try {
    return new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0));
  } catch {
    return false;
  }
}
