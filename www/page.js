// What the forms have in common: the page around the elements.

/** What visitors write into. */
export const FIELDS = "input,textarea,select,[contenteditable]";

/** Runs at the next frame, once, however often it was asked for. */
export const frame = (run) => {
  let asked;
  return () => {
    cancelAnimationFrame(asked);
    asked = requestAnimationFrame(run);
  };
};

/** Listens to several types of events. */
export const on = (target, types, run) => {
  for (const type of types.split(" ")) target.addEventListener(type, run);
};

export const create = (root, name, className) => {
  const node = document.createElement(name);
  node.className = className;
  root.append(node);
  return node;
};

export const at = (host) => host.getAttribute("place");

/** What of the page can be seen at nine points below a bar. */
export function* below(bar) {
  for (const x of [0.1, 0.5, 0.9]) {
    for (const y of [0.1, 0.5, 0.9]) {
      const point = [bar.left + bar.width * x, bar.top + bar.height * y];
      for (const node of document.elementsFromPoint(...point)) {
        if (!node.matches("[place]")) yield [node, ...point];
      }
    }
  }
}
