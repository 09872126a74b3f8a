// Pictures that are pasted or dropped: into the text, where a line stands for each until it is there, or as hero.

import { apart, replace } from "./editing.js";
import { chooser } from "./pictures.js";
import { send } from "./uploading.js";

const MOST_BYTES = 20 * 1024 * 1024;
const PATIENCE = 15000;
const form = document.querySelector("#post_form");
const body = document.querySelector("#id_body");
const place = document.querySelector("#uploads");
if (form && body && place) equip();

function equip() {
  const words = place.dataset;
  const list = place.querySelector("ul");
  const status = place.querySelector("[role=status]");
  const heroRow = document.querySelector(".field-hero_image");
  const heroField = heroRow?.querySelector(".picture-field");
  const heroUpload = document.querySelector("#id_hero_upload");
  const heroAlt = document.querySelector("#id_hero_alt");
  const jobs = [];
  const past = new Map(); // lines that stood for pictures which are there now, and theirs
  const questions = new Set();
  let busy = false;
  let composing = null;
  let saveWith = null;

  const say = (text) => {
    status.textContent = text;
  };
  const made = (name) =>
    place.querySelector(`template[data-for=${name}]`).content.firstElementChild.cloneNode(true);
  const tell = () => {
    place.hidden = !list.children.length;
  };
  const token = () => form.elements.csrfmiddlewaretoken.value;

  // The text

  /** Put `to` in the place of `from`, wherever the caret is; false if it isn't there any more. */
  async function swap(from, to) {
    await composing;
    const at = body.value.indexOf(from);
    if (at < 0) return false;
    const end = at + from.length;
    const grown = to.length - from.length;
    const moved = (caret) => (caret <= at ? caret : caret >= end ? caret + grown : at + to.length);
    const before = document.activeElement;
    const carets = [moved(body.selectionStart), moved(body.selectionEnd)];
    replace(body, at, end, to, ...carets);
    if (before !== body && before instanceof HTMLElement) before.focus({ preventScroll: true });
    return true;
  }

  async function takeOut(placeholder) {
    await composing;
    const gap = "\n\n";
    const isLast = body.value.endsWith(gap + placeholder + gap);
    const rounds = [placeholder + gap + gap, placeholder + gap, gap + placeholder, placeholder];
    if (isLast) rounds.unshift(gap + placeholder + gap);
    for (const round of rounds) if (await swap(round, "")) return;
  }

  const escaped = (alt) => alt.replace(/\s+/g, " ").trim().replace(/[\\[\]]/g, "\\$&");
  const line = (choice) => `![${escaped(choice.alt)}](${choice.address})`;

  /** Write lines of their own; what is typed next is a paragraph after them. */
  function write(text, start = body.selectionStart, end = body.selectionEnd) {
    const [above, , below] = apart(body.value, start, end, text);
    const made = `${above}${text}\n\n`;
    const isLast = !body.value.slice(end).trim();
    replace(body, start, end, made + (isLast ? "" : below), start + made.length);
  }

  function placeholderOf(file) {
    const name = file.name.replace(/[\\[\]()\s]+/g, " ").trim();
    const numbered = (number) => (number > 1 ? `${name} ${number}` : name);
    let number = 1;
    const full = () => `![${words.uploading.replace("#", numbered(number))}]()`;
    const isTaken = () =>
      body.value.includes(full()) || jobs.some((job) => job.placeholder === full());
    while (isTaken()) number += 1;
    return full();
  }

  // What is on its way

  function take(files, isHero, start, end) {
    const wanted = isHero ? files.slice(0, 1) : files;
    const placeholders = [];
    for (const file of wanted) {
      const isPicture = !file.type || file.type.startsWith("image/");
      const sentence =
        words.refused ??
        (isPicture ? (file.size > MOST_BYTES ? words.large : null) : words.other);
      const job = { file, isHero, placeholder: "", state: "waiting", item: made("job") };
      show(job);
      if (sentence) {
        fail(job, "refused", sentence);
        continue;
      }
      if (!isHero) {
        job.placeholder = placeholderOf(file);
        past.delete(job.placeholder);
        placeholders.push(job.placeholder);
      }
      jobs.push(job);
    }
    if (placeholders.length) write(placeholders.join("\n\n"), start, end);
    work();
  }

  function show(job) {
    job.item.querySelector("strong").textContent = job.file.name;
    job.item.querySelector("[data-do=leave]").addEventListener("click", () => leave(job));
    job.item.querySelector("[data-do=again]").addEventListener("click", () => again(job));
    list.append(job.item);
    tell();
  }

  function fail(job, problem, sentence) {
    job.state = problem;
    const { item } = job;
    item.querySelector("progress").hidden = true;
    item.querySelector(".problem").textContent = sentence;
    item.querySelector(".problem").hidden = false;
    item.querySelector("[data-do=again]").hidden = problem === "refused";
    if (problem === "refused") item.querySelector("[data-do=leave]").textContent = words.close;
    say(`${job.file.name}: ${sentence}`);
  }

  function again(job) {
    if (!["lost", "out"].includes(job.state)) return;
    job.state = "waiting";
    job.item.querySelector("progress").hidden = false;
    job.item.querySelector(".problem").hidden = true;
    job.item.querySelector("[data-do=again]").hidden = true;
    work();
  }

  async function leave(job) {
    const wasRefused = job.state === "refused";
    drop(job);
    job.state = "left";
    if (job.placeholder && !wasRefused) await takeOut(job.placeholder);
    body.focus({ preventScroll: true });
    finish();
  }

  function drop(job) {
    const at = jobs.indexOf(job);
    if (at >= 0) jobs.splice(at, 1);
    job.item.remove();
    tell();
  }

  // One after another, in the order in which they came.
  async function work() {
    if (busy) return;
    busy = true;
    for (let job; (job = jobs.find((one) => one.state === "waiting")); ) await deliver(job);
    busy = false;
    finish();
  }

  async function deliver(job) {
    job.state = "sending";
    const bar = job.item.querySelector("progress");
    const fields = job.isHero && heroAlt?.value ? { alt: heroAlt.value } : {};
    const progress = (percent) => {
      bar.value = percent;
    };
    try {
      const choice = await sendOnce(job.file, fields, progress);
      if (job.state === "left") return;
      drop(job);
      await arrived(job, choice);
    } catch (failure) {
      if (job.state === "left") return;
      const sentence = failure.words ?? words[failure.problem] ?? words.lost;
      fail(job, failure.problem ?? "lost", sentence);
      if (job.state === "refused" && job.placeholder) {
        jobs.splice(jobs.indexOf(job), 1);
        await takeOut(job.placeholder);
      } else if (job.state === "refused") jobs.splice(jobs.indexOf(job), 1);
    }
  }

  async function sendOnce(file, fields, progress) {
    const options = { address: words.address, fields, progress };
    try {
      return await send(file, { ...options, token: token() });
    } catch (failure) {
      if (failure.problem !== "out" || !(await freshToken())) throw failure;
      return send(file, { ...options, token: token() });
    }
  }

  /** A login in another tab changes the token. */
  async function freshToken() {
    const address = document.querySelector("#unsaved")?.dataset.autosave;
    try {
      const signal = AbortSignal.timeout(PATIENCE);
      const known = await (await fetch(address, { redirect: "error", signal })).json();
      for (const input of document.querySelectorAll("[name=csrfmiddlewaretoken]")) {
        input.value = known.token;
      }
      return true;
    } catch {
      return false;
    }
  }

  async function arrived(job, choice) {
    const about = [
      ...(choice.is_new ? [] : [words.there]),
      ...(choice.like.length ? [`${words.like} ${choice.like.join(", ")}`] : []),
    ];
    if (job.isHero) {
      heroField.dispatchEvent(new CustomEvent("lodestone:take", { detail: choice }));
      if (heroAlt) heroAlt.value = "";
    } else {
      if (!(await swap(job.placeholder, line(choice)))) about.push(words.removed);
      past.set(job.placeholder, line(choice));
    }
    if (choice.needs_alt) ask(choice, about.join(" "));
    say([job.file.name, job.isHero ? "" : words.done, ...about].join(" "));
  }

  // What it shows

  /** The server's answer to what is said of a picture, or null. */
  async function sendWords(pk, sent) {
    const address = words.words.replace("/0/", `/${pk}/`);
    const headers = { "X-CSRFToken": token() };
    const signal = AbortSignal.timeout(PATIENCE);
    try {
      return await (await fetch(address, { method: "POST", body: sent, headers, signal })).json();
    } catch {
      return null;
    }
  }

  function ask(choice, about) {
    const item = made("question");
    const [alt, decorative] = item.querySelectorAll("input");
    const problem = item.querySelector(".problem");
    const note = item.querySelector(".quiet");
    const image = item.querySelector("img");
    image.src = choice.url;
    image.width = choice.width;
    image.height = choice.height;
    note.textContent = about;
    note.hidden = !about;
    const isAnswered = () => Boolean(alt.value.trim()) || decorative.checked;
    const done = () => {
      questions.delete(question);
      const next = item.nextElementSibling ?? item.previousElementSibling;
      item.remove();
      tell();
      (next?.querySelector("input[type=text]") ?? body).focus({ preventScroll: true });
      return true;
    };
    /** True once the answer is kept. */
    async function keep() {
      if (!isAnswered()) return done();
      const sent = new FormData();
      sent.append("alt", alt.value);
      if (decorative.checked) sent.append("decorative", "on");
      let answer = await sendWords(choice.pk, sent);
      if (!answer && (await freshToken())) answer = await sendWords(choice.pk, sent);
      answer ??= { problem: words.failed };
      if (answer.problem) {
        problem.textContent = answer.problem;
        problem.hidden = false;
        say(answer.problem);
        return false;
      }
      await swap(`![](${choice.address})`, line(answer));
      return done();
    }
    const question = { item, isAnswered, keep };
    questions.add(question);
    item.querySelector("[data-do=keep]").addEventListener("click", keep);
    item.querySelector("[data-do=skip]").addEventListener("click", done);
    alt.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.isComposing) {
        event.preventDefault();
        keep();
      } else if (event.key === "Escape") done();
    });
    decorative.addEventListener("change", () => {
      alt.disabled = decorative.checked;
      if (decorative.checked) alt.value = "";
    });
    list.append(item);
    tell();
  }

  // Where they come from

  const filesOf = (data) => [...(data?.files ?? [])];
  const hasFiles = (event) => event.dataTransfer?.types.includes("Files");

  body.addEventListener("paste", (event) => {
    const files = filesOf(event.clipboardData).filter((file) => file.type.startsWith("image/"));
    // With words beside it a picture is what an office program drew of them.
    if (!files.length || event.clipboardData.getData("text/plain").trim()) return;
    event.preventDefault();
    take(files, false, body.selectionStart, body.selectionEnd);
  });
  heroRow?.addEventListener("paste", (event) => {
    const files = filesOf(event.clipboardData).filter((file) => file.type.startsWith("image/"));
    if (!files.length) return;
    event.preventDefault();
    take(files, true);
  });

  function letDrop(target, isHero) {
    const mark = (isOver) => target.classList.toggle("dropping", isOver);
    target.addEventListener("dragover", (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = "copy";
      mark(true);
    });
    target.addEventListener("dragleave", () => mark(false));
    target.addEventListener("drop", (event) => {
      mark(false);
      if (!hasFiles(event)) return;
      event.preventDefault();
      const at = isHero ? undefined : placeUnder(event);
      take(filesOf(event.dataTransfer), isHero, at, at);
    });
  }

  function placeUnder({ clientX, clientY }) {
    const caret = document.caretPositionFromPoint?.(clientX, clientY);
    return caret?.offsetNode === body ? caret.offset : body.selectionStart;
  }

  letDrop(body, false);
  if (heroField) letDrop(heroRow, true);
  // A file that misses its place must not take the page away.
  for (const name of ["dragover", "drop"]) {
    window.addEventListener(name, (event) => {
      if (hasFiles(event) && event.target.type !== "file") event.preventDefault();
    });
  }
  heroUpload?.addEventListener("change", () => {
    const files = [...heroUpload.files];
    heroUpload.value = "";
    if (files.length) take(files, true);
  });

  // The toolbar's button: from the library, or from this device.

  const input = document.createElement("input");
  input.type = "file";
  input.accept = "image/*";
  input.multiple = true;
  input.hidden = true;
  const upload = document.createElement("button");
  upload.type = "button";
  upload.textContent = words.upload;
  upload.hidden = Boolean(words.refused);
  upload.addEventListener("click", () => input.click());
  let caret = [0, 0];
  let library = null;

  function makeLibrary() {
    const chosen = (choice) => {
      write(line(choice), ...caret);
      if (choice.needs_alt) ask(choice, "");
    };
    const made = chooser(words, chosen, upload, input);
    document.body.append(made.dialog);
    made.dialog.addEventListener("close", () => body.focus({ preventScroll: true }));
    return made;
  }

  input.addEventListener("change", () => {
    const files = [...input.files];
    input.value = "";
    library.dialog.close();
    if (files.length) take(files, false, ...caret);
  });
  body.addEventListener("lodestone:picture", (event) => {
    event.preventDefault();
    caret = [body.selectionStart, body.selectionEnd];
    library ??= makeLibrary();
    library.open();
  });

  // Around it

  // A line of a picture that is there already stands for nothing: undo and redo go past it.
  body.addEventListener("input", ({ inputType }) => {
    const way = { historyUndo: "undo", historyRedo: "redo" }[inputType];
    const isShown = ([placeholder]) => body.value.includes(placeholder);
    if (!way || ![...past].some(isShown)) return;
    setTimeout(() => {
      const before = body.value;
      document.execCommand(way);
      // There was no further step: it had been taken out while the picture was on its way.
      if (body.value === before) for (const [from, to] of [...past].filter(isShown)) swap(from, to);
    });
  });
  // What is asked here is no part of the post.
  for (const name of ["input", "change"]) {
    place.addEventListener(name, (event) => event.stopPropagation());
  }
  body.addEventListener("compositionstart", () => {
    composing = new Promise((resolve) => {
      body.addEventListener("compositionend", () => setTimeout(resolve), { once: true });
    });
  });
  window.addEventListener("online", () => jobs.forEach(again));
  const answered = () => [...questions].filter((question) => question.isAnswered());
  window.addEventListener("beforeunload", (event) => {
    if (jobs.length || answered().length) event.preventDefault();
  });
  // No text is saved with a line that stands for a picture on its way, nor without what was typed of one.
  form.addEventListener(
    "submit",
    (event) => {
      if (!jobs.length && !answered().length) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      saveWith = { submitter: event.submitter };
      if (!jobs.length) {
        finish();
        return;
      }
      say(words.waiting);
      jobs.forEach(again);
      list.querySelector(".job button:not([hidden])")?.focus();
    },
    true,
  );
  async function finish() {
    if (jobs.length || !saveWith) return;
    const { submitter } = saveWith;
    saveWith = null;
    for (const question of answered()) {
      if (await question.keep()) continue;
      list.prepend(question.item);
      question.item.querySelector("input[type=text]").focus();
      return;
    }
    form.requestSubmit(submitter);
  }

  for (const row of document.querySelectorAll(".field-pictures, .field-hero_alt")) {
    row.hidden = !row.classList.contains("errors");
  }
}
