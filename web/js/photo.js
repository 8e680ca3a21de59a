// A photo that somebody chose: what it is by its first bytes, and how it is shown.

import { WrongFile } from "./errors.js";
import { make } from "./dom.js";

const SNIFFED_BYTES = 256;
// Brands of HEVC-coded images (ISO/IEC 23008-12, annex B), as the API recognises them.
const HEIC_BRANDS = ["heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs"];

/** @typedef {{file: File, type: string, url: string}} Photo its content type, and an address to show it from */

/**
 * @param {File} file
 * @returns {Promise<Photo>}
 * @throws {WrongFile} with words for the one who chose it
 */
export async function readPhoto(file) {
  if (file.size === 0) throw new WrongFile(`“${file.name}” is empty. Choose it again from where it was saved first.`);
  const head = new Uint8Array(await file.slice(0, SNIFFED_BYTES).arrayBuffer());
  const type = typeOf(head);
  if (type === null) {
    throw new WrongFile(`“${file.name}” is not a JPEG, PNG or HEIC photo. Save it as JPEG, then choose it again.`);
  }
  return { file, type, url: URL.createObjectURL(file) };
}

/**
 * @param {Uint8Array} head the first bytes of a file
 * @returns {string | null} its content type, if it is one of the three
 */
function typeOf(head) {
  const text = String.fromCharCode(...head);
  if (text.startsWith("\xff\xd8\xff")) return "image/jpeg";
  if (text.startsWith("\x89PNG\r\n\x1a\n")) return "image/png";
  if (text.slice(4, 8) !== "ftyp") return null;
  const size = Math.min(new DataView(head.buffer).getUint32(0), text.length);
  const brands = [text.slice(8, 12)];
  for (let at = 16; at < size; at += 4) brands.push(text.slice(at, at + 4));
  return brands.some((brand) => HEIC_BRANDS.includes(brand)) ? "image/heic" : null;
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
