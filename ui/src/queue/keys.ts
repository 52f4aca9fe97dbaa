/** What a key does in the queue, outside of fields. */

export type QueueKey =
  | { readonly kind: "move"; readonly by: number }
  | { readonly kind: "retry" }
  | { readonly kind: "give-up" }
  | { readonly kind: "steps" }
  | { readonly kind: "try-all" }
  | { readonly kind: "reports" };

/** Goes from the queue to the reports and back. */
export const TABS_KEY = "I";

const KEYS: ReadonlyMap<string, QueueKey> = new Map<string, QueueKey>([
  ["ArrowUp", { kind: "move", by: -1 }],
  ["ArrowDown", { kind: "move", by: 1 }],
  ["1", { kind: "retry" }],
  ["2", { kind: "give-up" }],
  ["3", { kind: "steps" }],
  ["r", { kind: "try-all" }],
  [TABS_KEY.toLowerCase(), { kind: "reports" }],
]);

/** Null for every other key. */
export function queueKey(key: string): QueueKey | null {
  return KEYS.get(key.length === 1 ? key.toLowerCase() : key) ?? null;
}
