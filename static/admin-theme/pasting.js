// What comes with a form from word processors and web pages is pasted as Markdown; the server makes it.

import { apart, replace } from "./editing.js";

const LARGEST = 1_500_000;
const PATIENCE = 5_000;
const HAS_FORM =
  /<(?:a\s|h[1-6]\b|[uo]l\b|li\b|table\b|blockquote\b|pre\b|code\b|strong\b|em\b|b\b|i\b|del\b|hr\b)|font-weight:\s*(?:bold|[6-9]00)|font-style:\s*italic|mso-list/i;

const form = document.querySelector("#post_form");
const body = document.querySelector("#id_body");
const status = document.querySelector("[data-toolbar-status]");
if (form && body && body.dataset.pasted) equip();

function equip() {
  const say = (words) => {
    if (status) status.textContent = words ?? "";
  };
  let isPlain = false;
  let pending = null;

  /** Where a paste goes to, whatever is typed elsewhere until it is there. */
  function keepPlace() {
    const place = { start: body.selectionStart, end: body.selectionEnd };
    let before = body.value;
    const follow = () => {
      const now = body.value;
      const grown = now.length - before.length;
      let same = 0;
      while (same < place.end && before[same] === now[same]) same += 1;
      if (same < place.start) place.start = Math.max(same, place.start + grown);
      if (same < place.end) place.end = Math.max(same, place.end + grown);
      before = now;
    };
    body.addEventListener("input", follow);
    place.leave = () => body.removeEventListener("input", follow);
    return place;
  }

  function put({ place, caretFollows }, text, isBlock) {
    place.leave();
    pending = null;
    const { selectionStart, selectionEnd, value } = body;
    const parts = isBlock ? apart(value, place.start, place.end, text) : ["", text, ""];
    const made = parts.join("");
    const grown = made.length - (place.end - place.start);
    const stays = selectionStart !== caretFollows.at;
    const shift = selectionStart >= place.end ? grown : 0;
    const caret = stays ? [selectionStart + shift, selectionEnd + shift] : [place.start + made.length];
    replace(body, place.start, place.end, made, ...caret);
  }

  async function asMarkdown(html) {
    const sent = new FormData();
    sent.append("html", html);
    sent.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    const options = { method: "POST", body: sent, signal: AbortSignal.timeout(PATIENCE) };
    const response = await fetch(body.dataset.pasted, options);
    if (!response.ok) throw new Error(response.status);
    return response.json();
  }

  async function paste(html, plain) {
    const mine = { place: keepPlace(), plain, caretFollows: { at: body.selectionStart } };
    pending = mine;
    const slow = setTimeout(() => say(status?.dataset.pasting), 300);
    let made = null;
    let failed = false;
    try {
      made = await asMarkdown(html);
    } catch {
      failed = true;
    }
    clearTimeout(slow);
    if (pending !== mine) return; // it went in as plain text, with the form
    say(failed ? status?.dataset.plain : "");
    put(mine, made?.markdown || plain, Boolean(made?.markdown && made.is_block));
  }

  body.addEventListener("keydown", (event) => {
    isPlain = event.shiftKey && (event.ctrlKey || event.metaKey) && event.code === "KeyV";
  });
  body.addEventListener("keyup", () => {
    isPlain = false;
  });
  body.addEventListener("paste", (event) => {
    const data = event.clipboardData;
    if (!data || event.defaultPrevented || isPlain) return;
    const plain = data.getData("text/plain").replace(/\r\n?/g, "\n");
    const html = data.getData("text/html");
    const { selectionStart: start, selectionEnd: end, value } = body;
    const chosen = value.slice(start, end);
    if (/^https?:\/\/[^\s()<>]+$/.test(plain.trim()) && chosen.trim() && !chosen.includes("\n")) {
      // An address over words makes a link of them, unless they are one, or an address's place.
      if (/^https?:\/\/\S+$/.test(chosen.trim()) || value.slice(start - 2, start) === "](") return;
      event.preventDefault();
      replace(body, start, end, `[${chosen}](${plain.trim()})`);
      return;
    }
    const isCode = data.types.includes("vscode-editor-data");
    if (!plain.trim() || isCode || html.length > LARGEST || !HAS_FORM.test(html)) return;
    event.preventDefault();
    if (pending) put(pending, pending.plain, false);
    paste(html, plain);
  });
  // Nothing that was pasted is missing from what is saved.
  form.addEventListener(
    "submit",
    () => {
      if (pending) put(pending, pending.plain, false);
    },
    true,
  );
}
