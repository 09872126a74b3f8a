// The tags of a post, one by one: each can be taken off, and those of the site are suggested while
// one types. The field itself, names with commas between them, stays what is sent.

const field = document.querySelector("#id_tags");
if (field?.dataset.suggestions) choose(field, field.dataset);

// The names in a text, as the server reads it: one in double quotes may hold commas.
function namesIn(text) {
  const parts = text.matchAll(/\s*(?:"((?:[^"]|"")*)"\s*|([^,]*))(?:,|$)/g);
  const names = [...parts].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain);
  return names.map((name) => name.trim().replace(/\s+/g, " ")).filter(Boolean);
}

function joined(names) {
  const quoted = (name) => `"${name.replaceAll('"', '""')}"`;
  return names.map((name) => (/,|^"/.test(name) ? quoted(name) : name)).join(", ");
}

function choose(source, words) {
  const input = source.cloneNode();
  const chips = element("ul", { className: "chips" });
  const list = element("ul", { className: "suggestions", id: "tag-suggestions", hidden: true });
  const near = element("p", { className: "near", hidden: true });
  const said = element("p", { className: "visually-hidden", role: "status" });
  const place = element("div", { className: "suggested" });
  let chosen = [];
  let asked = 0;
  let marked = -1;
  let waiting = 0;

  const label = document.querySelector(`label[for="${source.id}"]`)?.textContent.trim() ?? "";
  chips.setAttribute("aria-label", label);
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", label);
  input.removeAttribute("name");
  input.removeAttribute("maxlength");
  input.value = "";
  input.autocomplete = "off";
  for (const [name, value] of [
    ["role", "combobox"],
    ["aria-autocomplete", "list"],
    ["aria-expanded", "false"],
    ["aria-controls", list.id],
  ]) input.setAttribute(name, value);
  // What points to the field, its label and an error, now points to where one types.
  const isMeant = source.autofocus || document.activeElement === source;
  source.removeAttribute("id");
  source.hidden = true;
  source.after(chips, input, near, place, said);
  place.append(list);
  if (isMeant) input.focus();

  function element(name, { role, ...properties }) {
    const made = Object.assign(document.createElement(name), properties);
    if (role) made.setAttribute("role", role);
    return made;
  }

  const isChosen = (name) => chosen.some((other) => other.toLowerCase() === name.toLowerCase());

  // Tell the form; what was typed and is no tag yet is sent, too.
  function store() {
    const all = joined([...chosen, ...namesIn(input.value)]);
    if (source.value === all) return;
    source.value = all;
    source.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function show() {
    chips.replaceChildren(
      ...chosen.map((name) => {
        const chip = element("li", { textContent: name });
        const button = element("button", { type: "button", textContent: "×" });
        button.setAttribute("aria-label", words.remove.replace("%(name)s", name));
        button.addEventListener("click", () => remove(name));
        chip.append(button);
        return chip;
      }),
    );
    chips.hidden = !chosen.length;
  }

  function read() {
    chosen = namesIn(source.value);
    input.value = "";
    show();
  }

  function add(names) {
    for (const name of names) if (!isChosen(name)) chosen.push(name);
    input.value = "";
    show();
    store();
    close();
  }

  function remove(name) {
    chosen = chosen.filter((other) => other !== name);
    said.textContent = words.removed.replace("%(name)s", name);
    show();
    store();
    input.focus();
  }

  function close() {
    asked++;
    clearTimeout(waiting);
    list.hidden = true;
    near.hidden = true;
    marked = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function mark(index) {
    const options = [...list.children];
    marked = (index + options.length) % options.length;
    options.forEach((option, at) => option.setAttribute("aria-selected", String(at === marked)));
    input.setAttribute("aria-activedescendant", options[marked].id);
    options[marked].scrollIntoView({ block: "nearest" });
  }

  function option(name, text, about, at) {
    const made = element("li", { id: `tag-suggestion-${at}`, textContent: text, role: "option" });
    made.dataset.name = name;
    made.setAttribute("aria-selected", "false");
    if (about) made.append(" ", element("small", { textContent: about }));
    made.addEventListener("mousedown", (event) => {
      event.preventDefault();
      add([name]);
    });
    return made;
  }

  async function ask() {
    const typed = namesIn(input.value)[0] ?? "";
    const number = ++asked;
    const address = `${words.suggestions}?q=${encodeURIComponent(typed)}`;
    const response = await fetch(address).catch(() => null);
    if (!response?.ok || number !== asked) return;
    const found = await response.json();
    if (number !== asked) return;
    const fresh = found.tags.filter(({ name }) => !isChosen(name));
    const options = fresh.map((tag, at) => option(tag.name, tag.name, tag.words, at));
    if (found.new && !isChosen(found.new))
      options.push(option(found.new, found.new_words, "", options.length));
    marked = -1;
    input.removeAttribute("aria-activedescendant");
    list.replaceChildren(...options);
    list.hidden = !options.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    near.textContent = found.near;
    near.hidden = !found.near;
    said.textContent = [found.count, found.near].filter(Boolean).join(" ");
  }

  function typed() {
    const end = lastComma(input.value);
    if (end >= 0) {
      const rest = input.value.slice(end + 1).trimStart();
      for (const name of namesIn(input.value.slice(0, end))) if (!isChosen(name)) chosen.push(name);
      input.value = rest;
      show();
    }
    store();
    clearTimeout(waiting);
    if (!input.value.trim()) return close();
    waiting = setTimeout(ask, 100);
  }

  // Where the last whole name ends; a comma between quotes ends none.
  function lastComma(text) {
    let end = -1;
    let isQuoted = false;
    for (let at = 0; at < text.length; at++) {
      if (text[at] === '"' && (isQuoted || !text.slice(end + 1, at).trim())) isQuoted = !isQuoted;
      else if (text[at] === "," && !isQuoted) end = at;
    }
    return end;
  }

  input.addEventListener("input", typed);
  input.addEventListener("blur", () => {
    const names = namesIn(input.value);
    if (names.length) add(names);
    close();
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const isOpen = !list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!isOpen) ask();
      else mark(event.key === "ArrowDown" ? marked + 1 : Math.max(marked, 0) - 1);
    } else if (event.key === "Enter" && (marked >= 0 || input.value.trim())) {
      event.preventDefault();
      add(marked >= 0 ? [list.children[marked].dataset.name] : namesIn(input.value));
    } else if (event.key === "Escape" && isOpen) {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === "Backspace" && !input.value && chosen.length) {
      event.preventDefault();
      remove(chosen.at(-1));
    }
  });
  source.addEventListener("input", () => {
    const now = joined([...chosen, ...namesIn(input.value)]);
    if (source.value !== now) read();
  });
  window.addEventListener("pageshow", () => {
    if (source.value !== joined([...chosen, ...namesIn(input.value)])) read();
  });
  read();
}
