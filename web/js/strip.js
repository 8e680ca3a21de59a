// All jobs that this browser knows: side by side above the one that is shown, else as a gallery below the desk.

import { byId, complain, copyOf, part } from "./dom.js";
import { t } from "./language.js";
import { showPhoto } from "./photo.js";

/** @type {WeakMap<import("./job.js").Job, HTMLElement>} */
const items = new WeakMap();

/**
 * @param {import("./job.js").Job[]} jobs the oldest first
 * @param {import("./job.js").Job | null} shown
 * @param {(job: import("./job.js").Job) => void} onDelete
 */
export function showStrip(jobs, shown, onDelete) {
  const strip = byId("strip");
  strip.hidden = jobs.length < (shown ? 2 : 1);
  strip.classList.toggle("gallery", shown === null);
  for (const name of ["heading", "kept", "forget"]) part(strip, name).hidden = shown !== null;
  part(strip, "another").hidden = shown === null;
  part(strip, "sheet").hidden = jobs.filter(isFinished).length < 2;
  if (shown) complain(part(strip, "complaint"), "");
  const list = /** @type {HTMLElement} */ (strip.querySelector("ul"));
  const present = jobs.map((job) => updated(job, job === shown, onDelete));
  if (!shown) present.reverse();
  if (list.children.length !== present.length || present.some((item, at) => list.children[at] !== item)) {
    list.replaceChildren(...present);
  }
}

/** @param {import("./job.js").Job} job */
export function isFinished(job) {
  return job.results !== null || job.ended;
}

/** @param {import("./job.js").Job} job @param {boolean} current @param {(job: import("./job.js").Job) => void} onDelete */
function updated(job, current, onDelete) {
  const item = items.get(job) ?? made(job, onDelete);
  const looks = `${job.shown} ${Boolean(job.box)}`;
  if (item.dataset.looks !== looks) showPhoto(part(item, "picture"), job.shown, "", null, job.box);
  item.dataset.looks = looks;
  const face = part(item, "face");
  face.hidden = !job.face;
  if (job.face && face.getAttribute("src") !== job.face) face.src = job.face;
  const link = part(item, "link");
  link.href = `#job=${job.address}`;
  if (current) link.setAttribute("aria-current", "page");
  else link.removeAttribute("aria-current");
  const name = job.person || job.name || job.photo?.file.name || t("job.nameless");
  part(item, "name").textContent = name;
  part(item, "state").textContent = state(job);
  part(item, "delete").hidden = !job.id;
  part(item, "delete").setAttribute("aria-label", t("strip.delete", { name }));
  return item;
}

/** @param {import("./job.js").Job} job @param {(job: import("./job.js").Job) => void} onDelete */
function made(job, onDelete) {
  const item = copyOf("strip-template");
  items.set(job, item);
  part(item, "delete").addEventListener("click", () => onDelete(job));
  return item;
}

/** @param {import("./job.js").Job} job */
function state(job) {
  if (isFinished(job)) return job.title;
  if (job.error) return t("strip.back");
  if (!job.accepted) return t("strip.uploading", { share: Math.round(job.uploaded * 100) });
  return job.progress ? t("strip.review", { share: job.progress }) : t("strip.waiting");
}
