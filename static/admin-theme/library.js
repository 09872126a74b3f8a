// Several pictures at once into the library, one after another, each with how far it is.

import { send } from "./uploading.js";

const form = document.querySelector("form.several");
if (form) equip();

function equip() {
  const { address, lost, out, there, like, again, added, show } = form.dataset;
  const list = form.querySelector("ul");
  const input = form.querySelector("input[type=file]");
  const token = form.elements.csrfmiddlewaretoken.value;
  const waiting = [];
  let isBusy = false;
  for (const hint of form.querySelectorAll(".with-scripts")) hint.hidden = false;

  function take(files) {
    for (const file of files) {
      const item = document.createElement("li");
      const bar = document.createElement("progress");
      bar.max = 100;
      bar.value = 0;
      bar.setAttribute("aria-label", file.name);
      item.append(`${file.name} `, bar);
      list.append(item);
      waiting.push({ file, item, bar });
    }
    work();
  }

  async function work() {
    if (isBusy) return;
    isBusy = true;
    for (let job; (job = waiting.shift()); ) await deliver(job);
    isBusy = false;
    if (list.children.length && !list.querySelector("button") && !form.querySelector("a.shown")) {
      const link = document.createElement("a");
      link.className = "button shown";
      link.href = window.location.pathname;
      link.textContent = show;
      form.append(link);
    }
  }

  async function deliver({ file, item, bar }) {
    const progress = (percent) => {
      bar.value = percent;
    };
    try {
      const choice = await send(file, { address, token, progress });
      const words = [choice.is_new ? added : there];
      if (choice.like.length) words.push(`${like} ${choice.like.join(", ")}`);
      item.replaceChildren(`${file.name}: ${words.join(" ")}`);
    } catch (failure) {
      const words = failure.words ?? (failure.problem === "out" ? out : lost);
      item.replaceChildren(`${file.name}: ${words} `);
      if (failure.problem === "refused") return;
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = again;
      button.setAttribute("aria-label", `${again}: ${file.name}`);
      button.addEventListener("click", () => {
        item.remove();
        take([file]);
      });
      item.append(button);
    }
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    take([...input.files]);
    input.value = "";
  });
  const hasFiles = (event) => event.dataTransfer?.types.includes("Files");
  for (const name of ["dragover", "drop"]) {
    window.addEventListener(name, (event) => {
      if (!hasFiles(event) || event.target === input) return;
      event.preventDefault();
      if (name === "drop") take([...event.dataTransfer.files]);
    });
  }
}
