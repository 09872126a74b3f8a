// Finds posts for "Translation of" while one types: the list in the page has the newest only.

const input = document.querySelector("#id_translation_of");
const address = input?.dataset.suggestions;
if (address) suggest(input, address, input.list);

function suggest(input, address, list) {
  let asked = 0;
  let waiting = 0;

  async function ask() {
    const number = ++asked;
    const words = input.value.trim();
    const response = await fetch(`${address}?q=${encodeURIComponent(words)}`).catch(() => null);
    if (!response?.ok || number !== asked) return;
    const { posts } = await response.json();
    list.replaceChildren(...posts.map(({ slug, title }) => new Option(title, slug)));
  }

  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 150);
  });
}
