// Pet and person in one frame, parted by a handle that pointers and arrow keys move.

import { part } from "./dom.js";
import { t } from "./language.js";

const START = 50;

/** @param {HTMLElement} frame a copy of the result's `compare` figure */
export function makeComparable(frame) {
  const stage = /** @type {HTMLElement} */ (frame.querySelector(".stage"));
  const slider = part(frame, "slider");
  const move = (/** @type {number} */ value) => {
    stage.style.setProperty("--split", `${value}%`);
    slider.setAttribute("aria-valuetext", t("result.shares", { pet: Math.round(value), person: Math.round(100 - value) }));
  };
  slider.addEventListener("input", () => {
    stage.classList.remove("opening");
    move(slider.valueAsNumber);
  });
  stage.classList.add("opening");
  move(START);
}
