// What a toolbar does to Markdown: marks within lines, and what lines begin with.

import { apart, linesAround, replace } from "./editing.js";

const MARKS = { bold: "**", italic: "*", code: "`" };
const SPANS = {
  bold: /\*\*(?=[^\s*])[^*]*(?:\*[^*]+\*[^*]*)*\*\*/g,
  italic: /(?<![*\\])(?:\*|\*\*\*)(?=[^\s*])[^*]*(?:\*\*[^*]+\*\*[^*]*)*(?:\*\*\*|\*)(?!\*)/g,
  code: /`[^`\n]+`/g,
  link: /\[[^\]\n]*\]\([^)\n]*\)/g,
};
const BEGINNINGS = {
  heading2: /^##\s+/,
  heading3: /^###\s+/,
  quote: /^>\s?/,
  list: /^\s*[-*+]\s+/,
  numbers: /^\s*\d{1,9}[.)]\s+/,
};
const ANY_HEADING = /^#{1,6}\s+/;
const ANY_LIST = /^(\s*)(?:[-*+]|\d{1,9}[.)])\s+/;
const LONGEST_PARAGRAPH = 10_000;

/** Where the paragraph begins and ends that a place stands in. */
function paragraph(value, place) {
  const open = value.lastIndexOf("\n\n", place - 1);
  const close = value.indexOf("\n\n", place);
  return [open < 0 ? 0 : open + 2, close < 0 ? value.length : close];
}

/** Where the bold, italic, code or link begins and ends that a place stands in; or null. */
export function spanAround(value, place, name) {
  const [open, close] = paragraph(value, place);
  if (close - open > LONGEST_PARAGRAPH) return null;
  for (const found of value.slice(open, close).matchAll(SPANS[name])) {
    const start = open + found.index;
    const end = start + found[0].length;
    if (start < place && place < end) return [start, end];
  }
  return null;
}

/** The names of all that holds at the caret. */
export function standing({ value, selectionStart }) {
  const [start, end] = linesAround(value, selectionStart, selectionStart);
  const line = value.slice(start, end);
  const names = Object.keys(BEGINNINGS).filter((name) => BEGINNINGS[name].test(line));
  return new Set([
    ...names,
    ...Object.keys(SPANS).filter((name) => spanAround(value, selectionStart, name)),
  ]);
}

/** Whether a place is within code: between fences, or between backticks of its paragraph. */
export function isInCode(value, place) {
  let fence = "";
  const fences = /^ {0,3}(`{3,}|~{3,})([^`\n]*)$/gm;
  for (const [, mark, after] of value.slice(0, place).matchAll(fences)) {
    if (!fence) fence = mark;
    else if (mark.startsWith(fence) && !after.trim()) fence = "";
  }
  return fence !== "" || spanAround(value, place, "code") !== null;
}

function wordAt(value, place) {
  let start = place;
  let end = place;
  const isLetter = (at) => /[\p{L}\p{N}_'’-]/u.test(value[at] ?? "");
  while (isLetter(start - 1)) start -= 1;
  while (isLetter(end)) end += 1;
  return [start, end];
}

/** How much of a mark stands around a selection: asterisks count together. */
function isMarked(before, after, mark) {
  if (mark === "`") return before.endsWith("`") && after.startsWith("`");
  const around = Math.min(/\**$/.exec(before)[0].length, /^\**/.exec(after)[0].length);
  return mark === "**" ? around >= 2 : around === 1 || around >= 3;
}

function markLines(field, start, end, mark) {
  const lines = field.value.slice(start, end).split("\n");
  const parts = lines.map((line) => {
    const begins = /^\s*(?:>\s?|[-*+]\s+|\d{1,9}[.)]\s+|#{1,6}\s+)*/.exec(line)[0];
    return [begins, line.slice(begins.length).trimEnd()];
  });
  const isOn = ([, words]) => !words || (words.startsWith(mark) && words.endsWith(mark));
  const off = parts.every(isOn);
  const made = parts.map(([begins, words]) => {
    if (!words || (!off && isOn([begins, words]))) return begins + words;
    return begins + (off ? words.slice(mark.length, -mark.length) : mark + words + mark);
  });
  const text = made.join("\n");
  replace(field, start, end, text, start, start + text.length);
}

/** Make what is selected, or the word at the caret, bold, italic or code; or take that away. */
export function mark(field, name) {
  const { value } = field;
  const marks = MARKS[name];
  const size = marks.length;
  let { selectionStart: start, selectionEnd: end } = field;
  const caret = start;
  const chosen = start !== end;
  while (start < end && /\s/.test(value[start])) start += 1;
  while (end > start && /\s/.test(value[end - 1])) end -= 1;
  if (value.slice(start, end).includes("\n")) {
    if (name === "code") return fence(field, start, end);
    return markLines(field, start, end, marks);
  }
  const around = chosen ? null : spanAround(value, caret, name);
  if (around) {
    const words = value.slice(around[0] + size, around[1] - size);
    const at = Math.min(Math.max(caret - size, around[0]), around[0] + words.length);
    return replace(field, around[0], around[1], words, at);
  }
  if (!chosen) [start, end] = wordAt(value, caret);
  const words = value.slice(start, end);
  if (isMarked(value.slice(0, start), value.slice(end), marks)) {
    return replace(field, start - size, end + size, words, start - size, end - size);
  }
  if (words.length > 2 * size && words.startsWith(marks) && words.endsWith(marks)) {
    const bare = words.slice(size, -size);
    return replace(field, start, end, bare, start, start + bare.length);
  }
  const place = chosen ? [start + size, end + size] : [caret + size, caret + size];
  return replace(field, start, end, marks + words + marks, ...place);
}

function fence(field, start, end) {
  const [open, close] = linesAround(field.value, start, end);
  const [above, text, below] = apart(
    field.value, open, close, `\`\`\`\n${field.value.slice(open, close)}\n\`\`\``,
  );
  const from = open + above.length + 4;
  replace(field, open, close, above + text + below, from, from + (close - open));
}

const CHANGES = {
  heading2: (line) => `## ${line.replace(ANY_HEADING, "")}`,
  heading3: (line) => `### ${line.replace(ANY_HEADING, "")}`,
  quote: (line) => `> ${line}`,
  list: (line) => `${ANY_LIST.exec(line)?.[1] ?? ""}- ${line.replace(ANY_LIST, "")}`,
  numbers: (line, at) => `${at + 1}. ${line.replace(ANY_LIST, "")}`,
};

/** Make the lines of the selection headings, a quotation or a list; or take that away. */
export function begin(field, name) {
  const { value, selectionStart, selectionEnd } = field;
  const [open, close] = linesAround(value, selectionStart, selectionEnd);
  const lines = value.slice(open, close).split("\n");
  const isEmpty = (line) => !line.trim() && lines.length > 1 && name !== "quote";
  const off = lines.every((line) => isEmpty(line) || BEGINNINGS[name].test(line));
  let number = 0;
  const made = lines.map((line) => {
    if (isEmpty(line)) return line;
    return off ? line.replace(BEGINNINGS[name], "") : CHANGES[name](line, number++);
  });
  const [above, text, below] = off
    ? ["", made.join("\n"), ""]
    : spaced(value, open, close, made.join("\n"), name);
  const start = open + above.length;
  if (selectionStart !== selectionEnd) {
    return replace(field, open, close, above + text + below, start, start + text.length);
  }
  const moved = selectionStart - open + made[0].length - lines[0].length;
  const caret = start + Math.max(0, Math.min(moved, text.length));
  return replace(field, open, close, above + text + below, caret);
}

/** Empty lines around, but none between lines of the same kind. */
function spaced(value, open, close, text, name) {
  const [above, , below] = apart(value, open, close, text);
  const lineBefore = value.slice(value.lastIndexOf("\n", open - 2) + 1, Math.max(0, open - 1));
  const next = value.indexOf("\n", close + 1);
  const lineAfter = value.slice(close + 1, next < 0 ? value.length : next);
  const isSame = (line) => !name.startsWith("heading") && BEGINNINGS[name].test(line);
  return [isSame(lineBefore) ? "" : above, text, isSame(lineAfter) ? "" : below];
}

/** At Enter: the next item of a list or line of a quotation; an empty one ends it. True if so. */
export function goOn(field) {
  const { value, selectionStart: place, selectionEnd } = field;
  if (place !== selectionEnd) return false;
  const [open] = linesAround(value, place, place);
  const found = /^(\s*)(?:([-*+])(\s+\[[ x]\])?|(\d{1,9})([.)])|(>))(\s+)/i.exec(value.slice(open, place));
  if (!found) return false;
  const [whole, indent, bullet, box, number, stop, , space] = found;
  const close = value.indexOf("\n", place);
  const line = value.slice(open, close < 0 ? value.length : close);
  if (!line.slice(whole.length).trim()) {
    replace(field, open, open + line.length, "");
    return true;
  }
  const sign = bullet ? bullet + (box ? " [ ]" : "") : number ? `${Number(number) + 1}${stop}` : ">";
  replace(field, place, place, `\n${indent}${sign}${space}`);
  return true;
}
