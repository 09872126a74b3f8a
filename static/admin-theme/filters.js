// An open filter closes by Escape, which gives the focus back, and by a press elsewhere.

const OPEN = ".filter[open]";

document.addEventListener("keydown", (event) => {
  const filter = document.querySelector(OPEN);
  if (event.key !== "Escape" || event.defaultPrevented || !filter) return;
  const hadFocus = filter.contains(document.activeElement);
  filter.open = false;
  if (hadFocus) filter.querySelector("summary").focus();
});

document.addEventListener("click", (event) => {
  const filter = document.querySelector(OPEN);
  if (filter && !filter.contains(event.target)) filter.open = false;
});
