// The few things that every view does with the document. Text goes in as text, never as markup.

/**
 * Makes an element.
 * @param {string} tag
 * @param {Record<string, string>} [attributes]
 * @param {...(Node | string)} children
 * @returns {HTMLElement}
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/**
 * Makes an SVG element.
 * @param {string} tag
 * @param {Record<string, string | number>} [attributes]
 * @param {...(Node | string)} children
 * @returns {SVGElement}
 */
export function draw(tag, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

/**
 * The element of the page with this id.
 * @param {string} id
 * @returns {any}
 */
export function byId(id) {
  return document.getElementById(id);
}

/**
 * A copy of a template's one element.
 * @param {string} id
 * @returns {HTMLElement}
 */
export function copyOf(id) {
  return byId(id).content.firstElementChild.cloneNode(true);
}

/**
 * The element that a template calls so.
 * @param {ParentNode} root
 * @param {string} name
 * @returns {any}
 */
export function part(root, name) {
  return root.querySelector(`[data-part="${name}"]`);
}

/**
 * A list of terms, each with one or more descriptions.
 * @param {HTMLElement} list
 * @param {Array<[string, ...(Node | string)[]]>} entries
 */
export function describe(list, entries) {
  for (const [term, ...descriptions] of entries) {
    list.append(make("dt", {}, term), ...descriptions.map((description) => make("dd", {}, description)));
  }
}

/**
 * A bar of 0 to 100; the figure is to stand beside it, since it says nothing to a screen reader.
 * @param {number} value
 * @returns {HTMLElement}
 */
export function meter(value) {
  const bar = make("i");
  bar.style.setProperty("--value", `${value}%`);
  return make("span", { class: "meter", "aria-hidden": "true" }, bar);
}

/**
 * Shows a complaint, or hides it if there is none.
 * @param {HTMLElement} place
 * @param {string} text
 */
export function complain(place, text) {
  place.textContent = text;
  place.hidden = text === "";
}

/**
 * Announces a text to screen readers.
 * @param {string} text
 */
export function say(text) {
  byId("live").textContent = text;
}
