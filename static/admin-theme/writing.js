// Asks before a page with unsaved text is left, begins a new post in its title, and keeps that in one line.

import { replace } from "./editing.js";

const title = document.querySelector("#id_title");
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
// The preview stands beside the menu that it was asked for in.
document.querySelector("#more-acts")?.addEventListener("click", (event) => {
  event.currentTarget.hidePopover?.();
});
title?.addEventListener("keydown", (event) => {
  if (event.key === "Enter") event.preventDefault();
});
title?.addEventListener("paste", (event) => {
  const words = event.clipboardData?.getData("text/plain") ?? "";
  if (!/[\r\n]/.test(words)) return;
  event.preventDefault();
  replace(title, title.selectionStart, title.selectionEnd, words.trim().replace(/\s+/g, " "));
});
const isNew = document.querySelector('#unsaved[data-post="new"]') !== null;
// What was typed before is offered above the title: that comes first.
const isOffered = document.querySelector("#unsaved > .choices") !== null;
if (isNew && !isOffered && !changed && !location.hash && !title.value) title.focus({ preventScroll: true });
form?.addEventListener("submit", () => {
  changed = false;
});
window.addEventListener("beforeunload", (event) => {
  if (changed) event.preventDefault();
});
