// What can go wrong, in one tree. The message of each is a sentence for people, without secrets.

/** The root of the tree. */
export class PetAvatarError extends Error {
  /** Whether the same call may succeed a little later. */
  retryable = false;
}

/** A file that is no photo that PetAvatar takes; it was not sent. */
export class UnsuitablePhoto extends PetAvatarError {}

/** No answer, or none in time: the network, the address, or a browser that was not allowed to ask. */
export class Unreachable extends PetAvatarError {
  retryable = true;
}

/** The API refused a request: a problem as RFC 9457 has it, or an answer of its gateway's own. */
export class ApiProblem extends PetAvatarError {
  /**
   * @param {number} status the HTTP status
   * @param {{type?: string, title?: string, detail?: string, request_id?: string}} body
   * @param {number | null} retryAfter how long to wait, in seconds, if the answer says so
   */
  constructor(status, body, retryAfter) {
    super([body.title, body.detail].filter(Boolean).join(": ") || `The API answered ${status}.`);
    this.status = status;
    this.type = body.type ?? "about:blank";
    this.title = body.title ?? "";
    this.detail = body.detail ?? "";
    this.requestId = body.request_id ?? "";
    this.retryAfter = retryAfter;
    this.retryable = status >= 500 || retryAfter !== null;
  }
}

/** The storage refused the photo, or a picture's address, which ends within the hour. */
export class StorageRefusal extends PetAvatarError {
  /**
   * @param {number} status the HTTP status
   * @param {string} code the storage's own word for it, such as EntityTooLarge
   */
  constructor(status, code) {
    super(`The storage answered ${status}${code && ` (${code})`}.`);
    this.status = status;
    this.code = code;
    this.retryable = status >= 500;
  }
}

/** The job ended without a result. */
export class JobFailed extends PetAvatarError {
  /** @param {import("./requests.js").Job} job its last state */
  constructor(job) {
    const error = job.error ?? { type: "about:blank", title: "Something went wrong", status: 500, detail: "" };
    super([error.title, error.detail].filter(Boolean).join(": "));
    this.job = job;
    this.type = error.type;
    this.title = error.title;
    this.detail = error.detail ?? "";
    this.retryable = "retryable" in error && error.retryable === true;
  }
}

/** The job takes longer than the caller cares to wait. It goes on all the same. */
export class JobUnfinished extends PetAvatarError {
  /** @param {import("./requests.js").Job} job its last state */
  constructor(job) {
    super(`The job is still ${job.status} (${job.progress} %).`);
    this.job = job;
    this.retryable = true;
  }
}
