// What this tab remembers until it is closed: the key, and the jobs that were handed in.

const KEY = "petavatar.key";
const JOBS = "petavatar.jobs";
const PICTURE = "petavatar.picture.";

/** @typedef {{id: string, name: string}} Note one job: its id, and what the one who handed it in calls it */

/** @returns {string} the key, or nothing */
export function key() {
  return sessionStorage.getItem(KEY) ?? "";
}

/** @param {string} value */
export function keepKey(value) {
  sessionStorage.setItem(KEY, value);
}

/** @returns {Note[]} the jobs, the oldest first */
export function jobs() {
  return JSON.parse(sessionStorage.getItem(JOBS) ?? "[]");
}

/** @param {Note} note */
export function keepJob(note) {
  sessionStorage.setItem(JOBS, JSON.stringify([...jobs().filter(({ id }) => id !== note.id), note]));
}

/** @param {string} job @returns {string} a small picture of its photo, as a data URL, or nothing */
export function picture(job) {
  return sessionStorage.getItem(PICTURE + job) ?? "";
}

/** @param {string} job @param {string} dataUrl */
export function keepPicture(job, dataUrl) {
  try {
    sessionStorage.setItem(PICTURE + job, dataUrl);
  } catch {
    // The browser has no room for more: the photo comes with the results.
  }
}

/** @param {string} job */
export function forgetJob(job) {
  sessionStorage.removeItem(PICTURE + job);
  sessionStorage.setItem(JOBS, JSON.stringify(jobs().filter(({ id }) => id !== job)));
}

/**
 * Takes the key out of the address, before anybody sees it there or it gets into the history.
 * @returns {string} the key, or nothing
 */
export function takeKeyFromAddress() {
  const fragment = new URLSearchParams(location.hash.slice(1));
  const given = fragment.get("key");
  if (given === null) return "";
  fragment.delete("key");
  history.replaceState(null, "", `${location.pathname}${location.search}#${fragment}`);
  return given;
}

/** @returns {string} the id of the job that the address names, or nothing */
export function jobInAddress() {
  return new URLSearchParams(location.hash.slice(1)).get("job") ?? "";
}

/** @returns {string} the token of the shared result that the address names, or nothing */
export function sharedInAddress() {
  return new URLSearchParams(location.hash.slice(1)).get("s") ?? "";
}
