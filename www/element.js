// The elements. Importing this file changes nothing on the page; define.js registers them.
//
// The server's HTML is complete: links that work without this file. What is here brings that HTML
// where the page has none, and fetches the WebAssembly when a visitor turns to an element.
// Whatever fails, the links stay; the page gets one console warning and never an exception.

const base = new URL(".", import.meta.url).href;
const warn = (what) => console.warn("teilbar:", what);

// Parameters that could let somebody else in; the server takes out more (domain/src/clean.rs).
const SECRET = /([?&])(code|state|sid|auth|jwt|otp|nonce|ticket|signature|api_?key|samlresponse|\w*(token|session|sess\w*id|secret|password))=[^&]*/gi;

// What few pages need are modules of their own: bars beside the text, a stand-in for the wasm
// (`forms`), and for feeds what no style sheet can do (`looks`) and what tells them of new posts (`live`).
const part = (name) => import(`${base}teilbar_${name}.js`);
const forms = () => part("forms");

// The module is shared by every element of the page, its two files fetched side by side.
let files;
const engine = () =>
  (files ??= [
    part("glue"),
    fetch(base + "teilbar_bg.wasm").catch(() => {}), // the glue then asks once more, and reports it
  ]);

// Pages that demand trusted types allow this policy by its name; it vouches for our server's HTML.
let policy;
const trusted = (html) =>
  (policy ??= (globalThis.trustedTypes ?? { createPolicy: (name, rules) => rules }).createPolicy("teilbar", {
    createHTML: String,
  })).createHTML(html);

// A strict style-src blocks <style>; a constructed sheet is not inline.
const style = (root) => {
  for (const tag of root.querySelectorAll("style")) {
    if (tag.sheet) continue;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(tag.textContent);
    root.adoptedStyleSheets.push(sheet);
  }
};

// The template that the server makes for the element's attributes.
const ask = async (host, kind) => {
  const options = {};
  if (kind == "bar") {
    const canonical = document.querySelector("link[rel=canonical]");
    if (canonical) options.address = "canonical";
    options.url = canonical?.href || location.href.split("#")[0].replace(SECRET, "$1");
    options.title = document.title;
  }
  const lang = host.closest("[lang]")?.lang;
  if (lang) options.lang = lang;
  for (const { name, value } of host.attributes) {
    if (!/^(site|server|class|style|id|(data|aria)-.*)$/.test(name)) options[name] = value;
  }
  const path = `api/v1/sites/${host.getAttribute("site")}/fragment/${kind}?${new URLSearchParams(options)}`;
  const answer = await fetch(new URL(path, host.getAttribute("server") ?? base));
  const text = await answer.text();
  if (!answer.ok) throw text;
  return new DOMParser().parseFromString(trusted(text), "text/html").querySelector("template");
};

// The template of a parser that knows no declarative shadow roots, else the server's HTML.
const fill = async (host, kind) => {
  const own = host.querySelector(":scope>template");
  const { content } = own ?? (await ask(host, kind));
  const root = host.attachShadow({ mode: "open" });
  root.append(content);
  own?.remove();
  return root;
};

const listen = (host, kind, root) => {
  const state = () => JSON.parse(root.querySelector("script").textContent);
  const place = host.getAttribute("place") ?? "inline";
  const load = host.getAttribute("load");
  const tell = (what, detail) =>
    host.dispatchEvent(new CustomEvent("teilbar:" + what, { bubbles: true, composed: true, detail }));
  let begun, ready, repeated;
  const takeOver = async () => {
    try {
      const [glue, wasm] = engine();
      await (await glue).start(kind, root, state(), wasm, () => (ready = false));
      host.dataset.ready = ready = true;
      tell("ready");
    } catch (error) {
      warn(error);
    }
  };
  const begin = async () => load == "never" || (begun ??= takeOver());
  const activated = async (event) => {
    const button = event.target.closest("a,button");
    if (!button || event.button > 1) return;
    if (kind != "feed" && !repeated) {
      const url = root.querySelector("[data-n]")?.about?.url || state().shared.url || button.href;
      tell(kind == "bar" ? "share" : "follow", { network: button.classList[0], url, place });
    }
    // Buttons that only a script can serve wait for the module, then act; nothing is lost.
    const { act } = button.dataset;
    if (!act || ready || event.button) return;
    event.preventDefault();
    await begin();
    repeated = true;
    if (ready) button.click();
    else forms().then((forms) => forms.act(act, root, state()), () => (host.dataset.plain = ""));
    repeated = false;
  };
  host.addEventListener("pointerenter", begin);
  host.addEventListener("focusin", begin);
  root.addEventListener("click", activated);
  root.addEventListener("auxclick", activated);
  if (load == "eager") begin();
  for (const name of ["looks", "live"]) if (root.querySelector("." + name)) part(name).then((it) => it.place(root)).catch(warn);
  if (place != "inline" || load == "visible") return forms().then((forms) => forms.place(host, root, begin, state()));
};

/** The class of an element of this kind: `bar`, `follow` or `feed`. */
export const element = (kind) =>
  class extends HTMLElement {
    async connectedCallback() {
      if (this.known) return;
      this.known = 1;
      try {
        const root = this.shadowRoot ?? (await fill(this, kind));
        style(root);
        if (navigator.share) this.dataset.native = "";
        await listen(this, kind, root);
      } catch (error) {
        warn(error);
      }
    }
  };
