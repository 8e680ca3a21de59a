// What can go wrong: the client's errors, in the page's words.

import { StorageRefusal, Unreachable, UnsuitablePhoto } from "../client/errors.js";
import { t } from "./language.js";

export { ApiProblem, JobFailed, StorageRefusal, Unreachable, UnsuitablePhoto } from "../client/errors.js";

/** A photo that can't be handed in unless it is made smaller. */
export class TooLarge extends UnsuitablePhoto {
  /** @param {File} file */
  constructor(file) {
    super(t("file.large", { file: file.name }));
  }
}

/**
 * @param {{type: string}} problem
 * @returns {string} the API's short name for it; nothing if it is none of the API's, but of its gateway
 */
export function kindOf({ type }) {
  return type.startsWith("urn:") ? type.split(":").at(-1) ?? "" : "";
}

/**
 * What is known of this case.
 * @param {any} error one of the client's
 * @returns {string} the API's own words, which are English, or the page's where there are none
 */
export function detailOf(error) {
  if (error instanceof Unreachable) return t("lost.api");
  if (error instanceof StorageRefusal) return t("storage.answer", { status: String(error.status), code: error.code });
  return error.detail || error.title || t("problem.answer", { status: String(error.status) });
}
