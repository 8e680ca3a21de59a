// A job that came back: why, and what to do.

import { copyOf, part, say } from "./dom.js";
import { ApiProblem } from "./errors.js";
import { t } from "./language.js";
import { showPhoto } from "./photo.js";
import { fileNumber } from "./progress.js";
import { troubleOf } from "./troubles.js";

/**
 * @param {import("./job.js").Job} job with an error
 * @param {{retry: () => void, key: () => void}} acts
 * @returns {HTMLElement}
 */
export function troubleView(job, acts) {
  const { title, detail, advice, act, label = "" } = troubleOf(job.error, job);
  const view = copyOf("trouble-template");
  showPhoto(part(view, "picture"), job.shown, t("photo.handed_in"));
  part(view, "file").textContent = fileNumber(job);
  part(view, "title").textContent = title;
  part(view, "detail").textContent = detail;
  part(view, "advice").textContent = advice;
  part(view, "reference").textContent =
    job.error instanceof ApiProblem && job.error.requestId ? t("trouble.reference", { id: job.error.requestId }) : "";
  const button = part(view, "act");
  button.hidden = act === null;
  button.textContent = label;
  if (act) button.addEventListener("click", acts[act]);
  say(`${title}. ${advice}`);
  return view;
}
