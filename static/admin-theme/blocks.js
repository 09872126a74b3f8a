// The menu of blocks in the toolbar, made of the panel that lists their lines; and the maker of tables.

import { apart, linesAround, replace, topOf } from "./editing.js";
import { isInCode } from "./markdown.js";

const [ENOUGH, LEAST] = [240, 96]; // pixels of the menu
const place = document.querySelector("[data-blocks]");
const panel = document.querySelector("#blocks");
const body = document.querySelector("#id_body");
const tables = document.querySelector("#table-maker");

/** Put lines apart from what stands around them; in place of a selection, else where a paragraph ends. */
export function insertLines(field, lines, { from = lines.length, to = from, taking = false } = {}) {
  const { value } = field;
  const [start, end] = taking ? wholeLines(field) : standsAt(field);
  const [above, text, below] = apart(value, start, end, lines);
  const begin = start + above.length;
  replace(field, start, end, above + text + below, begin + from, begin + to);
}

function wholeLines({ value, selectionStart, selectionEnd }) {
  return linesAround(value, selectionStart, selectionEnd);
}

/** The end of the paragraph at the caret, its beginning if the caret is there. */
function standsAt({ value, selectionEnd: caret }) {
  const open = value.lastIndexOf("\n\n", caret - 1);
  const begins = !value.slice(open < 0 ? 0 : open, caret).trim();
  if (begins) return [caret, caret];
  const close = value.indexOf("\n\n", caret);
  const end = (close < 0 ? value : value.slice(0, close)).trimEnd().length;
  return [Math.max(end, caret), Math.max(end, caret)];
}

/** What is selected, as whole lines, if the block takes that; else nothing. */
function wordsFor(field, kind) {
  const { value, selectionStart, selectionEnd } = field;
  if (selectionStart === selectionEnd) return "";
  const selected = value.slice(selectionStart, selectionEnd).trim();
  const whole = value.slice(...wholeLines(field)).trim();
  if (kind === "address") return selected === whole && /^https?:\/\/\S+$/.test(whole) ? whole : "";
  return whole;
}

/** Insert a block's lines; its words are those that were selected, its first blank is selected. */
function insertBlock(field, lines) {
  const slot = lines.querySelector("[data-words]");
  const words = slot ? wordsFor(field, slot.dataset.words) : "";
  let text = "";
  const blanks = [];
  for (const node of lines.childNodes) {
    const isFilled = node === slot && words;
    const shown = isFilled ? withMarks(words, slot.dataset.line ?? "") : node.textContent;
    if (node.nodeName === "VAR" && !isFilled) {
      blanks.push({ from: text.length, to: text.length + shown.length, first: "start" in node.dataset });
    }
    text += shown;
  }
  const selected = blanks.find((blank) => blank.first) ?? blanks[0];
  insertLines(field, text, { ...selected, taking: words !== "" });
}

/** Each line but the first with a mark before it; none twice. */
function withMarks(words, mark) {
  if (!mark) return words;
  const lines = words.split("\n").map((line) => line.replace(/^>\s?/, ""));
  return lines.join(`\n${mark}`).replace(/ +$/gm, "");
}

function item(entry, act) {
  const button = document.createElement("button");
  button.type = "button";
  button.setAttribute("role", "menuitem");
  button.tabIndex = -1;
  const [name, about] = [entry.querySelector("dt"), entry.querySelector("dd")];
  const title = document.createElement("span");
  title.textContent = name.textContent + (entry.dataset.dialog ? "…" : "");
  const words = document.createElement("small");
  words.textContent = about.textContent;
  button.append(title, " ", words);
  button.addEventListener("click", act);
  return button;
}

