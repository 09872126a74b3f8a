// Finds a post or page to link to: at [[ in the text, by Ctrl-K, or by the toolbar's button.

import { replace } from "./editing.js";
import { spanAround } from "./markdown.js";

const dialog = document.querySelector("#link-picker");
const body = document.querySelector("#id_body");
if (dialog && body) equip(dialog, body);

function equip(dialog, body) {
  const input = dialog.querySelector("input");
  const list = dialog.querySelector("[role=listbox]");
  const status = dialog.querySelector("[role=status]");
  const { address, failed, none, found, use } = dialog.dataset;
  let place = [0, 0];
  let words = "";
  let chosen = -1;
  let asked = 0;
  let waiting = 0;
  let shownFor = null;

  const isAddress = (typed) => /^(https?:\/\/|mailto:|tel:|\/|#)\S+$/i.test(typed);

  function open(start, end, shown) {
    place = [start, end];
    words = shown;
    input.value = isAddress(shown) ? shown : "";
    list.replaceChildren();
    shownFor = null;
    status.textContent = "";
    dialog.returnValue = "";
    dialog.showModal();
    input.focus();
    ask();
  }

  function openHere() {
    const { value, selectionStart: start, selectionEnd: end } = body;
    const around = start === end ? spanAround(value, start, "link") : null;
    if (!around) return open(start, end, value.slice(start, end));
    const [, text, target] = /^\[([^\]]*)\]\(<?([^)>\s]*)/.exec(value.slice(...around));
    open(...around, text);
    input.value = target;
    input.select();
    return ask();
  }

  function choose(line) {
    // A field takes edits while the dialog is open only once it is closed.
    dialog.close("taken");
    replace(body, ...place, line);
  }

  function linkTo(target) {
    if (words.trim() && !isAddress(words)) return choose(`[${words}](${target.address})`);
    return choose(target.line);
  }

  function linkToAddress(typed) {
    const target = /[()\s<>]/.test(typed) ? `<${typed.replace(/[<>]/g, encodeURIComponent)}>` : typed;
    const shown = words && !isAddress(words) ? words : typed.replace(/^(https?:\/\/|mailto:|tel:)/i, "");
    dialog.close("taken");
    const text = `[${shown}](${target})`;
    // The words of a bare address are there to be written over.
    const from = place[0] + 1;
    const ends = words && !isAddress(words) ? [place[0] + text.length] : [from, from + shown.length];
    replace(body, ...place, text, ...ends);
  }

  function option(name, note, at, take) {
    const item = document.createElement("li");
    item.id = `picker-target-${at}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    const title = document.createElement("span");
    title.textContent = name;
    item.append(title);
    for (const [css, said] of note) {
      const part = document.createElement("span");
      part.className = css;
      part.textContent = said;
      item.append(" ", part);
    }
    item.addEventListener("click", take);
    item.take = take;
    return item;
  }

  function mark(index) {
    const options = [...list.children];
    if (!options.length) return;
    chosen = (index + options.length) % options.length;
    options.forEach((each, at) => each.setAttribute("aria-selected", String(at === chosen)));
    options[chosen].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", options[chosen].id);
  }

  function show(targets, typed) {
    const items = targets.map((target, at) =>
      option(
        target.title,
        [[`state ${target.state}`, target.words], ["quiet", target.address]],
        at,
        () => linkTo(target),
      ),
    );
    if (isAddress(typed)) {
      items.unshift(option(typed, [["quiet", use]], items.length, () => linkToAddress(typed)));
    }
    list.replaceChildren(...items);
    shownFor = typed;
    input.setAttribute("aria-expanded", String(items.length > 0));
    input.removeAttribute("aria-activedescendant");
    chosen = -1;
    if (items.length) mark(0);
  }

  async function ask() {
    const typed = input.value.trim();
    const number = ++asked;
    if (isAddress(typed)) show([], typed);
    try {
      const response = await fetch(`${address}?${new URLSearchParams({ q: typed })}`);
      if (!response.ok) throw new Error(response.status);
      const { targets } = await response.json();
      if (number !== asked) return;
      show(targets, typed);
      const count = list.children.length;
      status.textContent = count ? (typed ? `${found} ${count}` : "") : none;
    } catch {
      if (number !== asked) return;
      show([], typed);
      status.textContent = failed;
    }
  }

  /** What is marked, once the list is of what is typed. */
  async function take() {
    const typed = input.value.trim();
    if (typed !== shownFor) {
      if (isAddress(typed)) return linkToAddress(typed);
      clearTimeout(waiting);
      await ask();
    }
    return dialog.open && list.children[chosen]?.take();
  }

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
      take();
    }
  });
  dialog.addEventListener("close", () => {
    asked += 1;
    body.focus();
    // What was typed stays: [[ with the words that were looked for, or the selection.
    if (dialog.returnValue === "taken") return;
    const typed = input.value.trim();
    const isFresh = body.value.slice(...place) === "[[";
    if (isFresh && typed) replace(body, ...place, `[[${typed}`);
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close("");
  });
  dialog.querySelector("form").addEventListener("input", (event) => event.stopPropagation());

  body.addEventListener("lodestone:link", openHere);
  body.addEventListener("input", (event) => {
    const { value, selectionStart: at } = body;
    if (event.inputType !== "insertText" || event.isComposing || event.data !== "[") return;
    if (value.slice(at - 2, at) !== "[[" || value[at - 3] === "[") return;
    open(at - 2, at, "");
  });
}
