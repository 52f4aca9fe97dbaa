/** What the selling screen says of shifts. Pure. */

import type { Snapshot } from "../backend/bindings";

export type ShiftNotice = { readonly kind: "forgotten"; readonly name: string | null; readonly since_ms: number } | { readonly kind: "needed" };

/** A shift that was left open; else that selling asks for one of the person at the counter. Null for neither. */
export function shiftNotice({ session, shift_required }: Pick<Snapshot, "session" | "shift_required">): ShiftNotice | null {
  const { shift, person, locked } = session;
  if (locked) return null;
  if (shift?.forgotten) return { kind: "forgotten", name: shift.person?.name ?? null, since_ms: shift.opened_at_ms };
  if (!shift_required || shift?.own) return null;
  // A manager sells on anybody's shift, but not without one.
  return shift !== null && person?.role === "manager" ? null : { kind: "needed" };
}
