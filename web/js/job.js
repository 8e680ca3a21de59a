// One photo's way from the desk to the file. Trying again goes on where it broke off, and pays for nothing twice.

import { ApiProblem, JobFailed, kindOf, StorageRefusal, Unreachable } from "./errors.js";
import { isOffline, pause } from "./network.js";

const PATIENCE = 4;
/** How long results live, if they do not say it themselves. */
const KEPT_MS = 7 * 24 * 3600 * 1000;
/** How often to look, in seconds, while the browser says that there is no network: it may be wrong. */
const OFFLINE_LOOK_S = 15;

let count = 0;

/** Announces each change by a `change` event. */
export class Job extends EventTarget {
  /** @type {import("../client/requests.js").Ticket | null} */
  #ticket = null;
  /** @type {Promise<Blob> | null} */
  #portrait = null;
  #connect;

  /**
   * @param {import("./api.js").Connect} connect
   * @param {{id?: string, name?: string, photo?: import("./reading.js").Photo | null,
   *   choices?: Record<string, string>, note?: import("./memory.js").Note | null}} given
   *     a photo to hand in, or the id of a job that has been, with what this browser remembers of it
   */
  constructor(connect, { id = "", name = "", photo = null, choices = {}, note = null }) {
    super();
    this.#connect = connect;
    /** What it is called in this tab, as long as it has no id. */
    this.draft = `new-${++count}`;
    this.id = id;
    this.name = name;
    this.photo = photo;
    /** The address of what shows the photo here. */
    this.shown = photo?.url ?? "";
    this.choices = choices;
    this.accepted = id !== "";
    this.uploaded = 0;
    this.progress = 0;
    /** Whether those who look elsewhere have been told of its end. */
    this.rung = false;
    this.reconnecting = false;
    /** Whether the browser says that there is no network. */
    this.offline = false;
    this.begun = note?.begun ?? Date.now();
    this.ends = note?.ends ?? this.begun + KEPT_MS;
    /** Whether it was finished when this browser saw it last. */
    this.ended = note?.ended ?? false;
    this.running = false;
    this.person = note?.person ?? "";
    this.title = note?.title ?? "";
    /** Where the pet is in the photo. */
    this.box = note?.box;
    /** The address of a picture of the person. */
    this.face = "";
    /** When the API expects its end, in milliseconds. @type {number | null} */
    this.expected = null;
    /** What is known of the results so far. @type {any} */
    this.findings = {};
    /** @type {Blob | null} */
    this.portrait = null;
    /** @type {any} */
    this.results = null;
    /** @type {unknown} */
    this.error = null;
  }

  /** Whether the photo is on its way to the storage, or was when it broke off. */
  get uploading() {
    return this.#ticket !== null && this.uploaded < 1;
  }

  /** What to call it in the address. */
  get address() {
    return this.id || this.draft;
  }

  /** Hands the photo in if that is to be done, and follows the job to its end, which is `results` or `error`. */
  async run() {
    if (this.error instanceof JobFailed) this.#startAnew();
    this.error = null;
    this.rung = false;
    this.running = true;
    this.#notify();
    try {
      if (!this.accepted) await this.#handIn();
      await this.#follow();
      await this.refresh();
    } catch (error) {
      this.error = error;
    }
    this.running = false;
    this.#notify();
  }

  /** Asks for the results again; they come with fresh addresses of the pictures. */
  async refresh() {
    const results = await this.#patiently((client) => client.results(this.id));
    this.results = results;
    this.person = results.identity.human_name;
    this.title = results.identity.job_title;
    this.box = results.pet_box;
    this.name ||= results.choices?.pet_name ?? "";
    this.ends = Date.parse(results.expires_at) || this.ends;
  }

