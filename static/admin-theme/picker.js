// A dialog that finds things by words: what is typed is asked for, arrows and Enter take an answer.

const PAUSE = 120;

/**
 * Equip a dialog with an input and a listbox; `found` names the list in the server's answers.
 *
 * `offer(answers, typed)` gives an option for each: its `words` as pairs of class and text, and
 * what to do to `take` it. Without an answer of the server it is asked with none. `now(typed)` is
 * what Enter does at once, without the server, or null.
 */
export function picker(dialog, found, offer, now = () => null) {
  const input = dialog.querySelector("input");
  const list = dialog.querySelector("[role=listbox]");
  const status = dialog.querySelector("[role=status]");
  const words = dialog.dataset;
  let chosen = -1;
  let asked = 0;
  let waiting = 0;
  let shownFor = null;

  function option({ words, take }, at) {
    const item = document.createElement("li");
    item.id = `${list.id}-${at}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    for (const [css, said] of words) {
      const part = document.createElement("span");
      if (css) part.className = css;
      part.textContent = said;
      item.append(part, " ");
    }
    item.take = take;
    item.addEventListener("click", take);
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

  function show(answers, typed, said) {
    list.replaceChildren(...offer(answers, typed).map(option));
    shownFor = typed;
    chosen = -1;
    input.setAttribute("aria-expanded", String(list.children.length > 0));
    input.removeAttribute("aria-activedescendant");
    mark(0);
    const count = list.children.length;
    status.textContent = said ?? (count ? (typed && `${words.found} ${count}`) : words.none);
  }

  async function ask() {
    const typed = input.value.trim();
    const number = ++asked;
    if (now(typed)) show([], typed, "");
    try {
      const response = await fetch(`${words.address}?${new URLSearchParams({ q: typed })}`);
      if (!response.ok) throw new Error(response.status);
      const answer = await response.json();
      if (number === asked) show(answer[found], typed);
    } catch {
      if (number === asked) show([], typed, words.failed);
    }
  }

  /** What is marked, once the list is of what is typed. */
  async function take() {
    const typed = input.value.trim();
    if (typed !== shownFor) {
      const atOnce = now(typed);
      if (atOnce) return atOnce();
      clearTimeout(waiting);
      await ask();
    }
    return dialog.open && list.children[chosen]?.take();
  }

  input.addEventListener("input", (event) => {
    event.stopPropagation();
    clearTimeout(waiting);
    asked += 1;
    waiting = setTimeout(ask, PAUSE);
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
    clearTimeout(waiting);
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close("");
  });

  /** Open it with words that are there to be typed over. */
  return (typed = "") => {
    input.value = typed;
    list.replaceChildren();
    status.textContent = "";
    shownFor = null;
    chosen = -1;
    dialog.returnValue = "";
    dialog.showModal();
    input.select();
    ask();
  };
}
