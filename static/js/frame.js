// Inside somebody's page: tells that page our true height, the step and the level; never an answer.

const root = document.getElementById("root");
let host = ""; // whom to tell, once they have said hello
const say = (type, detail) => host && parent.postMessage({ allianceCheck: 1, type, ...detail }, host);

// The height of what is shown, not of the document: that one never shrinks.
const measure = () => say("height", { height: root.getBoundingClientRect().bottom + scrollY });

addEventListener("message", ({ source, origin, data }) => {
  if (source !== parent || data?.allianceCheck !== 1 || data.type !== "hello" || host) return;
  host = origin === "null" ? "*" : origin; // a page without an origin can only be told openly
  document.documentElement.style.scrollbarWidth = "none"; // or it flashes while the frame grows
  measure();
  say("ready");
  const step = Number(document.getElementById("check")?.dataset.step);
  if (step) say("step", { step });
  const level = document.querySelector("[data-level]")?.dataset.level;
  if (level !== undefined) say("complete", { level: level ? Number(level) : null });
});

new ResizeObserver(measure).observe(root);
document.addEventListener("alliance-check:step", ({ detail }) => {
  say("step", detail);
  say("reveal");
});
