// Turns the sections beside the text into tabs: the last one is remembered, an error opens its own.

const list = document.querySelector(".tabs");
if (list) makeTabs(list, [...list.querySelectorAll("button")]);

function makeTabs(list, tabs) {
  const KEY = "lodestone:tab";
  const panels = new Map(tabs.map((tab) => [tab, document.getElementById(tab.dataset.panel)]));

  function remembered() {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null; // a browser that keeps nothing
    }
  }

  function remember(tab) {
    try {
      localStorage.setItem(KEY, tab.id);
    } catch {
      // It opens with the first one again.
    }
  }

  function open(chosen) {
    for (const [tab, panel] of panels) {
      tab.setAttribute("aria-selected", String(tab === chosen));
      tab.tabIndex = tab === chosen ? 0 : -1;
      panel.hidden = tab !== chosen;
    }
  }

  function openWith(element) {
    const found = element && tabs.find((tab) => panels.get(tab).contains(element));
    if (!found) return null;
    open(found);
    element.closest("details")?.setAttribute("open", "");
    return found;
  }

  for (const [tab, panel] of panels) {
    tab.setAttribute("aria-controls", panel.id);
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", tab.id);
    panel.querySelector(":scope > h2").classList.add("visually-hidden");
    if (!panel.querySelector("a, button, input, select, textarea, summary")) panel.tabIndex = 0;
    const wrong = panel.querySelectorAll(".form-row.errors").length;
    if (wrong) {
      const words = document.createElement("span");
      words.className = "wrong";
      words.textContent = list.dataset.wrong;
      tab.append(" ", words);
    }
    tab.addEventListener("click", () => {
      open(tab);
      remember(tab);
    });
  }
  list.addEventListener("keydown", (event) => {
    const at = tabs.indexOf(event.target);
    const back = getComputedStyle(list).direction === "rtl" ? "ArrowRight" : "ArrowLeft";
    const steps = { Home: -at, End: tabs.length - 1 - at, ArrowLeft: 1, ArrowRight: 1, [back]: -1 };
    if (at < 0 || !(event.key in steps)) return;
    event.preventDefault();
    const next = tabs[(at + steps[event.key] + tabs.length) % tabs.length];
    open(next);
    remember(next);
    next.focus();
  });
  // A link to a field, as those in the list of what is to be mended, and a field that won't do.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const target = link && document.getElementById(link.hash.slice(1));
    if (target && openWith(target)) {
      event.preventDefault();
      target.scrollIntoView({ block: "center" });
      target.focus();
    }
  });
  document.addEventListener("invalid", (event) => openWith(event.target), true);

  // It has a scroll of its own, which leaves what gets the focus behind the bar of buttons.
  const bar = document.querySelector(".bar");
  list.parentElement.addEventListener("focusin", (event) => {
    const below = event.target.getBoundingClientRect().bottom - bar.getBoundingClientRect().top;
    if (below > 0) window.scrollBy({ top: below + 16, behavior: "instant" });
  });

  const asked = document.getElementById(location.hash.slice(1));
  const last = remembered();
  open(tabs.find((tab) => tab.id === last) ?? tabs[0]);
  const wrong = document.querySelector(".form-row.errors");
  if (!openWith(asked)) openWith(wrong);
  list.hidden = false;
}
