// The same pet again, but different: what to change, and before and after side by side.

import { GROUPS } from "./dimensions.js";
import { byId, complain, make, part } from "./dom.js";
import { ApiProblem, detailOf, kindOf, Unreachable } from "./errors.js";
import { t, termOf } from "./language.js";
import * as memory from "./memory.js";

const CHOICES = ["style", "background", "pronouns", "age_range"];

/** @param {HTMLElement} view @param {import("./job.js").Job} job with results */
export function offerAgain(view, job) {
  const form = part(view, "again");
  const scores = job.results.pet_analysis.personality_traits;
  /** @type {string[]} */
  const first = job.results.career.draws_on.map((/** @type {any} */ { dimension }) => dimension);
  const others = Object.values(GROUPS).flat().filter((name) => !first.includes(name));
  part(view, "again-choices").append(...CHOICES.map(choice));
  part(view, "sliders").append(...first.map((name) => slider(name, scores[name])));
  part(view, "other-sliders").append(...others.map((name) => slider(name, scores[name])));
  form.addEventListener("submit", (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const change = /** @type {HTMLButtonElement} */ (event.submitter)?.value;
    vary(view, job, change ? { change } : changesOf(form, scores));
  });
}

/** @param {HTMLElement} view @param {import("./job.js").Job} job @param {object} changes */
async function vary(view, job, changes) {
  const complaint = part(view, "again-complaint");
  complain(complaint, "");
  if (Object.keys(changes).length === 0) {
    complain(complaint, t("again.nothing"));
    return;
  }
  const buttons = part(view, "again").querySelectorAll("button");
  for (const button of buttons) button.disabled = true;
  try {
    const id = await job.vary(changes);
    remember(id, job);
    location.hash = `job=${id}`;
  } catch (error) {
    complain(complaint, wordsFor(error));
  }
  for (const button of buttons) button.disabled = false;
}

/** The pet is the same: its picture need not be fetched to be shown. @param {string} id @param {import("./job.js").Job} job */
function remember(id, { name, box, ends, id: source }) {
  memory.keepNote({ id, name, box, ends, begun: Date.now() });
  memory.keepPicture("pet", id, memory.picture("pet", source));
}

/** @param {unknown} error */
function wordsFor(error) {
  if (error instanceof Unreachable) return t("again.lost");
  if (!(error instanceof ApiProblem)) throw error;
  // A gateway knows no problems of ours: this deployment is older than the page.
  if (kindOf(error) === "" && [403, 404, 405].includes(error.status)) return t("again.never");
  return termOf(`problem.${kindOf(error)}`, detailOf(error));
}

/** @param {HTMLFormElement} form @param {Record<string, number>} scores as they are now */
function changesOf(form, scores) {
  /** @type {Record<string, any>} */
  const changes = {};
  /** @type {Record<string, number>} */
  const dimensions = {};
  for (const [name, value] of new FormData(form)) {
    if (name in scores) {
      if (Number(value) !== scores[name]) dimensions[name] = Number(value);
    } else if (value) changes[name] = value;
  }
  return Object.keys(dimensions).length ? { ...changes, dimensions } : changes;
}

/** The desk's own field, whose empty choice means here that nothing changes. @param {string} name */
function choice(name) {
  const field = /** @type {HTMLElement} */ (byId("desk").querySelector(`[name=${name}]`).closest("label").cloneNode(true));
  const select = /** @type {HTMLSelectElement} */ (field.querySelector("select"));
  select.options[0].textContent = t("again.same");
  select.value = "";
  return field;
}

/** @param {string} name @param {number} score */
function slider(name, score) {
  const input = make("input", { type: "range", min: "0", max: "100", value: String(score), name });
  const output = make("output", {}, String(score));
  input.addEventListener("input", () => (output.textContent = /** @type {HTMLInputElement} */ (input).value));
  return make("label", {}, make("span", {}, termOf(`dimension.${name}`, name)), output, input);
}

/**
 * Shows a variation beside what it was made from, as long as that exists.
 * @param {HTMLElement} view
 * @param {import("./job.js").Job} job with results
 * @param {Blob} portrait
 */
export async function showBefore(view, job, portrait) {
  if (!job.results.source_job_id) return;
  try {
    const source = await job.source();
    const before = await job.download(source.avatar_url);
    for (const [name, picture, { identity }] of /** @type {const} */ ([["source", before, source], ["made", portrait, job.results]])) {
      const words = `${identity.human_name}, ${identity.job_title}`;
      Object.assign(part(view, `${name}-picture`), { src: URL.createObjectURL(picture), alt: words });
      part(view, `${name}-words`).textContent = words;
    }
    part(view, "source").href = `#job=${source.job_id}`;
    part(view, "before").hidden = false;
  } catch {
    // It was deleted: the variation stands for itself.
  }
}
