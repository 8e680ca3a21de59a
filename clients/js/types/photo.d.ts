/**
 * The content type of a photo, whatever its name or declared type is.
 * @param {Blob} photo
 * @returns {Promise<string>}
 * @throws {UnsuitablePhoto} if the server would refuse it
 */
export function contentTypeOf(photo: Blob): Promise<string>;
