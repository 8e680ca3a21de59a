// What a photo is by its first bytes. The server looks closer: at a camera's raw files, for instance.

import { UnsuitablePhoto } from "./errors.js";

const SNIFFED_BYTES = 64;
const HEIC = ["heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs"];
const AVIF = ["avif", "avis"];

/** @type {[string, RegExp][]} */
const MARKS = [
  ["image/jpeg", /^\xff\xd8\xff/],
  ["image/png", /^\x89PNG\r\n\x1a\n/],
  ["image/gif", /^GIF8[79]a/],
  ["image/webp", /^RIFF[^]{4}WEBP/],
  ["image/bmp", /^BM/],
  ["image/tiff", /^(II[*+]\0|MM\0[*+])/],
];

/**
 * The content type of a photo, whatever its name or declared type is.
 * @param {Blob} photo
 * @returns {Promise<string>}
 */
export async function contentTypeOf(photo) {
  const head = String.fromCharCode(...new Uint8Array(await photo.slice(0, SNIFFED_BYTES).arrayBuffer()));
  const found = MARKS.find(([, mark]) => mark.test(head))?.[0] ?? typeOfBrands(head);
  if (found === null) {
    throw new UnsuitablePhoto("The content of the file is not JPEG, PNG, HEIC, WebP, AVIF, GIF, BMP or TIFF.");
  }
  return found;
}

/** @param {string} head */
function typeOfBrands(head) {
  if (head.slice(4, 8) !== "ftyp") return null;
  const size = [...head.slice(0, 4)].reduce((number, character) => number * 256 + character.charCodeAt(0), 0);
  const brands = [head.slice(8, 12), ...(head.slice(16, Math.min(size, head.length)).match(/[^]{4}/g) ?? [])];
  const known = brands.find((brand) => HEIC.includes(brand) || AVIF.includes(brand));
  if (known === undefined) return null;
  return HEIC.includes(known) ? "image/heic" : "image/avif";
}
