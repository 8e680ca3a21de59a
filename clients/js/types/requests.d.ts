export class JobRequests {
    /** @param {import("./connection.js").Connection} connection */
    constructor(connection: import("./connection.js").Connection);
    /**
     * `GET /presigned-url`. Under an idempotency key whose job exists, that job is answered.
     * @param {string} contentType
     * @param {Omit<Choices, "content_type">} [choices] those left out or empty are not sent
     * @param {Sending} [options]
     * @returns {Promise<Ticket | Job>}
     */
    ticket(contentType: string, choices?: Omit<Choices, "content_type">, { signal, idempotencyKey }?: Sending): Promise<Ticket | Job>;
    /**
     * Uploads a photo straight to the storage; its job starts by itself then.
     * @param {Ticket} ticket
     * @param {Blob} photo
     * @param {Sending} [options]
     */
    upload(ticket: Ticket, photo: Blob, { signal, onUpload }?: Sending): Promise<void>;
    /**
     * `POST /process`: hands an uploaded photo in. Once more answers the same job.
     * @param {string} s3Uri
     * @param {{signal?: AbortSignal}} [options]
     */
    process(s3Uri: string, { signal }?: {
        signal?: AbortSignal;
    }): Promise<Job>;
    /**
     * `GET /status/{job_id}`.
     * @param {string} jobId
     * @param {{signal?: AbortSignal}} [options]
     */
    status(jobId: string, { signal }?: {
        signal?: AbortSignal;
    }): Promise<Job>;
    /**
     * `GET /results/{job_id}`.
     * @param {string} jobId
     * @param {{signal?: AbortSignal}} [options]
     * @returns {Promise<Results>}
     */
    results(jobId: string, { signal }?: {
        signal?: AbortSignal;
    }): Promise<Results>;
    /**
     * `POST /jobs/{job_id}/cancel`: ends a job that has not ended.
     * @param {string} jobId
     */
    cancel(jobId: string): Promise<Job>;
    /**
     * `DELETE /jobs/{job_id}`: erases a finished job with its photo and pictures, also one erased before.
     * @param {string} jobId
     */
    erase(jobId: string): Promise<void>;
    /**
     * `POST /jobs/{job_id}/variations`: asks for a variation, and does not wait for its job.
     * @param {string} jobId the completed job, which stays as it is
     * @param {Partial<Schemas["VariationRequest"]>} changes such as `{change: "portrait"}`
     * @param {Sending} [options]
     */
    vary(jobId: string, changes: Partial<Schemas["VariationRequest"]>, { signal, idempotencyKey }?: Sending): Promise<Job>;
    /**
     * `POST /jobs/{job_id}/share`: an address that shows a result to everybody who has it, until `unshare`.
     * @param {string} jobId
     * @param {{photo?: boolean | null}} [options] whether the prepared photo is shown too; null leaves that as it is
     * @returns {Promise<Schemas["ShareLink"]>}
     */
    share(jobId: string, { photo }?: {
        photo?: boolean | null;
    }): Promise<Schemas["ShareLink"]>;
    /**
     * `POST /jobs/{job_id}/unshare`.
     * @param {string} jobId
     */
    unshare(jobId: string): Promise<void>;
    /**
     * `GET /shared/{token}`: what somebody shared. No key is sent.
     * @param {string} token the last part of the address that `share` answers
     * @returns {Promise<Schemas["SharedResult"]>}
     */
    shared(token: string): Promise<Schemas["SharedResult"]>;
    /**
     * Fetches what lies at a presigned address.
     * @param {string} url
     * @returns {Promise<Blob>}
     */
    download(url: string): Promise<Blob>;
    #private;
}
export function path(...parts: string[]): string;
export type Schemas = import("../types/openapi.js").components["schemas"];
export type Ticket = Schemas["UploadTicket"];
export type Results = Schemas["Results"];
export type Choices = NonNullable<import("../types/openapi.js").operations["getPresignedUrl"]["parameters"]["query"]>;
export type JobState = Pick<Schemas["JobStatus"], "job_id" | "status" | "progress"> & Partial<Schemas["JobStatus"]>;
/**
 * with how many seconds to leave before the next look
 */
export type Job = JobState & {
    retryAfter: number;
};
export type Sending = {
    signal?: AbortSignal;
    idempotencyKey?: string;
    onUpload?: (share: number) => void;
};
