// Asks before a page with unsaved text is left, and keeps a title in one line.

const form = document.querySelector("#post_form");
let changed = form?.querySelector(".errornote") !== null;

form?.addEventListener("input", () => {
  changed = true;
  // Of a public post nothing is to be published before something was changed.
  const publish = form.querySelector("[data-default-once-typed]:not(.default)");
  if (!publish) return;
  form.querySelector('[name="_save"]').classList.remove("default");
  publish.classList.add("default");
});
document.querySelector("#id_title")?.addEventListener("keydown", (event) => {
  if (event.key === "Enter") event.preventDefault();
});
form?.addEventListener("submit", () => {
  changed = false;
});
window.addEventListener("beforeunload", (event) => {
  if (changed) event.preventDefault();
});
