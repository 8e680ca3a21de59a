// Draws the character as a wheel: one spoke for each dimension, in groups, as long as its score.

import { draw } from "./dom.js";
import { GROUPS } from "./dimensions.js";
import { listed, number, t, termOf } from "./language.js";

const HUB = 58;
const RIM = 158;
const LABEL = 167;
/** Between two groups, in spokes. */
const GAP = 0.9;

/**
 * @param {Record<string, number>} scores
 * @param {Set<string>} marked the dimensions that get a dot
 * @returns {SVGElement}
 */
export function wheel(scores, marked) {
  const groups = Object.entries(GROUPS);
  const count = groups.flatMap(([, names]) => names).length;
  const step = (2 * Math.PI) / (count + groups.length * GAP);
  const picture = draw("svg", { viewBox: "-190 -190 380 380", role: "img", "aria-label": summary(scores) });
  const hub = draw("text", { class: "hub", y: 6 }, number(count));
  const line = draw("text", { class: "hub-line", y: 24 }, t("wheel.dimensions"));
  let angle = 0;
  groups.forEach(([group, names], number) => {
    const colour = `var(--group-${number})`;
    const end = angle + names.length * step;
    picture.append(...label(group, number, angle, end, colour));
    for (const name of names) {
      const spoke = spokeOf(name, scores[name], angle, angle + step, colour, marked.has(name));
      spoke.addEventListener("pointerenter", () => {
        hub.textContent = number(scores[name]);
        line.textContent = termOf(`dimension.${name}`, name);
      });
      picture.append(spoke);
      angle += step;
    }
    angle = end + GAP * step;
  });
  picture.addEventListener("pointerleave", () => {
    hub.textContent = number(count);
    line.textContent = t("wheel.dimensions");
  });
  picture.append(draw("circle", { class: "ring", r: (HUB + RIM) / 2 }), hub, line);
  return picture;
}

/** @param {Record<string, number>} scores */
function summary(scores) {
  const parts = Object.entries(GROUPS).map(([group, names]) => {
    const mean = names.reduce((sum, name) => sum + scores[name], 0) / names.length;
    return `${t(`group.${group}`)} ${number(Math.round(mean))}`;
  });
  return t("wheel.summary", { parts: listed(parts) });
}

/**
 * @param {string} name
 * @param {number} score
 * @param {number} from @param {number} to angles
 * @param {string} colour
 * @param {boolean} marked
 */
function spokeOf(name, score, from, to, colour, marked) {
  const gap = (to - from) * 0.09;
  const length = HUB + 3 + ((RIM - HUB - 3) * score) / 100;
  const bar = draw("path", { class: "bar", d: sector(HUB, length, from + gap, to - gap) });
  bar.style.fill = colour;
  const spoke = draw("g", { class: "spoke" }, draw("path", { class: "rail", d: sector(HUB, RIM, from + gap, to - gap) }), bar);
  if (marked) {
    const [cx, cy] = point(Math.max(length - 6, HUB + 6), (from + to) / 2);
    spoke.append(draw("circle", { class: "mark", cx, cy, r: 3.6 }));
  }
  return spoke;
}

/** The name of a group along the rim, never upside down. */
function label(group, number, from, to, colour) {
  const middle = (from + to) / 2;
  const below = middle > Math.PI / 2 && middle < 1.5 * Math.PI;
  const radius = below ? LABEL + 8 : LABEL;
  const reach = 0.5;
  const [a, b] = below ? [middle + reach, middle - reach] : [middle - reach, middle + reach];
  const arc = `M${point(radius, a)}A${radius} ${radius} 0 0 ${below ? 0 : 1} ${point(radius, b)}`;
  const text = draw("textPath", { href: `#rim-${number}`, startOffset: "50%", "text-anchor": "middle" }, t(`group.${group}`));
  const words = draw("text", { class: "group" }, text);
  words.style.fill = colour;
  return [draw("path", { id: `rim-${number}`, d: arc, fill: "none" }), words];
}

/** A piece of a ring. */
function sector(inner, outer, from, to) {
  const corners = [point(inner, from), point(outer, from), point(outer, to), point(inner, to)];
  return `M${corners[0]}L${corners[1]}A${outer} ${outer} 0 0 1 ${corners[2]}L${corners[3]}A${inner} ${inner} 0 0 0 ${corners[0]}Z`;
}

/** @returns {[number, number]} where an angle (clockwise, from the top) meets a radius */
function point(radius, angle) {
  return [Number((radius * Math.sin(angle)).toFixed(2)), Number((-radius * Math.cos(angle)).toFixed(2))];
}
