// The preview beside the text: the server renders what is typed, and only what differs is put in place.

import { takeOver } from "./same-nodes.js";

const PAUSE = 120;
const PATIENCE = 15_000;
const WIDE = 1280;
const KEY = "lodestone:preview";

const form = document.querySelector("#post_form");
const pane = document.querySelector("#preview");
const toggle = document.querySelector("[data-preview-toggle]");
if (form && pane && toggle) equip();

function equip() {
  const root = document.documentElement;
  const frame = pane.querySelector("iframe");
  const room = pane.querySelector(".preview-room");
  const trouble = pane.querySelector("[data-trouble]");
  const darkButton = pane.querySelector("[data-dark]");
  const looks = [...pane.querySelectorAll("[data-look]")];
  const hasNoRoom = window.matchMedia("(max-width: 59.99rem)");
  const behind = [
    ...[...form.children].filter((each) => each !== pane),
    ...document.querySelectorAll("#header, #rooms, .trail, .standing, #unsaved, .messagelist"),
  ];
  const chosen = {
    look: "phone",
    dark: window.matchMedia("(prefers-color-scheme: dark)").matches,
    ...remembered(),
  };
  let waiting = 0;
  let isAsking = false;
  let isBehind = false; // something was typed since the last question

  function remembered() {
    try {
      return JSON.parse(localStorage.getItem(KEY)) ?? {};
    } catch {
      return {};
    }
  }

  function remember() {
    try {
      localStorage.setItem(KEY, JSON.stringify(chosen));
      sessionStorage.setItem(KEY, pane.hidden ? "" : "open"); // a save keeps to it
    } catch {
      // The next page begins with the phone.
    }
  }

  const isPage = () => chosen.look === "phone" || chosen.look === "wide";

  function showChoice() {
    for (const button of looks) {
      const isChosen = button.dataset.look === chosen.look;
      button.setAttribute("aria-pressed", String(isChosen));
      if (isChosen && hasNoRoom.matches) button.scrollIntoView({ block: "nearest" });
    }
    darkButton.setAttribute("aria-pressed", String(chosen.dark));
    darkButton.disabled = !isPage();
    room.className = `preview-room ${chosen.look}`;
    fit();
  }

  function fit() {
    room.style.setProperty("--scale", Math.min(1, room.clientWidth / WIDE) || 1);
  }

  function question() {
    const asked = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string" && name !== "csrfmiddlewaretoken") asked.append(name, value);
    }
    asked.set("as", chosen.look);
    if (chosen.dark) asked.set("dark", "1");
    return asked;
  }

  function wait(milliseconds = PAUSE) {
    if (pane.hidden) return;
    clearTimeout(waiting);
    waiting = setTimeout(ask, milliseconds);
  }

  // One question at a time: what is typed meanwhile is asked for with the answer.
  async function ask() {
    if (pane.hidden) return;
    if (isAsking) {
      isBehind = true;
      return;
    }
    isAsking = true;
    isBehind = false;
    const answer = await answered(question());
    if (answer.html && !pane.hidden) await show(answer.html);
    isAsking = false;
    tell(answer.problem ?? "");
    if (isBehind) ask();
  }

  async function answered(body) {
    try {
      const response = await fetch(pane.dataset.frame, {
        method: "POST",
        body,
        headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
        redirect: "manual",
        signal: AbortSignal.timeout(PATIENCE),
      });
      if (response.ok) return { html: await response.text() };
      const isOut = response.type === "opaqueredirect" || response.status === 403;
      return { problem: isOut ? pane.dataset.out : pane.dataset.failed };
    } catch {
      return { problem: pane.dataset.failed };
    }
  }

  function tell(words) {
    if (trouble.textContent !== words) trouble.textContent = words;
    trouble.hidden = !words;
  }

  async function show(html) {
    const there = await framed();
    if (!there) return;
    const fresh = new DOMParser().parseFromString(html, "text/html");
    for (const link of fresh.querySelectorAll("a[href^='#']")) link.target = "_self";
    const { scrollingElement } = there;
    const isOther = there.body.dataset.look !== chosen.look;
    fresh.body.dataset.look = chosen.look;
    takeOver(there.documentElement, fresh.documentElement);
    if (isOther && scrollingElement) scrollingElement.scrollTop = 0;
    pane.dispatchEvent(new CustomEvent("lodestone:previewed", { bubbles: true }));
  }

  // The frame's document; loaded when it is asked for first, or was led elsewhere.
  async function framed() {
    const isThere = () => {
      const page = frame.contentDocument;
      return page?.readyState === "complete" && page.querySelector("base[target=_blank]");
    };
    if (!isThere()) {
      const loaded = new Promise((resolve) => {
        frame.addEventListener("load", resolve, { once: true });
        setTimeout(resolve, PATIENCE);
      });
      frame.src = `${pane.dataset.frame}?as=${chosen.look}${chosen.dark ? "&dark=1" : ""}`;
      await loaded;
    }
    return isThere() ? frame.contentDocument : null;
  }

  function arrange() {
    const isOver = !pane.hidden && hasNoRoom.matches;
    root.classList.toggle("with-preview", !pane.hidden);
    for (const each of behind) each.inert = isOver;
  }

  function open() {
    pane.hidden = false;
    toggle.setAttribute("aria-expanded", "true");
    arrange();
    showChoice();
    wait(0);
    if (hasNoRoom.matches) pane.querySelector("[data-close]").focus();
  }

  function close() {
    const hadFocus = pane.contains(document.activeElement);
    pane.hidden = true;
    toggle.setAttribute("aria-expanded", "false");
    arrange();
    if (hadFocus) toggle.focus();
  }

  toggle.hidden = false;
  const saved = form.querySelector('[name="_preview"]');
  if (saved) saved.hidden = true;
  toggle.addEventListener("click", () => {
    if (pane.hidden) open();
    else close();
    remember();
  });
  pane.querySelector("[data-close]").addEventListener("click", () => {
    close();
    remember();
  });
  for (const button of looks) {
    button.addEventListener("click", () => {
      chosen.look = button.dataset.look;
      remember();
      showChoice();
      wait(0);
    });
  }
  darkButton.addEventListener("click", () => {
    chosen.dark = !chosen.dark;
    remember();
    showChoice();
    wait(0);
  });
  document.addEventListener("keydown", (event) => {
    const isElsewhere = event.defaultPrevented || document.querySelector("dialog[open]");
    if (event.key !== "Escape" || pane.hidden || isElsewhere) return;
    if (!hasNoRoom.matches && !pane.contains(event.target)) return;
    event.preventDefault();
    close();
    remember();
  });
  // What is beside the text comes back when a link leads there, or a field there won't do.
  function comeBack(target) {
    if (pane.hidden || !target?.closest("#beside") || target.getClientRects().length) return;
    close();
    remember();
  }
  document.addEventListener(
    "click",
    (event) => {
      const link = event.target.closest?.("a[href^='#']");
      if (link) comeBack(document.getElementById(link.hash.slice(1)));
    },
    true,
  );
  document.addEventListener("invalid", (event) => comeBack(event.target), true);
  form.addEventListener("input", () => wait());
  form.addEventListener("change", () => wait());
  hasNoRoom.addEventListener("change", arrange);
  new ResizeObserver(fit).observe(room);
  let wasOpen = false;
  try {
    wasOpen = sessionStorage.getItem(KEY) === "open" && !hasNoRoom.matches;
  } catch {
    // A browser that keeps nothing.
  }
  if (wasOpen && !document.querySelector("#beside .errors")) open();
}
