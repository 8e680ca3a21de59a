// Shows the part of a photo with the pet's face: the same part as on the card (agent/card/crop.py).

/** How much of a picture the head, or the whole animal, takes up. */
const SHARES = /** @type {const} */ ({ head: 0.7, whole: 0.92 });
const MOST_ENLARGED = 2;
const HEAD_AT = 0.47;

/** @typedef {{head: number[] | null, whole: number[] | null} | null | undefined} PetBox fractions of the photo */

/**
 * Moves and enlarges a loaded image within its place; without a box it stays as it is.
 * @param {HTMLImageElement} image
 * @param {PetBox} petBox
 */
export function frame(image, petBox) {
  const name = /** @type {const} */ (["head", "whole"]).find((one) => isSensible(petBox?.[one]));
  const place = image.parentElement;
  if (!name || !place) return;
  const { naturalWidth: width, naturalHeight: height } = image;
  const { clientWidth: across, clientHeight: down } = place;
  const aspect = across && down ? across / down : 1;
  const [left, top, right, bottom] = /** @type {number[]} */ (petBox?.[name]);
  const needed = Math.max((bottom - top) * height, ((right - left) * width) / aspect) / SHARES[name];
  const high = Math.min(Math.max(needed, down / MOST_ENLARGED), height, width / aspect);
  const wide = high * aspect;
  const x = within(((left + right) / 2) * width - wide / 2, width - wide);
  const y = within(((top + bottom) / 2) * height - high * HEAD_AT, height - high);
  Object.assign(image.style, {
    position: "absolute",
    maxWidth: "none",
    width: `${(100 * width) / wide}%`,
    height: `${(100 * height) / high}%`,
    left: `${(-100 * x) / wide}%`,
    top: `${(-100 * y) / high}%`,
  });
}

/** @param {number[] | null | undefined} box */
function isSensible(box) {
  return box?.length === 4 && box[2] - box[0] >= 0.02 && box[3] - box[1] >= 0.02;
}

/** @param {number} at @param {number} most */
function within(at, most) {
  return Math.min(Math.max(at, 0), most);
}
