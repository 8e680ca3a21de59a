// An address that shows a result to everybody who has it: made, passed on and ended by its owner.

import { byId, complain, make, part, say } from "./dom.js";
import { t } from "./language.js";

/** Where people pass links on, by names that are the same in every language. */
const TARGETS = Object.freeze({
  WhatsApp: "https://wa.me/?text={text}%20{url}",
  Telegram: "https://t.me/share/url?url={url}&text={text}",
  Facebook: "https://www.facebook.com/sharer/sharer.php?u={url}",
  X: "https://x.com/intent/post?text={text}&url={url}",
});

/** @typedef {{url: string, page_url: string | null, token: string, photo: boolean, expires_at: string}} ShareLink */

/**
 * Asks what to share, and offers ways to pass the address on; a result that is shared already keeps its own.
 * @param {import("./job.js").Job} job with results
 * @param {File | null} card what goes along where the system's own way of sharing takes pictures
 */
export async function openSharing(job, card) {
  const dialog = byId("share-dialog");
  if (dialog.open) return;
  const sharing = new Sharing(dialog, job, card);
  if (job.results.shared) await sharing.share(undefined);
  dialog.showModal();
}

class Sharing {
  #job;
  #card;
  #dialog;
  #listening = new AbortController();
  /** @type {ShareLink | null} */
  #link = null;

  /**
   * @param {HTMLDialogElement} dialog
   * @param {import("./job.js").Job} job
   * @param {File | null} card
   */
  constructor(dialog, job, card) {
    this.#dialog = dialog;
    this.#job = job;
    this.#card = card;
    this.#photo.checked = false;
    this.#on("make", "click", () => this.share(this.#photo.checked));
    this.#on("photo", "change", () => this.#link && this.share(this.#photo.checked));
    this.#on("send", "click", () => this.#send());
    this.#on("copy", "click", () => this.#copy());
    this.#on("end", "click", () => this.#end());
    dialog.addEventListener("close", () => this.#listening.abort(), { once: true });
    this.#show(null);
  }

  /** @returns {HTMLInputElement} */
  get #photo() {
    return part(this.#dialog, "photo");
  }

  /** The words that go along. */
  get #text() {
    const { human_name: person, job_title: title } = this.#job.results.identity;
    return t("share.words", { person, title });
  }

  /** @param {boolean | undefined} photo whether the photo is shown too; if left out, as it was */
  share(photo) {
    return this.#attempt(async () => this.#show(await this.#job.share(photo)));
  }

  async #end() {
    await this.#attempt(async () => {
      await this.#job.unshare();
      this.#show(null);
      say(t("share.ended"));
      complain(part(this.#dialog, "complaint"), t("share.ended"));
    });
  }

  async #send() {
    const { url } = /** @type {ShareLink} */ (this.#link);
    const words = { title: "PetAvatar", text: this.#text, url };
    const withCard = { ...words, files: this.#card ? [this.#card] : [] };
    await navigator.share(this.#card && navigator.canShare?.(withCard) ? withCard : words).catch(() => {});
  }

  async #copy() {
    const { url } = /** @type {ShareLink} */ (this.#link);
    const field = part(this.#dialog, "link");
    field.select();
    try {
      await navigator.clipboard.writeText(url);
      part(this.#dialog, "copy").textContent = t("save.copied_said");
      say(t("save.copied_said"));
    } catch {
      // The field is selected: the person can copy it.
      field.focus();
    }
  }

  /** @param {ShareLink | null} link */
  #show(link) {
    this.#link = link;
    const dialog = this.#dialog;
    complain(part(dialog, "complaint"), "");
    part(dialog, "ask").hidden = link !== null;
    part(dialog, "shared").hidden = link === null;
    if (link === null) return;
    this.#photo.checked = link.photo;
    part(dialog, "link").value = link.url;
    part(dialog, "copy").textContent = t("save.link");
    part(dialog, "send").hidden = !navigator.share;
    const [text, url] = [this.#text, link.url].map(encodeURIComponent);
    const mail = `mailto:?subject=${text}&body=${text}%0A${url}`;
    const targets = Object.entries(TARGETS).map(([name, to]) => [name, to.replace("{text}", text).replace("{url}", url)]);
    const outside = { target: "_blank", rel: "noopener noreferrer" };
    part(dialog, "targets").replaceChildren(
      make("a", { class: "quiet", href: mail }, t("share.mail")),
      ...targets.map(([name, href]) => make("a", { class: "quiet", href, ...outside }, name)),
    );
  }

  /** @param {() => Promise<void>} deed */
  async #attempt(deed) {
    const dialog = this.#dialog;
    part(dialog, "form").inert = true;
    try {
      await deed();
    } catch (error) {
      if (this.#link) this.#photo.checked = this.#link.photo;
      complain(part(dialog, "complaint"), t("share.failed", { message: /** @type {Error} */ (error).message }));
    }
    part(dialog, "form").inert = false;
  }

  /**
   * @param {string} name
   * @param {string} event
   * @param {() => void} deed
   */
  #on(name, event, deed) {
    part(this.#dialog, name).addEventListener(event, deed, { signal: this.#listening.signal });
  }
}
