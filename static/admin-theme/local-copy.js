// What is typed and not on the server yet is kept in this browser, under its writer's number:
// nobody else who uses the browser is shown it, and logging out does not lose it.

const KEY = "lodestone:typed:";

// The keys of the copies of one writer and post; `post` is its number or "new".
function keys(user, post) {
  const start = `${KEY}${user}:${post}:`;
  return Object.keys(localStorage).filter((key) => key.startsWith(start));
}

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

// The fields that were kept for a writer and post, by the page they were typed into.
export function copies(user, post) {
  try {
    return new Map(
      keys(user, post).map((key) => [key.split(":").slice(4).join(":"), localStorage.getItem(key)]),
    );
  } catch {
    return new Map();
  }
}
