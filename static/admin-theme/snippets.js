// Finds a snippet by its words and puts the line that shows it into the text.

import { insertLines } from "./blocks.js";

const dialog = document.querySelector("#snippet-picker");
const body = document.querySelector("#id_body");
if (dialog && body) equip(dialog, body);

function equip(dialog, body) {
  const input = dialog.querySelector("input");
  const list = dialog.querySelector("[role=listbox]");
  const status = dialog.querySelector("[role=status]");
  const { address, failed, none, found } = dialog.dataset;
  let place = [0, 0];
  let taken = "";
  let chosen = -1;
  let asked = 0;
  let waiting = 0;
  let shownFor = null;

  function take(line) {
    // A field takes edits only once the dialog is closed.
    taken = line;
    dialog.close();
  }

  function option(snippet, at) {
    const one = document.createElement("li");
    one.id = `snippet-target-${at}`;
    one.setAttribute("role", "option");
    one.setAttribute("aria-selected", "false");
    for (const [css, said] of [["", snippet.name], ["quiet", snippet.words]]) {
      const part = document.createElement("span");
      if (css) part.className = css;
      part.textContent = said;
      one.append(part, " ");
    }
    one.take = () => take(snippet.line);
    one.addEventListener("click", one.take);
    return one;
  }

  function mark(index) {
    const options = [...list.children];
    if (!options.length) return;
    chosen = (index + options.length) % options.length;
    options.forEach((each, at) => each.setAttribute("aria-selected", String(at === chosen)));
    options[chosen].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", options[chosen].id);
  }

  function show(snippets, typed, said) {
    list.replaceChildren(...snippets.map(option));
    shownFor = typed;
    chosen = -1;
    input.setAttribute("aria-expanded", String(snippets.length > 0));
    input.removeAttribute("aria-activedescendant");
    mark(0);
    status.textContent = said;
  }

  async function ask() {
    const typed = input.value.trim();
    const number = ++asked;
    try {
      const response = await fetch(`${address}?${new URLSearchParams({ q: typed })}`);
      if (!response.ok) throw new Error(response.status);
      const { snippets } = await response.json();
      if (number !== asked) return;
      show(snippets, typed, snippets.length ? (typed ? `${found} ${snippets.length}` : "") : none);
    } catch {
      if (number === asked) show([], typed, failed);
    }
  }

  async function takeMarked() {
    if (input.value.trim() !== shownFor) {
      clearTimeout(waiting);
      await ask();
    }
    if (dialog.open) list.children[chosen]?.take();
  }

  body.addEventListener("lodestone:snippet", () => {
    place = [body.selectionStart, body.selectionEnd];
    taken = "";
    input.value = "";
    show([], null, "");
    dialog.showModal();
    ask();
  });
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    asked += 1;
    waiting = setTimeout(ask, 120);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      mark(event.key === "ArrowDown" ? chosen + 1 : Math.max(chosen, 0) - 1);
    } else if (event.key === "Enter") {
      event.preventDefault();
      takeMarked();
    }
  });
  dialog.addEventListener("close", () => {
    asked += 1;
    body.focus();
    body.setSelectionRange(...place);
    if (taken) insertLines(body, taken);
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
}
