// What a page loads: registers the elements, once, and tolerates that someone else did.
// `teilbar.js?prefix=acme` names them <acme-bar>, <acme-follow>, <acme-feed>.
import { element } from "./element.js";

const prefix = /prefix=([a-z][a-z\d]*)/.exec(import.meta.url)?.[1] ?? "teil";
for (const kind of ["bar", "follow", "feed"]) {
  const name = prefix + "-" + kind;
  customElements.get(name) || customElements.define(name, element(kind));
}
