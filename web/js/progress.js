// A job on its way.

import { ask, canAsk, isAllowed } from "./bell.js";
import { copyOf, make, part, say } from "./dom.js";
import { Findings } from "./findings.js";
import { duration, percent, t } from "./language.js";
import { showPhoto } from "./photo.js";
import { doing, shareOf, stepOf, STEPS } from "./stages.js";

const TICK_MS = 1000;

export class ProgressView {
  #step = -1;
  #findings;
  #job;

  /** @param {import("./job.js").Job} job */
  constructor(job) {
    this.#job = job;
    this.element = copyOf("progress-template");
    this.#findings = new Findings(this.element);
    showPhoto(part(this.element, "picture"), job.shown, t("photo.handed_in"));
    part(this.element, "title").textContent = job.name ? t("wait.title_named", { name: job.name }) : t("wait.title");
    part(this.element, "steps").append(...Array.from({ length: STEPS }, (_, step) => make("li", {}, t(`step.${step}`))));
    part(this.element, "cancel").addEventListener("click", () => this.#cancel());
    this.#offerBell(part(this.element, "bell"));
    const ticking = setInterval(() => (this.element.isConnected ? this.#tick() : clearInterval(ticking)), TICK_MS);
  }

  update() {
    const job = this.#job;
    const step = stepOf(job);
    part(this.element, "file").textContent = fileNumber(job);
    part(this.element, "now").textContent = doing(job);
    part(this.element, "cancel").hidden = !job.accepted;
    [...part(this.element, "steps").children].forEach((item, number) => {
      item.classList.toggle("done", number < step);
      if (number === step) item.setAttribute("aria-current", "step");
      else item.removeAttribute("aria-current");
    });
    if (step !== this.#step) {
      say(doing(job));
      part(this.element, "remark").textContent = t(`remark.${Math.min(step, STEPS - 1)}`);
    }
    this.#step = step;
    this.#findings.update(job);
    this.#tick();
  }

  /** What changes by the clock alone. */
  #tick() {
    const now = Date.now();
    const share = shareOf(this.#job, now);
    part(this.element, "bar").value = share;
    part(this.element, "elapsed").textContent = t("wait.elapsed", { time: clock(now - this.#job.begun) });
    part(this.element, "left").textContent = leftOf(this.#job, now);
    document.title = `${percent(share)} · ${this.#job.name || fileNumber(this.#job)} – PetAvatar`;
  }

  async #cancel() {
    const button = part(this.element, "cancel");
    button.disabled = true;
    button.textContent = t("wait.canceling");
    try {
      await this.#job.cancel();
    } catch {
      button.disabled = false;
      button.textContent = t("wait.cancel");
      say(t("wait.not_canceled"));
    }
  }

  /** @param {HTMLButtonElement} bell */
  #offerBell(bell) {
    bell.hidden = !canAsk();
    if (isAllowed()) part(this.element, "bell-state").textContent = t("wait.bell_on");
    bell.addEventListener("click", async () => {
      const allowed = await ask();
      bell.hidden = true;
      part(this.element, "bell-state").textContent = t(allowed ? "wait.bell_on" : "wait.bell_off");
    });
  }
}

/** @param {import("./job.js").Job} job */
export function fileNumber(job) {
  return job.id ? t("job.file", { number: job.id.slice(0, 8) }) : t("job.new");
}

/** @param {import("./job.js").Job} job @param {number} now */
function leftOf({ expected }, now) {
  if (expected === null) return "";
  return expected - now > 2000 ? t("wait.left", { time: duration((expected - now) / 1000) }) : t("wait.soon");
}

/** @param {number} milliseconds @returns {string} minutes and seconds */
function clock(milliseconds) {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
