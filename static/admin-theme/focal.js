// The focal point of a picture: by a click, by the arrow keys, by its numbers; the crops follow.

const picture = document.querySelector(".focal[data-across]");
const across = document.getElementById(picture?.dataset.across ?? "");
const down = document.getElementById(picture?.dataset.down ?? "");
if (across && down) equip();

function equip() {
  const image = picture.querySelector("img");
  const marker = document.createElement("button");
  marker.type = "button";
  marker.className = "marker";
  picture.append(marker);
  for (const hint of document.querySelectorAll(".with-scripts")) hint.hidden = false;

  const percent = (field) => Math.min(100, Math.max(0, Math.round(Number(field.value)) || 0));
  const nearestHalf = (value) => Math.round(value / 50) * 50;

  function show() {
    const [x, y] = [percent(across), percent(down)];
    marker.style.left = `${x}%`;
    marker.style.top = `${y}%`;
    const words = picture.dataset.label.replace("#x", x).replace("#y", y);
    marker.setAttribute("aria-label", words);
    // What is in a list has one of nine places, as on the readers' pages.
    const place = `focus-${nearestHalf(x)}-${nearestHalf(y)}`;
    for (const cropped of document.querySelectorAll(".crops :is(.card, .square) img")) {
      cropped.className = place;
    }
    const share = document.querySelector(".crops .share img");
    if (share) share.style.objectPosition = centred(x, y, 1200 / 630);
  }

  // As the server cuts it: with the point in the middle, as far as the picture reaches.
  function centred(x, y, shape) {
    const whole = image.width / image.height;
    const part = { x: Math.min(1, shape / whole), y: Math.min(1, whole / shape) };
    const at = (value, size) => {
      if (size === 1) return 50;
      const start = Math.min(Math.max(value / 100 - size / 2, 0), 1 - size);
      return (100 * start) / (1 - size);
    };
    return `${at(x, part.x)}% ${at(y, part.y)}%`;
  }

  function set(x, y) {
    across.value = Math.min(100, Math.max(0, Math.round(x)));
    down.value = Math.min(100, Math.max(0, Math.round(y)));
    across.dispatchEvent(new Event("input", { bubbles: true }));
  }

  image.addEventListener("click", (event) => {
    const box = image.getBoundingClientRect();
    set((100 * (event.clientX - box.left)) / box.width, (100 * (event.clientY - box.top)) / box.height);
    marker.focus({ preventScroll: true });
  });
  marker.addEventListener("keydown", (event) => {
    const step = event.shiftKey ? 10 : 1;
    const moves = {
      ArrowLeft: [-step, 0],
      ArrowRight: [step, 0],
      ArrowUp: [0, -step],
      ArrowDown: [0, step],
    };
    const move = moves[event.key];
    if (!move || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    set(percent(across) + move[0], percent(down) + move[1]);
  });
  for (const field of [across, down]) field.addEventListener("input", show);
  show();
}
