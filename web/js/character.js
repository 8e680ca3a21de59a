// The 47 dimensions: the wheel, what stands out, and all figures.

import { GROUPS } from "./dimensions.js";
import { make, meter, part } from "./dom.js";
import { capital, listed, number, t, termOf } from "./language.js";
import { wheel } from "./wheel.js";

const EXTREMES = 4;

/**
 * @param {HTMLElement} view
 * @param {any} results
 */
export function showCharacter(view, { pet_analysis: pet, career }) {
  const scores = pet.personality_traits;
  const drawnOn = career.draws_on.map((/** @type {any} */ { dimension }) => dimension);
  part(view, "wheel").append(wheel(scores, new Set(drawnOn)));
  part(view, "reading").textContent = t("result.reading", { expression: capital(pet.expression), posture: pet.posture, traits: listed(pet.dominant_traits) });
  const ranked = Object.keys(scores).sort((a, b) => scores[b] - scores[a]);
  part(view, "extremes").append(
    list(t("result.most"), ranked.slice(0, EXTREMES), scores),
    list(t("result.least"), ranked.slice(-EXTREMES).reverse(), scores),
  );
  part(view, "figures").append(
    ...Object.entries(GROUPS).map(([group, names], number) => figures(group, names, `var(--group-${number})`, scores)),
  );
}

/** @param {string} title @param {string[]} names @param {Record<string, number>} scores */
function list(title, names, scores) {
  const items = names.map((name) => make("li", {}, termOf(`dimension.${name}`, name), make("b", {}, number(scores[name]))));
  return make("div", {}, make("h3", {}, title), make("ul", {}, ...items));
}

/** @param {string} group @param {string[]} names @param {string} colour @param {Record<string, number>} scores */
function figures(group, names, colour, scores) {
  const entries = names.map((name) =>
    make("div", {}, make("dt", {}, termOf(`dimension.${name}`, name)), make("dd", {}, number(scores[name]), " "), make("dd", { class: "bar-only", "aria-hidden": "true" }, meter(scores[name]))),
  );
  const section = make("section", {}, make("h3", {}, t(`group.${group}`)), make("dl", {}, ...entries));
  section.style.setProperty("--colour", colour);
  return section;
}
