// A time that is typed is meant: it chooses "At a time". Choosing "Now" puts it away.

const form = document.querySelector("form:has(> .when)");

if (form) {
  const { choice, at } = form.elements;
  let typed = "";
  at.addEventListener("input", () => (choice.value = "later"));
  for (const radio of choice) {
    radio.addEventListener("change", () => {
      if (radio.value === "now") {
        typed = at.value;
        at.value = "";
      } else {
        at.value ||= typed;
        at.focus();
      }
    });
  }
}
