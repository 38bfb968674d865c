// Stands in for Shariff's own script: every <div class="shariff" data-…> gets a <teil-bar> with the
// same settings. A classic script, as pages with Shariff have it: hence no import and no export.
//
// docs/shariff.md says what becomes of each attribute; the reader for snippets that are moved by hand
// is crates/domain/src/snippet/shariff.rs. GONE and LANGS are put in when this file is packed:
// Shariff's services that have no button any more, in the catalogue's words, and our languages.

const script = document.currentScript ?? document.querySelector('script[src*="shariff.js"]');
const warn = (what) => console.warn("teilbar:", what);

const LOOKS = { icon: "icon", "icon-count": "count" };
const COLORS = { grey: "mono", white: "outline" };

const meta = (name) => document.querySelector(`[name="${name}"],[property="${name}"]`)?.content;

const address = (data) => {
  const canonical = document.querySelector("[rel=canonical]")?.href;
  const url = new URL(data.url || canonical || meta("og:url") || location, location);
  const track = data.referrerTrack?.replace(/^[?&]/, "");
  if (track) url.search += (url.search && "&") + track;
  return url;
};

const options = (data, networks) => ({
  site: data.site || script.dataset.site || "_",
  networks: networks.join(" "),
  url: address(data),
  title: data.title || [document.title || meta("DC.title"), meta("DC.creator")].filter(Boolean).join(" - "),
  text: data.mailBody?.replace(/\s*\{url\}\s*/i, " "),
  image: data.mediaUrl || (networks.includes("pinterest") && meta("og:image")),
  via: data.twitterVia,
  // Shariff speaks English where it lacks a language.
  lang: data.lang && (LANGS.includes(data.lang.slice(0, 2)) ? data.lang : "en"),
  look: LOOKS[data.buttonStyle],
  colors: COLORS[data.theme],
  orientation: data.orientation,
});

// The page's own link, if it leads anywhere: an address that would run something does not.
const info = (data) => {
  const link = document.createElement("a");
  link.href = data.infoUrl;
  link.textContent = "Info";
  if (data.infoDisplay != "self") link.target = "_blank";
  return /^http/.test(link.protocol) ? link : "";
};

const bars = new WeakMap();
const said = {};

const fill = (element, data) => {
  const bar = document.createElement("teil-bar");
  bars.get(element)?.remove();
  bars.set(element, bar);
  // A JSON array, a list, or either escaped twice: the names are in there.
  const text = `${data.services || "twitter facebook info"}`.replace(/&\w+;/g, " ");
  const names = text.match(/[\w+*-]+/g) ?? [];
  const networks = names.filter((name) => !GONE[name] && name != "info");
  const news = names.filter((name) => GONE[name] && !said[name] && (said[name] = 1));
  if (news[0]) warn(news.map((name) => GONE[name]).join("; "));
  if (!networks[0]) return;
  for (const [name, value] of Object.entries(options(data, networks))) {
    if (value) bar.setAttribute(name, value);
  }
  // What stands there stays visible until the bar is filled, or where it cannot be.
  bar.append(...element.childNodes);
  element.append(bar, data.infoUrl && names.includes("info") ? info(data) : "");
};

const show = (element, given) => {
  const isSet = ([, value]) => value && value != "null";
  try {
    fill(element, Object.fromEntries(Object.entries({ ...given, ...element.dataset }).filter(isSet)));
  } catch (error) {
    warn(error);
  }
};

const showNew = () => {
  for (const element of document.getElementsByClassName("shariff")) bars.has(element) || show(element);
};

// Pages make bars themselves with `new Shariff(element, options)`, the element wrapped by jQuery or not.
globalThis.Shariff = function (element, given) {
  show(element[0] ?? element, given);
};
showNew();
new MutationObserver(showNew).observe(document, { childList: true, subtree: true });
import(new URL("teilbar.js", script.src)).catch(warn);
