// The pictures of a finished job: portrait, card, and the pet.

import { download } from "./upload.js";

// Where agent/card/drawing.py puts the pet, less its round corners: left, top, width, height.
const PET_ON_CARD = /** @type {const} */ ([58, 74, 298, 410]);

/**
 * @param {import("./job.js").Job} job with results
 * @returns {Promise<{portrait: Blob, card: Blob | null}>}
 */
export async function picturesOf(job) {
  try {
    return await fetched(job.results);
  } catch {
    // Their addresses are good for an hour; the results come with new ones.
    await job.refresh();
    return fetched(job.results);
  }
}

/**
 * The pet as the card shows it: for a photo that the browser can't draw, and after a reload, when it has none.
 * @param {Blob} card
 * @returns {Promise<Blob>}
 */
export async function petFrom(card) {
  const piece = await createImageBitmap(card, ...PET_ON_CARD);
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [piece.width, piece.height];
  /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d")).drawImage(piece, 0, 0);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("The card could not be cut."))), "image/jpeg", 0.92);
  });
}

/** @param {any} results */
async function fetched({ avatar_url: avatar, card_url: card }) {
  const [portrait, drawn] = await Promise.all([download(avatar), card ? download(card) : null]);
  return { portrait, card: drawn };
}
