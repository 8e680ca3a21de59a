// The 47 dimensions: the wheel, what stands out, and all figures.

import { GROUPS } from "./dimensions.js";
import { make, meter, part } from "./dom.js";
import { wheel } from "./wheel.js";
import { capital, spoken } from "./words.js";

const EXTREMES = 4;

/**
 * @param {HTMLElement} view
 * @param {any} results
 */
export function showCharacter(view, { pet_analysis: pet, career }) {
  const scores = pet.personality_traits;
  const drawnOn = career.draws_on.map((/** @type {any} */ { dimension }) => dimension);
  part(view, "wheel").append(wheel(scores, new Set(drawnOn)));
  part(view, "reading").textContent = `${capital(pet.expression)}; ${pet.posture}. First impression: ${pet.dominant_traits.join(", ")}.`;
  const ranked = Object.keys(scores).sort((a, b) => scores[b] - scores[a]);
  part(view, "extremes").append(
    list("Most of all", ranked.slice(0, EXTREMES), scores),
    list("Least of all", ranked.slice(-EXTREMES).reverse(), scores),
  );
  part(view, "figures").append(
    ...Object.entries(GROUPS).map(([group, names], number) => figures(group, names, `var(--group-${number})`, scores)),
  );
}

/** @param {string} title @param {string[]} names @param {Record<string, number>} scores */
function list(title, names, scores) {
  const items = names.map((name) => make("li", {}, spoken(name), make("b", {}, String(scores[name]))));
  return make("div", {}, make("h3", {}, title), make("ul", {}, ...items));
}

/** @param {string} group @param {string[]} names @param {string} colour @param {Record<string, number>} scores */
function figures(group, names, colour, scores) {
  const entries = names.map((name) =>
    make("div", {}, make("dt", {}, spoken(name)), make("dd", {}, String(scores[name]), " "), make("dd", { class: "bar-only", "aria-hidden": "true" }, meter(scores[name]))),
  );
  const section = make("section", {}, make("h3", {}, capital(spoken(group))), make("dl", {}, ...entries));
  section.style.setProperty("--colour", colour);
  return section;
}
