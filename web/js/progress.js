// A job on its way.

import { copyOf, make, part, say } from "./dom.js";
import { showPhoto } from "./photo.js";
import { STEPS, stepOf } from "./words.js";

export class ProgressView {
  #step = -1;

  /** @param {import("./job.js").Job} job */
  constructor(job) {
    this.element = copyOf("progress-template");
    showPhoto(part(this.element, "picture"), job.shown, "The photo that was handed in");
    part(this.element, "title").textContent = job.name ? `${job.name} is being interviewed` : "The interview is on";
    part(this.element, "steps").append(...STEPS.map(({ label }) => make("li", {}, label)));
  }

  /** @param {import("./job.js").Job} job */
  update(job) {
    const step = stepOf(job);
    part(this.element, "file").textContent = fileNumber(job);
    part(this.element, "bar").value = job.accepted ? 10 + 0.9 * job.progress : 10 * job.uploaded;
    part(this.element, "now").textContent = doing(job, step);
    [...part(this.element, "steps").children].forEach((item, number) => {
      item.classList.toggle("done", number < step);
      if (number === step) item.setAttribute("aria-current", "step");
      else item.removeAttribute("aria-current");
    });
    if (step !== this.#step) say(doing(job, step));
    this.#step = step;
  }
}

/** @param {import("./job.js").Job} job */
export function fileNumber(job) {
  return job.id ? `File ${job.id.slice(0, 8)}` : "New application";
}

/** @param {import("./job.js").Job} job @param {number} step */
function doing(job, step) {
  if (job.reconnecting) return "The connection is weak. Asking again …";
  if (!job.accepted && job.uploaded > 0) return `Handing in the photo: ${Math.round(job.uploaded * 100)} %`;
  return `${STEPS[Math.min(step, STEPS.length - 1)].now} …`;
}
