// What no style sheet can do for a feed: turn a carousel, ask for more while somebody scrolls, say how
// long ago something was, open the viewer. The loader imports this file for feeds of the class `looks`.
//
// It stands beside the WebAssembly and needs nothing of it: where that is refused, all of this works
// but asking for more. Taking over and its failure put nodes anew, so they are looked up each time.

// Pages that come by scrolling before the visitor is asked: what is below the feed can be reached.
const PAGES = 3;
// So far before its end is in sight, in px.
const AHEAD = 600;
const MINUTE = 60_000;

/** Begins with the feed in this shadow root. */
export function place(root) {
  const { words } = JSON.parse(root.querySelector("script").textContent);
  const feed = root.querySelector(".feed").classList;
  const tasks = [];
  if (feed.contains("carousel")) tasks.push(ends(root));
  if (feed.contains("relative")) tasks.push(dates(root, words.lang));
  if (feed.contains("scroll")) tasks.push(more(root));
  const all = () => tasks.forEach((task) => task());
  all();
  new MutationObserver(all).observe(root, { childList: true, subtree: true, characterData: true });
  // Before the loader and the WebAssembly hear of it, who have no part in these clicks.
  root.addEventListener("click", (event) => clicked(event, root, words), true);
  root.host.dataset.looks = "";
}

function clicked(event, root, words) {
  const { ctrlKey, metaKey, shiftKey, altKey } = event;
  const button = event.target.closest("a,button");
  if (!button || ctrlKey || metaKey || shiftKey || altKey) return;
  const { turn: step, embed } = button.dataset;
  if (step) turn(root, step);
  else if (embed || button.className == "picture") {
    event.preventDefault();
    const viewer = import(new URL("teilbar_viewer.js", import.meta.url));
    viewer.then(({ view }) => view(root, button, words), () => open(button.href, "_blank", "noopener"));
  }
}

// As far as the strip is wide; it snaps to the posts by itself.
function turn(root, step) {
  const strip = root.querySelector(".posts");
  const { direction } = getComputedStyle(strip);
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const left = step * strip.clientWidth * (direction == "rtl" ? -1 : 1);
  strip.scrollBy({ left, behavior: still ? "instant" : "smooth" });
}

// Says of each button whether there is anything on its side.
function ends(root) {
  const say = () => {
    const { scrollLeft, scrollWidth, clientWidth } = root.querySelector(".posts");
    const at = Math.abs(scrollLeft);
    const done = { "-1": at < 2, 1: at + clientWidth > scrollWidth - 2 };
    for (const button of root.querySelectorAll("[data-turn]")) button.ariaDisabled = done[button.dataset.turn];
  };
  // Scrolling does not bubble; a strip that is put anew is below the same root.
  root.addEventListener("scroll", say, { capture: true, passive: true });
  new ResizeObserver(say).observe(root.host);
  return say;
}

function more(root) {
  let left = PAGES;
  let asked = -1;
  const count = () => root.querySelectorAll(".post").length;
  const seen = new IntersectionObserver(
    (entries) => {
      // The same number of posts as when last asked: they are on their way, or did not come.
      if (!entries.at(-1).isIntersecting || !left || asked == count()) return;
      left--;
      asked = count();
      root.querySelector(".more").click();
    },
    { rootMargin: `${AHEAD}px` },
  );
  root.addEventListener("click", ({ isTrusted, target }) => {
    if (isTrusted && target.closest(".more")) [left, asked] = [PAGES, count()];
  });
  // Observed anew, it answers anew: where little came, the button is still in sight.
  return () => {
    seen.disconnect();
    seen.observe(root.querySelector(".more"));
  };
}

// Seconds are over before they are read: they are all "now".
const UNITS = [[60, "second", 0], [60, "minute"], [24, "hour"], [7, "day"], [4.35, "week"], [12, "month"], [1 / 0, "year"]];

function dates(root, lang) {
  const format = new Intl.RelativeTimeFormat(lang, { numeric: "auto" });
  const ago = (at) => {
    let amount = (at - Date.now()) / 1000;
    for (const [size, unit, all = Math.trunc(amount)] of UNITS) {
      if (Math.abs(amount) < size) return format.format(all, unit);
      amount /= size;
    }
  };
  const say = () => {
    for (const time of root.querySelectorAll(".post time")) {
      const text = ago(Date.parse(time.dateTime));
      if (!text || time.textContent == text) continue;
      // Its words as they came: taking over puts them there again.
      time.title ||= time.textContent;
      time.firstChild.data = text;
    }
  };
  setInterval(say, MINUTE);
  return say;
}
