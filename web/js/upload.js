// Photos go straight to the storage, and pictures come straight from it; the API never carries them.

import { ConnectionLost, StorageRefusal } from "./errors.js";
import { t } from "./language.js";

/**
 * Posts a photo to where its ticket says.
 * @param {import("./api.js").Ticket} ticket
 * @param {Blob} file
 * @param {(share: number) => void} onProgress called with the share that has left, 0 to 1
 * @returns {Promise<void>}
 */
export function upload(ticket, file, onProgress) {
  const form = new FormData();
  for (const [name, value] of Object.entries(ticket.upload_fields)) form.append(name, value);
  form.append("file", file);
  return new Promise((resolve, reject) => {
    // fetch reports no progress of an upload.
    const request = new XMLHttpRequest();
    request.open("POST", ticket.upload_url);
    request.upload.onprogress = ({ loaded, total }) => onProgress(loaded / total);
    request.onerror = () => reject(new ConnectionLost(t("lost.upload")));
    request.onload = () => {
      if (request.status < 300) resolve();
      else reject(new StorageRefusal(request.status, /<Code>(\w+)<\/Code>/.exec(request.responseText)?.[1] ?? ""));
    };
    request.send(form);
  });
}

/**
 * Fetches a picture, so that it can be saved under a name and stays when its address runs out.
 * @param {string} url
 * @returns {Promise<Blob>}
 */
export async function download(url) {
  let answer;
  try {
    answer = await fetch(url, { credentials: "omit" });
    if (answer.ok) return await answer.blob();
  } catch (error) {
    throw new ConnectionLost(t("lost.picture"), { cause: error });
  }
  throw new StorageRefusal(answer.status, "");
}
