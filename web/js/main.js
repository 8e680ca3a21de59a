// Puts the parts together: who is shown follows from the address, what is shown from the job's state.

import { Api } from "./api.js";
import { ring } from "./bell.js";
import { Desk } from "./desk.js";
import { byId, complain, part, say } from "./dom.js";
import { ConnectionLost } from "./errors.js";
import { Job } from "./job.js";
import { loadWords, t, translate } from "./language.js";
import { addressOf, smallPicture } from "./photo.js";
import * as session from "./session.js";
import { showStrip } from "./strip.js";

/** @typedef {typeof import("./office.js")} Office */

/** @type {Api} */
let api;
/** @type {Desk | null} */
let desk = null;
/** @type {Job[]} */
const jobs = [];
/** @type {Job | null} */
let shown = null;
/** @type {{of: Job, kind: string, progress: import("./progress.js").ProgressView | null} | null} */
let view = null;

/** @param {import("./desk.js").Application[]} applications */
async function handIn(applications) {
  if (!session.key() && !(await askKey())) return;
  const added = applications.map((application) => add(new Job(api, application)));
  desk?.clear();
  for (const job of added) job.run();
  location.hash = `job=${added[0].address}`;
}

/** @param {Job} job */
function add(job) {
  jobs.push(job);
  const kept = session.picture(job.id);
  if (kept) job.shown = addressOf(kept);
  job.addEventListener("change", () => {
    if (job.id) keep(job);
    if ((job.results || job.error) && !job.rung) call(job);
    if (job === shown) {
      if (session.jobInAddress() !== job.address) history.replaceState(null, "", `#job=${job.address}`);
      render();
    }
    showStrip(jobs, shown);
  });
  return job;
}

/** Says to those who look elsewhere that a job has ended. @param {Job} job */
function call(job) {
  job.rung = true;
  const { human_name: person, job_title: title } = job.results?.identity ?? {};
  ring(person ? t("wait.done", { person }) : t("wait.back"), title ?? job.name, `job=${job.address}`);
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
  if (!given || given === own || (own && !(await (await office()).askOtherKey()))) return;
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
  if (shown) await render();
  else showStart();
  showStrip(jobs, shown);
}

function showStart() {
  if (view) takeFocus(byId("start").querySelector("h1"));
  view = null;
  byId("job").replaceChildren();
  document.title = t("page.title");
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
async function render() {
  const job = /** @type {Job} */ (shown);
  const views = await office();
  if (job !== shown) return;
  const kind = job.error ? "trouble" : job.results ? "result" : "progress";
  if (view?.of !== job || view.kind !== kind) {
    const progress = kind === "progress" ? new views.ProgressView(job) : null;
    view = { of: job, kind, progress };
    const made = progress?.element ?? (kind === "result" ? finished(job, views) : returned(job, views));
    byId("job").replaceChildren(made);
    if (!progress) document.title = `${document.hidden ? "✓ " : ""}${made.querySelector("h1")?.textContent} – PetAvatar`;
    takeFocus(/** @type {HTMLElement} */ (made.querySelector("h1")));
  }
  view.progress?.update();
}

/** @param {Job} job @param {Office} views */
function finished(job, views) {
  const { human_name: name, job_title: title } = job.results.identity;
  say(t("result.said", { person: name, title }));
  const made = views.resultView(job, () => erase(job, made));
  return made;
}

/** @param {Job} job @param {Office} views */
function returned(job, views) {
  return views.troubleView(job, {
    retry: () => job.run(),
    key: async () => (await askKey(t("key.refused"))) && job.run(),
  });
}

/** @param {Job} job @param {HTMLElement} made */
async function erase(job, made) {
  const views = await office();
  if (!(await views.askErase())) return;
  const complaint = await views.eraseWords(api, job);
  complain(part(made, "complaint"), complaint);
  if (complaint) return;
  session.forgetJob(job.id);
  jobs.splice(jobs.indexOf(job), 1);
  location.hash = "";
  say(t("erase.done"));
}

/** A new view has the focus, unless somebody is busy elsewhere. @param {HTMLElement} heading */
function takeFocus(heading) {
  const busy = document.activeElement?.closest("dialog, .strip, .masthead");
  if (busy) return;
  heading.focus({ preventScroll: true });
  scrollTo({ top: 0 });
}

/** @returns {Promise<Office>} the views of jobs and the questions, which the first view does without */
async function office() {
  const views = await import("./office.js");
  await views.opened();
  return views;
}

/** @param {string} [complaint] @returns {Promise<boolean>} whether there is a new key */
async function askKey(complaint) {
  const given = await (await office()).askKey(complaint);
  nameKeyButton();
  return given;
}

function nameKeyButton() {
  byId("key-button").textContent = t(session.key() ? "key.change" : "key.enter");
}

async function start() {
  // A jump by the address would be taken for a way out of the job that it names.
  document.querySelector(".skip")?.addEventListener("click", (event) => {
    event.preventDefault();
    byId("main").focus();
  });
  const configured = fetch("config.json").then((answer) => answer.json());
  configured.catch(() => {});
  try {
    await loadWords();
  } catch {
    byId("complaint").hidden = false;
    return;
  }
  translate(document);
  document.title = t("page.title");
  desk = new Desk(handIn);
  const taken = takeKey();
  nameKeyButton();
  byId("key-button").addEventListener("click", async () => {
    if (await askKey()) for (const job of jobs) if (job.error) job.run();
  });
  try {
    api = new Api((await configured).api_url, session.key);
  } catch {
    complain(byId("complaint"), t("page.no_config"));
    byId("desk").inert = true;
    return;
  }
  // What broke off for want of a network goes on by itself.
  addEventListener("online", () => {
    for (const job of jobs) if (job.error instanceof ConnectionLost) job.run();
  });
  await taken;
  const known = session.jobs();
  for (const { id, name } of known) if (id !== session.jobInAddress()) add(new Job(api, { id, name })).run();
  addEventListener("hashchange", route);
  await route();
  // By the time that they are needed they are there.
  (window.requestIdleCallback ?? setTimeout)(() => office().catch(() => {}));
}

start();
