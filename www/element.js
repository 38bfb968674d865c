// The elements. Importing this file changes nothing on the page; define.js registers them.
//
// The server's HTML is complete: links that work without this file. What is here brings that HTML
// where the page has none, and fetches the WebAssembly when a visitor turns to an element.
// Whatever fails, the links stay; the page gets one console warning and never an exception.

const base = new URL(".", import.meta.url).href;
const warn = (what) => console.warn("teilbar:", what);

// Parameters that could let somebody else in; the server takes out more (domain/src/clean.rs).
const SECRET = /([?&])(code|state|sid|auth|jwt|otp|nonce|ticket|signature|api_?key|samlresponse|\w*(token|session|sess\w*id|secret|password))=[^&]*/gi;

// The module is shared by every element of the page, its two files fetched side by side.
let engine;
const start = () =>
  (engine ??= (async () => {
    const wasm = fetch(base + "teilbar_bg.wasm");
    wasm.catch(() => {}); // reported once, by init
    const glue = await import(base + "teilbar_glue.js");
    await glue.default({ module_or_path: wasm });
    return glue;
  })());

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

// A strict style-src blocks <style>; a constructed sheet is not inline.
const style = (root) => {
  for (const tag of root.querySelectorAll("style")) {
    if (tag.sheet) continue;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(tag.textContent);
    root.adoptedStyleSheets.push(sheet);
  }
};

const element = (kind) =>
  class extends HTMLElement {
    #internals = this.attachInternals();
    #known;

    async connectedCallback() {
      if (this.#known) return;
      this.#known = 1;
      try {
        const root = this.#internals.shadowRoot ?? (await this.#fill());
        if (!root) return;
        style(root);
        if (navigator.share) this.dataset.native = "";
        this.#listen(root);
      } catch (error) {
        warn(error);
      }
    }

    // The template of a parser that knows no declarative shadow roots, else the server's HTML.
    async #fill() {
      const own = this.querySelector(":scope > template[shadowrootmode]");
      const template = own ?? (await this.#fetch());
      if (!template) return;
      own?.remove();
      const root = this.attachShadow({ mode: "open" });
      root.append(document.importNode(template.content, true));
      return root;
    }

    async #fetch() {
      const options = {};
      if (kind == "bar") {
        const canonical = document.querySelector("link[rel=canonical]");
        if (canonical) options.address = "canonical";
        options.url = canonical?.href || location.href.split("#")[0].replace(SECRET, "$1");
        options.title = document.title;
      }
      const lang = this.closest("[lang]")?.lang;
      if (lang) options.lang = lang;
      for (const { name, value } of this.attributes) {
        if (!/^(class|id|style|slot|part|site|server|data-.*|aria-.*)$/.test(name)) options[name] = value;
      }
      const site = encodeURIComponent(this.getAttribute("site"));
      const server = new URL(this.getAttribute("server") ?? base, base);
      const url = new URL(`api/v1/sites/${site}/fragment/${kind}?${new URLSearchParams(options)}`, server);
      const answer = await fetch(url);
      const text = await answer.text();
      if (!answer.ok) return warn(text);
      const page = new DOMParser().parseFromString(text, "text/html");
      return page.querySelector("template");
    }

    #listen(root) {
      const content = root.querySelector("[data-n]");
      const load = this.getAttribute("load");
      if (!content || load == "never") return;
      let begun, ready;
      const revert = () => {
        ready = false;
        // The same HTML, without whatever listeners a module left behind: plain links.
        content.replaceWith(content.cloneNode(true));
      };
      const hydrate = async () => {
        try {
          if (markers(content) != content.dataset.n) throw "changed HTML";
          const glue = await start();
          const json = JSON.parse(root.querySelector("script").textContent);
          await new Promise((resolve, reject) => {
            setTimeout(reject, 3000, "no answer");
            glue.hydrate(kind, content, json, resolve);
          });
          reverts.add(revert);
          this.dataset.ready = ready = true;
        } catch (error) {
          revert();
          warn(error);
        }
      };
      const begin = () => (begun ??= hydrate());
      this.addEventListener("pointerenter", begin);
      this.addEventListener("focusin", begin);
      // Buttons that only a script can serve wait for the module, then act; nothing is lost.
      root.addEventListener("click", async (event) => {
        const button = event.target.closest("[data-act]");
        if (!button || ready) return;
        event.preventDefault();
        await begin();
        if (ready) button.click();
        else if (button.href) navigator.clipboard?.writeText(button.href);
      });
      if (load == "eager") begin();
      if (load == "visible") {
        new IntersectionObserver((entries, seen) => {
          if (entries[0].isIntersecting) seen.disconnect(), begin();
        }).observe(this);
      }
    }
  };

export const elements = ["bar", "follow", "feed"].map((kind) => [`teil-${kind}`, element(kind)]);
