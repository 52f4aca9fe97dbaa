/** Which rows of a long list are drawn, and what a list becomes when it is read again. Every row is equally high. */

import type { SaleLineView } from "../backend/bindings";

/** A row's height, in pixels. The style sheet has it from here. */
export const ROW_PX = 45;
/** So many rows are drawn above and below the ones in sight. */
const SPARE_ROWS = 6;

/** The rows from `first` up to, and without, `end`. */
export type Drawn = { readonly first: number; readonly end: number };

export function drawnRows(scrolled_px: number, height_px: number, count: number): Drawn {
  const first = Math.max(0, Math.floor(scrolled_px / ROW_PX) - SPARE_ROWS);
  const end = Math.min(count, Math.ceil((scrolled_px + height_px) / ROW_PX) + SPARE_ROWS);
  return { first: Math.min(first, end), end };
}

/** How far to scroll so that a row is in sight, moving no more than is needed. */
export function scrollTo(place: number, scrolled_px: number, height_px: number): number {
  const top = place * ROW_PX;
  if (top < scrolled_px) return top;
  return Math.max(scrolled_px, top + ROW_PX - height_px);
}

/**
 * The list after its newest rows were read again. What lies beyond them stays as it was: the rows after the last one
 * that both know.
 */
export function withFresh(before: readonly SaleLineView[], fresh: readonly SaleLineView[]): readonly SaleLineView[] {
  const last = fresh.at(-1);
  const place = last === undefined ? -1 : before.findIndex((sale) => sale.sale === last.sale);
  return place < 0 ? fresh : [...fresh, ...before.slice(place + 1)];
}

/** How many rows came in above the one that used to be the first. */
export function rowsAbove(before: readonly SaleLineView[], after: readonly SaleLineView[]): number {
  const [first] = before;
  return first === undefined ? 0 : Math.max(0, after.findIndex((sale) => sale.sale === first.sale));
}
