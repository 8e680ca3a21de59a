/**
 * Posts a photo to where its ticket says. Once more puts the same object in the same place.
 * @param {import("./connection.js").Connection} connection
 * @param {import("./requests.js").Ticket} ticket
 * @param {Blob} photo
 * @param {AbortSignal} [signal]
 * @param {(share: number) => void} [onUpload] called with the share that has left, 0 to 1, where a browser can say
 * @returns {Promise<void>}
 */
export function upload(connection: import("./connection.js").Connection, ticket: import("./requests.js").Ticket, photo: Blob, signal?: AbortSignal, onUpload?: (share: number) => void): Promise<void>;
