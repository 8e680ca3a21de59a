/**
 * Speaks to one deployment. Every request has a timeout, and is sent again where that can help.
 *
 * @example
 * const client = new PetAvatarClient({ apiUrl, apiKey });
 * const results = await client.create(file, { style: "creative" });
 * console.log(results.identity.job_title);
 */
export class PetAvatarClient extends JobRequests {
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
     * Waits until a job is completed.
     * @param {Job | string} job
     * @param {Waiting} [options]
     */
    wait(job: Job | string, options?: Waiting): Promise<import("./requests.js").Job>;
    /**
     * Yields a job's states as they change, with what is found out on the way. One that fails is yielded, then thrown.
     * @param {Job | string} job its id, or a state of it that was just seen
     * @param {Waiting} [options]
     * @returns {AsyncGenerator<Job, void, void>}
     */
    subscribe(job: Job | string, { signal, timeoutS }?: Waiting): AsyncGenerator<Job, void, void>;
    /**
     * Fetches one of a job's pictures; where its address has ended, from a new one. Null if there is no such picture.
     * @param {Results} results
     * @param {"avatar" | "wide" | "square" | "story" | "photo"} [name]
     * @returns {Promise<Blob | null>}
     */
    picture(results: Results, name?: "avatar" | "wide" | "square" | "story" | "photo"): Promise<Blob | null>;
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
export type Schemas = import("./requests.js").Schemas;
export type Results = import("./requests.js").Results;
export type Choices = import("./requests.js").Choices;
export type JobState = import("./requests.js").JobState;
export type Job = import("./requests.js").Job;
export type Sending = import("./requests.js").Sending;
export type JobPage = Schemas["JobList"];
export type Waiting = {
    signal?: AbortSignal;
    timeoutS?: number;
};
import { JobRequests } from "./requests.js";
