// Moving by drag. Without this each item has a date input, which says and does the same.

const form = document.querySelector("#move");
let dragged = null;

function onDay(event) {
  const day = event.target.closest?.("td[data-day]");
  return day && !day.classList.contains("past") ? day : null;
}

function leave() {
  for (const day of document.querySelectorAll("td.over")) day.classList.remove("over");
}

if (form) {
  for (const item of document.querySelectorAll(".item[data-movable], .undated .item")) {
    item.draggable = true;
    item.addEventListener("dragstart", (event) => {
      dragged = item;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", item.querySelector("a").textContent);
      item.classList.add("dragged");
    });
    item.addEventListener("dragend", () => {
      dragged = null;
      item.classList.remove("dragged");
      leave();
    });
  }
  document.addEventListener("dragover", (event) => {
    const day = dragged && onDay(event);
    if (!day) {
      leave();
      return;
    }
    event.preventDefault();
    event.dataTransfer.dropEffect = "move";
    if (!day.classList.contains("over")) {
      leave();
      day.classList.add("over");
    }
  });
  document.addEventListener("drop", (event) => {
    const day = dragged && onDay(event);
    if (!day) return;
    event.preventDefault();
    if (day.contains(dragged)) return;
    form.elements.kind.value = dragged.dataset.kind;
    form.elements.post.value = dragged.dataset.post;
    form.elements.day.value = day.dataset.day;
    form.requestSubmit();
  });
}
