// Only the text: nothing else on the screen until Esc or the button brings it back.

const body = document.querySelector("#id_body");
const button = document.querySelector('[data-act="full-screen"]');
const root = document.documentElement;
const KEY = "lodestone:full-screen";
if (body && button) equip();

function equip() {
  const isOn = () => root.classList.contains("only-text");

  function keep(on) {
    try {
      // A save keeps to it; another tab does not begin with it.
      sessionStorage.setItem(KEY, on ? "on" : "");
    } catch {
      // The next page begins whole.
    }
  }

  function set(on) {
    root.classList.toggle("only-text", on);
    button.setAttribute("aria-pressed", String(on));
    keep(on);
  }

  function turn() {
    const on = !isOn();
    set(on);
    if (on) root.requestFullscreen?.().catch(() => {});
    else if (document.fullscreenElement) document.exitFullscreen();
    body.focus();
  }

  body.addEventListener("lodestone:full-screen", turn);
  document.addEventListener("fullscreenchange", () => {
    if (!document.fullscreenElement && isOn()) set(false);
  });
  document.addEventListener("keydown", (event) => {
    const isBusy = event.defaultPrevented || document.querySelector("dialog[open]");
    if (event.key === "Escape" && isOn() && !isBusy) turn();
  });
  try {
    if (sessionStorage.getItem(KEY)) set(true);
  } catch {
    // A browser that keeps nothing.
  }
}
