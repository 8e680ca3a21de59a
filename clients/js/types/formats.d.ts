/**
 * The content type of a photo, whatever its name or declared type is.
 * @param {Blob} photo
 * @returns {Promise<string>}
 */
export function contentTypeOf(photo: Blob): Promise<string>;
