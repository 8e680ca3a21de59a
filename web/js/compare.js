// Pet and person in one frame, parted by a handle that pointers and arrow keys move.

import { part } from "./dom.js";

const START = 50;

/** @param {HTMLElement} frame a copy of the result's `compare` figure */
export function makeComparable(frame) {
  const stage = /** @type {HTMLElement} */ (frame.querySelector(".stage"));
  const slider = part(frame, "slider");
  const move = (/** @type {number} */ value) => {
    stage.style.setProperty("--split", `${value}%`);
    slider.setAttribute("aria-valuetext", `${Math.round(value)} % pet, ${Math.round(100 - value)} % person`);
  };
  slider.addEventListener("input", () => {
    stage.classList.remove("opening");
    move(slider.valueAsNumber);
  });
  stage.classList.add("opening");
  move(START);
}
