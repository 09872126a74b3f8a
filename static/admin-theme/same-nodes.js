// Makes one tree of nodes say what another one says, leaving alone what is the same: nothing that
// stays is loaded, laid out or scrolled anew.

/** Let `there` become what `fresh` is; nodes of `fresh` are used up. */
export function takeOver(there, fresh) {
  if (there.isEqualNode(fresh)) return;
  takeAttributes(there, fresh);
  const old = [...there.childNodes];
  const made = [...fresh.childNodes];
  const isSame = (one, other) => one && other && one.isEqualNode(other);
  let start = 0;
  while (isSame(old[start], made[start])) start++;
  let oldEnd = old.length;
  let madeEnd = made.length;
  while (oldEnd > start && madeEnd > start && isSame(old[oldEnd - 1], made[madeEnd - 1])) {
    oldEnd--;
    madeEnd--;
  }
  const after = old[oldEnd] ?? null;
  for (; start < oldEnd || start < madeEnd; start++) {
    const before = start < oldEnd ? old[start] : null;
    const next = start < madeEnd ? made[start] : null;
    if (!next) before.remove();
    else if (!before) there.insertBefore(next, after);
    else if (isOneKind(before, next)) takeOver(before, next);
    else before.replaceWith(next);
  }
}

function isOneKind(one, other) {
  if (one.nodeType !== other.nodeType || one.nodeName !== other.nodeName) return false;
  return one.nodeType === Node.ELEMENT_NODE && one.nodeName !== "IMG";
}

function takeAttributes(there, fresh) {
  for (const { name } of [...there.attributes]) {
    // What a reader has opened stays open.
    if (!fresh.hasAttribute(name) && name !== "open") there.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (there.getAttribute(name) !== value) there.setAttribute(name, value);
  }
}
