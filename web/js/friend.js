// A result that somebody shared, as a friend sees it: without a key.

import { makeComparable } from "./compare.js";
import { copyOf, make, part, say } from "./dom.js";
import { ApiProblem } from "./errors.js";
import { capital, t } from "./language.js";
import { likenessItem } from "./likenesses.js";
import { kindOfPet } from "./pet.js";
import { showPhoto } from "./photo.js";
import { troubleOf } from "./troubles.js";
import { download } from "./upload.js";

const NOT_FOUND = 404;
const WRITTEN = ["title", "vibe", "bio", "skills", "likenesses"];

/**
 * @param {import("./api.js").Api} api
 * @param {string} token what the address names
 * @param {() => void} again what to do if that may help
 * @returns {Promise<HTMLElement>}
 */
export async function friendView(api, token, again) {
  let shared;
  try {
    shared = await api.shared(token);
  } catch (error) {
    return error instanceof ApiProblem && error.status === NOT_FOUND ? goneView() : failedView(error, again);
  }
  const view = copyOf("friend-template");
  showPerson(view, shared);
  showPictures(view, shared);
  const { human_name: person, job_title: title } = shared.identity;
  say(t("result.said", { person, title }));
  return view;
}

/** @param {HTMLElement} view @param {any} shared */
function showPerson(view, { identity, pet_analysis: pet, likenesses, choices }) {
  for (const name of WRITTEN) part(view, name).lang = identity.language ?? "en";
  const kind = kindOfPet(pet);
  part(view, "file").textContent = t("friend.formerly", { pet: choices.pet_name ? `${choices.pet_name}, ${kind}` : kind });
  part(view, "name").textContent = identity.human_name;
  part(view, "title").textContent = identity.job_title;
  part(view, "vibe").textContent = identity.headline ?? "";
  part(view, "vibe").hidden = !identity.headline;
  part(view, "bio").append(...identity.bio.split("\n\n").map((/** @type {string} */ text) => make("p", {}, text)));
  part(view, "skills").append(...identity.skills.map((/** @type {string} */ skill) => make("li", {}, skill)));
  part(view, "likenesses").append(...likenesses.map(likenessItem));
  part(view, "alike").hidden = likenesses.length === 0;
  part(view, "pet-caption").textContent = choices.pet_name ? `${choices.pet_name}, ${kind}` : capital(kind);
}

/** @param {HTMLElement} view @param {any} shared */
async function showPictures(view, { identity, avatar_url: avatar, card_url: card, photo_url: photo, pet_box: petBox }) {
  const { human_name: person, job_title: title } = identity;
  const reveal = part(view, "reveal");
  reveal.classList.toggle("alone", !photo);
  if (photo) makeComparable(reveal);
  const show = async (/** @type {HTMLImageElement} */ image, /** @type {string | null} */ url, /** @type {string} */ alt) => {
    if (!url) return;
    image.src = URL.createObjectURL(await download(url));
    image.alt = alt;
  };
  const showPet = async () => {
    if (photo) showPhoto(part(view, "pet"), URL.createObjectURL(await download(photo)), t("friend.pet"), null, petBox);
  };
  part(view, "badges").hidden = !card;
  await Promise.allSettled([
    show(part(view, "person"), avatar, t("result.portrait_of", { person, title })),
    show(part(view, "badge"), card, t("result.badge", { person, title })),
    showPet(),
  ]);
  view.dataset.drawn = "";
}

function goneView() {
  return notice(t("friend.gone"), t("friend.gone_detail"), "");
}

/** @param {unknown} error @param {() => void} again */
function failedView(error, again) {
  const { title, detail, advice } = troubleOf(error, false);
  const view = notice(title, detail, advice);
  const button = part(view, "act");
  button.hidden = false;
  button.textContent = t("act.again");
  button.addEventListener("click", again);
  return view;
}

/** @param {string} title @param {string} detail @param {string} advice */
function notice(title, detail, advice) {
  const view = copyOf("friend-notice-template");
  part(view, "title").textContent = title;
  part(view, "detail").textContent = detail;
  part(view, "advice").textContent = advice;
  say(`${title} ${detail}`);
  return view;
}
