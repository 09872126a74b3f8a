// Says in the bar what is kept where: "Draft, autosaved 4 s ago".

const state = document.querySelector(".save-state");
const TICK = 5000;
const PROBLEMS = new Set(["away", "trouble", "refused", "out", "other", "gone"]);
let what = state?.dataset.savedAt ? "saved" : "";
let at = 1000 * Number(state?.dataset.savedAt ?? 0);

if (state) {
  setInterval(tick, TICK);
  tick();
}

function ago(milliseconds) {
  const { seconds, minutes, hours } = state.dataset;
  const passed = Math.max(0, Math.round(milliseconds / 1000));
  if (passed < 2) return state.dataset.now;
  const [words, number] =
    passed < 60 ? [seconds, passed] : passed < 3600 ? [minutes, passed / 60] : [hours, passed / 3600];
  return words.replace("#", Math.floor(number));
}

function tick() {
  // After a day the date, which is there, says more.
  if (!["saved", "autosaved"].includes(what) || Date.now() - at > 86_400_000) return;
  // A public post without changes is no change that was saved.
  const subject = what === "saved" ? state.dataset.standing : state.dataset.state;
  const words = `${subject}, ${state.dataset[what]}`;
  state.querySelector("[data-seen]").textContent = `${words} ${ago(Date.now() - at)}`;
}

// `now` is a problem or one of "typing", "saving", "autosaved"; `isHere`: this browser has it.
export function show(now, isHere = true) {
  if (!state) return;
  const before = what;
  what = now;
  at = Date.now();
  const isProblem = PROBLEMS.has(now);
  state.classList.toggle("problem", isProblem);
  state.querySelector("[data-login]").hidden = now !== "out";
  const { dataset } = state;
  const words = isProblem
    ? `${dataset[now]} ${isHere ? dataset.here : dataset.nowhere}`
    : now === "saving"
      ? dataset.saving
      : `${dataset.state}, ${dataset[now]}`;
  const seen = state.querySelector("[data-seen]");
  if (seen.textContent !== words) seen.textContent = words;
  if (now === "autosaved") tick();
  // Told once: a trouble when it comes, and that it is over; not each save.
  const heard = state.querySelector("[data-heard]");
  if (isProblem && before !== now) heard.textContent = words;
  if (now === "autosaved" && heard.textContent) heard.textContent = words;
}
