// What is asked, which key and whether to delete, and what is shown on top of the page.

import { byId, complain, part } from "./dom.js";
import { t } from "./language.js";
import { forgetKey, keepKey, key } from "./session.js";

/**
 * Asks for a key.
 * @param {string} [complaint] what is wrong with the one there is
 * @returns {Promise<boolean>} whether there is a new one
 */
export async function askKey(complaint = "") {
  const dialog = byId("key-dialog");
  const [field, remembered] = dialog.querySelectorAll("input");
  part(dialog, "forget").hidden = !key();
  complain(part(dialog, "complaint"), complaint);
  field.value = "";
  const answer = await answerOf(dialog);
  if (answer === "forget") forgetKey();
  if (answer !== "ok" || !field.value.trim()) return false;
  keepKey(field.value.trim(), remembered.checked);
  field.value = "";
  return true;
}

/** @returns {Promise<boolean>} whether to use the key of a link in place of the one that this tab has */
export async function askOtherKey() {
  return (await answerOf(byId("other-key-dialog"))) === "ok";
}

/**
 * @param {boolean} inList whether it may also just be taken off the list
 * @returns {Promise<string>} `ok` to delete, `forget` to take it off the list, else nothing to do
 */
export async function askErase(inList) {
  const dialog = byId("erase-dialog");
  part(dialog, "forget").hidden = !inList;
  return answerOf(dialog);
}

/** Shows the sheet of several people, to be saved. @param {Blob} sheet @param {string} names */
export async function showPeople(sheet, names) {
  const dialog = byId("people-dialog");
  const address = URL.createObjectURL(sheet);
  Object.assign(part(dialog, "picture"), { src: address, alt: t("people.alt", { names }) });
  part(dialog, "save").href = address;
  await answerOf(dialog);
  URL.revokeObjectURL(address);
}

/** @param {HTMLDialogElement} dialog @returns {Promise<string>} the value of the button, or nothing */
async function answerOf(dialog) {
  // A link can be opened while the question that the last one raised is still there.
  if (dialog.open) return "";
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue), { once: true }));
}
