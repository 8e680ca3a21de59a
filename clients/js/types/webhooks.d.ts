/**
 * Checks a webhook and reads its event.
 * @param {string} body the request's body, exactly as it came
 * @param {Headers | Record<string, string | string[] | undefined>} headers the request's headers
 * @param {string} secret `whsec_...`, as `webhookSecret()` answers it
 * @param {{now?: number}} [options] the time, in seconds since 1970
 * @returns {Promise<import("../types/openapi.js").components["schemas"]["WebhookEvent"]>}
 */
export function unwrap(body: string, headers: Headers | Record<string, string | string[] | undefined>, secret: string, { now }?: {
    now?: number;
}): Promise<import("../types/openapi.js").components["schemas"]["WebhookEvent"]>;
/** The request is not a webhook of this deployment, or an old one. */
export class WebhookRefused extends PetAvatarError {
}
import { PetAvatarError } from "./errors.js";
