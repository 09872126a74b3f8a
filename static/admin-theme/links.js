// Finds a post or page to link to: at [[ in the text, by Ctrl-K, or by the toolbar's button.

import { replace } from "./editing.js";
import { spanAround } from "./markdown.js";
import { picker } from "./picker.js";

const dialog = document.querySelector("#link-picker");
const body = document.querySelector("#id_body");
if (dialog && body) equip(dialog, body);

function equip(dialog, body) {
  const input = dialog.querySelector("input");
  const { use } = dialog.dataset;
  let place = [0, 0];
  let words = "";

  const isAddress = (typed) => /^(https?:\/\/|mailto:|tel:|\/|#)\S+$/i.test(typed);

  const search = picker(dialog, "targets", offer, (typed) =>
    isAddress(typed) ? () => linkToAddress(typed) : null,
  );

  function offer(targets, typed) {
    const options = targets.map((target) => ({
      words: [["", target.title], [`state ${target.state}`, target.words], ["quiet", target.address]],
      take: () => linkTo(target),
    }));
    if (isAddress(typed)) {
      options.unshift({ words: [["", typed], ["quiet", use]], take: () => linkToAddress(typed) });
    }
    return options;
  }

  function open(start, end, shown, typed = isAddress(shown) ? shown : "") {
    place = [start, end];
    words = shown;
    search(typed);
  }

  function openHere() {
    const { value, selectionStart: start, selectionEnd: end } = body;
    const around = start === end ? spanAround(value, start, "link") : null;
    if (!around) return open(start, end, value.slice(start, end));
    const [, text, target] = /^\[([^\]]*)\]\(<?([^)>\s]*)/.exec(value.slice(...around));
    return open(...around, text, target);
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

  dialog.addEventListener("close", () => {
    body.focus();
    // What was typed stays: [[ with the words that were looked for, or the selection.
    if (dialog.returnValue === "taken") return;
    const typed = input.value.trim();
    const isFresh = body.value.slice(...place) === "[[";
    if (isFresh && typed) replace(body, ...place, `[[${typed}`);
  });

  body.addEventListener("lodestone:link", openHere);
  body.addEventListener("input", (event) => {
    const { value, selectionStart: at } = body;
    if (event.inputType !== "insertText" || event.isComposing || event.data !== "[") return;
    if (value.slice(at - 2, at) !== "[[" || value[at - 3] === "[") return;
    open(at - 2, at, "");
  });
}
