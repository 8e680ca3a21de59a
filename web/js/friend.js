// A result that somebody shared, as a friend sees it: without a key, and without what is its owner's alone.
// The page's own sample is shown so too.

import { makeComparable } from "./compare.js";
import { copyOf, make, part, say } from "./dom.js";
import { ApiProblem, kindOf } from "./errors.js";
import { capital, t } from "./language.js";
import { likenessItem } from "./likenesses.js";
import { kindOfPet } from "./pet.js";
import { showPhoto } from "./photo.js";
import { WRITTEN } from "./result.js";
import { SAMPLE } from "./session.js";
import { troubleOf } from "./troubles.js";

const SAMPLE_FILE = "sample.json";

/**
 * @param {import("./api.js").Connect} connect
 * @param {string} token what the address names
 * @param {() => void} again what to do if that may help
 * @returns {Promise<HTMLElement>}
 */
export async function friendView(connect, token, again) {
  try {
    const client = await connect();
    if (token !== SAMPLE) return sharedView(await client.shared(token), client);
    const sample = await client.download(at(SAMPLE_FILE));
    return sharedView(JSON.parse(await sample.text()), client, t("sample.note"));
  } catch (error) {
    return failedView(error, again);
  }
}

/** @param {any} shared @param {import("./api.js").Client} client @param {string} [note] what to say of it */
function sharedView(shared, client, note = "") {
  const view = copyOf("result-template");
  for (const own of view.querySelectorAll("[data-owner]")) own.remove();
  const { identity, pet_analysis: pet, likenesses, choices } = shared;
  for (const name of WRITTEN) part(view, name).lang = identity.language ?? "en";
  const name = choices.pet_name ? `${choices.pet_name}, ${kindOfPet(pet)}` : kindOfPet(pet);
  part(view, "file").textContent = t("friend.formerly", { pet: name });
  part(view, "name").textContent = identity.human_name;
  part(view, "title").textContent = identity.job_title;
  if (note) part(view, "title").after(make("p", { class: "hint", role: "note" }, note));
  part(view, "vibe").textContent = identity.headline ?? "";
  part(view, "bio").append(...identity.bio.split("\n\n").map((/** @type {string} */ text) => make("p", {}, text)));
  part(view, "skills").append(...identity.skills.map((/** @type {string} */ skill) => make("li", {}, skill)));
  part(view, "likenesses").append(...likenesses.map(likenessItem));
  part(view, "alike").hidden = likenesses.length === 0;
  part(view, "pet-caption").textContent = capital(name);
  invite(part(view, "another"));
  showPictures(view, shared, name, client);
  say(t("result.said", { person: identity.human_name, title: identity.job_title }));
  return view;
}

/** @param {HTMLElement} view @param {any} shared @param {string} name @param {import("./api.js").Client} client */
async function showPictures(view, { identity, avatar_url: avatar, card_url: card, photo_url: photo, pet_box: petBox }, name, client) {
  const words = { person: identity.human_name, title: identity.job_title };
  const reveal = part(view, "reveal");
  reveal.classList.toggle("alone", !photo);
  if (photo) makeComparable(reveal);
  const show = async (/** @type {string} */ place, /** @type {string} */ url, /** @type {string} */ alt) => {
    Object.assign(part(view, place), { src: URL.createObjectURL(await client.download(at(url))), alt });
  };
  part(view, "badges").hidden = !card;
  await Promise.allSettled([
    show("person", avatar, t("result.portrait_of", words)),
    card && show("badge", card, t("result.badge", words)),
    photo && client.download(at(photo)).then((blob) => showPhoto(part(view, "pet"), URL.createObjectURL(blob), name, null, petBox)),
  ]);
  view.dataset.drawn = "";
}

/** @param {unknown} error @param {() => void} again */
function failedView(error, again) {
  const gone = error instanceof ApiProblem && kindOf(error) === "not-shared";
  const { title, detail, advice, label } = gone
    ? { title: t("friend.gone"), detail: t("friend.gone_detail"), advice: "", label: "" }
    : troubleOf(error);
  const view = copyOf("trouble-template");
  part(view, "picture").parentElement.remove();
  part(view, "file").textContent = t("start.eyebrow");
  part(view, "title").textContent = title;
  part(view, "detail").textContent = detail;
  part(view, "advice").textContent = advice;
  part(view, "act").hidden = !label;
  part(view, "act").textContent = label;
  part(view, "act").addEventListener("click", again);
  invite(part(view, "another"));
  say(`${title} ${detail}`);
  return view;
}

/** @param {string} url @returns {string} the whole address: those of the sample are within the page */
function at(url) {
  return new URL(url, document.baseURI).href;
}

/** @param {HTMLElement} link */
function invite(link) {
  link.textContent = t("friend.try");
  link.classList.remove("second");
}
