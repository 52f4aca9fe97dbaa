/** What a key does among the reports, outside of fields. */

import { PRINT_KEY } from "../paper/keys";
import { TABS_KEY } from "../queue/keys";

export type ReportsKey =
  | { readonly kind: "move"; readonly by: 1 | -1 }
  /** Another filter. */
  | { readonly kind: "beside"; readonly by: 1 | -1 }
  /** What the report in front numbers so. */
  | { readonly kind: "act"; readonly at: number }
  | { readonly kind: "export" }
  /** The list of these days, on paper. */
  | { readonly kind: "print" }
  | { readonly kind: "queue" };

const KEYS: ReadonlyMap<string, ReportsKey> = new Map<string, ReportsKey>([
  ["ArrowUp", { kind: "move", by: -1 }],
  ["ArrowDown", { kind: "move", by: 1 }],
  ["ArrowLeft", { kind: "beside", by: -1 }],
  ["ArrowRight", { kind: "beside", by: 1 }],
  ["e", { kind: "export" }],
  [PRINT_KEY.toLowerCase(), { kind: "print" }],
  [TABS_KEY.toLowerCase(), { kind: "queue" }],
]);

/** Null for every other key. */
export function reportsKey(key: string): ReportsKey | null {
  if (/^[1-5]$/.test(key)) return { kind: "act", at: Number(key) - 1 };
  return KEYS.get(key.length === 1 ? key.toLowerCase() : key) ?? null;
}
