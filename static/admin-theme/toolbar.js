// The buttons over the text: they write Markdown, say what holds at the caret, and are one stop for Tab.

import { replace } from "./editing.js";
import { begin, goOn, mark, standing } from "./markdown.js";

const toolbar = document.querySelector("[role=toolbar][data-for]");
const body = document.getElementById(toolbar?.dataset.for ?? "");
if (body) equip(toolbar, body);

function equip(toolbar, body) {
  const acts = {
    bold: () => mark(body, "bold"),
    italic: () => mark(body, "italic"),
    code: () => mark(body, "code"),
    picture: askForPicture,
  };
  for (const name of ["heading2", "heading3", "quote", "list", "numbers"]) {
    acts[name] = () => begin(body, name);
  }

  function askForPicture() {
    const asks = new CustomEvent("lodestone:picture", { bubbles: true, cancelable: true });
    if (!body.dispatchEvent(asks)) return;
    const { selectionStart: start, selectionEnd: end, value } = body;
    const text = `![${value.slice(start, end)}](/media/)`;
    replace(body, start, end, text, start + 2, start + 2 + end - start);
  }

  const isShown = (element) => element.getClientRects().length > 0;
  const stops = () =>
    [...toolbar.querySelectorAll("button, summary, a[href]")].filter(
      (stop) => !stop.closest("[role=menu], [popover], dialog") && !stop.disabled && isShown(stop),
    );

  function rove(to) {
    for (const stop of stops()) stop.tabIndex = stop === to ? 0 : -1;
  }

  function tell() {
    const names = standing(body);
    for (const button of toolbar.querySelectorAll("[aria-pressed]")) {
      const { act } = button.dataset;
      if (act in acts || act === "link") button.setAttribute("aria-pressed", String(names.has(act)));
    }
  }

  // Pressed with the mouse, the text keeps its selection and a phone its keyboard.
  toolbar.addEventListener("mousedown", (event) => {
    if (event.target.closest("button")) event.preventDefault();
  });
  toolbar.addEventListener("click", (event) => {
    const name = event.target.closest("[data-act]")?.dataset.act;
    if (acts[name]) acts[name]();
    else if (name) body.dispatchEvent(new CustomEvent(`lodestone:${name}`, { bubbles: true }));
  });
  toolbar.addEventListener("focusin", (event) => {
    if (stops().includes(event.target)) rove(event.target);
  });
  toolbar.addEventListener("keydown", (event) => {
    const all = stops();
    const at = all.indexOf(document.activeElement);
    if (at < 0 || event.defaultPrevented) return;
    const back = getComputedStyle(toolbar).direction === "rtl" ? "ArrowRight" : "ArrowLeft";
    const steps = { Home: -at, End: all.length - 1 - at, ArrowLeft: 1, ArrowRight: 1, [back]: -1 };
    if (!(event.key in steps)) return;
    event.preventDefault();
    all[(at + steps[event.key] + all.length) % all.length].focus();
  });
  body.addEventListener("lodestone:write", (event) => acts[event.detail]?.());
  body.addEventListener("keydown", (event) => {
    const isBare = !event.shiftKey && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (event.key !== "Enter" || !isBare || event.isComposing) return;
    if (goOn(body)) event.preventDefault();
  });
  body.addEventListener("input", tell);
  document.addEventListener("selectionchange", () => {
    if (document.activeElement === body) tell();
  });

  body.before(toolbar);
  toolbar.hidden = false;
  rove(stops()[0]);
  // Others add to the toolbar once it is there.
  new MutationObserver(() => {
    if (!stops().some((stop) => stop.tabIndex === 0)) rove(stops()[0]);
  }).observe(toolbar, { childList: true, subtree: true });
}
