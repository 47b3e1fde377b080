// The marketer's page, livelier: what is chosen shows at once, and snippets copy at a click.

const form = document.getElementById("options");
let asked = 0;

async function refresh() {
  const mine = ++asked;
  const address = `${form.action}?${new URLSearchParams(new FormData(form))}`;
  const page = new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html");
  if (mine !== asked) return;
  history.replaceState(null, "", address);
  document.getElementById("outcome").replaceWith(page.getElementById("outcome"));
  const verdict = document.getElementById("verdict"); // stays, so that it is read out
  verdict.className = page.getElementById("verdict").className;
  verdict.textContent = page.getElementById("verdict").textContent;
  form.querySelectorAll(".field").forEach((field) => judge(field, page));
  offerCopies();
}

// Shows what is wrong with a field, or that it is right now.
function judge(field, page) {
  const { id } = field.querySelector("input, select");
  const judged = page.getElementById(id).closest(".field");
  if (judged.className === field.className) return;
  const focused = field.contains(document.activeElement);
  field.replaceWith(judged);
  if (focused) document.getElementById(id).focus();
}

function offerCopies() {
  document.querySelectorAll("[data-copy]").forEach((button) => { button.hidden = false; });
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

form.addEventListener("change", refresh);
offerCopies();