function equip(place, panel, body) {
  const menu = document.createElement("div");
  menu.id = "blocks-menu";
  menu.className = "block-menu";
  menu.popover = "auto";
  menu.setAttribute("role", "menu");
  menu.setAttribute("aria-label", panel.dataset.name);
  const opener = document.createElement("button");
  opener.type = "button";
  opener.textContent = panel.dataset.name;
  opener.setAttribute("aria-haspopup", "menu");
  opener.setAttribute("aria-expanded", "false");
  opener.setAttribute("aria-controls", menu.id);

  const acts = {
    "table-maker": () => body.dispatchEvent(new CustomEvent("lodestone:table")),
    "snippet-picker": () => body.dispatchEvent(new CustomEvent("lodestone:snippet")),
  };
  const items = [...panel.querySelectorAll("[data-block]")].map((entry) =>
    item(entry, () => {
      takeSlash();
      menu.hidePopover();
      const act = acts[entry.dataset.dialog] ?? (() => insertBlock(body, entry.querySelector("pre")));
      act();
    }),
  );
  menu.append(...items);
  const told = document.createElement("p");
  told.className = "visually-hidden";
  told.setAttribute("role", "status");
  place.append(opener, menu, told);

  function unfoldAt({ left, right }) {
    Object.assign(menu.style, { maxHeight: "", top: "", bottom: "" });
    menu.showPopover();
    const width = menu.offsetWidth;
    const start = getComputedStyle(menu).direction === "rtl" ? right - width : left;
    menu.style.left = `${Math.max(8, Math.min(start, innerWidth - width - 8))}px`;
  }

  function unfold() {
    const under = opener.getBoundingClientRect();
    unfoldAt(under);
    const isLow = under.bottom + menu.offsetHeight > innerHeight - 8;
    const top = isLow ? Math.max(8, innerHeight - menu.offsetHeight - 8) : under.bottom;
    menu.style.top = `${top}px`;
    opener.setAttribute("aria-expanded", "true");
    items[0].focus();
  }

  /** Below the line that begins at a place of the text, or above it: the line stays in sight. */
  function unfoldBeside(place) {
    unfoldAt(body.getBoundingClientRect());
    const top = topOf(body, place);
    const bottom = top + (Number.parseFloat(getComputedStyle(body).lineHeight) || 32);
    const { height, offsetTop } = window.visualViewport;
    const below = offsetTop + height - bottom - 8;
    const above = top - 8;
    const isBelow = below >= Math.min(menu.offsetHeight, ENOUGH) || below >= above;
    menu.style.maxHeight = `${Math.max(isBelow ? below : above, LEAST)}px`;
    if (isBelow) menu.style.top = `${bottom}px`;
    else menu.style.bottom = `${innerHeight - top}px`;
  }

  menu.addEventListener("beforetoggle", (event) => {
    if (event.newState !== "closed") return;
    opener.setAttribute("aria-expanded", "false");
    slash = null;
    point(null);
    for (const one of items) one.hidden = false;
  });

  // A slash alone in its line opens it at the caret, which stays there: the words go on in the text.
  let slash = null;
  let pointed = null;

  function point(one) {
    pointed?.classList.remove("pointed");
    pointed = one;
    pointed?.classList.add("pointed");
    pointed?.scrollIntoView({ block: "nearest" });
    told.textContent = pointed ? pointed.firstChild.textContent : "";
  }

  const fitting = () => items.filter((one) => !one.hidden);

  /** Leave what begins with the words after the slash; without any the menu closes. */
  function narrow() {
    const { value, selectionStart: caret } = body;
    const words = value.slice(slash + 1, caret).toLowerCase();
    for (const one of items) {
      const name = ` ${one.firstChild.textContent.toLowerCase()}`;
      one.hidden = !name.includes(` ${words}`);
    }
    if (value[slash] !== "/" || caret <= slash || words.includes("\n") || !fitting().length) {
      menu.hidePopover();
    } else if (!pointed || pointed.hidden) point(fitting()[0]);
  }

  function takeSlash() {
    if (slash !== null) replace(body, slash, body.selectionStart, "");
  }

  body.addEventListener("input", (event) => {
    if (slash !== null) return narrow();
    const { value, selectionStart: caret } = body;
    const isSlash = event.inputType === "insertText" && event.data === "/";
    if (!isSlash || event.isComposing || menu.matches(":popover-open")) return;
    const [open, close] = linesAround(value, caret, caret);
    if (value.slice(open, close) !== "/" || isInCode(value, open)) return;
    unfoldBeside(open);
    slash = open;
    point(items[0]);
  });
  body.addEventListener(
    "keydown",
    (event) => {
      if (slash === null || event.isComposing) return;
      const all = fitting();
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) point(all[(all.indexOf(pointed) + step + all.length) % all.length]);
      else if (event.key === "Enter" || event.key === "Tab") pointed.click();
      else if (event.key === "Escape") menu.hidePopover();
      else return;
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    true,
  );
  document.addEventListener("selectionchange", () => {
    if (slash !== null && document.activeElement === body) narrow();
  });
  // A press outside of the menu closes it before it is a click, also one on the button.
  let wasOpen = false;
  opener.addEventListener("pointerdown", () => {
    wasOpen = menu.matches(":popover-open");
  });
  opener.addEventListener("click", () => {
    if (!wasOpen) unfold();
    else if (menu.matches(":popover-open")) menu.hidePopover();
    wasOpen = false;
  });
  opener.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" || menu.matches(":popover-open")) return;
    event.preventDefault();
    unfold();
  });
  menu.addEventListener("keydown", (event) => {
    const at = items.indexOf(document.activeElement);
    const steps = { ArrowDown: 1, ArrowUp: -1, Home: -at, End: items.length - 1 - at };
    if (event.key in steps) {
      event.preventDefault();
      items[(at + steps[event.key] + items.length) % items.length].focus();
    } else if (event.key === "Tab") {
      event.preventDefault();
      menu.hidePopover();
      opener.focus();
    } else if (event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey) {
      const later = [...items.slice(at + 1), ...items.slice(0, at + 1)];
      const letter = event.key.toLowerCase();
      later.find((one) => one.textContent.toLowerCase().startsWith(letter))?.focus();
    }
    event.stopPropagation();
  });
  // A window that changes its size would leave the menu behind.
  window.addEventListener("resize", () => menu.matches(":popover-open") && menu.hidePopover());
}

function tableOf(rows, columns, heading) {
  const row = (cell) => `| ${Array(columns).fill(cell).join(" | ")} |`;
  const lines = Array(rows).fill(row("   "));
  return [row(heading || "   "), row("---"), ...lines].join("\n");
}

function makeTables(dialog, body) {
  const [rows, columns] = dialog.querySelectorAll("[type=number]");
  const head = dialog.querySelector("[type=checkbox]");
  const { heading } = dialog.dataset;
  let place = [0, 0];
  body.addEventListener("lodestone:table", () => {
    place = [body.selectionStart, body.selectionEnd];
    dialog.showModal();
  });
  dialog.addEventListener("close", () => {
    body.focus();
    body.setSelectionRange(...place);
    if (dialog.returnValue !== "make") return;
    dialog.returnValue = "";
    const text = tableOf(rows.valueAsNumber, columns.valueAsNumber, head.checked ? heading : "");
    const cell = text.indexOf("|", text.indexOf("\n", text.indexOf("\n") + 1)) + 2;
    insertLines(body, text, head.checked ? { from: 2, to: 2 + heading.length } : { from: cell });
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close("");
  });
}

if (place && panel && body && "popover" in HTMLElement.prototype) {
  equip(place, panel, body);
  if (tables) makeTables(tables, body);
}
