// What this browser remembers of the jobs that were handed in here, for as long as their results live.

const JOBS = "petavatar.jobs";
const PICTURES = /** @type {const} */ ({ pet: "petavatar.picture.", face: "petavatar.face." });

/**
 * @typedef {{id: string, name: string, begun: number, ends: number, ended?: boolean, person?: string, title?: string,
 *   box?: import("./frame.js").PetBox}} Note one job; times in milliseconds
 * @typedef {keyof typeof PICTURES} Kind the small picture of the pet, or of the person
 */

/** @returns {Note[]} the jobs that still exist, the oldest first */
export function notes() {
  const all = read();
  const alive = all.filter(({ ends }) => ends > Date.now());
  if (alive.length < all.length) {
    for (const { id } of all) if (!alive.some((note) => note.id === id)) forgetPictures(id);
    write(alive);
  }
  return alive;
}

/** @param {Note} note goes into the place of the one with its id, else to the end */
export function keepNote(note) {
  const all = read();
  const at = all.findIndex(({ id }) => id === note.id);
  all.splice(at < 0 ? all.length : at, 1, note);
  write(all);
}

/** @param {Kind} kind @param {string} job @returns {string} a data URL, or nothing */
export function picture(kind, job) {
  return localStorage.getItem(PICTURES[kind] + job) ?? "";
}

/**
 * Keeps a small picture; where there is no room, those of the oldest jobs go first.
 * @param {Kind} kind
 * @param {string} job
 * @param {string} dataUrl
 */
export function keepPicture(kind, job, dataUrl) {
  for (const { id } of [...read(), { id: "" }]) {
    try {
      localStorage.setItem(PICTURES[kind] + job, dataUrl);
      return;
    } catch {
      if (id !== job) forgetPictures(id);
    }
  }
}

/** @param {string} job */
export function forget(job) {
  forgetPictures(job);
  write(read().filter(({ id }) => id !== job));
}

/** @param {string} job */
function forgetPictures(job) {
  for (const prefix of Object.values(PICTURES)) localStorage.removeItem(prefix + job);
}

/** @returns {Note[]} */
function read() {
  try {
    const all = JSON.parse(localStorage.getItem(JOBS) ?? "[]");
    return Array.isArray(all) ? all.filter((note) => typeof note?.id === "string" && typeof note.ends === "number") : [];
  } catch {
    return [];
  }
}

/** @param {Note[]} all */
function write(all) {
  try {
    if (all.length) localStorage.setItem(JOBS, JSON.stringify(all));
    else localStorage.removeItem(JOBS);
  } catch {
    // No room, or storage is switched off: then it is as if the page had no memory.
  }
}
