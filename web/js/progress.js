// A job on its way.

import { copyOf, make, part, say } from "./dom.js";
import { showPhoto } from "./photo.js";
import { t } from "./language.js";
import { doing, shareOf, stepOf, STEPS } from "./stages.js";

export class ProgressView {
  #step = -1;

  /** @param {import("./job.js").Job} job */
  constructor(job) {
    this.element = copyOf("progress-template");
    showPhoto(part(this.element, "picture"), job.shown, t("photo.handed_in"));
    part(this.element, "title").textContent = job.name ? t("wait.title_named", { name: job.name }) : t("wait.title");
    part(this.element, "steps").append(...Array.from({ length: STEPS }, (_, step) => make("li", {}, t(`step.${step}`))));
  }

  /** @param {import("./job.js").Job} job */
  update(job) {
    const step = stepOf(job);
    part(this.element, "file").textContent = fileNumber(job);
    part(this.element, "bar").value = shareOf(job, Date.now());
    part(this.element, "now").textContent = doing(job);
    [...part(this.element, "steps").children].forEach((item, number) => {
      item.classList.toggle("done", number < step);
      if (number === step) item.setAttribute("aria-current", "step");
      else item.removeAttribute("aria-current");
    });
    if (step !== this.#step) say(doing(job));
    this.#step = step;
  }
}

/** @param {import("./job.js").Job} job */
export function fileNumber(job) {
  return job.id ? t("job.file", { number: job.id.slice(0, 8) }) : t("job.new");
}
