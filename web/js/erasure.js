// Deletes a job, or says in words why that did not happen.

import { ApiProblem, detailOf, kindOf, Unreachable } from "./errors.js";
import { day, t } from "./language.js";

/**
 * @param {import("./api.js").Connect} connect
 * @param {import("./job.js").Job} job
 * @returns {Promise<string>} a complaint, or nothing if the job is gone
 */
export async function eraseWords(connect, job) {
  const byItself = t("erase.by_itself", { day: day(job.ends) });
  try {
    await (await connect()).erase(job.id);
    return "";
  } catch (error) {
    if (error instanceof Unreachable) {
      return t("erase.lost", { byItself });
    }
    if (!(error instanceof ApiProblem)) throw error;
    if (kindOf(error) === "job-not-found") return "";
    if (error.status === 409) return t("erase.busy", { count: error.retryAfter ?? 30 });
    if (error.status === 401) return t("erase.key");
    if ([404, 405].includes(error.status)) return t("erase.never", { byItself });
    return t("erase.failed", { message: detailOf(error), byItself });
  }
}
