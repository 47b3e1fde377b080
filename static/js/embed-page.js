// The marketer's page, livelier: what is chosen shows at once, and snippets copy at a click.

const form = document.getElementById("options");
let asked = 0;

async function refresh() {
  const mine = ++asked;
  const address = `${form.action}?${new URLSearchParams(new FormData(form))}`;
  const page = new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html");
  if (mine !== asked) return;
  history.replaceState(null, "", address);
  for (const id of ["outcome"]) document.getElementById(id).replaceWith(page.getElementById(id));
  offerCopies();
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

form.addEventListener("change", () => { if (!form.querySelector(".is-wrong")) refresh(); });
offerCopies();
