// What a page loads: registers the elements, once, and tolerates that someone else did.
import { elements } from "./element.js";

for (const [name, element] of elements) customElements.get(name) || customElements.define(name, element);
