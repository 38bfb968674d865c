// Bars that are not in the text, and what the loader rarely needs. It imports this file for elements
// with a `place` of their own, for `load="visible"`, and where the WebAssembly is refused.

import { beside } from "./beside.js";
import { bubble, near } from "./near.js";
import { at } from "./page.js";

/** Puts an element where its `place` says. `begin` makes the loader fetch the WebAssembly. */
export function place(host, root, begin, state) {
  if (host.getAttribute("load") == "visible") {
    new IntersectionObserver((entries, seen) => {
      if (entries[0].isIntersecting) seen.disconnect(), begin();
    }).observe(host);
  }
  const where = at(host);
  if (/left|right|bottom/.test(where)) beside(host, root, state);
  if (near[where]) near[where](host, bubble(host, root, begin));
}

/** Does what a button is for, in the place of the WebAssembly, and says so. */
export async function act(what, root, { shared, words }) {
  if (what == "print") return print();
  // The visitor closing the sheet is a rejection, and nothing to report.
  if (what == "native") return navigator.share({ url: shared.url, title: shared.title }).catch(() => {});
  if (what != "copy") return;
  let said = "copied";
  try {
    await navigator.clipboard.writeText(shared.url);
  } catch {
    said = "copy_failed";
  }
  root.querySelector(".said").textContent = words[said];
}
