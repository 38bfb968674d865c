// What the loader fetches when a visitor turns to an element, bundled with wasm-bindgen's glue:
// starts the WebAssembly, once for all elements, and lets it take over the HTML that is there.
import init, { hydrate } from "glue";

let started;

// A trap kills the module for every element: all go back to plain links, the page sees no error.
const reverts = new Set();
addEventListener("error", (event) => {
  if (!(event.error instanceof WebAssembly.RuntimeError)) return;
  for (const revert of reverts) revert(), event.preventDefault();
  reverts.clear();
});

// Elements and comments below a node, as the server counted them.
const markers = (root) => {
  const walker = document.createTreeWalker(root, 129 /* SHOW_ELEMENT | SHOW_COMMENT */);
  let n = 0;
  while (walker.nextNode()) n++;
  return n;
};

/**
 * Takes an element over. `wasm` is the answer with the module, asked for already; `failed` is called
 * where a trap later undoes it. Throws if it cannot be done; the links are then as they were.
 */
export async function start(kind, root, state, wasm, failed) {
  const content = root.querySelector("[data-n]");
  const revert = () => {
    // The same HTML, without whatever listeners a module left behind: plain links.
    content.replaceWith(content.cloneNode(true));
    failed();
  };
  if (markers(content) != content.dataset.n) throw "changed HTML";
  await (started ??= init({ module_or_path: wasm }));
  try {
    await new Promise((resolve, reject) => {
      setTimeout(reject, 3000, "no answer");
      hydrate(kind, content, state, resolve);
    });
  } catch (error) {
    revert();
    throw error;
  }
  reverts.add(revert);
}
