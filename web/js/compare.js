// Pet and person in one frame, parted by a handle that pointers and arrow keys move; what they have in common moves with it.

import { part } from "./dom.js";
import { t } from "./language.js";

const START = 50;

/** @param {HTMLElement} reveal the part of a result with the two pictures and the likenesses */
export function makeComparable(reveal) {
  const slider = part(reveal, "slider");
  const move = (/** @type {number} */ value) => {
    reveal.style.setProperty("--split", `${value}%`);
    reveal.style.setProperty("--split-number", String(value));
    slider.setAttribute("aria-valuetext", t("result.shares", { pet: Math.round(value), person: Math.round(100 - value) }));
  };
  slider.addEventListener("input", () => {
    reveal.classList.remove("opening");
    move(slider.valueAsNumber);
  });
  reveal.classList.add("opening");
  move(START);
}
