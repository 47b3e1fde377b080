// The check step by step. Without this script the page is one long form that works as well.

const form = document.getElementById("check");
const steps = [...form.querySelectorAll(".step:not([hidden])")];
const progress = document.getElementById("progress");
const assurance = document.getElementById("assurance");
const submit = document.getElementById("submit");
const actions = document.getElementById("actions");
const answered = document.getElementById("answered");
const resumed = document.getElementById("resumed");
const [back, next] = ["back", "next"].map((way) => form.querySelector(`#actions [data-go=${way}]`));
const title = document.title.replace(form.dataset.error, "").trim();
const words = form.dataset;
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

// Answers that belong to one page, and are not kept for the next: those of a result or of a round.
const alone = "linked" in words || "unkept" in words;

let current = 0;
let arrived = performance.now();
let away = document.hidden;
const seconds = steps.map(() => 0);

// An address for each step that is no element's id: the browser would scroll to the element when the
// page opens, in a frame the host page too, and take the focus from a notice.
const addressOf = (step) => `#step-${step.id}`;
const stepOf = (hash) => steps.findIndex((step) => addressOf(step) === hash);
const questionsOf = (step) => [...step.querySelectorAll(".question:not([hidden])")];
const answerTo = (question) => question.querySelector("input:checked");
const missingIn = (step) => questionsOf(step).filter((question) => !answerTo(question));
// Who is here to answer what they didn't know has not yet done so with "I don't know".
const isOpen = (question) => !answerTo(question) || ("only" in words && answerTo(question).value === "unknown");
const openIn = (step) => questionsOf(step).filter(isOpen);

// --- Walking the steps -------------------------------------------------------------------------

function show(index, { moved = true } = {}) {
  countTime();
  current = Math.max(0, Math.min(index, steps.length - 1));
  steps.forEach((step, number) => { step.hidden = number !== current; });
  const last = current === steps.length - 1;
  actions.hidden = back.hidden = answered.hidden = current === 0;
  next.hidden = current === 0 || last;
  assurance.hidden = !last;
  submit.hidden = !last && !("change" in words);
  drawProgress();
  form.querySelectorAll("#summary").forEach((summary) => summary.remove());
  const told = "tell" in words ? { step: current } : null; // a page that we are framed in hears no step of a round
  if (told) words.step = current;
  if (!moved) return;
  resumed.replaceChildren();
  steps[current].classList.add("arrives");
  steps[current].querySelector("h1, h2").focus({ preventScroll: true });
  scrollUp();
  document.dispatchEvent(new CustomEvent("alliance-check:step", { detail: told }));
}

const AIR = 16; // pixels between what is scrolled to and the window's edge

// Within this document only: the page that we may be framed in scrolls by itself.
function scrollUp() {
  window.scrollTo(0, form.getBoundingClientRect().top + window.scrollY - AIR);
}

// After an answer by hand, the next open question comes gently into view, no further than it takes.
// Not for keys, which move by themselves, nor for who likes no movement; the focus stays.
let byHand = false;
const likesMovement = matchMedia("(prefers-reduced-motion: no-preference)");

function leadOn(question) {
  const onward = openIn(steps[current]).find((other) => question.compareDocumentPosition(other) & 4);
  if (!byHand || !likesMovement.matches || !onward) return;
  const { top, bottom } = onward.getBoundingClientRect();
  const room = innerHeight - (getComputedStyle(actions).position === "sticky" ? actions.offsetHeight : 0);
  const by = Math.min(bottom + AIR - room, top - AIR);
  if (by > 0) window.scrollBy({ top: by, behavior: "smooth" });
}

function go(index) {
  if (index === current) return;
  history.pushState(null, "", addressOf(steps[index]));
  show(index);
  save();
}

function drawProgress() {
  const total = steps.length - 1;
  progress.hidden = current === 0;
  [...progress.querySelectorAll("li")].forEach((part, number) => {
    part.hidden = number >= total;
    part.classList.toggle("is-done", number < total && openIn(steps[number + 1]).length === 0);
    part.classList.toggle("is-here", number + 1 === current);
  });
  const all = questionsOf(steps[current]).length;
  const counted = { count: all - openIn(steps[current]).length, total: all };
  answered.firstChild.textContent = fill(words.answered, counted);
  answered.lastChild.textContent = fill(words.answeredFully, counted);
  const place = { step: current, total };
  document.getElementById("place").textContent = fill(words.place, place);
  document.getElementById("left").textContent = timeLeft();
  const name = current === 0 ? title : `${fill(words.title, place)} – ${title}`;
  document.title = wrong() ? `${words.error} ${name}` : name;
}

// Something on this page asks for attention: a question without its answer, or a notice.
function wrong() {
  return steps[current].querySelector(".is-missing") || form.querySelector("#summary > p");
}

function timeLeft() {
  const questions = [...form.querySelectorAll(".question")];
  const open = steps.flatMap(openIn).length;
  const minutes = Math.max(1, Math.round((words.minutes * open) / questions.length));
  return minutes === 1 ? words.leftOne : fill(words.leftMany, { minutes });
}

