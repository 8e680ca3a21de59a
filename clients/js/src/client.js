// The client of PetAvatar's REST API, and of the presigned addresses that it hands out.

import { Connection } from "./connection.js";
import { JobFailed, JobUnfinished, StorageRefusal } from "./errors.js";
import { contentTypeOf } from "./formats.js";
import { upload } from "./upload.js";

/** @typedef {import("../types/openapi.js").components["schemas"]} Schemas */
/** @typedef {Schemas["UploadTicket"]} Ticket */
/** @typedef {Schemas["Results"]} Results */
/** @typedef {Schemas["JobList"]} JobPage */
/** @typedef {NonNullable<import("../types/openapi.js").operations["getPresignedUrl"]["parameters"]["query"]>} Choices */
/** @typedef {Pick<Schemas["JobStatus"], "job_id" | "status" | "progress"> & Partial<Schemas["JobStatus"]>} JobState */
/** @typedef {JobState & {retryAfter: number}} Job with how many seconds to leave before the next look */
/** @typedef {{signal?: AbortSignal, idempotencyKey?: string, onUpload?: (share: number) => void}} Sending */
/** @typedef {{signal?: AbortSignal, timeoutS?: number}} Waiting */

const JOB_TIMEOUT_S = 300;
const LOOK_AGAIN_S = 2;
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
export class PetAvatarClient {
  #connection;

  /** @param {import("./connection.js").Options} options */
  constructor(options) {
    this.#connection = new Connection(options);
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
   * `GET /presigned-url`. Under an idempotency key whose job exists, that job is answered.
   * @param {string} contentType
   * @param {Omit<Choices, "content_type">} [choices] those left out or empty are not sent
   * @param {Sending} [options]
   * @returns {Promise<Ticket | Job>}
   */
  async ticket(contentType, choices = {}, { signal, idempotencyKey } = {}) {
    const wanted = Object.entries(choices).filter(([, value]) => value !== undefined && value !== null && value !== "");
    const query = new URLSearchParams([["content_type", contentType], ...wanted.map(([k, v]) => [k, String(v)])]);
    /** @type {Record<string, string>} */
    const headers = idempotencyKey ? { "idempotency-key": idempotencyKey } : {};
    const answer = await this.#connection.ask("GET", `/presigned-url?${query}`, { headers, signal });
    return "upload_url" in answer.body ? answer.body : jobOf(answer);
  }

  /**
   * Uploads a photo straight to the storage; its job starts by itself then.
   * @param {Ticket} ticket
   * @param {Blob} photo
   * @param {Sending} [options]
   */
  async upload(ticket, photo, { signal, onUpload } = {}) {
    await upload(this.#connection, ticket, photo, signal, onUpload);
  }

  /**
   * `POST /process`: hands an uploaded photo in. Once more answers the same job.
   * @param {string} s3Uri
   * @param {{signal?: AbortSignal}} [options]
   */
  async process(s3Uri, { signal } = {}) {
    return jobOf(await this.#connection.ask("POST", "/process", { json: { s3_uri: s3Uri }, signal }));
  }

  /**
   * `GET /status/{job_id}`.
   * @param {string} jobId
   * @param {{signal?: AbortSignal}} [options]
   */
  async status(jobId, { signal } = {}) {
    return jobOf(await this.#connection.ask("GET", path("status", jobId), { signal }));
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
   * `GET /results/{job_id}`.
   * @param {string} jobId
   * @param {{signal?: AbortSignal}} [options]
   * @returns {Promise<Results>}
   */
  async results(jobId, { signal } = {}) {
    return (await this.#connection.ask("GET", path("results", jobId), { signal })).body;
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
   * Fetches what lies at a presigned address.
   * @param {string} url
   * @returns {Promise<Blob>}
   */
  async download(url) {
    const answer = await this.#connection.storage(url);
    if (!answer.ok || !answer.blob) throw new StorageRefusal(answer.status, "");
    return answer.blob;
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
   * `POST /jobs/{job_id}/cancel`: ends a job that has not ended.
   * @param {string} jobId
   */
  async cancel(jobId) {
    return jobOf(await this.#connection.ask("POST", path("jobs", jobId, "cancel")));
  }

  /**
   * `DELETE /jobs/{job_id}`: erases a finished job with its photo and pictures, also one erased before.
   * @param {string} jobId
   */
  async erase(jobId) {
    await this.#connection.ask("DELETE", path("jobs", jobId));
  }

  /**
   * Makes a variation of a completed job, waits for it, and fetches its results. The photo is not read again.
   * @param {string} jobId the completed job, which stays as it is
   * @param {Partial<Schemas["VariationRequest"]>} changes such as `{change: "portrait"}` or `{dimensions: {ambition: 95}}`
   * @param {Sending & Waiting & {onProgress?: (job: Job) => void}} [options]
   * @returns {Promise<Results>}
   */
  async variation(jobId, changes, options = {}) {
    // With a key of its own, no request that is sent again makes a second job.
    const headers = { "idempotency-key": options.idempotencyKey ?? crypto.randomUUID() };
    const { signal } = options;
    const answer = await this.#connection.ask("POST", path("jobs", jobId, "variations"), { json: changes, headers, signal });
    const job = jobOf(answer);
    for await (const seen of this.subscribe(job, options)) options.onProgress?.(seen);
    return this.results(job.job_id, options);
  }

  /**
   * `POST /jobs/{job_id}/share`: an address that shows a result to everybody who has it, until `unshare`.
   * @param {string} jobId
   * @param {{photo?: boolean}} [options] whether the prepared photo is shown too
   * @returns {Promise<Schemas["ShareLink"]>}
   */
  async share(jobId, { photo = false } = {}) {
    return (await this.#connection.ask("POST", path("jobs", jobId, "share"), { json: { photo } })).body;
  }

  /**
   * `POST /jobs/{job_id}/unshare`.
   * @param {string} jobId
   */
  async unshare(jobId) {
    await this.#connection.ask("POST", path("jobs", jobId, "unshare"));
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

/** @param {string[]} parts */
const path = (...parts) => parts.map((part) => `/${encodeURIComponent(part)}`).join("");

/**
 * @param {{body: any, retryAfter: number | null}} answer
 * @returns {Job}
 */
const jobOf = ({ body, retryAfter }) => ({ ...body, retryAfter: retryAfter ?? LOOK_AGAIN_S });

/**
 * @param {Results} results
 * @param {"avatar" | "wide" | "square" | "story" | "photo"} name
 */
function addressOf(results, name) {
  if (name === "avatar") return results.avatar_url;
  if (name === "photo") return results.photo_url;
  return results.card_urls?.[name] ?? (name === "wide" ? results.card_url : null);
}
