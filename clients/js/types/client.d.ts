/**
 * Speaks to one deployment. Every request has a timeout, and is sent again where that can help.
 *
 * @example
 * const client = new PetAvatarClient({ apiUrl, apiKey });
 * const results = await client.create(file, { style: "creative" });
 * console.log(results.identity.job_title);
 */
export class PetAvatarClient {
    /** @param {import("./connection.js").Options} options */
    constructor(options: import("./connection.js").Options);
    /** The base of the API's addresses. */
    get apiUrl(): string;
    /**
     * Turns a photo into an avatar and an identity: submits it, waits, fetches the results.
     * @param {Blob} photo
     * @param {Omit<Choices, "content_type">} [choices]
     * @param {Sending & Waiting & {onProgress?: (job: Job) => void}} [options]
     * @returns {Promise<Results>}
     */
    create(photo: Blob, choices?: Omit<Choices, "content_type">, options?: Sending & Waiting & {
        onProgress?: (job: Job) => void;
    }): Promise<Results>;
    /**
     * Uploads a photo and hands it in, and does not wait for its job.
     * @param {Blob} photo
     * @param {Omit<Choices, "content_type">} [choices]
     * @param {Sending} [options]
     * @returns {Promise<Job>}
     */
    submit(photo: Blob, choices?: Omit<Choices, "content_type">, options?: Sending): Promise<Job>;
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
     * Waits until a job is completed.
     * @param {Job | string} job
     * @param {Waiting} [options]
     */
    wait(job: Job | string, options?: Waiting): Promise<Job>;
    /**
     * Yields a job's states as they change, with what is found out on the way. One that fails is yielded, then thrown.
     * @param {Job | string} job its id, or a state of it that was just seen
     * @param {Waiting} [options]
     * @returns {AsyncGenerator<Job, void, void>}
     */
    subscribe(job: Job | string, { signal, timeoutS }?: Waiting): AsyncGenerator<Job, void, void>;
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
     * Fetches one of a job's pictures; where its address has ended, from a new one. Null if there is no such picture.
     * @param {Results} results
     * @param {"avatar" | "wide" | "square" | "story" | "photo"} [name]
     * @returns {Promise<Blob | null>}
     */
    picture(results: Results, name?: "avatar" | "wide" | "square" | "story" | "photo"): Promise<Blob | null>;
    /**
     * Fetches what lies at a presigned address.
     * @param {string} url
     * @returns {Promise<Blob>}
     */
    download(url: string): Promise<Blob>;
    /**
     * Yields the jobs of the key's owner, newest first, over all pages.
     * @param {{status?: string, owner?: string}} [wanted]
     * @returns {AsyncGenerator<JobState, void, void>}
     */
    list(wanted?: {
        status?: string;
        owner?: string;
    }): AsyncGenerator<JobState, void, void>;
    /**
     * `GET /jobs`: one page of them.
     * @param {{status?: string, owner?: string, limit?: number, cursor?: string}} [wanted]
     * @returns {Promise<JobPage>}
     */
    jobs(wanted?: {
        status?: string;
        owner?: string;
        limit?: number;
        cursor?: string;
    }): Promise<JobPage>;
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
     * Makes a variation of a completed job, waits for it, and fetches its results. The photo is not read again.
     * @param {string} jobId the completed job, which stays as it is
     * @param {Partial<Schemas["VariationRequest"]>} changes such as `{change: "portrait"}` or `{dimensions: {ambition: 95}}`
     * @param {Sending & Waiting & {onProgress?: (job: Job) => void}} [options]
     * @returns {Promise<Results>}
     */
    variation(jobId: string, changes: Partial<Schemas["VariationRequest"]>, options?: Sending & Waiting & {
        onProgress?: (job: Job) => void;
    }): Promise<Results>;
    /**
     * `POST /jobs/{job_id}/share`: an address that shows a result to everybody who has it, until `unshare`.
     * @param {string} jobId
     * @param {{photo?: boolean}} [options] whether the prepared photo is shown too
     * @returns {Promise<Schemas["ShareLink"]>}
     */
    share(jobId: string, { photo }?: {
        photo?: boolean;
    }): Promise<Schemas["ShareLink"]>;
    /**
     * `POST /jobs/{job_id}/unshare`.
     * @param {string} jobId
     */
    unshare(jobId: string): Promise<void>;
    /**
     * `GET /jobs/{job_id}/deliveries`: what became of a job's webhook.
     * @param {string} jobId
     * @returns {Promise<Schemas["Deliveries"]>}
     */
    deliveries(jobId: string): Promise<Schemas["Deliveries"]>;
    /**
     * `POST /jobs/{job_id}/redeliver`: sends the webhook of a job that has ended again.
     * @param {string} jobId
     * @returns {Promise<Schemas["Deliveries"]>}
     */
    redeliver(jobId: string): Promise<Schemas["Deliveries"]>;
    /**
     * `GET /webhook-secret`: what webhooks of the key's owner are signed with.
     * @returns {Promise<Schemas["WebhookSecrets"]>}
     */
    webhookSecret(): Promise<Schemas["WebhookSecrets"]>;
    #private;
}
export type Schemas = import("../types/openapi.js").components["schemas"];
export type Ticket = Schemas["UploadTicket"];
export type Results = Schemas["Results"];
export type JobPage = Schemas["JobList"];
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
export type Waiting = {
    signal?: AbortSignal;
    timeoutS?: number;
};
