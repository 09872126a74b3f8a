// Words, minutes and headings of the text while it is typed; a heading leads to its line.

import { goTo } from "./editing.js";

const body = document.querySelector("#id_body");
const list = document.querySelector("[data-outline]");
/** The headings of a text in Markdown: level, words, and where their line begins. */
export function headings(text) {
  const found = [];
  let place = 0;
  let fence = "";
  let before = "";
  for (const line of text.split("\n")) {
    const [, mark] = /^ {0,3}(`{3,}|~{3,})/.exec(line) ?? [];
    const heading = /^ {0,3}(#{1,6})\s+(.*?)\s*#*\s*$/.exec(line);
    const underline = /^ {0,3}(=+|--+)\s*$/.exec(line);
    if (mark && !fence) fence = mark;
    else if (mark && line.trim() === mark && mark.startsWith(fence)) fence = "";
    else if (fence) before = "";
    else if (heading?.[2]) found.push([heading[1].length, plain(heading[2]), place]);
    else if (underline && /^ {0,3}[^\s#>|+*-]/.test(before)) {
      found.push([underline[1][0] === "=" ? 1 : 2, plain(before), place - before.length - 1]);
    }
    before = fence || heading ? "" : line;
    place += line.length + 1;
  }
  return found;
}

/** A line of Markdown without its marks. */
function plain(line) {
  return line
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/\\([!-/:-@[-`{-~])/g, "$1")
    .replace(/[*`]/g, "")
    .trim();
}

const UNSPACED = [
  [/[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]/gu, 2],
  [/[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]/gu, 5],
];

/** How many words a reader reads, as the server counts them when the text is saved. */
export function countWords(markdown) {
  let text = markdown
    .replace(/!\[[^\]]*\]\([^)]*\)/g, " ")
    .replace(/\]\([^)]*\)/g, "]")
    .replace(/<[^<>]*>/g, " ");
  let words = 0;
  for (const [letters, inAWord] of UNSPACED) {
    const found = text.match(letters)?.length ?? 0;
    if (found) text = text.replace(letters, " ");
    words += Math.ceil(found / inAWord);
  }
  return words + (text.match(/[\p{L}\p{N}_]+(?:['’.,-][\p{L}\p{N}_]+)*/gu)?.length ?? 0);
}

function follow(body, list) {
  const none = document.querySelector("[data-no-outline]");
  const count = (name) => document.querySelector(`[data-count="${name}"]`);
  let shown = "";
  let waiting = 0;

  function item([level, words, place], at) {
    const line = document.createElement("li");
    line.className = `level-${level}`;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "plain-button";
    button.textContent = words;
    // Its place as of now: the text may have grown since the list was made.
    button.addEventListener("click", () => goTo(body, headings(body.value)[at]?.[2] ?? place));
    line.append(button);
    return line;
  }

  function tell() {
    const words = countWords(body.value);
    count("words").textContent = words.toLocaleString(document.documentElement.lang);
    count("minutes").textContent = words ? Math.max(1, Math.round(words / 230)) : 0;
    const found = headings(body.value);
    const now = JSON.stringify(found.map(([level, title]) => [level, title]));
    if (now === shown) return;
    shown = now;
    list.replaceChildren(...found.map(item));
    list.hidden = !found.length;
    none.hidden = found.length > 0;
  }

  function tellSelected() {
    const { selectionStart: start, selectionEnd: end, value } = body;
    const place = count("selected");
    const isChosen = document.activeElement === body && end > start;
    place.parentElement.hidden = !isChosen;
    if (isChosen) place.textContent = countWords(value.slice(start, end));
  }

  body.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(tell, 150);
  });
  document.addEventListener("selectionchange", tellSelected);
  document.querySelectorAll(".with-scripts").forEach((each) => (each.hidden = false));
  tell();
}

if (body && list) follow(body, list);
