// The page's words in the visitor's language, and numbers, times and dates as they are written there.

const LANGUAGES = ["en", "de", "es", "fr", "ja"];

/** @type {Record<string, string | Record<string, string>>} */
let words = {};
/** What Intl gets: the visitor's own tag, such as `de-AT`. */
let locale = "en";

/**
 * Fetches the words of the first language that the visitor reads and the page has; of no other.
 * @param {readonly string[]} [wanted] BCP 47 tags, the best first
 */
export async function loadWords(wanted = navigator.languages) {
  const tag = wanted.find((one) => LANGUAGES.includes(baseOf(one))) ?? "en";
  try {
    words = await wordsOf(baseOf(tag));
    locale = tag;
  } catch (error) {
    if (baseOf(tag) === "en") throw error;
    words = await wordsOf("en");
    locale = "en";
  }
  document.documentElement.lang = baseOf(locale);
}

/** @param {string} language */
async function wordsOf(language) {
  const answer = await fetch(`words/${language}.json`);
  if (!answer.ok) throw new Error(`The words are not there: ${answer.status}.`);
  return answer.json();
}

/** @param {string} tag */
function baseOf(tag) {
  return tag.toLowerCase().split("-")[0];
}

/**
 * A text of the page.
 * @param {string} key
 * @param {Record<string, string | number>} [values] what stands in its braces; `count` also chooses the plural
 */
export function t(key, values = {}) {
  const entry = words[key];
  const text = typeof entry === "object" ? entry[new Intl.PluralRules(locale).select(Number(values.count))] ?? entry.other : entry;
  return (text ?? key).replace(/\{(\w+)\}/g, (_, name) => {
    const value = values[name];
    return typeof value === "number" ? number(value) : String(value);
  });
}

/**
 * A text of the page for one of the API's words, or the fallback if it is a new one.
 * @param {string} key
 * @param {string} fallback
 */
export function termOf(key, fallback) {
  return key in words ? t(key) : fallback;
}

/**
 * Fills in the words of a part of the document: `data-word` is an element's text, `data-word-for` has attributes.
 * @param {ParentNode} root
 */
export function translate(root) {
  for (const element of root.querySelectorAll("[data-word]")) element.textContent = t(/** @type {any} */ (element).dataset.word);
  for (const element of root.querySelectorAll("[data-word-for]")) {
    for (const pair of /** @type {any} */ (element).dataset.wordFor.split(" ")) {
      const [attribute, key] = pair.split("=");
      element.setAttribute(attribute, t(key));
    }
  }
  for (const template of root.querySelectorAll("template")) translate(template.content);
}

/** @param {number} value */
export function number(value) {
  return new Intl.NumberFormat(locale).format(value);
}

/** @param {number} share of 100 */
export function percent(share) {
  return new Intl.NumberFormat(locale, { style: "percent" }).format(Math.round(share) / 100);
}

/** @param {string | number} time */
export function day(time) {
  return new Date(time).toLocaleDateString(locale, { day: "numeric", month: "long", year: "numeric" });
}

/** @param {number} seconds @returns {string} about how long that is */
export function duration(seconds) {
  const [unit, value] = seconds < 90 ? ["second", Math.ceil(seconds / 5) * 5] : ["minute", Math.round(seconds / 60)];
  return new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "long" }).format(value);
}

/** @param {string[]} items */
export function listed(items) {
  return new Intl.ListFormat(locale, { type: "unit", style: "long" }).format(items);
}

/** @param {string} text */
export function capital(text) {
  return text.charAt(0).toLocaleUpperCase(locale) + text.slice(1);
}
