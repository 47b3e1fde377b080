// Extras of the result page; it says everything without them.

const copy = document.getElementById("copy");
const print = document.getElementById("print");
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

// On paper everything is unfolded; afterwards as the reader had it.
let folded = [];
window.addEventListener("beforeprint", () => {
  folded = [...document.querySelectorAll("details:not([open])")];
  folded.forEach((details) => { details.open = true; });
});
window.addEventListener("afterprint", () => folded.forEach((details) => { details.open = false; }));
