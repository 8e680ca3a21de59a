// What pet and person have in common: a thread from the one to the other, drawn as the handle moves (css/result.css).

import { make } from "./dom.js";
import { capital } from "./language.js";

/**
 * @param {{pet: string, person: string}} likeness
 * @returns {HTMLElement} an item whose text says once what both have
 */
export function likenessItem({ pet, person }) {
  const same = pet.toLowerCase() === person.toLowerCase();
  const [left, right] = [make("span", {}, capital(same ? person : pet)), make("span", { class: "of-person" })];
  if (same) right.dataset.same = person;
  else right.textContent = person;
  return make("li", {}, left, make("span", { class: "thread" }, same ? "" : " → "), right);
}
