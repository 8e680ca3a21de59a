/** The root of the tree. */
export class PetAvatarError extends Error {
    /** Whether the same call may succeed a little later. */
    retryable: boolean;
}
/** A file that is no photo that PetAvatar takes; it was not sent. */
export class UnsuitablePhoto extends PetAvatarError {
}
/** No answer, or none in time: the network, the address, or a browser that was not allowed to ask. */
export class Unreachable extends PetAvatarError {
}
/** The API refused a request: a problem as RFC 9457 has it, or an answer of its gateway's own. */
export class ApiProblem extends PetAvatarError {
    /**
     * @param {number} status the HTTP status
     * @param {{type?: string, title?: string, detail?: string, request_id?: string}} body
     * @param {number | null} retryAfter how long to wait, in seconds, if the answer says so
     */
    constructor(status: number, body: {
        type?: string;
        title?: string;
        detail?: string;
        request_id?: string;
    }, retryAfter: number | null);
    status: number;
    type: string;
    title: string;
    detail: string;
    requestId: string;
    retryAfter: number | null;
}
/** The storage refused the photo, or a picture's address, which ends within the hour. */
export class StorageRefusal extends PetAvatarError {
    /**
     * @param {number} status the HTTP status
     * @param {string} code the storage's own word for it, such as EntityTooLarge
     */
    constructor(status: number, code: string);
    status: number;
    code: string;
}
/** The job ended without a result. */
export class JobFailed extends PetAvatarError {
    /** @param {import("./requests.js").Job} job its last state */
    constructor(job: import("./requests.js").Job);
    job: import("./requests.js").Job;
    type: string;
    title: string;
    detail: string;
}
/** The job takes longer than the caller cares to wait. It goes on all the same. */
export class JobUnfinished extends PetAvatarError {
    /** @param {import("./requests.js").Job} job its last state */
    constructor(job: import("./requests.js").Job);
    job: import("./requests.js").Job;
}
