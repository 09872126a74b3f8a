// The order of a post's authors: whoever is ticked can be named before the one above. What is sent
// is in the order of the list.

const list = document.querySelector("#id_authors");
if (list?.querySelector("input")) order(list);

function order(list) {
  const rows = () => [...list.children];
  const box = (row) => row.querySelector("input");
  const name = (row) => row.querySelector("label").textContent.trim();
  const named = () => rows().filter((row) => box(row).checked);
  const said = document.createElement("p");
  said.className = "visually-hidden";
  said.setAttribute("role", "status");
  list.after(said);

  function show() {
    const first = named()[0];
    for (const row of rows()) {
      const isLater = box(row).checked && row !== first;
      row.querySelector("button")?.toggleAttribute("hidden", !isLater);
    }
  }

  for (const row of rows()) {
    const words = box(row).dataset.earlier.replace("%(name)s", () => name(row));
    const button = Object.assign(document.createElement("button"), {
      type: "button",
      className: "earlier",
      textContent: "↑",
      title: words,
    });
    button.setAttribute("aria-label", words);
    button.addEventListener("click", () => {
      const before = named()[named().indexOf(row) - 1];
      before.before(row);
      show();
      // One who is first has no button any more.
      (button.hidden ? box(row) : button).focus();
      const place = String(named().indexOf(row) + 1);
      const sentence = box(row).dataset.place;
      said.textContent = sentence.replace("%(name)s", () => name(row)).replace("%(place)s", place);
      // As a tick would: it is kept, asked for when one leaves, and previewed.
      for (const kind of ["input", "change"]) {
        box(row).dispatchEvent(new Event(kind, { bubbles: true }));
      }
    });
    row.append(button);
  }
  list.addEventListener("change", show);
  show();
}
