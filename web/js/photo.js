// A photo that somebody chose: what it is by its first bytes, and how it is shown.

import { asJpeg } from "./convert.js";
import { TooLarge, WrongFile } from "./errors.js";
import { make } from "./dom.js";
import { frame } from "./frame.js";
import { refusalOf, SNIFFED_BYTES, typeOf } from "./formats.js";
import { t } from "./language.js";

const SMALL_PX = 480;

/** What the storage takes, if a deployment does not want less. */
const MAX_BYTES = 52_428_800;

/**
 * @typedef {{file: File, type: string, url: string, note: string}} Photo its content type, an address to show it from,
 *   and what to say of it, if there is something
 */

/**
 * @param {File} file
 * @returns {Promise<Photo>}
 * @throws {WrongFile} with words for the one who chose it
 */
export async function readPhoto(file) {
  const head = new Uint8Array(await file.slice(0, SNIFFED_BYTES).arrayBuffer());
  const type = typeOf(head);
  if (type === null) return converted(file, () => t("file.complaint", { file: file.name, complaint: refusalOf(head) }));
  if (file.size > MAX_BYTES) throw new TooLarge(file);
  return { file, type, url: URL.createObjectURL(file), note: "" };
}

/**
 * Redraws a photo as JPEG: it is too large, or only the browser can draw it.
 * @param {File} file
 * @param {() => string} complaint what to say if the browser can't draw it either
 * @returns {Promise<Photo>}
 * @throws {WrongFile} with that complaint
 */
export async function converted(file, complaint) {
  const jpeg = await asJpeg(file);
  if (jpeg === null || jpeg.size > MAX_BYTES) throw new WrongFile(complaint());
  return { file: jpeg, type: jpeg.type, url: URL.createObjectURL(jpeg), note: t("desk.converted", { file: file.name }) };
}

/**
 * Shows a picture in its place, or something friendly where the browser can't draw it.
 * @param {HTMLElement} place
 * @param {string | undefined} url
 * @param {string} alt
 * @param {(() => void) | null} [onUndrawable]
 * @param {import("./frame.js").PetBox} [petBox] where the pet is in it, if that is known
 */
export function showPhoto(place, url, alt, onUndrawable, petBox) {
  if (!url) {
    place.replaceChildren(undrawable(t("photo.elsewhere")));
    return;
  }
  const image = make("img", { src: url, alt });
  image.addEventListener("load", () => frame(image, petBox));
  image.addEventListener("error", () => {
    place.replaceChildren(undrawable(t("photo.undrawable")));
    onUndrawable?.();
  });
  place.replaceChildren(image);
}

/**
 * A small picture of a photo, to be shown again after a reload.
 * @param {string} url
 * @param {number} [side] the longer one, in pixels
 * @returns {Promise<string>} as a data URL
 */
export async function smallPicture(url, side = SMALL_PX) {
  const image = new Image();
  image.src = url;
  await image.decode();
  const scale = Math.min(1, side / Math.max(image.naturalWidth, image.naturalHeight));
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight].map((length) => Math.max(1, length * scale));
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/jpeg", 0.8);
}

/**
 * An address that the page's policy lets an image have.
 * @param {string} dataUrl
 * @returns {string} nothing if that is none
 */
export function addressOf(dataUrl) {
  try {
    const bytes = Uint8Array.from(atob(dataUrl.split(",")[1]), (letter) => letter.charCodeAt(0));
    return URL.createObjectURL(new Blob([bytes], { type: "image/jpeg" }));
  } catch {
    return "";
  }
}

/** @param {string} words */
function undrawable(words) {
  return make("div", { class: "undrawable" }, make("img", { src: "icon.svg", alt: "" }), make("small", {}, words));
}
