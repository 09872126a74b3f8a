// Tells the server that this page is open, and its editor who else has the post open.

const EVERY = 15_000;
const form = document.querySelector("#post_form");
const address = document.querySelector("#unsaved")?.dataset.presence;
if (form && address) tellOfThisPage(form, address);

function tellOfThisPage(form, address) {
  const others = document.querySelector("[data-others]");
  let hasTyped = false;

  function sign(...words) {
    const body = new FormData();
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    body.set("version", form.elements.version.value);
    for (const word of words) body.set(word, "1");
    return body;
  }

  async function tell() {
    if (document.visibilityState !== "visible") return;
    const body = hasTyped ? sign("typing") : sign();
    hasTyped = false;
    const options = { method: "POST", body, redirect: "manual" };
    const response = await fetch(address, options).catch(() => null);
    if (!response?.headers.get("Content-Type")?.startsWith("application/json")) return;
    const words = (await response.json().catch(() => null))?.others?.join(" ");
    if (others && words !== undefined && others.textContent !== words) others.textContent = words;
  }

  form.addEventListener("input", () => {
    hasTyped = true;
  });
  document.addEventListener("visibilitychange", tell);
  window.addEventListener("pagehide", () => navigator.sendBeacon(address, sign("left")));
  setInterval(tell, EVERY);
}
