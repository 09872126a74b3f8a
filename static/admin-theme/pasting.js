// What comes with a form from word processors and web pages is pasted as Markdown; the server makes it.

import { apart, linesAround, replace } from "./editing.js";
import { isInCode } from "./markdown.js";

const LARGEST = 1_500_000;
const PATIENCE = 5_000;
const HAS_FORM =
  /<(?:a\s|h[1-6]\b|[uo]l\b|li\b|table\b|blockquote\b|pre\b|code\b|strong\b|em\b|b\b|i\b|del\b|hr\b)|font-weight:\s*(?:bold|[6-9]00)|font-style:\s*italic|mso-list/i;

// Of a program that shows Markdown as preformatted text, its words are what was meant.
const IS_MARKDOWN = /^(?:#{1,6} \S|```|[-*] \S[^]*\n[-*] \S)|\]\((?:https?:|\/)|\*\*\S/m;
const NO_MORE_THAN_LINES = /<(?!\/|!|(?:html|head|body|meta|style|title|pre|code|div|span|br|font)\b)\w/i;
// In a line of its own it is there to be seen.
const VIDEO = /^https:\/\/(?:(?:www\.|m\.)?youtube\.com\/(?:watch\?|shorts\/|live\/)|youtu\.be\/|vimeo\.com\/\d)\S+$/;
const STAYS = 8_000;

const form = document.querySelector("#post_form");
const body = document.querySelector("#id_body");
const status = document.querySelector("[data-toolbar-status]");
if (form && body && body.dataset.pasted) equip();

function equip() {
  let saidAt = 0;
  const say = (words) => {
    if (status) status.textContent = words ?? "";
    saidAt = Date.now();
  };
  let isPlain = false;
  let pending = null;

  /** Footnotes under numbers that the text does not have yet. */
  function renumbered(text) {
    const numbers = [...body.value.matchAll(/\[\^(\d{1,6})\]/g)].map(([, number]) => Number(number));
    const most = Math.max(0, ...numbers);
    return most ? text.replace(/(?<!\\)\[\^(\d{1,6})\]/g, (_, number) => `[^${Number(number) + most}]`) : text;
  }

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
    put(mine, made?.markdown ? renumbered(made.markdown) : plain, Boolean(made?.markdown && made.is_block));
    say(failed ? status?.dataset.plain : made.left_behind ? status?.dataset.left : "");
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
    const isAlone = !chosen && linesAround(value, start, start).every((edge) => edge === start);
    if (isAlone && VIDEO.test(plain.trim()) && !isInCode(value, start)) {
      event.preventDefault();
      const [above, line, below] = apart(value, start, start, `:::video ${plain.trim()}`);
      replace(body, start, start, above + line + below, start + above.length + line.length);
      return;
    }
    const isPlainText =
      data.types.includes("vscode-editor-data") ||
      isInCode(value, start) ||
      (IS_MARKDOWN.test(plain) && !NO_MORE_THAN_LINES.test(html));
    if (!plain.trim() || isPlainText || html.length > LARGEST || !HAS_FORM.test(html)) return;
    event.preventDefault();
    if (pending) put(pending, pending.plain, false);
    paste(html, plain);
  });
  body.addEventListener("input", () => {
    if (status?.textContent && !pending && Date.now() - saidAt > STAYS) say("");
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
