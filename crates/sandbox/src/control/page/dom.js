// Elements without markup: what comes from outside is only ever text.

/** An element with attributes, listeners (`onclick: f`) and children. */
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false) element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

/** Writes only what changed, so that a screen reader is not told it again. */
export function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export function set(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/**
 * Brings a list up to date without touching what stays, so that the focus and
 * half-typed amounts survive. `fresh(entry)` makes a row and yields
 * `{element, update}`.
 */
export function keep(list, rows, entries, key, fresh) {
  const wanted = new Set(entries.map(key));
  for (const [known, row] of rows) {
    if (!wanted.has(known)) {
      row.element.remove();
      rows.delete(known);
    }
  }
  let before = null;
  for (const entry of entries) {
    let row = rows.get(key(entry));
    if (!row) {
      row = fresh(entry);
      rows.set(key(entry), row);
    }
    const place = before ? before.nextSibling : list.firstChild;
    if (place !== row.element) list.insertBefore(row.element, place);
    row.update(entry);
    before = row.element;
  }
}
