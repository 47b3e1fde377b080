// Inside somebody's page: tells that page our true height, the step, the level
// and the next step that was chosen; never an answer, and nothing of a round but the height.

const root = document.querySelector("#root");
if (root.dataset.ignored) console.warn(root.dataset.ignored); // for whoever put us here
let host; // whom to tell, once they have said hello
const say = (type, detail) => host && parent.postMessage({ allianceCheck: 1, type, ...detail }, host);

// The height of what is shown, not of the document: that one never shrinks.
const measure = () => say("height", { height: root.getBoundingClientRect().bottom + scrollY });

addEventListener("message", ({ source, origin, data }) => {
  if (source !== parent || data?.allianceCheck !== 1 || data.type !== "hello" || host) return;
  host = origin === "null" ? "*" : origin; // a page without an origin can only be told openly
  document.documentElement.style.scrollbarWidth = "none"; // or it flashes while the frame grows
  measure();
  say("ready");
  const step = +document.querySelector("#check")?.dataset.step;
  if (step) say("step", { step });
  const level = document.querySelector("[data-level]")?.dataset.level;
  if (level !== undefined) say("complete", { level: +level || null });
});

new ResizeObserver(measure).observe(root);
document.addEventListener("alliance-check:step", ({ detail }) => {
  if (detail) say("step", detail);
  say("reveal");
});
document.addEventListener("alliance-check:next", ({ detail }) => say("next", detail));
