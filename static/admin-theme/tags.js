// Suggests the site's tags for the name that is being typed, which is the one after the last comma.

const input = document.querySelector("#id_tags");
const address = input?.dataset.suggestions;
if (address) suggest(input, address);

function suggest(input, address) {
  const list = document.createElement("ul");
  list.id = "tag-suggestions";
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels[0]?.textContent ?? "");
  list.hidden = true;
  const place = document.createElement("div");
  place.className = "suggested";
  input.after(place);
  place.append(list);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);
  input.autocomplete = "off";

  let asked = 0;
  let chosen = -1;

  const typed = () => input.value.slice(input.value.lastIndexOf(",") + 1).trim();
  const given = () => input.value.split(",").map((name) => name.trim().toLowerCase());

  function close() {
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function mark(index) {
    const options = [...list.children];
    chosen = (index + options.length) % options.length;
    options.forEach((option, at) => option.setAttribute("aria-selected", String(at === chosen)));
    input.setAttribute("aria-activedescendant", options[chosen].id);
  }

  function take(name) {
    const before = input.value.slice(0, input.value.lastIndexOf(",") + 1);
    const shown = name.includes(",") ? `"${name}"` : name;
    input.value = `${before}${before ? " " : ""}${shown}, `;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    close();
  }

  async function ask() {
    const words = typed();
    const number = ++asked;
    if (!words) return close();
    const response = await fetch(`${address}?q=${encodeURIComponent(words)}`);
    if (!response.ok || number !== asked) return;
    const { tags } = await response.json();
    const fresh = tags.filter((name) => !given().includes(name.toLowerCase()));
    if (!fresh.length || number !== asked) return close();
    list.replaceChildren(
      ...fresh.map((name, at) => {
        const option = document.createElement("li");
        option.id = `tag-suggestion-${at}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.textContent = name;
        option.addEventListener("mousedown", (event) => {
          event.preventDefault();
          take(name);
        });
        return option;
      }),
    );
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
  }

  input.addEventListener("input", ask);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      mark(event.key === "ArrowDown" ? chosen + 1 : Math.max(chosen, 0) - 1);
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      take(list.children[chosen].textContent);
    } else if (event.key === "Escape") {
      event.preventDefault();
      close();
    }
  });
}
