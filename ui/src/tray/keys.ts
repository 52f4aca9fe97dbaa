/** The effect of a key in the tray: it moves to another item or picks an answer. */

export type TrayKey = { readonly kind: "move"; readonly by: 1 | -1 } | { readonly kind: "answer"; readonly at: number };

/** Null for every other key. */
export function trayKey(key: string): TrayKey | null {
  if (key === "ArrowDown" || key === "ArrowUp") return { kind: "move", by: key === "ArrowDown" ? 1 : -1 };
  return /^[1-5]$/.test(key) ? { kind: "answer", at: Number(key) - 1 } : null;
}
