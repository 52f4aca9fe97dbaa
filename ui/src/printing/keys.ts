/** What a key does in the list of papers that wait. */

export type PapersKey =
  | { readonly kind: "move"; readonly by: 1 | -1 }
  | { readonly kind: "print" }
  | { readonly kind: "other" }
  | { readonly kind: "pdf" }
  | { readonly kind: "give-up" }
  | { readonly kind: "print-all" };

const KEYS: ReadonlyMap<string, PapersKey> = new Map<string, PapersKey>([
  ["ArrowUp", { kind: "move", by: -1 }],
  ["ArrowDown", { kind: "move", by: 1 }],
  ["1", { kind: "print" }],
  ["2", { kind: "other" }],
  ["3", { kind: "pdf" }],
  ["4", { kind: "give-up" }],
  ["r", { kind: "print-all" }],
]);

/** Null for every other key. */
export function papersKey(key: string): PapersKey | null {
  return KEYS.get(key.length === 1 ? key.toLowerCase() : key) ?? null;
}