// --- What is missing ---------------------------------------------------------------------------

function mark(question, missing) {
  const item = question.dataset.name.includes(".");
  const error = question.querySelector(".error");
  question.classList.toggle("is-missing", missing);
  error.textContent = "";
  if (!missing) return;
  const label = document.createElement("b");
  label.textContent = words.error;
  error.append(label, ` ${item ? words.choose : words.chooseProfile}`);
}

function explain(missing) {
  form.querySelectorAll("#summary").forEach((summary) => summary.remove());
  questionsOf(steps[current]).forEach((question) => mark(question, missing.includes(question)));
  if (missing.length === 0) return;
  const summary = document.getElementById("missing").content.firstElementChild.cloneNode(true);
  summary.querySelector("h2").textContent =
    missing.length === 1 ? words.missingOne : fill(words.missingMany, { count: missing.length });
  summary.querySelector("ul").append(...missing.map(linkTo));
  progress.after(summary);
  drawProgress();
  scrollUp();
  summary.focus(); // which scrolls a page that we are framed in, too
}

function linkTo(question) {
  const entry = document.createElement("li");
  const link = document.createElement("a");
  link.href = `#${question.querySelector("input").id}`;
  link.textContent = question.querySelector("legend").textContent;
  entry.append(link);
  return entry;
}

function startAgain() {
  form.reset();
  seconds.fill(0);
  settled.clear();
  if (current === 0) show(0);
  else go(0);
  attempt(() => localStorage.removeItem(PLACE));
}

function announceResumption() {
  resumed.append(document.getElementById("resumption").content.cloneNode(true));
}

function reveal(event) {
  const way = event.target.closest(".overview a");
  if (way) {
    event.preventDefault();
    go(steps.findIndex((step) => `#${step.id}` === way.hash));
  }
  const link = event.target.closest(".summary a");
  const input = link && document.getElementById(link.hash.slice(1));
  if (!input) return;
  event.preventDefault();
  const home = steps.indexOf(input.closest(".step"));
  if (home !== current) go(home);
  input.focus();
  input.closest(".question").scrollIntoView({ block: "center" });
}

// --- Time, memory, keys ------------------------------------------------------------------------

// Time in another tab is not reading time: what counts is where the visitor was until now.
function countTime() {
  const now = performance.now();
  if (!away) seconds[current] += (now - arrived) / 1000;
  arrived = now;
  away = document.hidden;
}

function save() {
  countTime();
  // What begins from a result has that in its link, and what is answered in the browser's history.
  if (!alone) remember({ answers: answers(), seconds: seconds.map(Math.round), step: current });
  bookmark();
}

function answers() {
  const chosen = [...form.querySelectorAll(".question input:checked")];
  return Object.fromEntries(chosen.map((input) => [input.name, input.value]));
}

function choose(kept) {
  for (const [name, value] of Object.entries(kept ?? {})) {
    const input = form.querySelector(`input[name="${CSS.escape(name)}"][value="${CSS.escape(value)}"]`);
    if (input) input.checked = true;
  }
}

// What the browser's Back needs where it fetches the form anew, as in a frame: the ticket, so that
// corrected answers replace the lead, and the time spent. The answers it puts back by itself, unless
// the page is not to be stored, as one that holds a result.
function bookmark(address) {
  const ticket = form.elements.ticket.value;
  const state = { step: current, ticket, told: [...told], seconds: seconds.map(Math.round) };
  if (alone) state.answers = answers();
  history.replaceState(state, "", address);
}

function resume(entry) {
  if (!entry?.ticket) return;
  form.elements.ticket.value = entry.ticket;
  entry.told?.forEach((step) => told.add(step));
  noteTold();
  choose(entry.answers);
  entry.seconds.forEach((spent, number) => { seconds[number] = spent; });
}

function restore() {
  const kept = recall();
  if (!kept) return null;
  choose(kept.answers);
  kept.seconds?.forEach((spent, number) => { seconds[number] = spent; });
  if (!history.state && form.querySelector(".question input:checked")) announceResumption();
  return kept.step;
}

function chooseByDigit(event) {
  const question = event.target.closest?.(".question");
  if (!question || event.ctrlKey || event.altKey || event.metaKey) return;
  const unknown = event.key === "0" || event.key === "?";
  const options = [...question.querySelectorAll("input")];
  const chosen = unknown
    ? options.find((input) => input.value === "unknown")
    : options.filter((input) => input.value !== "unknown")[Number(event.key) - 1];
  if (!chosen) return;
  event.preventDefault();
  chosen.focus();
  chosen.click();
}

