// A photo that somebody chose: what it is by its first bytes, and what to say if it can't be used.

import { refusalOf, SNIFFED_BYTES, typeOf } from "../client/formats.js";
import { asJpeg } from "./convert.js";
import { TooLarge, UnsuitablePhoto } from "./errors.js";
import { t } from "./language.js";

/** What the storage takes, if a deployment does not want less. */
const MAX_BYTES = 52_428_800;

/**
 * @typedef {{file: File, type: string, url: string, note: string}} Photo its content type, an address to show it from,
 *   and what to say of it, if there is something
 */

/**
 * @param {File} file
 * @returns {Promise<Photo>}
 * @throws {UnsuitablePhoto} with words for the one who chose it
 */
export async function readPhoto(file) {
  const head = new Uint8Array(await file.slice(0, SNIFFED_BYTES).arrayBuffer());
  const type = typeOf(head);
  if (type === null) return converted(file, () => t("file.complaint", { file: file.name, complaint: wordsFor(refusalOf(head)) }));
  if (file.size > MAX_BYTES) throw new TooLarge(file);
  return { file, type, url: URL.createObjectURL(file), note: "" };
}

/**
 * Redraws a photo as JPEG: it is too large, or only the browser can draw it.
 * @param {File} file
 * @param {() => string} complaint what to say if the browser can't draw it either
 * @returns {Promise<Photo>}
 * @throws {UnsuitablePhoto} with that complaint
 */
export async function converted(file, complaint) {
  const jpeg = await asJpeg(file);
  if (jpeg === null || jpeg.size > MAX_BYTES) throw new UnsuitablePhoto(complaint());
  return { file: jpeg, type: jpeg.type, url: URL.createObjectURL(jpeg), note: t("desk.converted", { file: file.name }) };
}

/** @param {import("../client/formats.js").Refused} refused */
function wordsFor({ what, advice }) {
  if (what === "empty") return t("file.empty");
  if (what === "") return t("file.other");
  const known = what === what.toLowerCase() ? t(`file.${what}`) : t("file.camera", { name: what });
  return t("file.refused", { what: known, advice: t(`file.${advice}`) });
}
