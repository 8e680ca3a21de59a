// A photo that somebody chose: what it is by its first bytes, and how it is shown.

import { WrongFile } from "./errors.js";
import { make } from "./dom.js";
import { refusalOf, SNIFFED_BYTES, typeOf } from "./formats.js";

/** @typedef {{file: File, type: string, url: string}} Photo its content type, and an address to show it from */

/**
 * @param {File} file
 * @returns {Promise<Photo>}
 * @throws {WrongFile} with words for the one who chose it
 */
export async function readPhoto(file) {
  const head = new Uint8Array(await file.slice(0, SNIFFED_BYTES).arrayBuffer());
  const type = typeOf(head);
  if (type === null) throw new WrongFile(`“${file.name}”: ${refusalOf(head)}`);
  return { file, type, url: URL.createObjectURL(file) };
}

/**
 * Shows a picture in its place, or something friendly where the browser can't draw it.
 * @param {HTMLElement} place
 * @param {string | undefined} url
 * @param {string} alt
 * @param {() => void} [onUndrawable]
 */
export function showPhoto(place, url, alt, onUndrawable) {
  if (!url) {
    place.replaceChildren(undrawable("The photo stayed where it was handed in"));
    return;
  }
  const image = make("img", { src: url, alt });
  image.addEventListener("error", () => {
    place.replaceChildren(undrawable("Your browser can’t draw this photo. We can read it, though"));
    onUndrawable?.();
  });
  place.replaceChildren(image);
}

/** @param {string} words */
function undrawable(words) {
  return make("div", { class: "undrawable" }, make("img", { src: "icon.svg", alt: "" }), make("small", {}, words));
}
