// Two questions: which key, and whether to delete.

import { byId, complain, part } from "./dom.js";
import { key, keepKey } from "./session.js";

/**
 * Asks for a key.
 * @param {string} [complaint] what is wrong with the one there is
 * @returns {Promise<boolean>} whether there is a new one
 */
export async function askKey(complaint = "") {
  const dialog = byId("key-dialog");
  const field = dialog.querySelector("input");
  complain(part(dialog, "complaint"), complaint);
  field.value = "";
  if ((await answerOf(dialog)) !== "ok" || !field.value.trim()) return false;
  keepKey(field.value.trim());
  field.value = "";
  nameKeyButton();
  return true;
}

/** @returns {Promise<boolean>} whether to delete */
export async function askErase() {
  return (await answerOf(byId("erase-dialog"))) === "ok";
}

/** Says on the button whether there is a key. */
export function nameKeyButton() {
  byId("key-button").textContent = key() ? "Change key" : "Enter key";
}

/** @param {HTMLDialogElement} dialog @returns {Promise<string>} the value of the button, or nothing */
function answerOf(dialog) {
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue), { once: true }));
}
