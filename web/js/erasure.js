// Deletes a job, or says in words why that did not happen.

import { ApiProblem, ConnectionLost } from "./errors.js";
import { day } from "./result.js";

/**
 * @param {import("./api.js").Api} api
 * @param {import("./job.js").Job} job with results
 * @returns {Promise<string>} a complaint, or nothing if the job is gone
 */
export async function eraseWords(api, job) {
  const byItself = `By itself everything goes on ${day(job.results.expires_at)}.`;
  try {
    await api.erase(job.id);
    return "";
  } catch (error) {
    if (error instanceof ConnectionLost) {
      return `That did not get through: you are offline, or this deployment deletes nothing on request. ${byItself}`;
    }
    if (!(error instanceof ApiProblem)) throw error;
    if (error.kind === "job-not-found") return "";
    if (error.status === 409) return `It is still being worked on. Try again in ${error.retryAfter ?? 30} seconds.`;
    if (error.status === 401) return "The key was not accepted. Enter another one at the top of the page, then try again.";
    if ([404, 405].includes(error.status)) return `This deployment deletes nothing on request. ${byItself}`;
    return `That did not work: ${error.message} Try again in a moment. ${byItself}`;
  }
}
