// How far a job is, and what went wrong, in words.

import { ApiProblem, ConnectionLost, JobFailed, StorageRefusal } from "./errors.js";

/** What there is to do, each with the progress at which the API says that it is done (0: handed in, null: uploaded). */
export const STEPS = Object.freeze([
  { label: "Photo handed in", until: null, now: "Handing in the photo" },
  { label: "A desk is free", until: 5, now: "Waiting for a free desk" },
  { label: "Photo looked at", until: 35, now: "Looking your pet in the eye" },
  { label: "Career found", until: 55, now: "Going through the vacancies" },
  { label: "Portrait and biography", until: 95, now: "Drawing the portrait, writing the biography" },
  { label: "File signed", until: 100, now: "Signing the file" },
]);

/**
 * The number of the step that is under way; all are done if it is the number of steps.
 * @param {{accepted: boolean, progress: number}} job
 * @returns {number}
 */
export function stepOf({ accepted, progress }) {
  if (!accepted) return 0;
  const at = STEPS.findIndex(({ until }) => until !== null && progress < until);
  return at < 0 ? STEPS.length : at;
}

/** @typedef {{title: string, detail: string, advice: string, act: "retry" | "key" | null, label?: string}} Trouble */

/**
 * What to show for an error, and what can be done.
 * @param {unknown} error
 * @param {boolean} hasPhoto whether the photo is still at hand, so that it can be handed in again
 * @returns {Trouble}
 */
export function troubleOf(error, hasPhoto) {
  if (error instanceof JobFailed) return ofJob(error, hasPhoto);
  if (error instanceof ApiProblem) return ofApi(error);
  if (error instanceof StorageRefusal) return ofStorage(error);
  if (error instanceof ConnectionLost) {
    return {
      title: "The connection was lost",
      detail: error.message,
      advice: "Nothing is lost: check that you are online, and go on where it broke off.",
      act: "retry",
      label: "Go on",
    };
  }
  throw error;
}

/** @param {JobFailed} error @param {boolean} hasPhoto @returns {Trouble} */
function ofJob(error, hasPhoto) {
  const shown = { title: error.title, detail: error.message };
  if (error.retryable && hasPhoto) {
    return { ...shown, advice: "The same photo may well succeed another time.", act: "retry", label: "Try again" };
  }
  if (error.retryable) return { ...shown, advice: "Hand the same photo in again: it may well succeed.", act: null };
  const advice = {
    "no-pet-found": "One pet, near, in good light, face in view: that is all we ask of applicants.",
    "unreadable-photo": "Open the photo, save it as JPEG, and hand that in.",
    "content-refused": "Try another photo, one that shows only the pet.",
    "model-unsuitable": "The photo is fine: the people who run this service have to put this right.",
    "cost-limit": "The photo is fine: its job was stopped before it cost more than the people who run this service allow.",
  };
  return { ...shown, advice: advice[error.kind] ?? "Trying this photo again would not help: take another.", act: null };
}

/** @param {ApiProblem} error @returns {Trouble} */
function ofApi(error) {
  const shown = { title: error.title, detail: error.message };
  switch (error.status) {
    case 401:
    case 403:
      return {
        title: "This key opens nothing here",
        detail: "The API did not accept the key.",
        advice: "Keys start with pa_ and end with their deployment: copy the one that you were given last.",
        act: "key",
        label: "Enter another key",
      };
    case 404:
      return {
        ...shown,
        advice: "Files are kept for seven days, and some are deleted earlier. Hand the photo in again for a new one.",
        act: null,
      };
    case 413:
      return { ...shown, advice: "Save the photo smaller, up to 50 MB, and hand that in.", act: null };
    case 429:
      if (error.kind === "quota-exceeded") {
        return { ...shown, advice: "Hand the photo in again then, or ask for another key.", act: null };
      }
      return { ...shown, title: "Too many at once", advice: "Wait a minute, then go on.", act: "retry", label: "Go on" };
    default:
      return error.status >= 500
        ? { ...shown, advice: "That is on our side. Try again in a moment.", act: "retry", label: "Try again" }
        : { ...shown, advice: "Choose the photo again, or another one.", act: null };
  }
}

/** @param {StorageRefusal} error @returns {Trouble} */
function ofStorage(error) {
  if (error.code === "EntityTooLarge") {
    return {
      title: "The photo is too large",
      detail: "The storage takes photos of up to 50 MB.",
      advice: "Save it smaller, and hand that in.",
      act: null,
    };
  }
  return {
    title: "The storage did not take it",
    detail: error.message,
    advice: "Upload addresses run out after fifteen minutes; trying again asks for a new one.",
    act: "retry",
    label: "Try again",
  };
}

/**
 * A dimension's name, or another of the API's words, as people write it.
 * @param {string} name
 */
export function spoken(name) {
  return name.replaceAll("_", " ");
}

/** @param {string} text */
export function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
