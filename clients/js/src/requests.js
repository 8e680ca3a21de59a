// The REST API's requests about a job, one method for each.

import { StorageRefusal } from "./errors.js";
import { upload } from "./upload.js";

/** @typedef {import("../types/openapi.js").components["schemas"]} Schemas */
/** @typedef {Schemas["UploadTicket"]} Ticket */
/** @typedef {Schemas["Results"]} Results */
/** @typedef {NonNullable<import("../types/openapi.js").operations["getPresignedUrl"]["parameters"]["query"]>} Choices */
/** @typedef {Pick<Schemas["JobStatus"], "job_id" | "status" | "progress"> & Partial<Schemas["JobStatus"]>} JobState */
/** @typedef {JobState & {retryAfter: number}} Job with how many seconds to leave before the next look */
/** @typedef {{signal?: AbortSignal, idempotencyKey?: string, onUpload?: (share: number) => void}} Sending */

const LOOK_AGAIN_S = 2;

export class JobRequests {
  #connection;

  /** @param {import("./connection.js").Connection} connection */
  constructor(connection) {
    this.#connection = connection;
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
   * `GET /results/{job_id}`.
   * @param {string} jobId
   * @param {{signal?: AbortSignal}} [options]
   * @returns {Promise<Results>}
   */
  async results(jobId, { signal } = {}) {
    return (await this.#connection.ask("GET", path("results", jobId), { signal })).body;
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
   * `POST /jobs/{job_id}/variations`: asks for a variation, and does not wait for its job.
   * @param {string} jobId the completed job, which stays as it is
   * @param {Partial<Schemas["VariationRequest"]>} changes such as `{change: "portrait"}`
   * @param {Sending} [options]
   */
  async vary(jobId, changes, { signal, idempotencyKey } = {}) {
    // With a key of its own, no request that is sent again makes a second job. Only safe contexts can draw one.
    const key = idempotencyKey ?? crypto.randomUUID?.();
    /** @type {Record<string, string>} */
    const headers = key ? { "idempotency-key": key } : {};
    return jobOf(await this.#connection.ask("POST", path("jobs", jobId, "variations"), { json: changes, headers, signal }));
  }

  /**
   * `POST /jobs/{job_id}/share`: an address that shows a result to everybody who has it, until `unshare`.
   * @param {string} jobId
   * @param {{photo?: boolean | null}} [options] whether the prepared photo is shown too; null leaves that as it is
   * @returns {Promise<Schemas["ShareLink"]>}
   */
  async share(jobId, { photo = false } = {}) {
    const json = photo === null ? {} : { photo };
    return (await this.#connection.ask("POST", path("jobs", jobId, "share"), { json })).body;
  }

  /**
   * `POST /jobs/{job_id}/unshare`.
   * @param {string} jobId
   */
  async unshare(jobId) {
    await this.#connection.ask("POST", path("jobs", jobId, "unshare"));
  }

  /**
   * `GET /shared/{token}`: what somebody shared. No key is sent.
   * @param {string} token the last part of the address that `share` answers
   * @returns {Promise<Schemas["SharedResult"]>}
   */
  async shared(token) {
    return (await this.#connection.ask("GET", path("shared", token), { keyless: true })).body;
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
}

/** @param {string[]} parts */
export const path = (...parts) => parts.map((part) => `/${encodeURIComponent(part)}`).join("");

/**
 * @param {{body: any, retryAfter: number | null}} answer
 * @returns {Job}
 */
const jobOf = ({ body, retryAfter }) => ({ progress: 0, stage: "", ...body, retryAfter: retryAfter ?? LOOK_AGAIN_S });
