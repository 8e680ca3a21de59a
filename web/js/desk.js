// The desk where photos are laid down: chosen, dropped, pasted or taken; looked at at once; handed in together.

import { byId, complain, copyOf, part, say } from "./dom.js";
import { TooLarge, UnsuitablePhoto } from "./errors.js";
import { t } from "./language.js";
import { showPhoto } from "./photo.js";
import { key, SAMPLE } from "./session.js";

/** The choices that hold for all photos. */
const CHOICES = ["style", "background", "pronouns", "age_range", "species", "breed", "language"];

const OURS = "images/sample-pet.webp";

/** @typedef {{photo: import("./reading.js").Photo, name: string, choices: Record<string, string>}} Application */

export class Desk {
  /** @type {Map<HTMLElement, import("./reading.js").Photo>} */
  #photos = new Map();
  #form = byId("desk");
  #list = byId("previews");
  /** @type {File[]} */
  #tooLarge = [];

  /** @param {(applications: Application[]) => void} onSubmit */
  constructor(onSubmit) {
    for (const id of ["files", "camera"]) {
      byId(id).addEventListener("change", ({ target }) => this.#add([...target.files]).then(() => (target.value = "")));
    }
    this.#form.addEventListener("submit", (/** @type {Event} */ event) => {
      event.preventDefault();
      if (this.#photos.size) onSubmit(this.#applications());
    });
    byId("shrink").addEventListener("click", () => this.#shrink());
    byId("try").addEventListener("click", () => this.#tryOurs());
    document.addEventListener("paste", ({ clipboardData }) => this.#add([...(clipboardData?.files ?? [])]));
    this.#takeDrops();
    // Somebody quick chose before this was loaded.
    this.#add([...byId("files").files]);
  }

  /** Clears the desk; the caller keeps the photos. */
  clear() {
    this.#photos.clear();
    this.#list.replaceChildren();
    this.#form.reset();
    this.#arrange();
  }

  #takeDrops() {
    const drop = byId("drop");
    const over = (/** @type {boolean} */ on) => drop.classList.toggle("over", on);
    // The whole page takes them: a photo dropped beside the desk would open in place of it.
    document.addEventListener("dragover", (event) => {
      event.preventDefault();
      over(true);
    });
    document.addEventListener("dragleave", ({ relatedTarget }) => relatedTarget || over(false));
    document.addEventListener("drop", (event) => {
      event.preventDefault();
      over(false);
      this.#add([...(event.dataTransfer?.files ?? [])]);
    });
  }

  /** @param {File[]} files */
  async #add(files) {
    if (!files.length || byId("start").hidden) return;
    await this.#layAll(files, async (file) => (await reading()).readPhoto(file));
  }

  /** Redraws those that are too large. */
  async #shrink() {
    const complaint = (/** @type {File} */ file) => () => t("file.not_shrunk", { file: file.name });
    await this.#layAll(this.#tooLarge, async (file) => (await reading()).converted(file, complaint(file)));
  }

  /** @param {File[]} files @param {(file: File) => Promise<import("./reading.js").Photo>} read */
  async #layAll(files, read) {
    /** @type {string[]} */
    const complaints = [];
    this.#tooLarge = [];
    for (const file of files) {
      try {
        this.#lay(await read(file));
      } catch (error) {
        if (!(error instanceof UnsuitablePhoto)) throw error;
        if (error instanceof TooLarge) this.#tooLarge.push(file);
        complaints.push(error.message);
      }
    }
    complain(byId("complaint"), complaints.join(" "));
    const shrink = byId("shrink");
    shrink.hidden = this.#tooLarge.length === 0;
    shrink.textContent = t("desk.shrink", { count: this.#tooLarge.length });
    this.#arrange();
    if (complaints.length) return;
    byId("go").focus({ preventScroll: true });
    this.#list.scrollIntoView({ block: "nearest" });
    say(t("desk.laid", { count: this.#photos.size }));
  }

  /** Hands in the cat of the first view, for those who have no photo at hand; without a key, shows what came of it once. */
  async #tryOurs() {
    if (!key()) {
      location.hash = `s=${SAMPLE}`;
      return;
    }
    try {
      const content = await (await fetch(OURS)).blob();
      this.#lay(await (await reading()).readPhoto(new File([content], "chelsea.webp")), "Chelsea");
    } catch {
      complain(byId("complaint"), t("desk.no_cat"));
      return;
    }
    this.#arrange();
    this.#form.requestSubmit();
  }

  /** @param {import("./reading.js").Photo} photo @param {string} [name] of the pet */
  #lay(photo, name = "") {
    const item = copyOf("preview-template");
    part(item, "name").value = name;
    const words = part(item, "file");
    words.textContent = photo.note || photo.file.name;
    showPhoto(part(item, "picture"), photo.url, "", () => {
      words.textContent = t("desk.undrawable", { file: photo.file.name });
    });
    const remove = part(item, "remove");
    remove.setAttribute("aria-label", t("desk.remove_one", { file: photo.file.name }));
    remove.addEventListener("click", () => {
      URL.revokeObjectURL(photo.url);
      this.#photos.delete(item);
      item.remove();
      this.#arrange();
      byId("files").focus();
    });
    this.#photos.set(item, photo);
    this.#list.append(item);
  }

  #arrange() {
    const count = this.#photos.size;
    for (const element of [this.#list, byId("choices"), byId("go")]) element.hidden = count === 0;
    byId("go").textContent = t("desk.go", { count });
    this.#form.classList.toggle("laid", count > 0);
  }

  /** @returns {Application[]} */
  #applications() {
    const fields = new FormData(this.#form);
    const chosen = Object.fromEntries(CHOICES.map((name) => [name, String(fields.get(name) ?? "").trim()]));
    return [...this.#photos].map(([item, photo]) => {
      const name = part(item, "name").value.trim();
      return { photo, name, choices: { ...chosen, pet_name: name } };
    });
  }
}

/** @returns {Promise<typeof import("./reading.js")>} what looks at photos: nobody needs it before the first is chosen */
async function reading() {
  return import("./reading.js").catch(() => {
    throw new UnsuitablePhoto(t("page.incomplete"));
  });
}
