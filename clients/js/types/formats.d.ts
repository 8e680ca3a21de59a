/**
 * @param {Uint8Array} head the first bytes of a file
 * @returns {string | null} its content type, if it can be used
 */
export function typeOf(head: Uint8Array): string | null;
/**
 * @param {Uint8Array} head the first bytes of a file that can't be used
 * @returns {Refused}
 */
export function refusalOf(head: Uint8Array): Refused;
/** How much of a file is needed: the first directory of a camera's raw file is the longest of the marks. */
export const SNIFFED_BYTES: 4096;
/**
 * what to do instead; empty if nothing is known
 */
export type Advice = "photo" | "document" | "live" | "save" | "raw" | "";
/**
 * a file that can't be used
 */
export type Refused = {
    /**
     * what it is: `empty`, a kind such as `mp4`, the name of a camera's raw format such as `CR3`,
     * or nothing if that is not known
     */
    what: string;
    advice: Advice;
};
