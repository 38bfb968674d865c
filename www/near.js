// Bars near a selection and over a picture.

import { FIELDS, below, create, frame, on } from "./page.js";

/** A bar that comes and goes: `show` puts it somewhere, about something of the page. */
export function bubble(host, root, begin) {
  const news = create(root, "span", "news");
  news.role = "status";
  let back, about, left;
  const shown = (now) => host.toggleAttribute("data-shown", now);
  const isShown = () => host.hasAttribute("data-shown");
  const isInside = () => host.matches(":focus-within");
  const hide = () => {
    left = "";
    isInside() || shown(false);
  };
  const leave = () => {
    shown(false);
    left = about;
    back?.();
    back = null;
  };
  const buttons = () => [...root.querySelectorAll(".bar > *")].filter((node) => node.tabIndex >= 0 && node.checkVisibility());
  // It stands elsewhere in the page than it is seen: Tab goes in from what it is about, and back.
  on(document, "keydown", (event) => {
    if (!isShown()) return;
    const inside = isInside();
    if (event.key == "Escape") leave();
    if (event.key != "Tab") return;
    if (!inside && !event.shiftKey) {
      event.preventDefault();
      back = returning();
      buttons()[0]?.focus();
    } else if (inside && root.activeElement == buttons().at(event.shiftKey ? 0 : -1)) {
      event.preventDefault();
      leave();
    }
  });
  // A press must not take the selection away that the click is about.
  on(host, "mousedown", (event) => event.preventDefault());
  const show = (what, corners) => {
    about = JSON.stringify(what);
    if (about == left) return;
    const content = root.querySelector("[data-n]");
    content.about = what;
    content.dispatchEvent(new Event("about"));
    if (!isShown()) news.textContent = content.querySelector("[role=group]")?.ariaLabel;
    shown(true);
    move(corners);
    begin();
  };
  /** To the first corner where it lies inside the window and over no form field. */
  const move = (corners) => {
    const { offsetWidth: width, offsetHeight: height } = host;
    const fits = ([x, y]) => {
      const box = { left: clamp(x, innerWidth - width), top: y, width, height };
      if (y < 8 || y + height > innerHeight - 8) return false;
      return ![...below(box)].some(([node]) => node.closest(FIELDS));
    };
    const [x, y] = corners(width, height).find(fits) ?? corners(width, height)[0];
    host.style.left = clamp(x, innerWidth - width) + "px";
    host.style.top = clamp(y, innerHeight - height) + "px";
  };
  return { show, hide, move, isShown };
}

const elementOf = (node) => (node.nodeType == 1 ? node : node.parentElement);
const clamp = (at, room) => Math.max(8, Math.min(at, room - 8));

/** A way back to where the focus is, or the selection, which stays as it is. */
function returning() {
  const focused = document.activeElement;
  const selection = getSelection();
  const range = selection.rangeCount && selection.getRangeAt(0);
  return () => {
    if (focused != document.body) focused?.focus({ preventScroll: true });
    else if (range) {
      // Tab goes on from what was focused last, so that has to be the text.
      const text = elementOf(range.endContainer);
      const had = text.hasAttribute("tabindex");
      if (!had) text.tabIndex = -1;
      text.focus({ preventScroll: true });
      if (!had) text.removeAttribute("tabindex");
    }
  };
}

/** What makes such a bar come and go, by its `place`. */
export const near = {
  selection(host, { show, hide, move, isShown }) {
    const within = host.getAttribute("within") || "main, article, body";
    let pressed;
    const selected = () => {
      const selection = getSelection();
      const text = String(selection).trim();
      const range = selection.rangeCount && selection.getRangeAt(0);
      if (!range || text.split(/\s+/).length < 3 || document.activeElement?.matches(FIELDS)) return;
      return elementOf(range.commonAncestorContainer).closest(within) && { text, range };
    };
    const corners = (range) => (width, height) => {
      const box = range.getBoundingClientRect();
      const middle = box.left + (box.width - width) / 2;
      const places = [[middle, box.top - height - 8], [middle, box.bottom + 8]];
      // Touch screens show their own menu above.
      return matchMedia("(pointer:coarse)").matches ? places.reverse() : places;
    };
    const update = frame(() => {
      const found = !pressed && selected();
      if (!found) return hide();
      show({ title: found.text, text: found.text }, corners(found.range));
    });
    const follow = frame(() => {
      const found = isShown() && selected();
      if (found) move(corners(found.range));
    });
    on(document, "pointerdown", () => (pressed = true));
    on(document, "pointerup pointercancel", () => ((pressed = false), update()));
    on(document, "selectionchange", update);
    on(window, "scroll resize", follow);
  },

  image(host, { show, hide, move, isShown }) {
    const within = host.getAttribute("within") || "main img, article img";
    let image;
    const corners = () => {
      const { left, top } = image.getBoundingClientRect();
      return [[left + 8, Math.max(top, 0) + 8]];
    };
    const turn = (event) => {
      const { target } = event;
      if (host.contains(target)) return;
      const found = target.matches?.(within) ? target : event.type == "focusin" && target.querySelector?.(within);
      if (!found || found.width < 200 || found.height < 120) return hide();
      image = found;
      const { alt, currentSrc, src } = image;
      show({ title: alt || undefined, text: alt || undefined, image: currentSrc || src }, corners);
    };
    on(document, "pointerover focusin", turn);
    on(window, "scroll resize", frame(() => isShown() && move(corners)));
  },
};
