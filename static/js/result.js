// Extras of the result page; it says everything without them.

const copy = document.getElementById("copy");
const print = document.getElementById("print");
const share = document.getElementById("share");
const printed = document.querySelector(".on-paper span");
const told = document.getElementById("told");

// The answers have arrived: nothing of them needs to stay on this device.
try {
  localStorage.removeItem("alliance-check");
} catch {
  // Where the browser keeps nothing, there is nothing to remove.
}

document.getElementById("notice")?.focus({ preventScroll: true });

copy.hidden = print.hidden = false;

copy.addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(new URL(copy.dataset.address, location).href);
    told.textContent = copy.dataset.done;
  } catch {
    told.textContent = copy.dataset.failed;
  }
});

print.addEventListener("click", () => window.print());

// Where the device has a way to share; whoever closes it has changed their mind.
const shared = { title: document.title, url: share.dataset.address };
share.hidden = !navigator.canShare?.(shared);
share.addEventListener("click", () => navigator.share(shared).catch(() => {}));

// On paper everything is unfolded; afterwards as the reader had it.
let folded = [];
window.addEventListener("beforeprint", () => {
  const language = document.documentElement.lang.replace(/^en$/, "en-GB");
  printed.lastElementChild.textContent = new Date().toLocaleDateString(language, { dateStyle: "long" });
  printed.hidden = false;
  folded = [...document.querySelectorAll("details:not([open])")];
  folded.forEach((details) => { details.open = true; });
});
window.addEventListener("afterprint", () => folded.forEach((details) => { details.open = false; }));

// --- What was chosen meanwhile -----------------------------------------------------------------

// A next step is chosen in a new tab, and a record may be deleted in another: what this page says of
// both is looked up whenever the page is looked at again.
const LIVE = [".choice", "#stored"];
let chosen = false;
let asked = 0;

document.addEventListener("submit", ({ submitter }) => {
  chosen ||= submitter?.formTarget === "_blank";
  if (submitter?.name === "step") tellNext(submitter.value);
});
document.addEventListener("visibilitychange", () => document.hidden || lookAgain());
window.addEventListener("pageshow", ({ persisted }) => persisted && lookAgain());

async function lookAgain() {
  // A sandboxed frame has no origin: to it, our own address is somebody else's.
  if (origin === "null") return chosen && reopen();
  const turn = ++asked;
  try {
    const response = await fetch(location.href, { cache: "no-store" });
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
    if (!response.ok || turn !== asked) return;
    LIVE.forEach((part) => renew(part, fresh));
    tellNext(document.querySelector("[data-next]")?.dataset.next);
  } catch {
    // Away for a moment: next time.
  }
}

// The page that we are in may count it: see frame.js.
function tellNext(step) {
  if (step) document.dispatchEvent(new CustomEvent("alliance-check:next", { detail: { step } }));
}

function renew(part, fresh) {
  const [old, now] = [document.querySelector(part), fresh.querySelector(part)];
  if (!old || !now) return;
  const folds = foldsIn(old);
  foldsIn(now).forEach((fold, number) => { fold.open = folds[number]?.open ?? false; });
  if (old.isEqualNode(now)) return;
  const place = focusable(old).indexOf(document.activeElement);
  old.replaceWith(now);
  if (place !== -1) focusable(now)[place]?.focus({ preventScroll: true });
}

const foldsIn = (part) => [...part.querySelectorAll("details")];
const focusable = (part) => [...part.querySelectorAll("summary, button")];

// Then all of the page, with the folds as they were; the browser puts the scrolling back by itself. In
// such a frame nothing but the address outlasts the loading: neither storage nor the history's state.
function reopen() {
  const folds = foldsIn(document).map((fold) => Number(fold.open)).join("");
  history.replaceState(null, "", `#folds-${folds}`);
  location.reload();
}

const [, folds] = location.hash.match(/^#folds-([01]+)$/) ?? [];
if (folds) {
  foldsIn(document).forEach((fold, number) => { fold.open = folds[number] === "1"; });
  history.replaceState(null, "", location.pathname + location.search);
}
