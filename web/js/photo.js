// How a photo is shown, here and after a reload.

import { make } from "./dom.js";
import { frame } from "./frame.js";
import { t } from "./language.js";

const SMALL_PX = 480;

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
