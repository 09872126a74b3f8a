// Buttons that copy what stands in a field.

for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  const words = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      document.execCommand("copy"); // without encryption there is no other way
    }
    button.textContent = button.dataset.done;
    setTimeout(() => (button.textContent = words), 2000);
  });
}
