// What can go wrong between the page, the API and the storage.

import { t } from "./language.js";

/** The API answered with a problem (RFC 9457), or with an answer of its gateway's own. */
export class ApiProblem extends Error {
  /**
   * @param {number} status the HTTP status
   * @param {{type?: string, title?: string, detail?: string, request_id?: string}} body
   * @param {number | null} retryAfter how long to wait, in seconds, if the answer says so
   */
  constructor(status, body, retryAfter) {
    super(body.detail ?? body.title ?? t("problem.answer", { status: String(status) }));
    this.status = status;
    this.title = body.title ?? t("problem.title");
    this.kind = (body.type ?? "").split(":").at(-1) ?? "";
    this.requestId = body.request_id ?? "";
    this.retryAfter = retryAfter;
  }
}

/** Nothing came back: the network, the address, or a browser that was not allowed to ask. */
export class ConnectionLost extends Error {}

/** The storage refused the photo or a picture's address. */
export class StorageRefusal extends Error {
  /**
   * @param {number} status the HTTP status
   * @param {string} code the storage's own word for it, such as EntityTooLarge
   */
  constructor(status, code) {
    super(t("storage.answer", { status: String(status), code }));
    this.status = status;
    this.code = code;
  }
}

/** A file that can't be handed in. */
export class WrongFile extends Error {}

/** A photo that can't be handed in unless it is made smaller. */
export class TooLarge extends WrongFile {
  /** @param {File} file */
  constructor(file) {
    super(t("file.large", { file: file.name }));
    this.file = file;
  }
}

/** The job itself ended badly. */
export class JobFailed extends Error {
  /** @param {{type: string, title: string, detail: string, retryable: boolean}} problem */
  constructor(problem) {
    super(problem.detail);
    this.title = problem.title;
    this.kind = problem.type.split(":").at(-1) ?? "";
    this.retryable = problem.retryable;
  }
}
