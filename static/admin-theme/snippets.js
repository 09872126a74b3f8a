// Finds a snippet by its words and puts the line that shows it into the text.

import { insertLines } from "./blocks.js";
import { picker } from "./picker.js";

const dialog = document.querySelector("#snippet-picker");
const body = document.querySelector("#id_body");
if (dialog && body) equip(dialog, body);

function equip(dialog, body) {
  let place = [0, 0];
  let taken = "";

  function take(line) {
    // A field takes edits only once the dialog is closed.
    taken = line;
    dialog.close();
  }

  const open = picker(dialog, "snippets", (snippets) =>
    snippets.map(({ name, words, line }) => ({
      words: [["", name], ["quiet", words]],
      take: () => take(line),
    })),
  );

  body.addEventListener("lodestone:snippet", () => {
    place = [body.selectionStart, body.selectionEnd];
    taken = "";
    open();
  });
  dialog.addEventListener("close", () => {
    body.focus();
    body.setSelectionRange(...place);
    if (taken) insertLines(body, taken);
  });
}
