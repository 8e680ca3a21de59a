// What carries the requests: the key, timeouts, and when to send again.

import { ApiProblem, Unreachable } from "./errors.js";
import { Semaphore } from "./semaphore.js";

const TIMEOUT_MS = 30_000;
/** For photos and pictures, which have megabytes: a phone may be slow. */
const STORAGE_TIMEOUT_MS = 300_000;
/** How often a request is sent at most, where sending it again can help. */
const ATTEMPTS = 4;
/** How long to wait after a first request that got no answer; twice as long after each further one. */
const FIRST_WAIT_S = 0.5;
/** By how much of itself a wait is lengthened at most, by chance: clients that failed together come back apart. */
const JITTER = 0.25;
const LONGEST_WAIT_S = 30;
/** A function that has slept starts slowly, and many that start at once start slower still, until the API gives up. */
const AT_ONCE = 4;
const TRANSIENT = new Set([429, 502, 503, 504]);
const QUOTA = "urn:petavatar:problem:quota-exceeded";

/**
 * @typedef {object} Options
 * @property {string} apiUrl the base of the API's addresses
 * @property {string | (() => string)} apiKey the API key, or what gives it at each request
 * @property {typeof fetch} [fetch] what carries requests, if not the environment's own
 * @property {(seconds: number) => Promise<void>} [sleep] how to wait
 * @property {() => number} [chance] a number from 0 up to 1, by which waits are spread
 * @property {number} [attempts] how often a request is sent at most, 4 if left out
 */

/** @param {number} seconds */
const pause = (seconds) => new Promise((resolve) => setTimeout(() => resolve(undefined), seconds * 1000));

/** Requests to one deployment. The key goes to the API alone. */
export class Connection {
  #options;
  #turns = new Semaphore(AT_ONCE);

  /** @param {Options} options */
  constructor(options) {
    const { apiUrl, apiKey } = options;
    if (!/^https?:\/\//.test(apiUrl)) throw new TypeError("apiUrl is not an http or https address");
    if (!apiKey) throw new TypeError("There is no apiKey");
    this.apiUrl = apiUrl.replace(/\/+$/, "");
    // Called as a method of anything else, a browser's fetch throws.
    const wire = options.fetch ?? ((...request) => globalThis.fetch(...request));
    this.#options = { sleep: pause, chance: Math.random, attempts: ATTEMPTS, ...options, fetch: wire };
  }

  /**
   * How long to wait, spread by chance.
   * @param {number} seconds
   */
  sleep(seconds) {
    return this.#options.sleep(seconds * (1 + JITTER * this.#options.chance()));
  }

  /**
   * Sends a request to the API, again where that can help: each of its requests may be repeated without harm.
   * @param {string} method
   * @param {string} path
   * @param {{json?: object, headers?: Record<string, string>, signal?: AbortSignal, keyless?: boolean}} [content]
   * @returns {Promise<{body: any, retryAfter: number | null}>}
   */
  async ask(method, path, { json, headers, signal, keyless = false } = {}) {
    const { apiKey } = this.#options;
    const request = () => ({
      method,
      headers: {
        ...(!keyless && { "x-api-key": typeof apiKey === "function" ? apiKey() : apiKey }),
        ...(json && { "content-type": "application/json" }),
        ...headers,
      },
      body: json && JSON.stringify(json),
    });
    const answer = await this.#patiently(() => this.#turns.run(() => this.#send(this.apiUrl + path, request(), signal)));
    if (!answer.ok) throw new ApiProblem(answer.status, answer.body, answer.retryAfter);
    return { body: answer.body, retryAfter: answer.retryAfter };
  }

  /**
   * Fetches what lies at a presigned address, or posts there.
   * @param {string} url
   * @param {RequestInit} [request]
   * @param {AbortSignal} [signal]
   */
  async storage(url, request = {}, signal = undefined) {
    return this.#patiently(() => this.#send(url, request, signal, true));
  }

  /** @param {() => Promise<Answer>} send */
  async #patiently(send) {
    for (let attempt = 1; ; attempt++) {
      const last = attempt >= this.#options.attempts;
      let wait = FIRST_WAIT_S * 2 ** (attempt - 1);
      try {
        const answer = await send();
        if (last || !isTransient(answer)) return answer;
        wait = answer.retryAfter ?? wait;
      } catch (error) {
        if (last || !(error instanceof Unreachable)) throw error;
      }
      await this.sleep(Math.min(wait, LONGEST_WAIT_S));
    }
  }

  /**
   * @typedef {{ok: boolean, status: number, body: any, retryAfter: number | null, blob: Blob | null}} Answer
   * @param {string} url
   * @param {RequestInit} request
   * @param {AbortSignal} [signal]
   * @param {boolean} [raw] whether the content is no JSON
   * @returns {Promise<Answer>}
   */
  async #send(url, request, signal, raw = false) {
    const timeout = AbortSignal.timeout(raw ? STORAGE_TIMEOUT_MS : TIMEOUT_MS);
    try {
      const answer = await this.#options.fetch(url, {
        ...request,
        credentials: "omit",
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      });
      const retryAfter = seconds(answer.headers.get("retry-after"));
      const { ok, status } = answer;
      if (raw) return { ok, status, retryAfter, body: null, blob: await answer.blob() };
      return { ok, status, retryAfter, body: parsed(await answer.text()), blob: null };
    } catch (error) {
      if (signal?.aborted) throw error;
      throw new Unreachable(`${new URL(url).origin} can't be reached, or did not answer in time.`, { cause: error });
    }
  }
}

/** @param {Answer} answer */
function isTransient({ status, retryAfter, body }) {
  // A quota that is used up lasts for hours.
  if (status === 429 && body?.type === QUOTA) return false;
  return TRANSIENT.has(status) || (status >= 500 && retryAfter !== null);
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
  return header !== null && /^\d+$/.test(header) ? Number(header) : null;
}
