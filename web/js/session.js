// The key, which stays in this tab unless its owner says otherwise, and what the address says.

const KEY = "petavatar.key";
/** In place of a token: the page's own sample. */
export const SAMPLE = "sample";

/** @returns {string} the key, or nothing */
export function key() {
  return sessionStorage.getItem(KEY) ?? localStorage.getItem(KEY) ?? "";
}

/**
 * @param {string} value
 * @param {boolean} [remembered] whether this device remembers it when the tab is closed
 */
export function keepKey(value, remembered = false) {
  forgetKey();
  (remembered ? localStorage : sessionStorage).setItem(KEY, value);
}

export function forgetKey() {
  sessionStorage.removeItem(KEY);
  localStorage.removeItem(KEY);
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
