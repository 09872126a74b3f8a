// Keeps what is typed: on the server after each pause, in this browser until it is there.

import { copies, drop, keep } from "./local-copy.js";
import { show } from "./save-state.js";

const PAUSE = 1000;
const AT_MOST = 8000;
const LOCAL_PAUSE = 250;
const PATIENCE = 15000;
const LONGEST_WAIT = 15000;
const TWO_CLICKS = 2000;

const form = document.querySelector("#post_form");
const place = () => document.querySelector("#unsaved");
if (form && place()) keepWhatIsTyped();

function keepWhatIsTyped() {
  const { autosave, token, user, post } = place().dataset;
  let page = form.elements.page.value;
  let follows = ""; // the page that is being saved while one types on
  let typed = 0; // counts what was typed; `kept` is how much of it the server has
  let kept = 0;
  let since = 0; // when the first of it was typed that the server does not have
  let waiting = 0;
  let keeping = 0;
  let failures = 0;
  let latest = 0;
  let isSending = false;
  let isLeaving = false;
  let left = { at: 0, by: null };

  // What is filled in half, such as a date without its year, is not sent, but named.
  function nameUnfinished() {
    const half = [...form.elements].filter((field) => field.validity?.badInput);
    form.elements.unfinished.value = half.map((field) => field.name).join(" ");
  }

  function fields() {
    nameUnfinished();
    const sent = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string" && name !== "csrfmiddlewaretoken") sent.append(name, value);
    }
    sent.set("page", page);
    if (follows) sent.set("follows", follows);
    latest = Math.max(latest + 1, Date.now());
    sent.set("sequence", latest);
    return sent;
  }

  function keepHere() {
    clearTimeout(keeping);
    keeping = 0;
    return typed === kept || keep(user, post, page, fields().toString());
  }

  function changed() {
    if (isLeaving) typeOn();
    if (typed === kept) {
      since = Date.now();
      if (!failures) show("typing");
    }
    typed++;
    keeping ||= setTimeout(keepHere, LOCAL_PAUSE);
    if (follows) wait(PATIENCE);
    else if (!failures) wait(Math.max(0, Math.min(PAUSE, since + AT_MOST - Date.now())));
  }

  // The form is on its way: what is typed now is no part of that save. It stays in this browser,
  // for the page that comes; or goes to the server when none comes.
  function typeOn() {
    isLeaving = false;
    follows = page;
    page = newName();
  }

  function wait(milliseconds) {
    clearTimeout(waiting);
    waiting = setTimeout(save, milliseconds);
  }

  async function save() {
    if (isSending || isLeaving || typed === kept) return;
    isSending = true;
    clearTimeout(waiting);
    const sent = typed;
    const sentPage = page;
    keepHere();
    if (!failures) show("saving");
    const { outcome, sequence } = await deliver(autosave, fields());
    isSending = false;
    if (isLeaving || page !== sentPage) return;
    if (outcome === "late") {
      // Another window went on under this name, or the form was saved and came back by "Back".
      if (sequence) latest = Math.max(latest, sequence);
      else startAnew();
      wait(0);
      return;
    }
    if (outcome !== "kept") {
      failures++;
      show(outcome, keepHere());
      wait(Math.min(LONGEST_WAIT, 1000 * 2 ** failures));
      return;
    }
    failures = 0;
    follows = "";
    kept = sent;
    if (typed === kept) {
      clearTimeout(keeping);
      keeping = 0;
      drop(user, post, page);
      show("autosaved");
    } else {
      since = Date.now();
      wait(PAUSE);
    }
  }

  function startAnew() {
    drop(user, post, page);
    page = newName();
    form.elements.page.value = page;
  }

  function newName() {
    const bytes = [...crypto.getRandomValues(new Uint8Array(12))];
    return bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  // Send fields; the outcome: "kept", "late", or what stands in the way.
  async function deliver(address, sent, isSecondTry = false) {
    let response;
    try {
      response = await send(address, sent);
    } catch {
      return { outcome: "away" };
    }
    const answer = await json(response);
    if (response.ok && answer) return { outcome: answer.kept ? "kept" : "late", ...answer };
    if (answer?.problem) return { outcome: answer.problem };
    if (response.status >= 500) return { outcome: "trouble" };
    if (response.status === 413 || response.status === 400) return { outcome: "refused" };
    // No answer of ours: the session ended, or another one began with another token.
    const who = isSecondTry ? null : await askWhoIsHere();
    if (who === "away") return { outcome: who };
    if (!who) return { outcome: isSecondTry ? "refused" : "out" };
    if (String(who.user) !== user) return { outcome: "other" };
    for (const input of document.querySelectorAll("[name=csrfmiddlewaretoken]")) {
      input.value = who.token;
    }
    return deliver(address, sent, true);
  }

  function send(address, body) {
    return fetch(address, {
      method: "POST",
      body,
      headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE),
    });
  }

  async function askWhoIsHere() {
    try {
      const signal = AbortSignal.timeout(PATIENCE);
      return await json(await fetch(token, { redirect: "manual", signal }));
    } catch {
      return "away";
    }
  }

  async function json(response) {
    const isOurs = response.headers.get("Content-Type")?.startsWith("application/json");
    return isOurs ? response.json().catch(() => null) : null;
  }

  // What this browser kept of other openings of forms goes to the server, which offers it.
  async function handIn() {
    const found = copies(user);
    const taken = new Set(place().dataset.takenIn.split(" "));
    let isOffered = false;
    for (const copy of found) {
      if (copy.page === page) continue;
      const to = taken.has(copy.page) ? null : await handInOne(copy);
      if (to === undefined) return;
      drop(user, copy.post, copy.page);
      isOffered ||= to === post;
    }
    if (isOffered) await offer();
  }

  // The post that it was kept for, if it was; what was typed into one that is gone is a new one's.
  async function handInOne(copy) {
    const sent = new URLSearchParams(copy.fields);
    sent.set("user", user);
    const own = token.replace("autosave/", `${copy.post}/autosave/`);
    const first = await deliver(copy.post === "new" ? token : own, sent);
    const last = first.outcome === "gone" ? await deliver(token, sent) : first;
    return ["kept", "late"].includes(last.outcome) ? String(last.post ?? copy.post) : undefined;
  }

  async function offer() {
    const response = await fetch(location.href).catch(() => null);
    if (!response?.ok) return;
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
    const offered = fresh.querySelector("#unsaved");
    if (!offered) return;
    for (const input of offered.querySelectorAll("input[form=post_form]")) {
      input.replaceWith(form.elements[input.name]);
    }
    place().replaceWith(document.adoptNode(offered));
  }

  form.addEventListener("input", changed);
  // The rest is saved, and the server says what is to be mended: a browser would save nothing.
  form.noValidate = true;
  form.addEventListener("submit", (event) => {
    // The second of two clicks: what the first one sent is on its way.
    const isSecond = isLeaving && event.submitter === left.by;
    if (isSecond && performance.now() - left.at < TWO_CLICKS) {
      event.preventDefault();
      return;
    }
    form.elements.sequence.value = latest = Math.max(latest + 1, Date.now());
    nameUnfinished();
  });
  // After all others, who may keep the form from leaving.
  window.addEventListener("submit", (event) => {
    if (event.target !== form || event.defaultPrevented) return;
    if (follows) {
      drop(user, post, page);
      page = follows;
      follows = "";
    }
    keepHere();
    isLeaving = true;
    left = { at: performance.now(), by: event.submitter };
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden") return;
    keepHere();
    save();
  });
  window.addEventListener("pagehide", keepHere);
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) isLeaving = false;
  });
  for (const sign of ["online", "focus"]) {
    window.addEventListener(sign, () => {
      if (failures) save();
    });
  }
  // Who typed before this was here has told nobody; what "Back" brings again was saved, or is offered.
  const isBack = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
  const isTyped = [...form.querySelectorAll("textarea, [type=text]")].some(
    (field) => field.name && field.value !== field.defaultValue,
  );
  if (place().hasAttribute("data-typed") || (isTyped && !isBack)) {
    form.dispatchEvent(new Event("input", { bubbles: true }));
  }
  handIn();
}
