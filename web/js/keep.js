// What of a result can be kept: files to save, an address to share, a link to come back by.

import { make, part, say } from "./dom.js";
import { t } from "./language.js";
import { cardOf } from "./pictures.js";
import { openSharing } from "./sharing.js";

/** The card's other formats, by what they are for. */
const FORMATS = Object.freeze(["square", "story"]);

/**
 * @param {HTMLElement} view
 * @param {import("./job.js").Job} job with results
 * @param {Blob} portrait
 * @param {Blob | null} card
 */
export function makeSavable(view, job, portrait, card) {
  const { avatar_url: _avatar, card_url: _card, card_urls: _cards, photo_url: _photo, avatar_url_expires_in: _life, ...kept } = job.results;
  const name = job.results.identity.human_name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-");
  const json = new Blob([JSON.stringify(kept, null, 2)], { type: "application/json" });
  save(part(view, "portrait"), portrait, `${name}.png`);
  save(part(view, "card"), card, `${name}-card.png`);
  save(part(view, "json"), json, `${name}.json`);
  if (card) showCard(view, job, card, name);
  const file = card && new File([card], `${name}-card.png`, { type: "image/png" });
  part(view, "share").addEventListener("click", () => openSharing(job, file));
  const link = part(view, "link");
  link.addEventListener("click", async () => {
    await navigator.clipboard.writeText(location.href);
    link.textContent = t("save.copied");
    say(t("save.copied_said"));
  });
}

/** @param {HTMLElement} view @param {import("./job.js").Job} job @param {Blob} card @param {string} name */
function showCard(view, job, card, name) {
  const { human_name: person, job_title: title } = job.results.identity;
  Object.assign(part(view, "badge"), { src: URL.createObjectURL(card), alt: t("result.badge", { person, title }) });
  part(view, "badges").hidden = false;
  part(view, "shapes").hidden = !FORMATS.some((format) => job.results.card_urls?.[format]);
  for (const format of FORMATS) {
    if (!job.results.card_urls?.[format]) continue;
    const button = /** @type {HTMLButtonElement} */ (make("button", { class: "quiet", type: "button" }, t(`save.${format}`)));
    button.addEventListener("click", async () => {
      const link = /** @type {HTMLAnchorElement} */ (make("a"));
      try {
        save(link, await cardOf(job, format), `${name}-card-${format}.png`);
        link.click();
      } catch {
        say(t("save.no_card"));
      }
    });
    part(view, "formats").append(button);
  }
}

/** @param {HTMLAnchorElement} link @param {Blob | null} blob @param {string} name */
function save(link, blob, name) {
  link.hidden = blob === null;
  if (blob === null) return;
  link.href = URL.createObjectURL(blob);
  link.download = name;
}
