// Webhooks that PetAvatar sends, checked as Standard Webhooks 1.0 says.

import { PetAvatarError } from "./errors.js";

const TOLERANCE_S = 300;

/** The request is not a webhook of this deployment, or an old one. */
export class WebhookRefused extends PetAvatarError {}

/**
 * Checks a webhook and reads its event.
 * @param {string} body the request's body, exactly as it came
 * @param {Headers | Record<string, string | string[] | undefined>} headers the request's headers
 * @param {string} secret `whsec_...`, as `webhookSecret()` answers it
 * @param {{now?: number}} [options] the time, in seconds since 1970
 * @returns {Promise<import("../types/openapi.js").components["schemas"]["WebhookEvent"]>}
 */
export async function unwrap(body, headers, secret, { now = Date.now() / 1000 } = {}) {
  const read = reader(headers);
  const [id, timestamp, signatures] = ["webhook-id", "webhook-timestamp", "webhook-signature"].map(read);
  if (!id || !timestamp || !signatures) throw new WebhookRefused("A header of the signature is missing.");
  if (!(Math.abs(now - Number(timestamp)) <= TOLERANCE_S)) throw new WebhookRefused("The webhook is too old, or not yet due.");
  const key = await crypto.subtle.importKey(
    "raw",
    bytes(secret.replace(/^whsec_/, "")),
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["verify"],
  );
  const signed = new TextEncoder().encode(`${id}.${timestamp}.${body}`);
  for (const part of signatures.split(" ")) {
    const [version, signature] = part.split(",");
    // `verify` compares in constant time.
    if (version === "v1" && signature && (await crypto.subtle.verify("HMAC", key, bytes(signature), signed))) {
      return JSON.parse(body);
    }
  }
  throw new WebhookRefused("No signature of the webhook is right.");
}

/**
 * @param {Headers | Record<string, string | string[] | undefined>} headers
 * @returns {(name: string) => string | undefined}
 */
function reader(headers) {
  if (headers instanceof Headers) return (name) => headers.get(name) ?? undefined;
  const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return (name) => lower[name]?.toString();
}

/** @param {string} base64 */
function bytes(base64) {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    return new Uint8Array([0]);
  }
}
