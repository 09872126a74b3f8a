// Keys for those who write all day, and the sheet that lists them.

import { linesAround, onMac, replace } from "./editing.js";

const form = document.querySelector("#post_form");
const body = document.querySelector("#id_body");
const sheet = document.querySelector("#shortcuts");
const asks = document.querySelector("#ask-to-publish");
const toolbar = document.querySelector("[role=toolbar]");

const write = (name) => () =>
  body?.dispatchEvent(new CustomEvent("lodestone:write", { detail: name }));
const tell = (name) => () => body?.dispatchEvent(new CustomEvent(`lodestone:${name}`));

function noHeading() {
  const [start, end] = linesAround(body.value, body.selectionStart, body.selectionEnd);
  const text = body.value.slice(start, end).replace(/^#{1,6}\s+/gm, "");
  replace(body, start, end, text);
}

function press(name) {
  const button = form.querySelector(`[name="${name}"]`);
  if (button) form.requestSubmit(button);
}

function preview() {
  const pane = document.querySelector("[data-preview-toggle]");
  if (pane) pane.click();
  else press("_preview");
}

function askToPublish() {
  if (!form.querySelector('[name="_review"]') || asks.open) return;
  const before = document.activeElement;
  asks.showModal();
  asks.addEventListener("close", () => before?.focus(), { once: true });
}

const inText = {
  "c+KeyB": write("bold"),
  "c+KeyI": write("italic"),
  "c+KeyK": tell("link"),
  "ca+Digit1": noHeading,
  "ca+Digit2": write("heading2"),
  "ca+Digit3": write("heading3"),
};
const anywhere = {
  "c+KeyS": () => press("_save"),
  "cs+KeyP": preview,
  "c+Enter": askToPublish,
  "ca+KeyF": tell("full-screen"),
  "a+F10": () => toolbar?.querySelector('[tabindex="0"]')?.focus(),
};
// By the letter, not its place: on other keyboards they are elsewhere.
const LETTERS = /^[a-z]$/i;

function combination(event) {
  const control = onMac ? event.metaKey : event.ctrlKey;
  const held = (control ? "c" : "") + (event.shiftKey ? "s" : "") + (event.altKey ? "a" : "");
  const isLetter = LETTERS.test(event.key);
  return `${held}+${isLetter ? `Key${event.key.toUpperCase()}` : event.code || event.key}`;
}

const isTyped = (element) =>
  element.matches("textarea, select, [contenteditable]") ||
  element.matches("input:not([type=checkbox], [type=radio], [type=button], [type=submit])");

function showSheet() {
  sheet.showModal();
  // The focus is on its one button, which stands at the end.
  sheet.scrollTop = 0;
}

if (form && sheet) {
  if (onMac) {
    for (const key of sheet.querySelectorAll("kbd")) {
      key.textContent = { ctrl: "⌘", alt: "⌥" }[key.dataset.key] ?? key.textContent;
    }
    for (const button of toolbar?.querySelectorAll("[aria-keyshortcuts]") ?? []) {
      const there = button.getAttribute("aria-keyshortcuts").replace("Control", "Meta");
      button.setAttribute("aria-keyshortcuts", there);
      const shown = there.replace("Meta", "⌘").replace("Alt", "⌥").replaceAll("+", "");
      button.title = button.title.replace(/\([^()]*\)$/, `(${shown})`);
    }
  }
  for (const button of document.querySelectorAll("[data-shortcuts]")) {
    button.hidden = false;
    button.addEventListener("click", showSheet);
  }
  document.addEventListener("keydown", (event) => {
    // AltGr types letters; so does an input method.
    if (event.isComposing || event.getModifierState("AltGraph")) return;
    if (document.querySelector("dialog:modal")) return;
    const control = onMac ? event.metaKey : event.ctrlKey;
    const isAsked = event.key === "?" ? !control && !isTyped(event.target) : false;
    if (isAsked || (control && !event.altKey && event.key === "/")) {
      event.preventDefault();
      showSheet();
      return;
    }
    const keys = combination(event);
    const act = (event.target === body && inText[keys]) || anywhere[keys];
    if (!act) {
      if (event.key === "Escape" && toolbar?.contains(event.target)) body?.focus();
      return;
    }
    event.preventDefault();
    if (!event.repeat) act();
  });
}
