// Shows a picture of a feed as large as the window, and the others before and after it; or plays a
// video. `looks.js` imports this file when somebody clicks on one.
//
// The dialog is the browser's: it keeps the focus and closes on Escape. It stands beside the content
// that the WebAssembly takes over, so that neither knows of the other.

const STYLE = `
.viewer { box-sizing: border-box; width: 100vw; max-width: none; height: 100dvh; max-height: none; margin: 0; padding: 60px 0 0; border: 0; background: #0b0d10; color: #fff; overflow: hidden }
.viewer[open] { display: grid; grid-template: minmax(0, 1fr) auto / 60px minmax(0, 1fr) 60px; align-items: center; justify-items: center }
.viewer figure { grid-area: 1 / 1 / 2 / 4; width: 100%; height: 100%; margin: 0; display: grid; place-items: center; min-height: 0 }
.viewer picture { display: contents } .viewer source { display: none }
.viewer img { max-width: 100%; max-height: 100%; width: auto; height: auto; object-fit: contain; min-height: 0 }
.viewer iframe { width: min(100%, calc((100dvh - 120px) * 16 / 9)); aspect-ratio: 16 / 9; border: 0 }
.viewer p { grid-area: 2 / 1 / 3 / 4; margin: 0; padding: .8rem 1rem; max-height: 30dvh; overflow: auto; font: 1rem/1.4 system-ui, sans-serif; text-align: center }
.viewer button { z-index: 1; display: grid; place-items: center; width: 48px; height: 48px; padding: 0; border: 0; border-radius: 50%; background: rgb(0 0 0 / .6); color: #fff; cursor: pointer }
.viewer button:hover { background: rgb(255 255 255 / .25) }
.viewer button[hidden] { display: none }
.viewer :focus-visible { outline: 3px solid #fff; outline-offset: -4px }
.viewer .before { grid-area: 1 / 1 } .viewer .after { grid-area: 1 / 3 }
.viewer .close { position: absolute; inset-block-start: 6px; inset-inline-end: 6px }
.viewer svg { width: 24px; height: 24px; fill: none; stroke: currentColor; stroke-width: 2.4; stroke-linecap: round }
.viewer:dir(rtl) .before svg, .viewer:dir(rtl) .after svg { transform: scaleX(-1) }
@media (forced-colors: active) { .viewer button { border: 2px solid } }`;

/** Shows what the link is for. `words` are the feed's. */
export function view(root, link, words) {
  dress(root);
  const dialog = make("dialog", { className: "viewer", dir: getComputedStyle(link).direction });
  const button = (name, word, path) => {
    const button = make("button", { type: "button", className: name, ariaLabel: word });
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.append(document.createElementNS(SVG, "path"));
    svg.firstChild.setAttribute("d", path);
    button.append(svg);
    return button;
  };
  const close = button("close", words.close, "M5 5l14 14M19 5L5 19");
  close.onclick = () => dialog.close();
  dialog.append(close);
  // Removed, a video is silent, and nothing of it is left.
  dialog.onclose = () => {
    dialog.remove();
    link.focus();
  };
  if (link.dataset.embed) film(dialog, link);
  else {
    const before = button("before", words.previous, "M15 5l-7 7 7 7");
    const after = button("after", words.next, "M9 5l7 7-7 7");
    const [step, count] = pictures(dialog, root, link, words);
    // In the order in which the focus goes through them.
    if (count > 1) dialog.prepend(before, after);
    before.onclick = () => step(-1);
    after.onclick = () => step(1);
    const forth = dialog.dir == "rtl" ? "ArrowLeft" : "ArrowRight";
    dialog.onkeydown = ({ key }) => {
      if (/^Arrow(Left|Right)$/.test(key)) step(key == forth ? 1 : -1);
    };
    // Beside the picture there is nothing else.
    dialog.onclick = ({ target }) => target.localName == "figure" && dialog.close();
  }
  root.append(dialog);
  dialog.showModal();
  close.focus();
}

const SVG = "http://www.w3.org/2000/svg";

const make = (name, properties) => Object.assign(document.createElement(name), properties);

// A constructed sheet is not inline for any policy.
function dress(root) {
  if (root.dressed) return;
  root.dressed = new CSSStyleSheet();
  root.dressed.replaceSync(STYLE);
  root.adoptedStyleSheets.push(root.dressed);
}

function film(dialog, link) {
  const label = link.querySelector("span").textContent;
  const figure = make("figure", {});
  figure.append(
    make("iframe", {
      title: label,
      allow: "autoplay; fullscreen; picture-in-picture; encrypted-media",
      // YouTube plays nothing for pages that do not say who they are.
      referrerPolicy: "strict-origin-when-cross-origin",
      src: link.dataset.embed,
    }),
  );
  dialog.ariaLabel = label;
  dialog.append(figure);
}

/** Shows the picture of the link; returns how to go on, and through how many. None is covered. */
function pictures(dialog, root, link, words) {
  const links = [...root.querySelectorAll("a.picture:not(.play)")].filter((link) => link.checkVisibility());
  const count = links.length;
  const figure = make("figure", {});
  const said = make("p", { role: "status" });
  dialog.append(figure, said);
  let at = links.indexOf(link);
  const step = (by) => {
    at = (at + by + count) % count;
    const picture = links[at].querySelector("picture").cloneNode(true);
    const img = picture.querySelector("img");
    img.removeAttribute("loading");
    // Never larger than it is.
    picture.firstChild.sizes = img.getAttribute("width") + "px";
    figure.replaceChildren(picture);
    const [a, b, c] = words.image_of.split("{}");
    dialog.ariaLabel = a + (at + 1) + b + count + c;
    said.textContent = [dialog.ariaLabel, img.alt].filter(Boolean).join(" – ");
  };
  step(0);
  return [step, count];
}
