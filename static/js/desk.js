// Extras of the page of one lead; it says everything without them.

const print = document.getElementById("print");

print.hidden = false;
print.addEventListener("click", () => window.print());
