// Puts the parts together: who is shown follows from the address, what is shown from the job's state.

import { connecting } from "./api.js";
import { ring } from "./bell.js";
import { Desk } from "./desk.js";
import { byId, complain, part, say } from "./dom.js";
import { Unreachable } from "./errors.js";
import { listed, loadWords, t, translate } from "./language.js";
import { Roster } from "./roster.js";
import * as session from "./session.js";
import { isFinished, showStrip } from "./strip.js";

/** @typedef {import("./job.js").Job} Job */
/** @typedef {typeof import("./office.js")} Office */

/** @type {import("./api.js").Connect} */
let connect;
/** @type {Desk | null} */
let desk = null;
/** @type {Roster} */
let roster;
/** @type {Job | null} */
let shown = null;
/** @type {{of: Job, kind: string, progress: import("./progress.js").ProgressView | null} | null} */
let view = null;

/** @param {import("./desk.js").Application[]} applications */
async function handIn(applications) {
  if (!session.key() && !(await askKey())) return;
  const added = applications.map((application) => roster.open(application));
  desk?.clear();
  for (const job of added) job.run();
  location.hash = `job=${added[0].address}`;
}

/** @param {Job} job that has changed */
function update(job) {
  if ((job.results || job.error) && !job.running && !job.rung) call(job);
  if (job === shown) {
    if (session.jobInAddress() !== job.address) history.replaceState(null, "", `#job=${job.address}`);
    render();
  }
  showList();
}

function showList() {
  showStrip(roster.jobs, shown, (job) => erase(job, null));
  // Who follows a shared link sees one person alone.
  if (session.sharedInAddress()) byId("strip").hidden = true;
}

/** Says to those who look elsewhere that a job has ended. @param {Job} job */
function call(job) {
  job.rung = true;
  ring(job.results ? t("wait.done", { person: job.person }) : t("wait.back"), job.results ? job.title : job.name, `job=${job.address}`);
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
  const [token, address] = [session.sharedInAddress(), session.jobInAddress()];
  shown = address ? await opened(address) : null;
  byId("start").hidden = byId("how").hidden = shown !== null || token !== "";
  byId("job").hidden = !byId("start").hidden;
  if (shown) await render();
  else if (token) await showShared(token);
  else showStart();
  showList();
}

/** @param {string} address @returns {Promise<Job | null>} the job there, on its way if it was only remembered */
async function opened(address) {
  const job = roster.at(address);
  const idle = job && !job.results && !job.error && !job.running;
  if (job === null || (idle && !session.key() && !(await askKey()))) {
    history.replaceState(null, "", "#");
    return null;
  }
  if (idle) job.run();
  return job;
}

function showStart() {
  if (view) takeFocus(byId("start").querySelector("h1"));
  view = null;
  byId("job").replaceChildren();
  document.title = t("page.title");
}

/** Shows what somebody shared; nobody needs a key for that. @param {string} token */
async function showShared(token) {
  view = null;
  byId("job").replaceChildren();
  const made = await (await office()).friendView(connect, token, () => showShared(token));
  if (session.sharedInAddress() !== token) return;
  byId("job").replaceChildren(made);
  document.title = `${made.querySelector("h1")?.textContent} – PetAvatar`;
  takeFocus(/** @type {HTMLElement} */ (made.querySelector("h1")));
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
  say(t("result.said", { person: job.person, title: job.title }));
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

/** @param {Job} job @param {HTMLElement | null} made its view; nothing if it is deleted from the list */
async function erase(job, made) {
  const views = await office();
  const answer = await views.askErase(made === null);
  if (answer !== "ok" && answer !== "forget") return;
  const listOnly = answer === "forget";
  if (!listOnly) {
    if (!session.key() && !(await askKey())) return;
    const complaint = await views.eraseWords(connect, job);
    complain(part(made ?? byId("strip"), "complaint"), complaint);
    if (complaint) return;
  }
  roster.forget(job);
  if (made) location.hash = "";
  else showList();
  say(t(listOnly ? "strip.forgotten" : "erase.done"));
}

/** Puts the cards of all who are hired on one sheet. */
async function showSheet() {
  const [button, complaint] = [part(byId("strip"), "sheet"), part(byId("strip"), "complaint")];
  if (!session.key() && !(await askKey())) return;
  button.disabled = true;
  button.textContent = t("strip.sheet_making");
  complain(complaint, "");
  const jobs = roster.jobs.filter(isFinished);
  try {
    const views = await office();
    const sheet = await views.sheetOf(jobs);
    views.showPeople(sheet, listed(jobs.map((job) => job.person)));
  } catch {
    complain(complaint, t("strip.sheet_failed"));
  }
  button.disabled = false;
  button.textContent = t("strip.sheet");
}

function forgetAll() {
  for (const job of [...roster.jobs]) roster.forget(job);
  showList();
  say(t("strip.forgotten"));
}

/** Runs what waits for a key, or failed for want of a good one. */
function goOn() {
  for (const job of roster.jobs) if (job.error || (!isFinished(job) && !job.running)) job.run();
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
    if (await askKey()) goOn();
  });
  try {
    connect = connecting((await configured).api_url, session.key);
    roster = new Roster(connect, update);
  } catch {
    complain(byId("complaint"), t("page.no_config"));
    byId("desk").inert = true;
    return;
  }
  // What broke off for want of a network goes on by itself.
  addEventListener("online", () => {
    for (const job of roster.jobs) if (job.error instanceof Unreachable) job.run();
  });
  await taken;
  if (session.key()) goOn();
  part(byId("strip"), "sheet").addEventListener("click", showSheet);
  part(byId("strip"), "forget").addEventListener("click", forgetAll);
  addEventListener("hashchange", route);
  await route();
  // By the time that they are needed they are there.
  (window.requestIdleCallback ?? setTimeout)(() => office().catch(() => {}));
}

start();
