// A search result and a shared link of what is typed, with the lengths of what they show.

// Search engines cut a title by its width in this type, a description by about so many letters.
const TITLE_TYPE = "20px Arial, 'Liberation Sans', sans-serif";
const TITLE_WIDTH = 580;
const TITLE_LETTERS = 60;
const DESCRIPTION_LETTERS = 155;
const SHARED_TITLE = 70;
const SHARED_DESCRIPTION = 110;
// So much shorter than there is room for is worth a word; a title may be as short as it likes.
const SHORT = { title: 0, description: 70 };
const PAUSE = 100;
const CARD_PAUSE = 700;
// The first sentences are looked for in so much of the text.
const BEGINNING = 5000;

const form = document.querySelector("#post_form");
const room = document.querySelector(".search-previews");
if (form && room) follow(form, room);

function follow(form, room) {
  const { site, excerpt, untitled, untold, card } = room.dataset;
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = TITLE_TYPE;
  const picture = room.querySelector("[data-picture]");
  const beginning = () => (form.elements.body?.value ?? "").slice(0, BEGINNING);
  const body = beginning();
  let waiting = 0;
  let drawing = 0;

  const value = (name) => (form.elements[name]?.value ?? "").trim().replace(/\s+/g, " ");

  function shownSlug() {
    const words = value("title").normalize("NFC").toLowerCase();
    return value("slug") || words.replace(/[^\p{L}\p{N}\s_-]/gu, "").trim().replace(/[\s-]+/g, "-");
  }

  // The first sentences, as the server takes them when the text is saved, near enough.
  function firstSentences() {
    const text = beginning();
    if (text === body) return excerpt;
    const first = text
      .split(/\n{2,}/)
      .find((each) => each.trim() && !/^\s*(#|[-*+>|]|\d+[.)]|!\[|:::|```|<)/.test(each));
    const words = (first ?? "").replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1").replace(/[*`_]/g, "");
    return cut(words.trim().replace(/\s+/g, " "), 160);
  }

  function cut(words, letters) {
    const all = [...words];
    return all.length > letters ? `${all.slice(0, letters - 1).join("").trimEnd()}…` : words;
  }

  const isWide = (words) => pen.measureText(words).width > TITLE_WIDTH;

  function cutByWidth(words) {
    if (!isWide(words)) return words;
    const all = [...words];
    while (all.length && isWide(`${all.join("")}…`)) all.pop();
    return `${all.join("").trimEnd()}…`;
  }

  function put(name, words) {
    const place = room.querySelector(`[data-shown="${name}"]`);
    if (place.textContent !== words) place.textContent = words;
  }

  function tellLength(name, words, isLong) {
    const count = [...words].length;
    const place = room.querySelector(`[data-length="${name}"]`);
    const more = isLong ? room.dataset.long : count && count < SHORT[name] ? room.dataset.short : "";
    place.textContent = `${room.dataset[name].replace("#", count)} ${more}`.trim();
    place.classList.toggle("too-long", isLong);
  }

  function tell() {
    const title = value("search_title") || value("title");
    const description = value("search_description") || value("standfirst") || firstSentences();
    const whole = `${title || untitled} – ${site}`;
    put("slug", shownSlug());
    put("title", cutByWidth(whole));
    put("description", cut(description, DESCRIPTION_LETTERS) || untold);
    put("shared-title", cut(title || untitled, SHARED_TITLE));
    put("shared-description", cut(description, SHARED_DESCRIPTION));
    tellLength("title", title, isWide(title) || [...title].length > TITLE_LETTERS + 10);
    tellLength("description", description, [...description].length > DESCRIPTION_LETTERS);
    room.querySelector("[data-hidden-note]").hidden = !form.elements.noindex?.checked;
    clearTimeout(drawing);
    drawing = setTimeout(drawCard, CARD_PAUSE);
  }

  function drawCard() {
    const asked = new URLSearchParams({ title: value("title") });
    if (value("hero_image")) asked.set("hero", value("hero_image"));
    const address = new URL(`${card}?${asked}`, location.href).href;
    const now = new URL(picture.src);
    if (now.searchParams.get("title") === asked.get("title") && sameHero(now, asked)) return;
    picture.src = address;
  }

  const sameHero = (now, asked) => now.searchParams.get("hero") === asked.get("hero");

  function wait() {
    clearTimeout(waiting);
    waiting = setTimeout(tell, PAUSE);
  }

  form.addEventListener("input", wait);
  form.addEventListener("change", wait);
  tell();
}
