// A photo before it is sent: its content type, or why it would be refused, in the server's words.

import { UnsuitablePhoto } from "./errors.js";
import { refusalOf, SNIFFED_BYTES, typeOf } from "./formats.js";

const PHOTO = "Please upload a photo";

/** @type {Record<string, string>} */
const KINDS = {
  jxl: "a JPEG XL image",
  jp2: "a JPEG 2000 image",
  mov: "a video (QuickTime)",
  mp4: "a video (MP4)",
  webm: "a video (WebM or Matroska)",
  avi: "a video (AVI)",
  pdf: "a PDF document",
  cgbi: "a PNG of Apple's own kind (CgBI), which only Apple's systems read",
  svg: "a drawing (SVG)",
};
const ADVICE = {
  photo: PHOTO,
  document: `${PHOTO} that is not in a document`,
  live: `${PHOTO}: for a Live Photo, the .HEIC or .JPG half`,
  save: "Please save it as JPEG and upload that",
  raw: "Please upload the JPEG or HEIC that the camera makes beside it, or export one",
  "": "",
};

/**
 * The content type of a photo, whatever its name or declared type is.
 * @param {Blob} photo
 * @returns {Promise<string>}
 * @throws {UnsuitablePhoto} if the server would refuse it
 */
export async function contentTypeOf(photo) {
  const head = new Uint8Array(await photo.slice(0, SNIFFED_BYTES).arrayBuffer());
  const found = typeOf(head);
  if (found === null) throw new UnsuitablePhoto(wordsFor(refusalOf(head)));
  return found;
}

/** @param {import("./formats.js").Refused} refused */
function wordsFor({ what, advice }) {
  if (what === "empty") return "The file has no content. Choose it again from where it was saved first";
  if (what === "") return "The content of the file is not JPEG, PNG, HEIC, WebP, AVIF, GIF, BMP or TIFF, whatever its name says";
  return `This is ${KINDS[what] ?? `a camera's raw file (${what})`}. ${ADVICE[advice]}.`;
}
