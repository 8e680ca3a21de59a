// The REST API, one method for each of its requests. The key is asked for at each request, so a new one counts at once.

import { ApiProblem, ConnectionLost } from "./errors.js";
import { t } from "./language.js";
import { Semaphore } from "./semaphore.js";

const TIMEOUT_MS = 30_000;
const DEFAULT_WAIT_S = 2;
/** A function that has slept starts slowly, and many that start at once start slower still, until the API gives up. */
const AT_ONCE = 4;

/** @typedef {{job_id: string, upload_url: string, upload_fields: Record<string, string>, s3_uri: string, max_bytes: number}} Ticket */
/** @typedef {Record<string, string>} Choices by the names of the query's parameters */
/** @typedef {{job_id: string, status: string, progress: number, findings?: any, estimated_seconds_left?: number | null,
 *   avatar_url?: string | null, created_at?: string, error?: any, wait: number}} Status */

export class Api {
  #turns = new Semaphore(AT_ONCE);

  /**
   * @param {string} base the API's address, without a slash at its end
   * @param {() => string} key where the key comes from
   */
  constructor(base, key) {
    this.base = base.replace(/\/+$/, "");
    this.key = key;
  }

  /**
   * @param {string} contentType
   * @param {Choices} choices those left out or empty are not sent
   * @returns {Promise<Ticket>}
   */
  async ticket(contentType, choices) {
    const wishes = Object.entries(choices).filter(([, value]) => value);
    const query = new URLSearchParams([["content_type", contentType], ...wishes]);
    return (await this.#ask("GET", `/presigned-url?${query}`)).body;
  }

  /** @param {string} s3Uri */
  async process(s3Uri) {
    return (await this.#ask("POST", "/process", { s3_uri: s3Uri })).body;
  }

  /**
   * @param {string} job
   * @returns {Promise<Status>} with `wait`, how many seconds to leave before the next time
   */
  async status(job) {
    const { body, retryAfter } = await this.#ask("GET", `/status/${encodeURIComponent(job)}`);
    return { ...body, wait: retryAfter ?? DEFAULT_WAIT_S };
  }

  /** @param {string} job */
  async results(job) {
    return (await this.#ask("GET", `/results/${encodeURIComponent(job)}`)).body;
  }

  /**
   * @param {string} job
   * @param {object} changes what is to be different
   * @returns {Promise<string>} the id of the job that makes it
   */
  async vary(job, changes) {
    return (await this.#ask("POST", `/jobs/${encodeURIComponent(job)}/variations`, changes)).body.job_id;
  }

  /** @param {string} job */
  async cancel(job) {
    await this.#ask("POST", `/jobs/${encodeURIComponent(job)}/cancel`);
  }

  /**
   * @param {string} job
   * @param {boolean} [photo] whether the photo is shown too; if left out, as it was
   * @returns {Promise<import("./sharing.js").ShareLink>}
   */
  async share(job, photo) {
    return (await this.#ask("POST", `/jobs/${encodeURIComponent(job)}/share`, { photo })).body;
  }

  /** @param {string} job */
  async unshare(job) {
    await this.#ask("POST", `/jobs/${encodeURIComponent(job)}/unshare`);
  }

  /** What somebody shared: no key goes there. @param {string} token */
  async shared(token) {
    return (await this.#turns.run(() => this.#send("GET", `/shared/${encodeURIComponent(token)}`, undefined, {}))).body;
  }

  /** @param {string} job */
  async erase(job) {
    await this.#ask("DELETE", `/jobs/${encodeURIComponent(job)}`);
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {object} [content]
   */
  #ask(method, path, content) {
    return this.#turns.run(() => this.#send(method, path, content));
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {object} [content]
   * @param {Record<string, string>} [headers]
   */
  async #send(method, path, content, headers = { "x-api-key": this.key() }) {
    /** @type {RequestInit} */
    const request = {
      method,
      headers: { ...headers, ...(content && { "content-type": "application/json" }) },
      body: content && JSON.stringify(content),
      credentials: "omit",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    };
    let answer;
    let text;
    try {
      answer = await fetch(this.base + path, request);
      text = await answer.text();
    } catch (error) {
      throw new ConnectionLost(t("lost.api"), { cause: error });
    }
    const retryAfter = seconds(answer.headers.get("retry-after"));
    const body = parsed(text);
    if (!answer.ok) throw new ApiProblem(answer.status, body, retryAfter);
    return { body, retryAfter };
  }
}

/**
 * @param {string} text
 * @returns {any} an empty object where an answer is no JSON: a gateway's own error, or nothing at all
 */
function parsed(text) {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}

/** @param {string | null} header */
function seconds(header) {
  const wait = Number(header);
  return header !== null && wait > 0 ? wait : null;
}
