// The client of PetAvatar's REST API, and of the presigned addresses that it hands out.

import { Connection } from "./connection.js";
import { JobFailed, JobUnfinished, StorageRefusal } from "./errors.js";
import { contentTypeOf } from "./photo.js";
import { JobRequests, path } from "./requests.js";

/** @typedef {import("./requests.js").Schemas} Schemas */
/** @typedef {import("./requests.js").Results} Results */
/** @typedef {import("./requests.js").Choices} Choices */
/** @typedef {import("./requests.js").JobState} JobState */
/** @typedef {import("./requests.js").Job} Job */
/** @typedef {import("./requests.js").Sending} Sending */
/** @typedef {Schemas["JobList"]} JobPage */
/** @typedef {{signal?: AbortSignal, timeoutS?: number}} Waiting */

const JOB_TIMEOUT_S = 300;
const REFUSED = new Set([400, 403]);
const LARGEST_PAGE = 100;

/**
 * Speaks to one deployment. Every request has a timeout, and is sent again where that can help.
 *
 * @example
 * const client = new PetAvatarClient({ apiUrl, apiKey });
 * const results = await client.create(file, { style: "creative" });
 * console.log(results.identity.job_title);
 */
export class PetAvatarClient extends JobRequests {
  #connection;

  /** @param {import("./connection.js").Options} options */
  constructor(options) {
    const connection = new Connection(options);
    super(connection);
    this.#connection = connection;
  }

  /** The base of the API's addresses. */
  get apiUrl() {
    return this.#connection.apiUrl;
  }

  /**
   * Turns a photo into an avatar and an identity: submits it, waits, fetches the results.
   * @param {Blob} photo
   * @param {Omit<Choices, "content_type">} [choices]
   * @param {Sending & Waiting & {onProgress?: (job: Job) => void}} [options]
   * @returns {Promise<Results>}
   */
  async create(photo, choices = {}, options = {}) {
    const job = await this.submit(photo, choices, options);
    for await (const seen of this.subscribe(job, options)) options.onProgress?.(seen);
    return this.results(job.job_id, options);
  }

  /**
   * Uploads a photo and hands it in, and does not wait for its job.
   * @param {Blob} photo
   * @param {Omit<Choices, "content_type">} [choices]
   * @param {Sending} [options]
   * @returns {Promise<Job>}
   */
  async submit(photo, choices = {}, options = {}) {
    const found = await this.ticket(await contentTypeOf(photo), choices, options);
    if (!("upload_url" in found)) return found;
    await this.upload(found, photo, options);
    return this.process(found.s3_uri, options);
  }

  /**
   * Waits until a job is completed.
   * @param {Job | string} job
   * @param {Waiting} [options]
   */
  async wait(job, options = {}) {
    let last = null;
    for await (const seen of this.subscribe(job, options)) last = seen;
    return /** @type {Job} */ (last);
  }

  /**
   * Yields a job's states as they change, with what is found out on the way. One that fails is yielded, then thrown.
   * @param {Job | string} job its id, or a state of it that was just seen
   * @param {Waiting} [options]
   * @returns {AsyncGenerator<Job, void, void>}
   */
  async *subscribe(job, { signal, timeoutS = JOB_TIMEOUT_S } = {}) {
    const deadline = Date.now() + timeoutS * 1000;
    let seen = typeof job === "string" ? await this.status(job, { signal }) : job;
    // POST /process does not say why a job failed.
    if (seen.status === "failed" && !seen.error) seen = await this.status(seen.job_id, { signal });
    let shown = "";
    for (;;) {
      const { status, progress, stage, findings } = seen;
      const now = JSON.stringify([status, progress, stage, findings, Boolean(seen.avatar_url)]);
      if (now !== shown) yield seen;
      shown = now;
      if (status === "failed") throw new JobFailed(seen);
      if (status === "completed") return;
      if (Date.now() >= deadline) throw new JobUnfinished(seen);
      await this.#connection.sleep(seen.retryAfter);
      seen = await this.status(seen.job_id, { signal });
    }
  }

  /**
   * Fetches one of a job's pictures; where its address has ended, from a new one. Null if there is no such picture.
   * @param {Results} results
   * @param {"avatar" | "wide" | "square" | "story" | "photo"} [name]
   * @returns {Promise<Blob | null>}
   */
  async picture(results, name = "avatar") {
    const url = addressOf(results, name);
    if (!url) return null;
    try {
      return await this.download(url);
    } catch (error) {
      if (!(error instanceof StorageRefusal && REFUSED.has(error.status))) throw error;
      return this.download(addressOf(await this.results(results.job_id), name) ?? url);
    }
  }

  /**
   * Yields the jobs of the key's owner, newest first, over all pages.
   * @param {{status?: string, owner?: string}} [wanted]
   * @returns {AsyncGenerator<JobState, void, void>}
   */
  async *list(wanted = {}) {
    /** @type {string | null | undefined} */
    let cursor;
    do {
      const page = await this.jobs({ ...wanted, limit: LARGEST_PAGE, ...(cursor && { cursor }) });
      yield* page.jobs;
      cursor = page.cursor;
    } while (cursor);
  }

  /**
   * `GET /jobs`: one page of them.
   * @param {{status?: string, owner?: string, limit?: number, cursor?: string}} [wanted]
   * @returns {Promise<JobPage>}
   */
  async jobs(wanted = {}) {
    const query = new URLSearchParams(Object.entries(wanted).map(([name, value]) => [name, String(value)]));
    return (await this.#connection.ask("GET", `/jobs?${query}`)).body;
  }

  /**
   * Makes a variation of a completed job, waits for it, and fetches its results. The photo is not read again.
   * @param {string} jobId the completed job, which stays as it is
   * @param {Partial<Schemas["VariationRequest"]>} changes such as `{change: "portrait"}` or `{dimensions: {ambition: 95}}`
   * @param {Sending & Waiting & {onProgress?: (job: Job) => void}} [options]
   * @returns {Promise<Results>}
   */
  async variation(jobId, changes, options = {}) {
    const job = await this.vary(jobId, changes, options);
    for await (const seen of this.subscribe(job, options)) options.onProgress?.(seen);
    return this.results(job.job_id, options);
  }

  /**
   * `GET /jobs/{job_id}/deliveries`: what became of a job's webhook.
   * @param {string} jobId
   * @returns {Promise<Schemas["Deliveries"]>}
   */
  async deliveries(jobId) {
    return (await this.#connection.ask("GET", path("jobs", jobId, "deliveries"))).body;
  }

  /**
   * `POST /jobs/{job_id}/redeliver`: sends the webhook of a job that has ended again.
   * @param {string} jobId
   * @returns {Promise<Schemas["Deliveries"]>}
   */
  async redeliver(jobId) {
    return (await this.#connection.ask("POST", path("jobs", jobId, "redeliver"))).body;
  }

  /**
   * `GET /webhook-secret`: what webhooks of the key's owner are signed with.
   * @returns {Promise<Schemas["WebhookSecrets"]>}
   */
  async webhookSecret() {
    return (await this.#connection.ask("GET", "/webhook-secret")).body;
  }
}

/**
 * @param {Results} results
 * @param {"avatar" | "wide" | "square" | "story" | "photo"} name
 */
function addressOf(results, name) {
  if (name === "avatar") return results.avatar_url;
  if (name === "photo") return results.photo_url;
  return results.card_urls?.[name] ?? (name === "wide" ? results.card_url : null);
}
