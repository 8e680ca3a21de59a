// Puts the parts together: who is shown follows from the address, what is shown from the job's state.

import { Api } from "./api.js";
import { Desk } from "./desk.js";
import { askErase, askKey, askOtherKey, nameKeyButton } from "./dialogs.js";
import { byId, complain, part, say } from "./dom.js";
import { eraseWords } from "./erasure.js";
import { Job } from "./job.js";
import { addressOf, smallPicture } from "./photo.js";
import { ProgressView } from "./progress.js";
import { resultView } from "./result.js";
import * as session from "./session.js";
import { showStrip } from "./strip.js";
import { troubleView } from "./trouble.js";

const TITLE = document.title;

nameKeyButton();

/** @type {Api} */
let api;
/** @type {Job[]} */
const jobs = [];
/** @type {Job | null} */
let shown = null;
/** @type {{of: Job, kind: string, progress: ProgressView | null} | null} */
let view = null;

const desk = new Desk(async (applications) => {
  if (!session.key() && !(await askKey())) return;
  const added = applications.map((application) => add(new Job(api, application)));
  desk.clear();
  for (const job of added) job.run();
  location.hash = `job=${added[0].address}`;
});

/** @param {Job} job */
function add(job) {
  jobs.push(job);
  const kept = session.picture(job.id);
  if (kept) job.shown = addressOf(kept);
  job.addEventListener("change", () => {
    if (job.id) keep(job);
    if (job === shown) {
      if (session.jobInAddress() !== job.address) history.replaceState(null, "", `#job=${job.address}`);
      render();
    }
    showStrip(jobs, shown);
  });
  return job;
}

/** @param {Job} job */
function keep(job) {
  session.keepJob({ id: job.id, name: job.name });
  if (!job.shown || session.picture(job.id)) return;
  // What the browser can't draw has no picture until the results bring one.
  smallPicture(job.shown).then((dataUrl) => jobs.includes(job) && session.keepPicture(job.id, dataUrl), () => {});
}

/** Takes the key that a link brings; asks first if this tab has another one, which anybody's link could replace. */
async function takeKey() {
  const given = session.takeKeyFromAddress();
  const own = session.key();
  if (!given || given === own || (own && !(await askOtherKey()))) return;
  session.keepKey(given);
  nameKeyButton();
}

/** Shows what the address names. */
async function route() {
  await takeKey();
  const address = session.jobInAddress();
  shown = address ? (jobs.find((job) => job.address === address) ?? (await reopened(address))) : null;
  byId("start").hidden = shown !== null;
  byId("job").hidden = shown === null;
  if (shown) render();
  else showStart();
  showStrip(jobs, shown);
}

function showStart() {
  if (view) takeFocus(byId("start").querySelector("h1"));
  view = null;
  byId("job").replaceChildren();
  document.title = TITLE;
}

/** @param {string} id @returns {Promise<Job | null>} */
async function reopened(id) {
  if (id.startsWith("new-") || (!session.key() && !(await askKey()))) {
    history.replaceState(null, "", "#");
    return null;
  }
  const name = session.jobs().find((note) => note.id === id)?.name;
  const job = add(new Job(api, { id, name }));
  job.run();
  return job;
}

/** Shows the job in its state: a new view if that is of another kind, else the same one brought up to date. */
function render() {
  const job = /** @type {Job} */ (shown);
  const kind = job.error ? "trouble" : job.results ? "result" : "progress";
  if (view?.of !== job || view.kind !== kind) {
    const progress = kind === "progress" ? new ProgressView(job) : null;
    view = { of: job, kind, progress };
    const made = progress?.element ?? (kind === "result" ? finished(job) : returned(job));
    byId("job").replaceChildren(made);
    document.title = `${made.querySelector("h1")?.textContent} – PetAvatar`;
    takeFocus(/** @type {HTMLElement} */ (made.querySelector("h1")));
  }
  view.progress?.update(job);
}

/** @param {Job} job */
function finished(job) {
  const { human_name: name, job_title: title } = job.results.identity;
  say(`Hired: ${name}, ${title}.`);
  const made = resultView(job, () => erase(job, made));
  return made;
}

/** @param {Job} job */
function returned(job) {
  return troubleView(job, {
    retry: () => job.run(),
    key: async () => (await askKey("The last key was not accepted.")) && job.run(),
  });
}

/** @param {Job} job @param {HTMLElement} made */
async function erase(job, made) {
  if (!(await askErase())) return;
  const complaint = await eraseWords(api, job);
  complain(part(made, "complaint"), complaint);
  if (complaint) return;
  session.forgetJob(job.id);
  jobs.splice(jobs.indexOf(job), 1);
  location.hash = "";
  say("Everything of it is deleted.");
}

/** A new view has the focus, unless somebody is busy elsewhere. @param {HTMLElement} heading */
function takeFocus(heading) {
  const busy = document.activeElement?.closest("dialog, .strip, .masthead");
  if (busy) return;
  heading.focus({ preventScroll: true });
  scrollTo({ top: 0 });
}

async function start() {
  const taken = takeKey();
  // A jump by the address would be taken for a way out of the job that it names.
  document.querySelector(".skip")?.addEventListener("click", (event) => {
    event.preventDefault();
    byId("main").focus();
  });
  byId("key-button").addEventListener("click", async () => {
    if (await askKey()) for (const job of jobs) if (job.error) job.run();
  });
  try {
    api = new Api((await (await fetch("config.json")).json()).api_url, session.key);
  } catch {
    complain(byId("complaint"), "This page does not know its API: config.json is missing or wrong. docs/page.md says what belongs there.");
    byId("desk").inert = true;
    return;
  }
  await taken;
  const known = session.jobs();
  for (const { id, name } of known) if (id !== session.jobInAddress()) add(new Job(api, { id, name })).run();
  addEventListener("hashchange", route);
  await route();
}

start();
