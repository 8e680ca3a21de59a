// Redraws a photo as JPEG: one too large to be handed in, or of a kind that only the browser can draw.

/** As large as the largest photo that a phone takes today is sharp; portraits need far less. */
const LONGEST_PX = 4096;
const QUALITY = 0.92;
/** The whole file has to be read: what is larger is a film. */
const MOST_BYTES = 400_000_000;

/**
 * @param {File} file
 * @returns {Promise<File | null>} nothing if the browser can't draw it
 */
export async function asJpeg(file) {
  if (file.size > MOST_BYTES) return null;
  const picture = await createImageBitmap(file).catch(() => null);
  if (picture === null) return null;
  const scale = Math.min(1, LONGEST_PX / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const pen = canvas.getContext("2d");
  if (pen === null) return null;
  // JPEG knows nothing that can be looked through.
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.imageSmoothingQuality = "high";
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  /** @type {Blob | null} */
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
  const name = `${file.name.replace(/\.[^.]*$/, "")}.jpg`;
  return blob && new File([blob], name, { type: "image/jpeg" });
}