function send(event) {
  if (event.submitter?.formMethod === "dialog") return; // Enter, which sends nothing
  countTime();
  form.elements.page_seconds.value = seconds.slice(2).map(Math.round).join(",");
  if (event.submitter?.name === "language") {
    tell("opened");
    event.submitter.formAction = event.submitter.formAction.replace(/#.*|$/, addressOf(steps[current]));
    return;
  }
  const unfinished = steps.findIndex((step) => missingIn(step).length > 0);
  if (unfinished !== -1) {
    event.preventDefault();
    if (unfinished !== current) go(unfinished);
    explain(missingIn(steps[unfinished]));
    return;
  }
  save();
  submit.dataset.label ??= submit.textContent;
  submit.textContent = words.busy;
  submit.setAttribute("aria-busy", "true");
}

function wake() {
  submit.removeAttribute("aria-busy");
  submit.textContent = submit.dataset.label ?? submit.textContent;
  drawProgress();
}

// --- Memory ------------------------------------------------------------------------------------

// Unsent answers stay on the visitor's own device, where the browser allows it; silent where not.
const PLACE = "alliance-check";
const WEEK = 7 * 24 * 3600 * 1000;

function remember(state) {
  const kept = { edition: words.edition, saved: Date.now(), ...state };
  attempt(() => localStorage.setItem(PLACE, JSON.stringify(kept)));
}

function recall() {
  const kept = attempt(() => JSON.parse(localStorage.getItem(PLACE)));
  if (!kept) return null;
  if (kept.edition === words.edition && Date.now() - kept.saved < WEEK) return kept;
  attempt(() => localStorage.removeItem(PLACE));
  return null;
}

function attempt(action) {
  try {
    return action();
  } catch {
    return null;
  }
}

// --- Counting ----------------------------------------------------------------------------------

// Tells which steps are done, each once for this form: their names, never an answer. What can't be
// told, the server sees when the form is sent.
const told = new Set(form.elements.told.value.split(" ").filter(Boolean));
const noteTold = () => { form.elements.told.value = [...told].join(" "); };

async function tell(...done) {
  const news = done.filter((step) => !told.has(step));
  if (news.length === 0 || !words.tell) return;
  news.forEach((step) => told.add(step));
  noteTold();
  const body = new URLSearchParams({ ticket: form.elements.ticket.value, steps: news.join(" ") });
  try {
    await fetch(words.tell, { method: "POST", mode: "no-cors", keepalive: true, body });
  } catch {
    news.forEach((step) => told.delete(step));
    noteTold();
  }
}

// Who only looks is counted on leaving, so that the page opens without one more request.
function tellOpened() {
  if (submit.hasAttribute("aria-busy")) return; // being sent, so the server counts
  tell("opened");
  bookmark();
}

// --- Start -------------------------------------------------------------------------------------

form.classList.add("is-wizard");
form.querySelectorAll("[data-go]").forEach((button) => { button.hidden = false; });
// Each step is a page of its own now, and its heading the page's first.
steps.forEach((step) => step.querySelector("h2")?.setAttribute("aria-level", "1"));
form.addEventListener("click", (event) => {
  const way = event.target.closest("[data-go]")?.dataset.go;
  if (way === "back") go(current - 1);
  if (way === "next") {
    const missing = missingIn(steps[current]);
    if (missing.length > 0) explain(missing);
    else {
      tell("opened", "started", ...(current === 0 ? [] : [steps[current].id]));
      go(current + 1);
    }
  }
  reveal(event);
});
form.addEventListener("change", (event) => {
  const question = event.target.closest(".question");
  tell("opened", "started");
  mark(question, false);
  drawProgress();
  save();
  if (!settled.has(question)) leadOn(question);
  settled.add(question);
});
resumed.addEventListener("click", (event) => event.target.closest("button") && startAgain());
addEventListener("pointerdown", () => { byHand = true; }, true);
addEventListener("keydown", () => { byHand = false; }, true);
form.addEventListener("keydown", chooseByDigit);
form.addEventListener("submit", send);
document.addEventListener("visibilitychange", countTime);
document.addEventListener("visibilitychange", () => document.hidden && tellOpened());
window.addEventListener("pagehide", tellOpened);
window.addEventListener("pageshow", wake);
window.addEventListener("popstate", (event) => {
  const step = event.state?.step ?? stepOf(location.hash);
  if (step !== -1) show(step); // the link that skips to the content leads to no step
});

const summary = document.getElementById("summary");
const returned = "returned" in words;
form.elements.page_seconds.value.split(",").forEach((spent, number) => {
  if (spent) seconds[number + 2] = Number(spent);
});
if (!returned) resume(history.state);
const keptStep = returned || alone ? null : restore();
// An answer that is corrected leads nowhere.
const settled = new Set(steps.flatMap(questionsOf).filter((question) => !isOpen(question)));
const firstMissing = form.querySelector(".is-missing")?.closest(".step");
const hashed = stepOf(location.hash);
const first = firstMissing ? steps.indexOf(firstMissing)
  : hashed !== -1 ? hashed
  : returned ? steps.length - 1
  : (history.state?.step ?? keptStep ?? (words.start === "profile" && !("linked" in words) ? 1 : 0));
show(first, { moved: false });
bookmark(current === 0 ? location.pathname + location.search : addressOf(steps[current]));
if (summary) {
  progress.after(summary);
  drawProgress();
  summary.focus({ preventScroll: true });
}
