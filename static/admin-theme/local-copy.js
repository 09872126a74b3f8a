// What is typed and not on the server yet is kept in this browser, under its writer's number:
// nobody else who uses the browser is shown it, and logging out does not lose it.

const KEY = "lodestone:typed:";

// Keep a form's fields as they would be sent; false if the browser can't.
export function keep(user, post, page, fields) {
  try {
    localStorage.setItem(`${KEY}${user}:${post}:${page}`, fields);
    return true;
  } catch {
    return false;
  }
}

export function drop(user, post, page) {
  try {
    localStorage.removeItem(`${KEY}${user}:${post}:${page}`);
  } catch {
    // It keeps nothing, so there is nothing.
  }
}

// All that was kept for a writer: the post, the page it was typed into, its fields.
export function copies(user) {
  const start = `${KEY}${user}:`;
  try {
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(start))
      .map((key) => {
        const [post, page] = key.slice(start.length).split(":");
        return { post, page, fields: localStorage.getItem(key) };
      });
  } catch {
    return [];
  }
}
