// What a file is by its first bytes: the rules of petavatar/image_format.py, which tests compare.

/** How much of a file is needed: the first directory of a camera's raw file is the longest of the marks. */
export const SNIFFED_BYTES = 4096;

const HEIC_BRANDS = ["heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs"];
const AVIF_BRANDS = ["avif", "avis"];
const VIDEO_BRANDS = ["iso", "mp4", "avc", "M4V", "3gp", "3g2", "MSNV", "dash", "f4v", "hvc", "av01"];
const BMP_HEADERS = [12, 16, 40, 52, 56, 64, 108, 124];
const TIFF = ["II*\0", "MM\0*", "II+\0", "MM\0+"];
const PNG = "\x89PNG\r\n\x1a\n";

/** @typedef {"photo" | "document" | "live" | "save" | "raw" | ""} Advice what to do instead; empty if nothing is known */
/**
 * @typedef {object} Refused a file that can't be used
 * @property {string} what what it is: `empty`, a kind such as `mp4`, the name of a camera's raw format such as `CR3`,
 *   or nothing if that is not known
 * @property {Advice} advice
 */

/** @type {[number, string, string, Advice][]} where a mark is, the mark, what has it, what to do instead */
const OTHERS = [
  [0, "\xff\x0a", "jxl", "save"],
  [0, "\0\0\0\x0cJXL \r\n\x87\n", "jxl", "save"],
  [0, "\0\0\0\x0cjP  \r\n\x87\n", "jp2", "save"],
  [0, "\xff\x4f\xff\x51", "jp2", "save"],
  [0, "IIRO", "ORF", "raw"],
  [0, "IIRS", "ORF", "raw"],
  [0, "MMOR", "ORF", "raw"],
  [0, "IIU\0", "RW2", "raw"],
  [0, "FUJIFILMCCD-RAW", "RAF", "raw"],
  [4, "ftypcrx ", "CR3", "raw"],
  [4, "ftypqt  ", "mov", "live"],
  [4, "moov", "mov", "live"],
  [4, "mdat", "mov", "live"],
  [4, "wide", "mov", "live"],
  [0, "\x1a\x45\xdf\xa3", "webm", "photo"],
  [8, "AVI ", "avi", "photo"],
  [0, "%PDF-", "pdf", "document"],
];

/**
 * @param {Uint8Array} head the first bytes of a file
 * @returns {string | null} its content type, if it can be used
 */
export function typeOf(head) {
  const text = textOf(head);
  if (text.startsWith("\xff\xd8\xff")) return "image/jpeg";
  if (text.startsWith(PNG)) return text.slice(12, 16) === "CgBI" ? null : "image/png";
  if (text.startsWith("GIF87a") || text.startsWith("GIF89a")) return "image/gif";
  if (text.startsWith("RIFF") && text.slice(8, 12) === "WEBP") return "image/webp";
  if (text.startsWith("BM") && head.length >= 18 && BMP_HEADERS.includes(numberAt(head, 14, 4, true))) return "image/bmp";
  if (TIFF.includes(text.slice(0, 4))) return rawOfTiff(head, text) ? null : "image/tiff";
  if (text.slice(4, 8) !== "ftyp") return null;
  const size = Math.min(numberAt(head, 0, 4, false), text.length);
  const brands = [text.slice(8, Math.min(12, size))];
  for (let at = 16; at < size; at += 4) brands.push(text.slice(at, Math.min(at + 4, size)));
  for (const brand of brands) {
    if (HEIC_BRANDS.includes(brand)) return "image/heic";
    if (AVIF_BRANDS.includes(brand)) return "image/avif";
  }
  return null;
}

/**
 * @param {Uint8Array} head the first bytes of a file that can't be used
 * @returns {Refused}
 */
export function refusalOf(head) {
  if (head.length === 0) return { what: "empty", advice: "" };
  const text = textOf(head);
  for (const [at, mark, what, advice] of OTHERS) {
    if (text.startsWith(mark, at) && (mark !== "AVI " || text.startsWith("RIFF"))) return { what, advice };
  }
  if (text.slice(4, 8) === "ftyp" && VIDEO_BRANDS.some((brand) => text.startsWith(brand, 8))) {
    return { what: "mp4", advice: "live" };
  }
  if (TIFF.includes(text.slice(0, 4))) return { what: rawOfTiff(head, text), advice: "raw" };
  if (text.startsWith(PNG)) return { what: "cgbi", advice: "save" };
  if (text.toLowerCase().includes("<svg")) return { what: "svg", advice: "photo" };
  return { what: "", advice: "" };
}

/** @param {Uint8Array} head */
function textOf(head) {
  return String.fromCharCode(...head);
}

/**
 * @param {Uint8Array} head
 * @param {string} text the same as text
 * @returns {string} what kind of raw file a TIFF is; empty for a plain TIFF
 */
function rawOfTiff(head, text) {
  if (text.startsWith("II*\0") && text.slice(8, 10) === "CR") return "CR2";
  const tags = tagsOf(head, text);
  if (tags.has(50706)) return "DNG";
  if (tags.get(254) !== 1 || !tags.has(330)) return "";
  const at = tags.get(271) ?? text.length;
  const maker = text.slice(at, at + 5).toUpperCase();
  if (maker === "NIKON") return "NEF";
  return maker === "SONY " || maker === "SONY\0" ? "ARW" : "TIFF-based";
}

/**
 * @param {Uint8Array} head
 * @param {string} text the same as text
 * @returns {Map<number, number>} the tags of a TIFF's first directory, each with its value or where that lies
 */
function tagsOf(head, text) {
  const tags = new Map();
  const little = text.startsWith("II");
  const start = numberAt(head, 4, 4, little);
  if (!["*\0", "\0*"].includes(text.slice(2, 4)) || start < 8) return tags;
  const end = Math.min(start + 2 + 12 * numberAt(head, start, 2, little), head.length - 11);
  for (let at = start + 2; at < end; at += 12) {
    const size = numberAt(head, at + 2, 2, little) === 3 ? 2 : 4;
    tags.set(numberAt(head, at, 2, little), numberAt(head, at + 8, size, little));
  }
  return tags;
}

/**
 * @param {Uint8Array} head
 * @param {number} at
 * @param {number} size in bytes
 * @param {boolean} little whether the lowest byte comes first
 */
function numberAt(head, at, size, little) {
  const bytes = [...head.slice(at, at + size)];
  return (little ? bytes.reverse() : bytes).reduce((number, byte) => number * 256 + byte, 0);
}
