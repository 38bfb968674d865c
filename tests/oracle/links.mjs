// The links that other share libraries build, made by running them. Prints JSON for
// crates/domain/tests/oracle.rs: for each page the names of networks with their links, by library.

import { readFileSync } from "node:fs";
import { JSDOM } from "jsdom";
import * as reactShare from "react-share";

const plain = {
  url: "https://www.example.org/artikel?b=1&c=2",
  title: "Ein Titel",
  text: "Ein Text",
  image: "https://www.example.org/bild.png",
  via: "konto",
  hashtags: ["eins", "zwei"],
};
const pages = [
  plain,
  { ...plain, title: `Käse & Brot + 50% #1 "><script>alert('x')</script>`, text: "a&url=https://evil.example" },
  { ...plain, title: "مرحبا بالعالم 👩‍👩‍👧", url: "https://xn--bcher-kva.example/%C3%A4?x=%26" },
  { ...plain, title: "漢字かな", text: "", image: "", via: "", hashtags: [] },
];
const app = "123456";

const script = (name) => readFileSync(new URL(`node_modules/${name}`, import.meta.url), "utf8");
const page = (html = "") =>
  new JSDOM(`<!doctype html><title>t</title>${html}`, { url: "https://www.example.org/", runScripts: "outside-only" });
const attributes = (all) =>
  Object.entries(all)
    .filter(([, value]) => value)
    .map(([name, value]) => `data-${name}="${value.replaceAll("&", "&amp;").replaceAll('"', "&quot;")}"`)
    .join(" ");

// Every service whose link is not made of the visitor's own page or of nothing.
function shariff(what) {
  const services = [
    "buffer", "diaspora", "facebook", "flipboard", "linkedin", "mail", "pinterest", "pocket", "qzone", "reddit",
    "stumbleupon", "telegram", "threema", "tumblr", "twitter", "vk", "weibo", "whatsapp", "xing",
  ];
  const data = attributes({
    services: JSON.stringify(services), url: what.url, title: what.title, "media-url": what.image,
    "twitter-via": what.via, "mail-url": "mailto:",
  });
  const { window } = page(`<div class="shariff" ${data}></div>`);
  window.eval(script("shariff/dist/shariff.complete.js"));
  window.document.dispatchEvent(new window.Event("DOMContentLoaded"));
  if (!window.document.querySelector(".shariff a")) new window.Shariff(window.document.querySelector(".shariff"));
  const buttons = [...window.document.querySelectorAll(".shariff li.shariff-button")];
  if (buttons.length != services.length) throw new Error("Shariff lacks a service that is asked for");
  return buttons.map((button) => [button.className.split(" ")[1], button.querySelector("a").href]);
}

function shareon(what) {
  const source = script("shareon/dist/shareon.umd.js");
  const known = script("shareon/dist/shareon.es.js").matchAll(/^\t(\w+): \(e\) => `/gm);
  const names = [...known].map(([, name]) => name);
  const data = attributes({
    url: what.url, title: what.title, media: what.image, via: what.via, hashtags: what.hashtags.join(","),
    "fb-app-id": app,
  });
  // To some its `text` is what the title is to us.
  const titled = ["bluesky", "teams", "telegram", "threads"];
  const text = (name) => (titled.includes(name) ? what.title : name == "tumblr" ? what.text : "");
  const link = (name) => `<a class="${name}" ${attributes({ text: text(name) })}></a>`;
  const { window } = page(`<div class="shareon" ${data}>${names.map(link).join("")}</div>`);
  window.eval(source);
  const { init } = window.Shareon ?? window.shareon;
  init();
  return [...window.document.querySelectorAll(".shareon a")].map((a) => [a.className, a.getAttribute("href")]);
}

function sharer(what) {
  const source = script("sharer.js/sharer.js");
  const table = source.slice(source.indexOf("sharers = {"), source.indexOf("s = sharers[sharer]"));
  const names = [...table.matchAll(/^ {10}(\w+): \{/gm)].map(([, name]) => name);
  const data = attributes({
    url: what.url, title: what.title, image: what.image, via: what.via, hashtags: what.hashtags.join(","),
    hashtag: what.hashtags[0], description: what.title, caption: what.text, tags: what.hashtags.join(","),
    text: `${what.title} ${what.url}`, body: `${what.title} ${what.url}`, subject: what.title,
  });
  const { window } = page(names.map((name) => `<button data-sharer="${name}" ${data}></button>`).join(""));
  let opened;
  window.open = (url) => ((opened = url), { focus() {} });
  window.eval(source);
  window.Sharer.init();
  return names.map((name) => {
    opened = undefined;
    window.document.querySelector(`[data-sharer=${name}]`).click();
    return [name, opened];
  });
}

// Its buttons are functions whose result names the function that makes the link.
function react(what) {
  const names = Object.keys(reactShare).filter((name) => name.endsWith("ShareButton"));
  const body = what.text || what.title;
  const props = {
    url: what.url, title: what.title, description: what.text, summary: what.text, caption: what.text,
    subject: what.title, body, media: what.image, image: what.image, imageUrl: what.image, via: what.via,
    hashtags: what.hashtags, tags: what.hashtags, hashtag: what.hashtags[0] && `#${what.hashtags[0]}`,
    appId: app, redirectUri: what.url,
  };
  return names.flatMap((name) => {
    // Pinterest's throws without a picture: it has no link then, as ours.
    if (name.startsWith("Pinterest") && !what.image) return [];
    if (name.startsWith("Pinterest")) props.description = what.title;
    let made = reactShare[name].render({ ...props }, null).props;
    // Twitter's is X's in disguise.
    if (!made.networkLink) made = reactShare.XShareButton.render(made, null).props;
    const { networkLink, opts, url } = made;
    return [[name.replace("ShareButton", "").toLowerCase(), networkLink(url, opts)]];
  });
}

const libraries = { shariff, shareon, "sharer.js": sharer, "react-share": react };
const linksOf = (what) => Object.fromEntries(Object.entries(libraries).map(([name, links]) => [name, links(what)]));
console.log(JSON.stringify(pages.map((what) => ({ page: what, app, links: linksOf(what) }))));
