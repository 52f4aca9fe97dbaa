/** Where the shift's screen begins, and whose shift is whose. Pure. */

import type { PersonView, ShiftFacts, ShiftView } from "../backend/bindings";

/**
 * `drawer` is an open shift, `hand-over` is what is pending before the next one, `float` is what is in the drawer when it
 * opens, `count` and `difference` end it, and `ended` says how.
 */
export type Step = "drawer" | "hand-over" | "float" | "count" | "difference" | "ended";

/**
 * A manager may use anybody's shift; a cashier who finds another's takes over first. Who looks at the count of the shift
 * `ended` goes on from there.
 */
export function firstStep(view: ShiftView, at: PersonView | null, ended: number | null = null): Step {
  const { shift, pending } = view;
  if (shift !== null && !shift.open && shift.number === ended && shift.counts !== null) return "ended";
  if (shift?.open) return isOwn(shift, at) || at?.role === "manager" ? "drawer" : "hand-over";
  return pending.length + view.pending_others > 0 ? "hand-over" : "float";
}

export function isOwn({ person }: Pick<ShiftFacts, "person">, at: PersonView | null): boolean {
  return (person?.id ?? null) === (at?.id ?? null);
}

/** What the last count left in the drawer; null where the last shift was not counted, or is still open. */
export function leftInDrawer(shift: ShiftFacts | null): number | null {
  if (shift === null || shift.open) return null;
  return shift.counts?.find((one) => one.tender === "cash")?.counted_centavos ?? null;
}
