// All jobs of this tab, side by side.

import { byId, copyOf, part } from "./dom.js";
import { t } from "./language.js";
import { showPhoto } from "./photo.js";

/** @type {WeakMap<import("./job.js").Job, HTMLElement>} */
const items = new WeakMap();

/**
 * @param {import("./job.js").Job[]} jobs
 * @param {import("./job.js").Job | null} shown
 */
export function showStrip(jobs, shown) {
  const strip = byId("strip");
  strip.hidden = jobs.length < (shown ? 2 : 1);
  strip.querySelector(".button").hidden = shown === null;
  const list = strip.querySelector("ul");
  const present = jobs.map((job) => updated(job, job === shown));
  if (list.children.length !== present.length || present.some((item, at) => list.children[at] !== item)) {
    list.replaceChildren(...present);
  }
}

/** @param {import("./job.js").Job} job @param {boolean} current */
function updated(job, current) {
  const item = items.get(job) ?? copyOf("strip-template");
  items.set(job, item);
  const looks = `${job.shown} ${Boolean(job.results)}`;
  if (item.dataset.looks !== looks) showPhoto(part(item, "picture"), job.shown, "", null, job.results?.pet_box);
  item.dataset.looks = looks;
  const link = part(item, "link");
  link.href = `#job=${job.address}`;
  if (current) link.setAttribute("aria-current", "page");
  else link.removeAttribute("aria-current");
  part(item, "name").textContent = job.results?.identity.human_name ?? (job.name || job.photo?.file.name || t("job.nameless"));
  part(item, "state").textContent = state(job);
  return item;
}

/** @param {import("./job.js").Job} job */
function state(job) {
  if (job.results) return job.results.identity.job_title;
  if (job.error) return t("strip.back");
  if (!job.accepted) return t("strip.uploading", { share: Math.round(job.uploaded * 100) });
  return job.progress ? t("strip.review", { share: job.progress }) : t("strip.waiting");
}