  /**
   * Asks for the same with changes.
   * @param {object} changes
   * @returns {Promise<string>} the id of the job that makes it
   */
  async vary(changes) {
    return (await (await this.#connect()).vary(this.id, changes)).job_id;
  }

  /** @returns {Promise<any>} the results of the job that this one is a variation of */
  async source() {
    return (await this.#connect()).results(this.results.source_job_id);
  }

  /**
   * @param {boolean | null} [photo] whether the photo is shared too; if left out, as it was
   */
  async share(photo = null) {
    const link = await (await this.#connect()).share(this.id, { photo });
    this.results.shared = true;
    return link;
  }

  async unshare() {
    await (await this.#connect()).unshare(this.id);
    this.results.shared = false;
  }

  /** @param {string} url what shows the photo from now on */
  show(url) {
    this.shown = url;
    this.#notify();
  }

  #startAnew() {
    Object.assign(this, { id: "", accepted: false, uploaded: 0, progress: 0, findings: {}, portrait: null, expected: null, begun: Date.now() });
    this.#portrait = null;
    this.#ticket = null;
  }

  async #handIn() {
    const { file, type } = /** @type {import("./reading.js").Photo} */ (this.photo);
    if (this.#ticket === null || this.uploaded < 1) {
      const ticket = await this.#patiently((client) => client.ticket(type, this.choices));
      this.#ticket = ticket;
      if (file.size > ticket.max_bytes) throw new StorageRefusal(413, "EntityTooLarge");
      const onUpload = (/** @type {number} */ share) => {
        // It counts as there when the storage says so, not when the last byte has left.
        this.uploaded = Math.min(share, 0.99);
        this.#notify();
      };
      await (await this.#connect()).upload(ticket, file, { onUpload });
      this.uploaded = 1;
    }
    const { s3_uri: s3Uri, job_id: id } = this.#ticket;
    await this.#patiently((client) => client.process(s3Uri));
    this.id = id;
    this.accepted = true;
    this.#notify();
  }

  async #follow() {
    for (;;) {
      const status = await this.#patiently((client) => client.status(this.id));
      this.#learn(status);
      if (status.status === "completed") return;
      if (status.status === "failed") throw new JobFailed(status);
      this.#notify();
      await pause(status.retryAfter);
    }
  }

  /** @param {any} status */
  #learn({ status, progress, findings = {}, estimated_seconds_left: left, avatar_url: avatar, created_at: created }) {
    this.progress = progress;
    this.findings = findings;
    this.expected = left ? Date.now() + 1000 * left : null;
    if (this.photo === null && created) this.begun = Math.min(Date.parse(created), Date.now());
    // The results bring an address of their own.
    if (avatar && status !== "completed") this.fetchPortrait(avatar).catch(() => {});
  }

  /**
   * Fetches the portrait, once; it may be there before the results are.
   * @param {string} url
   * @returns {Promise<Blob>}
   */
  fetchPortrait(url) {
    this.#portrait ??= this.download(url).then(
      (portrait) => {
        this.portrait = portrait;
        this.#notify();
        return portrait;
      },
      (error) => {
        this.#portrait = null;
        throw error;
      },
    );
    return this.#portrait;
  }

  /** @param {string} url of a picture @returns {Promise<Blob>} */
  async download(url) {
    return (await this.#connect()).download(url);
  }

  /** Withdraws it. Its end comes by its status. */
  async cancel() {
    await (await this.#connect()).cancel(this.id);
  }

  /**
   * Asks again, a little later each time, when the connection or the other side has a weak moment.
   * @template T
   * @param {(client: import("./api.js").Client) => Promise<T>} ask
   * @returns {Promise<T>}
   */
  async #patiently(ask) {
    for (let attempt = 1; ; attempt++) {
      try {
        const answer = await ask(await this.#connect());
        this.reconnecting = this.offline = false;
        return answer;
      } catch (error) {
        this.offline = error instanceof Unreachable && isOffline();
        if (this.offline) attempt = 0;
        if (attempt > PATIENCE || !isPassing(error)) throw error;
        this.reconnecting = true;
        this.#notify();
        await pause(this.offline ? OFFLINE_LOOK_S : (error instanceof ApiProblem && error.retryAfter) || 2 ** (attempt - 1));
      }
    }
  }

  #notify() {
    this.dispatchEvent(new Event("change"));
  }
}

/** @param {unknown} error */
function isPassing(error) {
  if (!(error instanceof ApiProblem)) return error instanceof Unreachable;
  // A limit of the key that is used up begins again tomorrow, or next month.
  return error.status >= 500 || (error.status === 429 && kindOf(error) !== "quota-exceeded");
}
