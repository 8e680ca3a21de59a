export class Semaphore {
    /** @param {number} size how many at a time */
    constructor(size: number);
    /**
     * Does the work when it is its turn.
     * @template T
     * @param {() => Promise<T>} work
     * @returns {Promise<T>}
     */
    run<T>(work: () => Promise<T>): Promise<T>;
    #private;
}
