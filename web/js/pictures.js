// The pictures of a finished job: portrait, card, and the pet.

/**
 * @param {import("./job.js").Job} job with results
 * @returns {Promise<{portrait: Blob, card: Blob | null}>}
 */
export async function picturesOf(job) {
  try {
    return await fetched(job);
  } catch {
    // Their addresses are good for an hour; the results come with new ones.
    await job.refresh();
    return fetched(job);
  }
}

/**
 * The photo as the models saw it: for one that the browser can't draw, and after a reload, when it has none.
 * @param {import("./job.js").Job} job with results
 * @returns {Promise<Blob | null>} nothing if the server does not keep it
 */
export async function petOf(job) {
  return job.results.photo_url ? job.download(job.results.photo_url) : null;
}

/**
 * The card in another format than the wide one.
 * @param {import("./job.js").Job} job with results
 * @param {string} format
 * @returns {Promise<Blob>}
 */
export async function cardOf(job, format) {
  try {
    return await job.download(job.results.card_urls[format]);
  } catch {
    await job.refresh();
    return job.download(job.results.card_urls[format]);
  }
}

/** @param {import("./job.js").Job} job */
async function fetched(job) {
  const { avatar_url: avatar, card_url: card } = job.results;
  const [portrait, drawn] = await Promise.all([job.fetchPortrait(avatar), card ? job.download(card) : null]);
  return { portrait, card: drawn };
}
