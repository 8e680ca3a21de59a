/** Requests to one deployment. The key goes to the API alone. */
export class Connection {
    /** @param {Options} options */
    constructor(options: Options);
    apiUrl: string;
    /**
     * How long to wait, spread by chance.
     * @param {number} seconds
     */
    sleep(seconds: number): Promise<any>;
    /**
     * Sends a request to the API, again where that can help: each of its requests may be repeated without harm.
     * @param {string} method
     * @param {string} path
     * @param {{json?: object, headers?: Record<string, string>, signal?: AbortSignal, keyless?: boolean}} [content]
     * @returns {Promise<{body: any, retryAfter: number | null}>}
     */
    ask(method: string, path: string, { json, headers, signal, keyless }?: {
        json?: object;
        headers?: Record<string, string>;
        signal?: AbortSignal;
        keyless?: boolean;
    }): Promise<{
        body: any;
        retryAfter: number | null;
    }>;
    /**
     * Fetches what lies at a presigned address, or posts there.
     * @param {string} url
     * @param {RequestInit} [request]
     * @param {AbortSignal} [signal]
     */
    storage(url: string, request?: RequestInit, signal?: AbortSignal): Promise<{
        ok: boolean;
        status: number;
        body: any;
        retryAfter: number | null;
        blob: Blob | null;
    }>;
    #private;
}
export type Options = {
    /**
     * the base of the API's addresses
     */
    apiUrl: string;
    /**
     * the API key, or what gives it at each request
     */
    apiKey: string | (() => string);
    /**
     * what carries requests, if not the environment's own
     */
    fetch?: typeof fetch | undefined;
    /**
     * how to wait
     */
    sleep?: ((seconds: number) => Promise<void>) | undefined;
    /**
     * a number from 0 up to 1, by which waits are spread
     */
    chance?: (() => number) | undefined;
    /**
     * how often a request is sent at most, 4 if left out
     */
    attempts?: number | undefined;
};
