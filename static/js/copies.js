// Buttons that copy what they hold.

// It stands beside its button: where copying fails, it can still be read and marked.
for (const button of document.querySelectorAll("[data-copies]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(button.dataset.copies);
      button.textContent = button.dataset.done;
    } catch {
      button.hidden = true;
    }
  });
}
