/** What a key does while a paper is shown. */

import type { PaperRef } from "../backend/bindings";

/** `pdf-small` is the smaller sheet of a poster. */
export type PaperKey = { readonly kind: "scroll"; readonly by: 1 | -1 } | { readonly kind: "print" } | { readonly kind: "pdf" } | { readonly kind: "pdf-small" };

/** Shows a paper from the screen that it is about; there, it prints the paper. */
export const PRINT_KEY = "P";
export const PDF_KEY = "G";
export const SMALL_SHEET_KEY = "5";

const KEYS: ReadonlyMap<string, PaperKey> = new Map<string, PaperKey>([
  ["ArrowUp", { kind: "scroll", by: -1 }],
  ["ArrowDown", { kind: "scroll", by: 1 }],
  [PRINT_KEY.toLowerCase(), { kind: "print" }],
  [PDF_KEY.toLowerCase(), { kind: "pdf" }],
  [SMALL_SHEET_KEY, { kind: "pdf-small" }],
]);

/** Null for every other key. */
export function paperKey(key: string): PaperKey | null {
  return KEYS.get(key.length === 1 ? key.toLowerCase() : key) ?? null;
}

/** Whether a key shows the paper of the screen in front. */
export function showsPaper({ key, repeat }: Pick<KeyboardEvent, "key" | "repeat">): boolean {
  return !repeat && key.toLowerCase() === PRINT_KEY.toLowerCase();
}

/** The poster of the fixed QR, on the larger sheet. */
export const POSTER: PaperRef = { what: "poster" };

/** Only a poster is put on a sheet; every other PDF is as wide as the roll. */
export function isPoster(paper: PaperRef): boolean {
  return paper.what === "poster";
}
