// How far a job is.

import { t } from "./language.js";

/** Until which progress of the API's each step is under way; the first ends when the photo is accepted. */
const UNTIL = Object.freeze([null, 5, 35, 55, 95, 100]);

/** How many steps there are. Each has a name, what is being done, and a remark of the personnel office. */
export const STEPS = UNTIL.length;

/**
 * The number of the step that is under way; all are done if it is the number of steps.
 * @param {{accepted: boolean, progress: number}} job
 * @returns {number}
 */
export function stepOf({ accepted, progress }) {
  if (!accepted) return 0;
  const at = UNTIL.findIndex((until) => until !== null && progress < until);
  return at < 0 ? STEPS : at;
}

/**
 * The progress to show: the API's, and what the clock says between two of its steps.
 * @param {import("./job.js").Job} job
 * @param {number} now in milliseconds
 * @returns {number} 0 to 100
 */
export function shareOf(job, now) {
  if (!job.accepted) return 10 * job.uploaded;
  const past = now - job.begun;
  const byClock = job.expected === null ? 0 : (100 * past) / (past + Math.max(job.expected - now, 1000));
  const until = UNTIL[stepOf(job)] ?? 100;
  return 10 + 0.9 * Math.max(job.progress, Math.min(byClock, until - 1));
}

/** @param {import("./job.js").Job} job @returns {string} what is being done now */
export function doing(job) {
  if (job.offline) return t("wait.offline");
  if (job.reconnecting) return t("wait.weak");
  if (!job.accepted && job.uploaded > 0) return t("wait.uploading", { share: Math.round(job.uploaded * 100) });
  return `${t(`now.${Math.min(stepOf(job), STEPS - 1)}`)} …`;
}
