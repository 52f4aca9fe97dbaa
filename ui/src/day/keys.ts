/** What a key does on the day's screen, outside of fields. */

/** So many of what is open have a digit. */
export const OPEN_KEYS = 5;
/** So many rows a page of the keyboard moves. */
const PAGE_ROWS = 8;

export type DayKey =
  | { readonly kind: "open"; readonly at: number }
  | { readonly kind: "move"; readonly by: number }
  | { readonly kind: "beside"; readonly by: -1 | 1 }
  | { readonly kind: "enter" }
  | { readonly kind: "charts" }
  /** A file of these days. */
  | { readonly kind: "export" };

const KEYS: ReadonlyMap<string, DayKey> = new Map<string, DayKey>([
  ["ArrowUp", { kind: "move", by: -1 }],
  ["ArrowDown", { kind: "move", by: 1 }],
  ["PageUp", { kind: "move", by: -PAGE_ROWS }],
  ["PageDown", { kind: "move", by: PAGE_ROWS }],
  ["Home", { kind: "move", by: Number.NEGATIVE_INFINITY }],
  ["End", { kind: "move", by: Number.POSITIVE_INFINITY }],
  ["ArrowLeft", { kind: "beside", by: -1 }],
  ["ArrowRight", { kind: "beside", by: 1 }],
  ["Enter", { kind: "enter" }],
  ["g", { kind: "charts" }],
  ["e", { kind: "export" }],
]);

export function dayKey(key: string): DayKey | null {
  const digit = /^[1-9]$/.test(key) ? Number(key) : 0;
  if (digit >= 1 && digit <= OPEN_KEYS) return { kind: "open", at: digit - 1 };
  return KEYS.get(key.length === 1 ? key.toLowerCase() : key) ?? null;
}
