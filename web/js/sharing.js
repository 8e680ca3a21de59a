// An address that shows a result to everybody who has it: made, passed on and ended by its owner.

import { byId, complain, make, part, say } from "./dom.js";
import { detailOf } from "./errors.js";
import { t } from "./language.js";

/** Where people pass links on, by names that are the same in every language. */
const TARGETS = Object.freeze({
  WhatsApp: "https://wa.me/?text={text}%20{url}",
  Telegram: "https://t.me/share/url?url={url}&text={text}",
  Facebook: "https://www.facebook.com/sharer/sharer.php?u={url}",
  X: "https://x.com/intent/post?text={text}&url={url}",
});

/** @typedef {{url: string, photo: boolean}} ShareLink */

/**
 * Asks what to share, and offers ways to pass the address on; a result that is shared already keeps its own.
 * @param {import("./job.js").Job} job with results
 * @param {File | null} card what goes along where the system's own way of sharing takes pictures
 */
export async function openSharing(job, card) {
  const dialog = byId("share-dialog");
  if (dialog.open) return;
  const [photo, copy, form] = ["photo", "copy", "form"].map((name) => part(dialog, name));
  const { human_name: person, job_title: title } = job.results.identity;
  const text = t("share.words", { person, title });
  /** @type {ShareLink | null} */
  let link = null;

  const show = (/** @type {ShareLink | null} */ now, complaint = "") => {
    link = now;
    complain(part(dialog, "complaint"), complaint);
    part(dialog, "ask").hidden = now !== null;
    part(dialog, "shared").hidden = now === null;
    photo.checked = now?.photo ?? photo.checked;
    if (now === null) return;
    part(dialog, "link").value = now.url;
    copy.textContent = t("save.link");
    part(dialog, "send").hidden = !navigator.share;
    part(dialog, "targets").replaceChildren(...ways(text, now.url));
  };
  const attempt = async (/** @type {() => Promise<void>} */ deed) => {
    form.inert = true;
    try {
      await deed();
    } catch (error) {
      show(link, t("erase.failed", { message: detailOf(error), byItself: "" }));
    }
    form.inert = false;
  };
  const share = (/** @type {boolean} */ wanted) => attempt(async () => show(await job.share(wanted)));
  const send = () => {
    const words = { title: "PetAvatar", text, url: link?.url };
    const all = { ...words, files: card ? [card] : [] };
    navigator.share(card && navigator.canShare?.(all) ? all : words).catch(() => {});
  };
  const copied = async () => {
    // Selected, it can be copied by hand where the browser allows no other way.
    part(dialog, "link").select();
    await navigator.clipboard.writeText(link?.url ?? "");
    copy.textContent = t("save.copied_said");
    say(copy.textContent);
  };
  part(dialog, "make").onclick = () => share(photo.checked);
  part(dialog, "send").onclick = send;
  part(dialog, "end").onclick = () => attempt(() => job.unshare().then(() => show(null, t("share.ended"))));
  copy.onclick = () => copied().catch(() => {});
  photo.onchange = () => link && share(photo.checked);
  photo.checked = false;
  show(null);
  if (job.results.shared) await attempt(async () => show(await job.share()));
  dialog.showModal();
}

/** @param {string} text @param {string} url @returns {HTMLElement[]} links to where people pass links on */
function ways(text, url) {
  const [words, address] = [text, url].map(encodeURIComponent);
  const outside = { class: "quiet", target: "_blank", rel: "noopener noreferrer" };
  return [
    make("a", { class: "quiet", href: `mailto:?subject=${words}&body=${words}%0A${address}` }, t("share.mail")),
    ...Object.entries(TARGETS).map(([name, to]) =>
      make("a", { ...outside, href: to.replace("{text}", words).replace("{url}", address) }, name),
    ),
  ];
}
