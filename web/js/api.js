// The client that anybody can use (clients/js), fetched when a first request is to be made.

import { Unreachable } from "./errors.js";

/** @typedef {import("../client/requests.js").JobRequests} Client */
/** @typedef {() => Promise<Client>} Connect */

/**
 * @param {string} apiUrl the API's address
 * @param {() => string} apiKey where the key comes from, asked for at each request: a new one counts at once
 * @returns {Connect}
 */
export function connecting(apiUrl, apiKey) {
  const base = new URL(apiUrl).href;
  /** @type {Promise<Client> | null} */
  let client = null;
  return () => {
    // A job waits itself before it asks again: it shows that it does, and goes on when the network is back.
    client ??= Promise.all([import("../client/requests.js"), import("../client/connection.js")]).then(
      ([{ JobRequests }, { Connection }]) => new JobRequests(new Connection({ apiUrl: base, apiKey, attempts: 1 })),
      (error) => {
        client = null;
        throw new Unreachable("", { cause: error });
      },
    );
    return client;
  };
}
