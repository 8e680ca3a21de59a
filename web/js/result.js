// The person that came of it.

import { offerAgain, showBefore } from "./again.js";
import { showCharacter } from "./character.js";
import { makeComparable } from "./compare.js";
import { complain, copyOf, describe, make, meter, part } from "./dom.js";
import { makeSavable } from "./keep.js";
import { capital, day, listed, number, percent, t, termOf } from "./language.js";
import { likenessItem } from "./likenesses.js";
import { kindOfPet } from "./pet.js";
import { showPhoto } from "./photo.js";
import { petOf, picturesOf } from "./pictures.js";
import { fileNumber } from "./progress.js";

/** The parts of the view that hold texts of the result. */
export const WRITTEN = ["title", "vibe", "bio", "skills", "likenesses"];
const PARTS = Object.freeze(["alignment", "fit", "name", "coherence"]);

/**
 * @param {import("./job.js").Job} job with results
 * @param {() => void} onErase
 * @returns {HTMLElement}
 */
export function resultView(job, onErase) {
  const view = copyOf("result-template");
  // The texts of a result are in the language that they were written in, whatever the page's own.
  const language = job.results.identity.language ?? "en";
  for (const name of WRITTEN) part(view, name).lang = language;
  showPerson(view, job);
  showLikeness(view, job.results);
  showStory(view, job.results);
  showCharacter(view, job.results);
  showMaking(view, job.results);
  part(view, "erase").addEventListener("click", onErase);
  makeComparable(part(view, "reveal"));
  offerAgain(view, job);
  showPictures(view, job);
  return view;
}

/** @param {HTMLElement} view @param {import("./job.js").Job} job */
function showPerson(view, job) {
  const { identity, career, pet_analysis: pet, models } = job.results;
  const petName = job.name;
  part(view, "file").textContent = petName ? t("result.formerly", { file: fileNumber(job), name: petName }) : fileNumber(job);
  part(view, "name").textContent = identity.human_name;
  part(view, "title").textContent = identity.job_title;
  part(view, "tags").append(...[termOf(`seniority.${identity.seniority}`, identity.seniority), career.industry].map((tag) => make("span", {}, tag)));
  part(view, "vibe").textContent = identity.headline || capital(pet.vibe);
  const breed = kindOfPet(pet);
  part(view, "pet-caption").textContent = petName ? `${petName}, ${breed}` : capital(breed);
  const likenesses = job.results.likenesses ?? [];
  part(view, "likenesses").append(...likenesses.map(likenessItem));
  part(view, "alike").hidden = likenesses.length === 0;
  part(view, "person-caption").textContent = t(standIn(models.image) ? "result.drawn" : "result.generated");
}

/** @param {HTMLElement} view @param {any} results */
function showLikeness(view, { identity, score }) {
  part(view, "score").textContent = percent(identity.similarity_score);
  for (const name of PARTS) {
    const entry = make("div");
    describe(entry, [[t(`score.${name}`), make("span", {}, number(score[name]), meter(score[name])), t(`score.${name}_means`)]]);
    part(view, "parts").append(entry);
  }
}

/** @param {HTMLElement} view @param {any} results */
function showStory(view, { identity, career }) {
  part(view, "bio").append(...identity.bio.split("\n\n").map((/** @type {string} */ text) => make("p", {}, text)));
  part(view, "skills").append(...identity.skills.map((/** @type {string} */ skill) => make("li", {}, skill)));
  describe(part(view, "facts"), [
    [t("result.style"), career.work_style],
    [t("result.wears"), termOf(`attire.${career.attire_style}`, career.attire_style)],
    [t("result.found"), termOf(`found.${career.background_setting}`, career.background_setting)],
  ]);
  const { past, present, future } = identity.career_trajectory;
  for (const [when, text] of Object.entries({ past, present, future })) {
    part(view, "path").append(make("li", {}, make("b", {}, t(`result.${when}`)), make("p", { lang: identity.language ?? "en" }, text)));
  }
}

/** @param {HTMLElement} view @param {any} results */
function showMaking(view, { models, usage, marks, expires_at: end }) {
  const by = (/** @type {string} */ model) => (standIn(model) ? "stand_in" : "model");
  part(view, "made").textContent = t(`made.by_${by(models.image)}_and_${by(models.text)}`);
  describe(part(view, "models"), [
    [t("made.texts"), models.text],
    [t("made.order"), models.orchestrator],
    [t("made.portrait"), models.image],
    [t("made.used"), t("made.usage", { calls: usage.calls, tokens: usage.input_tokens + usage.output_tokens, count: usage.images })],
    ...marksIn(marks ?? {}),
  ]);
  part(view, "until").textContent = t("made.until", { day: day(end) });
}

/**
 * What the files of the pictures say of themselves; nothing for jobs that were made before they did.
 * @param {any} marks
 * @returns {[string, string][]}
 */
function marksIn({ avatar, card }) {
  const words = (/** @type {any} */ { source_type: type, c2pa, origin }) =>
    listed([termOf(`made.type_${type}`, type), t(`made.mark_${c2pa === "none" && origin === "model" ? "unsigned" : c2pa}`)]);
  /** @type {[string, any][]} */
  const found = [[t("made.portrait_says"), avatar], [t("made.card_says"), card]];
  return found.flatMap(([term, mark]) => (mark ? [[term, words(mark)]] : []));
}

/** Whether an offline stand-in answered. @param {string} model */
function standIn(model) {
  return model.startsWith("offline/");
}

/** @param {HTMLElement} view @param {import("./job.js").Job} job */
async function showPictures(view, job) {
  const { human_name: name, job_title: title } = job.results.identity;
  const pet = part(view, "pet");
  const { pet_box: petBox } = job.results;
  showPhoto(pet, job.shown, t("result.pet"), null, petBox);
  try {
    const { portrait, card } = await picturesOf(job);
    const person = part(view, "person");
    person.src = URL.createObjectURL(portrait);
    person.alt = t("result.portrait_of", { person: name, title });
    makeSavable(view, job, portrait, card);
    showBefore(view, job, portrait);
    if (job.photo && (await isDrawn(pet.querySelector("img:not([src='icon.svg'])")))) return;
    const prepared = await petOf(job);
    if (!prepared) return;
    job.show(URL.createObjectURL(prepared));
    showPhoto(pet, job.shown, t("result.pet"), null, petBox);
  } catch {
    complain(part(view, "complaint"), t("result.no_pictures"));
  }
}

/** @param {HTMLImageElement | null} image */
async function isDrawn(image) {
  if (image === null) return false;
  return image.decode().then(() => true, () => false);
}
