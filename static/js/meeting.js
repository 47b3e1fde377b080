// The meeting view by keyboard: one dimension at a time. Without this script its links do the same.

const slides = [...document.querySelectorAll(".slide")];
document.getElementById("hint").hidden = false;

// A frame is as high as all slides: only the focus knows there which one is looked at.
const isShown = parent === window
  ? (slide) => slide.getBoundingClientRect().bottom > innerHeight / 2
  : (slide) => slide.contains(document.activeElement);
const shown = () => Math.max(0, slides.findIndex(isShown));

function turn(to) {
  const slide = slides[Math.max(0, Math.min(to, slides.length - 1))];
  slide.scrollIntoView({ block: "start" });
  slide.focus({ preventScroll: true });
}

// Whether there is more of a slide below or above the window; then a key for scrolling scrolls.
const goesOn = (way) => {
  const { top, bottom } = (slides[shown()] ?? document.body).getBoundingClientRect();
  return way > 0 ? bottom > innerHeight + 1 : top < -1;
};
const by = (way) => () => turn(shown() + way);
const unlessItGoesOn = (way) => () => (goesOn(way) ? false : turn(shown() + way));

const keys = {
  ArrowRight: by(1),
  ArrowDown: unlessItGoesOn(1),
  PageDown: unlessItGoesOn(1),
  ArrowLeft: by(-1),
  ArrowUp: unlessItGoesOn(-1),
  PageUp: unlessItGoesOn(-1),
  Home: () => turn(0),
  End: () => turn(slides.length - 1),
  f: () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen?.().catch(() => {})),
};

document.addEventListener("keydown", (event) => {
  const choosing = event.target instanceof HTMLInputElement; // arrows go from one choice to the next
  const act = keys[event.key] ?? keys[event.key.toLowerCase()];
  if (choosing || event.ctrlKey || event.altKey || event.metaKey || !act) return;
  if (act() !== false) event.preventDefault();
});

// From within a frame, a browser does not scroll the page around to where a link leads.
if (parent !== window) document.addEventListener("click", (event) => {
  const to = slides.findIndex((slide) => `#${slide.id}` === event.target.closest("a")?.hash);
  if (to === -1) return;
  event.preventDefault();
  turn(to);
});
