// A photo on its way to the storage.

import { StorageRefusal, Unreachable } from "./errors.js";

/**
 * Posts a photo to where its ticket says. Once more puts the same object in the same place.
 * @param {import("./connection.js").Connection} connection
 * @param {import("./requests.js").Ticket} ticket
 * @param {Blob} photo
 * @param {AbortSignal} [signal]
 * @param {(share: number) => void} [onUpload] called with the share that has left, 0 to 1, where a browser can say
 * @returns {Promise<void>}
 */
export async function upload(connection, ticket, photo, signal, onUpload) {
  const form = new FormData();
  for (const [name, value] of Object.entries(ticket.upload_fields)) form.append(name, String(value));
  // The storage ignores every field that comes after the file.
  form.append("file", photo, "photo");
  if (onUpload && "XMLHttpRequest" in globalThis) return watched(ticket.upload_url, form, onUpload, signal);
  const answer = await connection.storage(ticket.upload_url, { method: "POST", body: form }, signal);
  if (!answer.ok) throw new StorageRefusal(answer.status, code((await answer.blob?.text()) ?? ""));
}

/**
 * @param {string} url
 * @param {FormData} form
 * @param {(share: number) => void} onUpload
 * @param {AbortSignal} [signal]
 * @returns {Promise<void>}
 */
function watched(url, form, onUpload, signal) {
  return new Promise((resolve, reject) => {
    // fetch reports no progress of an upload.
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.upload.onprogress = ({ loaded, total }) => onUpload(loaded / total);
    request.onerror = () => reject(new Unreachable("The storage can't be reached."));
    request.onabort = () => reject(signal?.reason);
    request.onload = () => {
      if (request.status < 300) resolve();
      else reject(new StorageRefusal(request.status, code(request.responseText)));
    };
    signal?.addEventListener("abort", () => request.abort(), { once: true });
    request.send(form);
  });
}

/** @param {string} xml */
const code = (xml) => /<Code>(\w+)<\/Code>/.exec(xml)?.[1] ?? "";
