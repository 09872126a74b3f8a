// Edits in a text as if they were typed, so that one undo takes each back; and where things stand in it.

const MANY_LINES = 20;

/** Chromium lays the field out anew for each line that is typed, but once for what is put in whole. */
function insertLines(text) {
  const safe = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  // The first and the last line end of what is preformatted are taken for its own.
  const first = text.startsWith("\n") ? "\n" : "";
  const last = text.endsWith("\n") ? "\n" : "";
  document.execCommand("insertHTML", false, `<pre>${first}${safe}${last}</pre>`);
}

/** Put `text` in place of what stands between two places of a field, then select a part of it. */
export function replace(field, start, end, text, from = start + text.length, to = from) {
  const before = field.value;
  const wanted = before.slice(0, start) + text + before.slice(end);
  field.focus({ preventScroll: true });
  // Under an open dialog no field gets the focus: what were typed would stand in the dialog's.
  const hasFocus = document.activeElement === field;
  if (wanted !== before && hasFocus) {
    field.setSelectionRange(start, end);
    // Its successors leave no trace in the browser's undo.
    if (text.split("\n").length > MANY_LINES) insertLines(text);
    if (field.value !== wanted) {
      if (field.value !== before) document.execCommand("undo");
      field.setSelectionRange(start, end);
      if (text) document.execCommand("insertText", false, text);
      else document.execCommand("delete");
    }
  }
  if (field.value !== wanted) {
    field.value = wanted;
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
  field.setSelectionRange(from, to);
}

/** The text with an empty line between it and what stands around the place it goes to. */
export function apart(value, start, end, text) {
  const before = value.slice(0, start);
  const after = value.slice(end);
  const above = !before || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  const below = !after || after.startsWith("\n\n") ? "" : after.startsWith("\n") ? "\n" : "\n\n";
  return [above, text, below];
}

/** Where the lines begin and end that a selection touches. */
export function linesAround(value, start, end) {
  const last = end > start && value[end - 1] === "\n" ? end - 1 : end;
  const close = value.indexOf("\n", last);
  return [value.lastIndexOf("\n", start - 1) + 1, close < 0 ? value.length : close];
}

const COPIED = [
  "boxSizing", "inlineSize", "paddingInlineStart", "paddingInlineEnd", "paddingBlockStart",
  "borderInlineStartWidth", "borderInlineEndWidth", "borderBlockStartWidth", "fontFamily",
  "fontSize", "fontWeight", "fontStyle", "letterSpacing", "lineHeight", "tabSize", "direction",
];

/** How many pixels below the window's top the line of a place in a field begins. */
export function topOf(field, place) {
  const mirror = document.createElement("div");
  const drawn = getComputedStyle(field);
  for (const name of COPIED) mirror.style[name] = drawn[name];
  mirror.className = "mirror";
  mirror.textContent = field.value.slice(0, place);
  const mark = document.createElement("span");
  mark.textContent = "\u200b";
  mirror.append(mark);
  document.body.append(mirror);
  const below = mark.offsetTop;
  mirror.remove();
  return field.getBoundingClientRect().top + below - field.scrollTop;
}

/** Put the caret to a place and its line near the top of the window. */
export function goTo(field, place) {
  field.focus({ preventScroll: true });
  field.setSelectionRange(place, place);
  window.scrollBy({ top: topOf(field, place) - 96 });
}

/** Whether keys typed with Ctrl here come with the command key. */
export const onMac = /Mac|iPhone|iPad/.test(navigator.platform);
