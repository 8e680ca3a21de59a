// All jobs that the page knows: those of this visit, and those that this browser remembers.

import { ApiProblem } from "./errors.js";
import { Job } from "./job.js";
import * as memory from "./memory.js";
import { addressOf, smallPicture } from "./photo.js";

const FACE_PX = 200;

export class Roster {
  /** @type {Job[]} */
  jobs = [];
  #connect;
  #onChange;

  /** @param {import("./api.js").Connect} connect @param {(job: Job) => void} onChange */
  constructor(connect, onChange) {
    this.#connect = connect;
    this.#onChange = onChange;
    for (const note of memory.notes()) this.#add(new Job(connect, { id: note.id, name: note.name, note }));
  }

  /** @param {import("./desk.js").Application} application */
  open(application) {
    return this.#add(new Job(this.#connect, application));
  }

  /** @param {string} address @returns {Job | null} nothing where it is that of a job without an id, from before a reload */
  at(address) {
    const known = this.jobs.find((job) => job.address === address);
    if (known || address.startsWith("new-")) return known ?? null;
    const note = memory.notes().find(({ id }) => id === address);
    return this.#add(new Job(this.#connect, { id: address, name: note?.name, note }));
  }

  /** Takes a job off the list. @param {Job} job */
  forget(job) {
    memory.forget(job.id);
    this.jobs.splice(this.jobs.indexOf(job), 1);
  }

  /** @param {Job} job */
  #add(job) {
    this.jobs.push(job);
    for (const [kind, member] of /** @type {const} */ ([["pet", "shown"], ["face", "face"]])) {
      const kept = job.id && memory.picture(kind, job.id);
      if (kept) job[member] = addressOf(kept);
    }
    job.addEventListener("change", () => {
      this.#remember(job);
      this.#onChange(job);
    });
    return job;
  }

  /** @param {Job} job */
  #remember(job) {
    if (!job.id || !this.jobs.includes(job)) return;
    if (job.error instanceof ApiProblem) {
      if (job.error.status === 404) memory.forget(job.id);
      return;
    }
    const { id, name, begun, ends, person, title, box } = job;
    memory.keepNote({ id, name, begun, ends, person, title, box, ended: job.results !== null });
    this.#keepPicture("pet", job, job.shown);
    if (job.results && job.photo && !job.portrait) job.fetchPortrait(job.results.avatar_url).catch(() => {});
    if (job.portrait && !job.face) this.#makeFace(job, job.portrait);
  }

  /** @param {memory.Kind} kind @param {Job} job @param {string} shown @param {number} [side] in pixels */
  async #keepPicture(kind, job, shown, side) {
    if (!shown || memory.picture(kind, job.id)) return;
    // What the browser can't draw has no picture until the results bring one.
    const small = await smallPicture(shown, side).catch(() => "");
    if (small && this.jobs.includes(job)) memory.keepPicture(kind, job.id, small);
  }

  /** @param {Job} job @param {Blob} portrait */
  async #makeFace(job, portrait) {
    job.face = URL.createObjectURL(portrait);
    await this.#keepPicture("face", job, job.face, FACE_PX);
    this.#onChange(job);
  }
}
