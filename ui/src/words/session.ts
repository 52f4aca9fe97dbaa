/** Who is at the counter, and on which shift, in words. */

import type { SessionView } from "../backend/bindings";
import { m } from "./words";

/** One line for the status bar; null where the shop has neither. */
export function sessionWords({ person, locked, shift }: SessionView): string | null {
  const number = shift?.number ?? 0;
  const owner = shift?.person?.name ?? null;
  // While the till is locked, the shift is all that says whose the till is.
  const name = person?.name ?? (locked ? owner : null);
  if (shift === null) return name === null ? null : m.session_no_shift({ name });
  if (name === null) return m.session_shift_only({ number });
  return owner === null || owner === name ? m.session_shift({ name, number }) : m.session_shift_of({ name, number, owner });
}
