// Extras of the pages that are made to be printed; they say everything without them.

const print = document.getElementById("print");

print.hidden = false;
print.addEventListener("click", () => window.print());
