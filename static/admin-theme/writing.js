// Asks before a page with unsaved text is left.

const form = document.querySelector("#post_form");
let changed = form?.querySelector(".errornote") !== null;

form?.addEventListener("input", () => {
  changed = true;
});
form?.addEventListener("submit", () => {
  changed = false;
});
window.addEventListener("beforeunload", (event) => {
  if (changed) event.preventDefault();
});
