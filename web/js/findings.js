// What is known of a job before it ends, filled in as it comes: pet, traits, vacancy, name, portrait.

import { make, meter, part, say } from "./dom.js";
import { capital, listed, number, t, termOf } from "./language.js";
import { kindOfPet } from "./pet.js";

const TRAITS = 5;

export class Findings {
  #view;
  /** @type {Set<string>} */
  #known = new Set();

  /** @param {HTMLElement} view with the sheet's parts */
  constructor(view) {
    this.#view = view;
  }

  /** @param {import("./job.js").Job} job */
  update({ findings: { pet_analysis: pet, career, identity }, portrait }) {
    if (pet) {
      this.#fill("applicant", () => [capital(kindOfPet(pet))]);
      if (pet.dominant_traits) this.#fill("impression", () => [listed(pet.dominant_traits)]);
      if (pet.personality_traits) this.#fill("traits", () => bars(pet.personality_traits));
    }
    if (identity?.job_title) {
      const words = career?.industry ? `${identity.job_title}, ${career.industry}` : identity.job_title;
      this.#fill("vacancy", () => [words]);
    }
    if (identity?.human_name) this.#fill("name", () => [identity.human_name]);
    if (portrait) this.#showPortrait(portrait, identity?.human_name ?? "");
  }

  /** @param {string} name @param {() => (Node | string)[]} content */
  #fill(name, content) {
    if (this.#known.has(name)) return;
    this.#known.add(name);
    const place = part(this.#view, `sheet-${name}`);
    place.replaceChildren(...content());
    place.classList.add("known");
    if (name !== "traits") say(`${t(`sheet.${name}`)}: ${place.textContent}`);
  }

  /** @param {Blob} portrait @param {string} person */
  #showPortrait(portrait, person) {
    if (this.#known.has("portrait")) return;
    this.#known.add("portrait");
    const place = part(this.#view, "portrait");
    place.append(make("img", { src: URL.createObjectURL(portrait), alt: person || t("sheet.portrait") }));
    place.hidden = false;
    say(t("sheet.portrait_there"));
  }
}

/** The dimensions that are farthest from the middle. @param {Record<string, number>} scores */
function bars(scores) {
  const far = (/** @type {string} */ name) => Math.abs(scores[name] - 50);
  const names = Object.keys(scores).sort((a, b) => far(b) - far(a)).slice(0, TRAITS);
  return names.map((name) =>
    make("span", { class: "trait" }, make("span", {}, termOf(`dimension.${name}`, name)), make("b", {}, number(scores[name])), meter(scores[name])),
  );
}
