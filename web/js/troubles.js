// What went wrong, in words, and what can be done.

import { ApiProblem, detailOf, JobFailed, kindOf, StorageRefusal, Unreachable } from "./errors.js";
import { t, termOf } from "./language.js";

/**
 * @typedef {{title: string, detail: string, advice: string, act: "retry" | "key" | null, label?: string}} Trouble
 * The detail is the API's, in English.
 */

/** What the page can say of a failed job, by its kind. */
const ADVICE = [
  "no-pet-found", "unreadable-photo", "content-refused", "model-unsuitable", "cost-limit", "canceled",
];

/**
 * What to show for an error, and what can be done.
 * @param {unknown} error
 * @param {{photo: object | null, uploading: boolean}} [job] whether the photo is still at hand, so that it can be handed in
 *   again, and whether it was on its way
 * @returns {Trouble}
 */
export function troubleOf(error, { photo, uploading } = { photo: null, uploading: false }) {
  if (error instanceof JobFailed) return ofJob(error, photo !== null);
  if (error instanceof ApiProblem) return ofApi(error);
  if (error instanceof StorageRefusal) return ofStorage(error);
  if (error instanceof Unreachable) {
    const detail = uploading ? t("lost.upload") : detailOf(error);
    return { title: t("lost.title"), detail, advice: t("lost.advice"), act: "retry", label: t("act.go_on") };
  }
  throw error;
}

/** @param {{type: string, title: string}} error */
function titleOf(error) {
  return termOf(`problem.${kindOf(error)}`, error.title || t("problem.title"));
}

/** @param {JobFailed} error @param {boolean} hasPhoto @returns {Trouble} */
function ofJob(error, hasPhoto) {
  const [kind, shown] = [kindOf(error), { title: titleOf(error), detail: error.detail }];
  const again = hasPhoto ? { act: /** @type {const} */ ("retry"), label: t("act.again") } : { act: null };
  if (kind === "canceled") return { title: shown.title, detail: "", advice: t("advice.canceled"), ...again };
  if (error.retryable) return { ...shown, advice: t(hasPhoto ? "advice.retry" : "advice.hand_in"), ...again };
  return { ...shown, advice: t(ADVICE.includes(kind) ? `advice.${kind}` : "advice.other_photo"), act: null };
}

/** @param {ApiProblem} error @returns {Trouble} */
function ofApi(error) {
  const shown = { title: titleOf(error), detail: detailOf(error) };
  const goOn = { act: /** @type {const} */ ("retry"), label: t("act.go_on") };
  switch (error.status) {
    case 401:
    case 403:
      return { title: t("key.wrong"), detail: t("key.wrong_detail"), advice: t("key.wrong_advice"), act: "key", label: t("key.other") };
    case 404:
      return { ...shown, advice: t("advice.gone"), act: null };
    case 413:
      return { ...shown, advice: t("advice.smaller"), act: null };
    case 429:
      if (kindOf(error) === "quota-exceeded") return { ...shown, advice: t("advice.quota"), act: null };
      return { ...shown, title: t("busy.title"), advice: t("busy.advice"), ...goOn };
    default:
      return error.status >= 500
        ? { ...shown, advice: t("advice.our_side"), ...goOn, label: t("act.again") }
        : { ...shown, advice: t("advice.choose"), act: null };
  }
}

/** @param {StorageRefusal} error @returns {Trouble} */
function ofStorage(error) {
  if (error.code === "EntityTooLarge") {
    return { title: t("large.title"), detail: t("large.detail"), advice: t("advice.smaller"), act: null };
  }
  return { title: t("storage.title"), detail: detailOf(error), advice: t("storage.advice"), act: "retry", label: t("act.again") };
}
