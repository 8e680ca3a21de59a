// All that the first view does without: the views of jobs and the questions, with their templates and styles.

import { translate } from "./language.js";
// They are imported where they are used. Here they come before they are needed.
import "../client/connection.js";
import "../client/requests.js";
import "./reading.js";

export { askErase, askKey, askOtherKey, showPeople } from "./dialogs.js";
export { eraseWords } from "./erasure.js";
export { friendView } from "./friend.js";
export { sheetOf } from "./people.js";
export { ProgressView } from "./progress.js";
export { resultView } from "./result.js";
export { troubleView } from "./trouble.js";

const TEMPLATES = "views.html";
const STYLES = ["css/job.css", "css/result.css", "css/again.css"];

/** @type {Promise<void> | null} */
let opening = null;

/** Fetches what is missing; asked again after a failure, it tries again. */
export function opened() {
  opening ??= Promise.all([addTemplates(), ...STYLES.map(addStyle)]).then(
    () => {},
    (error) => {
      opening = null;
      throw error;
    },
  );
  return opening;
}

async function addTemplates() {
  const views = await documentAt(TEMPLATES);
  translate(views);
  document.body.append(...views.body.children);
}

/**
 * The browser parses what the server sends: scripts may turn no text into markup.
 * @param {string} address
 * @returns {Promise<Document>}
 */
function documentAt(address) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("GET", address);
    request.responseType = "document";
    request.onload = () => (request.status === 200 ? resolve(request.response) : reject(new Error(`${address}: ${request.status}`)));
    request.onerror = () => reject(new Error(`${address} could not be fetched.`));
    request.send();
  });
}

/** @param {string} address @returns {Promise<void>} */
function addStyle(address) {
  if (document.querySelector(`link[href="${address}"]`)) return Promise.resolve();
  const link = document.createElement("link");
  return new Promise((resolve, reject) => {
    link.addEventListener("load", () => resolve());
    link.addEventListener("error", () => {
      link.remove();
      reject(new Error(`${address} could not be fetched.`));
    });
    link.rel = "stylesheet";
    link.href = address;
    document.head.append(link);
  });
}
