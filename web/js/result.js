// The person that came of it.

import { showCharacter } from "./character.js";
import { makeComparable } from "./compare.js";
import { complain, copyOf, describe, make, meter, part } from "./dom.js";
import { makeSavable } from "./keep.js";
import { showPhoto } from "./photo.js";
import { petOf, picturesOf } from "./pictures.js";
import { fileNumber } from "./progress.js";
import { capital, spoken } from "./words.js";

const PARTS = Object.freeze({
  alignment: ["Alignment", "the job draws on what the pet has"],
  fit: ["Fit", "what stands out in the pet is used"],
  name: ["Name", "it suits the species"],
  coherence: ["Coherence", "face, title and story agree"],
});

const ATTIRE = Object.freeze({
  suit: "a suit",
  business_casual: "business casual",
  creative: "something creative",
  scrubs: "scrubs",
});
const PLACES = Object.freeze({
  corner_office: "a corner office",
  open_office: "an open office",
  linkedin_blue: "front of profile-picture blue",
  creative_space: "a creative space",
});

/**
 * @param {import("./job.js").Job} job with results
 * @param {() => void} onErase
 * @returns {HTMLElement}
 */
export function resultView(job, onErase) {
  const view = copyOf("result-template");
  showPerson(view, job);
  showLikeness(view, job.results);
  showStory(view, job.results);
  showCharacter(view, job.results);
  showMaking(view, job.results);
  part(view, "erase").addEventListener("click", onErase);
  makeComparable(part(view, "compare"));
  showPictures(view, job);
  return view;
}

/** @param {HTMLElement} view @param {import("./job.js").Job} job */
function showPerson(view, job) {
  const { identity, career, pet_analysis: pet, models } = job.results;
  const petName = job.results.choices?.pet_name || job.name;
  part(view, "file").textContent = petName ? `${fileNumber(job)}, formerly ${petName}` : fileNumber(job);
  part(view, "name").textContent = identity.human_name;
  part(view, "title").textContent = identity.job_title;
  part(view, "tags").append(...[capital(identity.seniority), career.industry].map((tag) => make("span", {}, tag)));
  part(view, "vibe").textContent = identity.headline || capital(pet.vibe);
  const breed = kindOfPet(pet);
  part(view, "pet-caption").textContent = petName ? `${petName}, ${breed}` : capital(breed);
  const likenesses = job.results.likenesses ?? [];
  part(view, "likenesses").append(...likenesses.map((/** @type {any} */ one) => make("li", {}, inCommon(one))));
  part(view, "alike").hidden = likenesses.length === 0;
  part(view, "person-caption").textContent = standIn(models.image) ? "Illustration, made offline" : "Portrait made by AI";
}

/** What both have is said once. @param {{pet: string, person: string}} likeness */
function inCommon({ pet, person }) {
  return capital(pet.toLowerCase() === person.toLowerCase() ? person : `${pet} → ${person}`);
}

/** @param {HTMLElement} view @param {any} results */
function showLikeness(view, { identity, score }) {
  part(view, "score").textContent = `${Math.round(identity.similarity_score)}%`;
  for (const [name, [title, meaning]] of Object.entries(PARTS)) {
    const entry = make("div");
    describe(entry, [[title, make("span", {}, String(score[name]), meter(score[name])), meaning]]);
    part(view, "parts").append(entry);
  }
}

/** @param {HTMLElement} view @param {any} results */
function showStory(view, { identity, career }) {
  part(view, "bio").append(...identity.bio.split("\n\n").map((/** @type {string} */ text) => make("p", {}, text)));
  part(view, "skills").append(...identity.skills.map((/** @type {string} */ skill) => make("li", {}, skill)));
  describe(part(view, "facts"), [
    ["Style", career.work_style],
    ["Wears", ATTIRE[career.attire_style] ?? spoken(career.attire_style)],
    ["Found in", PLACES[career.background_setting] ?? spoken(career.background_setting)],
  ]);
  const { past, present, future } = identity.career_trajectory;
  for (const [when, text] of Object.entries({ Past: past, Present: present, Future: future })) {
    part(view, "path").append(make("li", {}, make("b", {}, when), make("p", {}, text)));
  }
}

/** @param {HTMLElement} view @param {any} results */
function showMaking(view, { models, usage, expires_at: end }) {
  const [drawn, written] = [standIn(models.image), standIn(models.text)];
  part(view, "made").textContent = drawn !== written
    ? `${drawn ? "A stand-in drew the portrait, and an AI model wrote the texts" : "An AI model made the portrait, and a stand-in wrote the texts"}; ` +
      "this person does not exist. For entertainment: no photo shows a character."
    : drawn
    ? "The portrait is an illustration: a stand-in for the AI models looked at the photo, wrote the texts and drew the " +
      "picture, without leaving this machine. For photo-like portraits by the models of Amazon Bedrock, deploy " +
      "PetAvatar to an AWS account; its README says how. For entertainment: no photo shows a character."
    : "AI models made portrait and texts; this person does not exist. For entertainment: no photo shows a character.";
  describe(part(view, "models"), [
    ["Texts", models.text],
    ["Order of work", models.orchestrator],
    ["Portrait", models.image],
    ["Used", `${usage.calls} calls, ${usage.input_tokens + usage.output_tokens} tokens, ${usage.images} picture${usage.images === 1 ? "" : "s"}`],
  ]);
  part(view, "until").textContent = `Photo and results are deleted on ${day(end)}, or when you say so.`;
}

const NAMED_BY_BREED = "dog chicken parrot bird duck goose lizard snake turtle tortoise frog spider".split(" ");
const NO_BREED = ["mix", "mixed", "mixed breed", "mongrel", "crossbreed"];

/** As the card has it (agent/card/facts.py): nobody says "beagle dog". @param {{species: string, breed: string}} pet */
function kindOfPet({ species, breed }) {
  const [animal, own] = [species.toLowerCase(), breed.toLowerCase()];
  if (NO_BREED.includes(own)) return `mixed breed ${species}`;
  return own.includes(animal) || NAMED_BY_BREED.includes(animal) ? breed : `${breed} ${species}`;
}

/** Whether an offline stand-in answered. @param {string} model */
function standIn(model) {
  return model.startsWith("offline/");
}

/** @param {string} time */
export function day(time) {
  return new Date(time).toLocaleDateString("en", { day: "numeric", month: "long", year: "numeric" });
}

/** @param {HTMLElement} view @param {import("./job.js").Job} job */
async function showPictures(view, job) {
  const { human_name: name, job_title: title } = job.results.identity;
  const pet = part(view, "pet");
  const { pet_box: petBox } = job.results;
  showPhoto(pet, job.shown, "Your pet", null, petBox);
  try {
    const { portrait, card } = await picturesOf(job);
    const person = part(view, "person");
    person.src = URL.createObjectURL(portrait);
    person.alt = `Portrait of ${name}, ${title}`;
    makeSavable(view, job, portrait, card);
    if (job.photo && (await isDrawn(pet.querySelector("img:not([src='icon.svg'])")))) return;
    const prepared = await petOf(job);
    if (!prepared) return;
    job.show(URL.createObjectURL(prepared));
    showPhoto(pet, job.shown, "Your pet", null, petBox);
  } catch {
    complain(part(view, "complaint"), "The pictures could not be fetched. Check that you are online, then reload the page.");
  }
}

/** @param {HTMLImageElement | null} image */
async function isDrawn(image) {
  if (image === null) return false;
  return image.decode().then(() => true, () => false);
}
