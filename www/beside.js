// Bars beside the text and at the bottom: where there is room for them, and when they step back.

import { FIELDS, at, below, create, frame, on } from "./page.js";

const bars = new Map();

/** Puts a bar beside the text, or at the bottom. */
export function beside(host, root, state) {
  bars.set(host, JSON.stringify(state.shared.url));
  const hide = create(root, "button", "hide");
  hide.textContent = "×";
  hide.ariaLabel = hide.title = state.words.hide_bar;
  hide.onclick = () => ((host.hidden = true), arrange());
  arrange();
}

/** Each bar as wide windows have it where there is room, else as `narrow` says; none over another. */
function arrange() {
  const hosts = [...bars.keys()].filter((host) => host.isConnected && !host.hidden);
  // 2 is before, 4 is after.
  hosts.sort((a, b) => b.compareDocumentPosition(a) - 3);
  const sides = hosts.filter((host) => at(host) != "bottom");
  for (const host of sides) {
    host.dataset.as = innerWidth < (+host.getAttribute("breakpoint") || 1100) ? "narrow" : "side";
  }
  for (const side of ["left", "right"]) {
    let stack = sides.filter((host) => host.dataset.as == "side" && at(host) == side);
    while (stack.length && (height(stack) > innerHeight || stack.some(cramped))) stack.pop().dataset.as = "narrow";
    let top = (innerHeight - height(stack)) / 2;
    for (const host of stack) {
      const own = (innerHeight - host.offsetHeight) / 2;
      host.style.setProperty("--teilbar-shift", top - own + "px");
      top += host.offsetHeight + GAP;
    }
  }
  let lift = 0;
  for (const host of hosts.filter((host) => host.dataset.as != "side" && getComputedStyle(host).position == "sticky").reverse()) {
    host.style.setProperty("--teilbar-lift", lift + "px");
    lift += host.offsetHeight;
  }
  watch();
  fade();
}

on(window, "resize load", frame(arrange));
on(window, "scroll", frame(fade));
new ResizeObserver(frame(arrange)).observe(document.body);

/** Between two bars; below each hangs its button for hiding. */
const GAP = 44;
const height = (stack) => stack.reduce((sum, host) => sum + host.offsetHeight + GAP, 0);

/** Whether some text of the page begins or ends in the column that the bar takes. */
function cramped(host) {
  const bar = host.getBoundingClientRect();
  const texts = document.body.querySelectorAll("p,li,td,h1,h2,h3");
  return [...texts].some((node) => {
    const { left, right, width, height } = node.getBoundingClientRect();
    return width && height && left < bar.right && right > bar.left && !node.closest("header,footer,nav");
  });
}

function shows([node, x, y]) {
  if (node.matches("img,svg,video,canvas,iframe,a,button," + FIELDS)) return true;
  const range = document.createRange();
  return [...node.childNodes].some((text) => {
    if (text.nodeType != 3 || !text.data.trim()) return false;
    range.selectNode(text);
    return [...range.getClientRects()].some((box) => box.left < x && x < box.right && box.top < y && y < box.bottom);
  });
}

/** Out of the way where something of the page is below, or where the same bar stands in the text. */
function fade() {
  for (const [host] of bars) {
    if (!host.isConnected || host.matches(":focus-within")) continue;
    const covers = () => host.dataset.as == "side" && [...below(host.getBoundingClientRect())].some(shows);
    host.toggleAttribute("data-away", isInText(host) || covers());
  }
}

const seen = new Map();
const sight = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) seen.set(target, isIntersecting);
  fade();
});

function watch() {
  for (const { localName } of bars.keys()) {
    for (const host of document.querySelectorAll(localName + ":is(:not([place]),[place=inline])")) sight.observe(host);
  }
}

const isInText = (host) =>
  [...seen].some(([other, inView]) => {
    const json = inView && other.localName == host.localName && other.shadowRoot?.querySelector("script");
    return json?.textContent?.includes(bars.get(host));
  });
