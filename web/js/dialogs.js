// Three questions: which key, whether to take a link's key, and whether to delete.

import { byId, complain, part } from "./dom.js";
import { keepKey } from "./session.js";

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
  return true;
}

/** @returns {Promise<boolean>} whether to use the key of a link in place of the one that this tab has */
export async function askOtherKey() {
  return (await answerOf(byId("other-key-dialog"))) === "ok";
}

/** @returns {Promise<boolean>} whether to delete */
export async function askErase() {
  return (await answerOf(byId("erase-dialog"))) === "ok";
}

/** @param {HTMLDialogElement} dialog @returns {Promise<string>} the value of the button, or nothing */
async function answerOf(dialog) {
  // A link can be opened while the question that the last one raised is still there.
  if (dialog.open) return "";
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue), { once: true }));
}
