// The cards of several people on one sheet, to be saved as one picture.

import { make } from "./dom.js";
import { t } from "./language.js";
import { marked } from "./marks.js";
import { cardOf } from "./pictures.js";

const CARD = /** @type {const} */ ([600, 315]);
const GAP = 24;
const TITLE = 90;

/**
 * @param {import("./job.js").Job[]} jobs that are finished
 * @returns {Promise<Blob>} a PNG of the cards that there still are
 */
export async function sheetOf(jobs) {
  // Some may be gone by now.
  const fetched = await Promise.allSettled(jobs.map(cardPicture));
  const cards = fetched.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  if (!cards.length) throw new Error("None of the cards could be fetched.");
  const columns = Math.ceil(Math.sqrt(cards.length / 1.4));
  const [wide, high] = CARD;
  const canvas = /** @type {HTMLCanvasElement} */ (make("canvas"));
  canvas.width = columns * (wide + GAP) + GAP;
  canvas.height = TITLE + Math.ceil(cards.length / columns) * (high + GAP) + GAP;
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  pen.fillStyle = "#fbf7f0";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = "#1d2433";
  pen.font = "600 40px Fraunces, Georgia, serif";
  pen.fillText(`PetAvatar · ${t("people.title")}`, GAP, 66, canvas.width - 2 * GAP);
  pen.strokeStyle = "#e2d6c4";
  pen.lineWidth = 2;
  pen.imageSmoothingQuality = "high";
  cards.forEach((card, number) => {
    const left = GAP + (number % columns) * (wide + GAP);
    const top = TITLE + Math.floor(number / columns) * (high + GAP);
    pen.drawImage(card, left, top, wide, high);
    pen.strokeRect(left - 1, top - 1, wide + 2, high + 2);
    card.close();
  });
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(marked(blob)) : reject(new Error("The sheet is too large."))), "image/png");
  });
}

/** @param {import("./job.js").Job} job */
async function cardPicture(job) {
  if (!job.results) await job.refresh();
  return createImageBitmap(await cardOf(job, "wide"));
}
