// Turns a list of pictures into a picker with thumbnails and a search over the whole library.

document.querySelectorAll(".picture-field").forEach(makePicker);

function button(words, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = words;
  made.addEventListener("click", act);
  return made;
}

function picture(choice) {
  const image = document.createElement("img");
  image.alt = "";
  image.src = choice.url;
  image.width = choice.width;
  image.height = choice.height;
  return image;
}

/** A dialog over the library: `take` gets what is chosen; what is `beside` stands by the search. */
export function chooser({ library, choose, search, more, close, empty }, take, ...beside) {
  const dialog = document.createElement("dialog");
  dialog.setAttribute("aria-label", choose);
  const words = document.createElement("input");
  words.type = "search";
  words.setAttribute("aria-label", search);
  words.placeholder = search;
  const head = document.createElement("div");
  head.className = "library-head";
  head.append(words, ...beside, button(close, () => dialog.close()));
  const list = document.createElement("ul");
  list.className = "library";
  const none = document.createElement("p");
  none.textContent = empty;
  none.setAttribute("role", "status");
  let page = 0;
  let asked = 0;
  const next = button(more, () => load(page + 1));
  dialog.append(head, list, none, next);

  async function load(wanted) {
    const number = ++asked;
    const query = new URLSearchParams({ q: words.value, page: wanted });
    const response = await fetch(`${library}?${query}`);
    if (!response.ok || number !== asked) return;
    const found = await response.json();
    page = wanted;
    const items = found.pictures.map((choice) => {
      const item = document.createElement("li");
      const pick = button(choice.name, () => {
        dialog.close();
        take(choice);
      });
      if (choice.url) pick.prepend(picture(choice));
      item.append(pick);
      return item;
    });
    if (wanted === 0) list.replaceChildren(...items);
    else list.append(...items);
    none.hidden = list.children.length > 0;
    next.hidden = !found.more;
  }

  // What is typed here is no part of the form round it.
  dialog.addEventListener("input", (event) => event.stopPropagation());
  words.addEventListener("input", () => load(0));
  words.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
    // A browser would empty the field first.
    if (event.key === "Escape" && !event.isComposing) dialog.close();
  });
  return {
    dialog,
    open() {
      dialog.showModal();
      load(0);
    },
  };
}

function makePicker(field) {
  const { choose, remove } = field.dataset;
  const select = field.querySelector("select");
  const shown = field.querySelector(".chosen");
  const label = select.labels[0];
  const name = document.createElement("p");
  const choices = document.createElement("div");
  choices.className = "choices";

  const { dialog, open } = chooser(field.dataset, take);
  const opener = button(choose, open);
  const remover = button(remove, () => take(null));
  choices.append(opener, remover);
  opener.id = `${select.id}_choose`;
  if (label) {
    label.htmlFor = opener.id;
    opener.setAttribute("aria-label", `${label.textContent.trim()}: ${choose}`);
    remover.setAttribute("aria-label", `${label.textContent.trim()}: ${remove}`);
  }
  select.hidden = true;
  field.append(name, choices, dialog);
  field.addEventListener("lodestone:take", (event) => show(event.detail));
  tell();

  function tell() {
    const option = select.selectedOptions[0];
    name.textContent = option?.textContent ?? "";
    remover.hidden = !select.value;
  }

  function show(choice) {
    if (choice && ![...select.options].some((option) => option.value === String(choice.pk))) {
      select.add(new Option(choice.name, choice.pk));
    }
    select.value = choice ? String(choice.pk) : "";
    shown.replaceChildren();
    if (choice?.url) {
      const image = picture(choice);
      image.className = "thumbnail";
      shown.append(image);
    }
    tell();
    select.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function take(choice) {
    show(choice);
    opener.focus();
  }
}
