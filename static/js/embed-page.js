// The marketer's page, livelier: what is chosen shows at once, colours are picked, snippets copy at a click.

const form = document.getElementById("options");
const stage = document.getElementById("stage");
let asked = 0;

async function refresh() {
  const mine = ++asked;
  const address = `${form.action}?${new URLSearchParams(new FormData(form))}`;
  const page = new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html");
  if (mine !== asked) return;
  history.replaceState(null, "", address);
  for (const part of document.querySelectorAll("[data-follows]")) {
    const fresh = page.getElementById(part.id);
    if (fresh.outerHTML !== shown.get(part.id)) part.replaceWith(fresh);
    shown.set(part.id, fresh.outerHTML);
  }
  const verdict = document.getElementById("verdict"); // stays, so that it is read out
  verdict.className = page.getElementById("verdict").className;
  verdict.textContent = page.getElementById("verdict").textContent;
  form.querySelectorAll(".field").forEach((field) => judge(field, page));
  enliven();
}

// What the server last said of each part, before a script touched it.
const shown = new Map([...document.querySelectorAll("[data-follows]")].map((part) => [part.id, part.outerHTML]));

// Shows what is wrong with a field, or that it is right now.
function judge(field, page) {
  const { id } = field.querySelector("input, select");
  const judged = page.getElementById(id).closest(".field");
  if (judged.className === field.className) return;
  const place = entries(field).indexOf(document.activeElement);
  field.replaceWith(judged);
  judged.querySelectorAll("[data-picks]").forEach(reveal);
  entries(judged)[place]?.focus();
}

const entries = (field) => [...field.querySelectorAll("input, select")];
const reveal = (part) => { part.hidden = false; };

// What is of no use without a script, and how large the preview can be.
function enliven() {
  document.querySelectorAll("[data-copy], [data-picks]").forEach(reveal);
  document.querySelectorAll("[data-picks]").forEach(follow);
  fit();
}

// A picker shows the colour that is typed beside it.
function follow(picker) {
  const [, digits] = document.getElementById(picker.dataset.picks).value.match(/^#?([0-9a-f]{6})$/i) ?? [];
  picker.value = `#${digits ?? "0f6b66"}`;
}

// As wide as the device, and no wider than there is room for.
function fit() {
  stage.classList.add("is-fitted");
  stage.style.setProperty("--scale", Math.min(1, stage.clientWidth / document.getElementById("preview").offsetWidth));
}

document.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-copy]");
  if (!button) return;
  try {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    button.textContent = button.dataset.done;
  } catch {
    button.textContent = button.dataset.failed;
  }
});

form.addEventListener("input", ({ target }) => {
  if (target.dataset.picks) document.getElementById(target.dataset.picks).value = target.value;
});
form.addEventListener("change", refresh);
document.querySelector(".devices").addEventListener("change", fit);
new ResizeObserver(fit).observe(stage);
enliven();
