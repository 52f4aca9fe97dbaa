/** Where the shift's screen begins, for each that is at the counter. */

import { expect, test } from "vitest";
import type { PendingView, ShiftFacts, ShiftView } from "../backend/bindings";
import { LUCIA, MARINA, TOMAS } from "../backend/memory/people";
import { aSession } from "../backend/memory/samples";
import { shiftNotice } from "./notice";
import { firstStep, leftInDrawer } from "./steps";

function aShift(values: Partial<ShiftFacts> = {}): ShiftFacts {
  return {
    number: 1, person: TOMAS, open: true, forgotten: false, opened_at_ms: 0, ended_at_ms: null, float_centavos: 0, drawer: [],
    takings: [], expected_cash_centavos: 0, counts: null, to_confirm: false, accepted: null, accepted_by: null, ...values,
  };
}

function aView(shift: ShiftFacts | null, pending: PendingView[] = []): ShiftView {
  return { shift, pending, pending_others: 0, to_confirm: [], denominations: [], blind: false, difference_max_centavos: 0 };
}

const PENDING: PendingView = { sale: "s", payment: "p", ticket: "C1-000001", why: { why: "to-return" }, amount_centavos: 1, method: "qr", last_four: [], received_centavos: 0, since_ms: 0, person: null };

test("an own shift is used, another's is taken over, and a manager uses anybody's", () => {
  expect(firstStep(aView(aShift()), TOMAS)).toBe("drawer");
  expect(firstStep(aView(aShift()), LUCIA)).toBe("hand-over");
  expect(firstStep(aView(aShift()), MARINA)).toBe("drawer");
  expect(firstStep(aView(aShift({ person: null })), null)).toBe("drawer");
});

test("without an open shift the float comes first, unless something is pending", () => {
  expect(firstStep(aView(null), TOMAS)).toBe("float");
  expect(firstStep(aView(aShift({ open: false })), TOMAS)).toBe("float");
  expect(firstStep(aView(null, [PENDING]), TOMAS)).toBe("hand-over");
});

test("who looked at the paper of a count comes back to the count", () => {
  const counts = [{ tender: "cash" as const, expected_centavos: 5, counted_centavos: 4, difference_centavos: -1 }];
  const counted = aView(aShift({ open: false, counts }));
  expect(firstStep(counted, TOMAS, 1)).toBe("ended");
  expect(firstStep(counted, TOMAS, 2)).toBe("float");
  expect(firstStep(aView(aShift({ counts })), TOMAS, 1)).toBe("drawer");
});

test("what is left in the drawer is what the last count held of cash", () => {
  const counts = [{ tender: "cash" as const, expected_centavos: 5, counted_centavos: 4, difference_centavos: -1 }];
  expect(leftInDrawer(aShift({ open: false, counts }))).toBe(4);
  expect(leftInDrawer(aShift({ open: false }))).toBeNull();
  expect(leftInDrawer(aShift({ counts }))).toBeNull();
  expect(leftInDrawer(null)).toBeNull();
});

test("a forgotten shift is said before a missing one, and nothing while the till is locked", () => {
  const shift = { number: 1, person: TOMAS, opened_at_ms: 7, own: false, forgotten: true };
  expect(shiftNotice({ session: aSession({ person: LUCIA, shift }), shift_required: true })).toEqual({ kind: "forgotten", name: "Tomás", since_ms: 7 });
  expect(shiftNotice({ session: aSession({ person: LUCIA, shift, locked: true }), shift_required: true })).toBeNull();
  const recent = { ...shift, forgotten: false };
  expect(shiftNotice({ session: aSession({ person: LUCIA, shift: recent }), shift_required: true })).toEqual({ kind: "needed" });
  expect(shiftNotice({ session: aSession({ person: MARINA, shift: recent }), shift_required: true })).toBeNull();
  expect(shiftNotice({ session: aSession({ person: MARINA }), shift_required: true })).toEqual({ kind: "needed" });
  expect(shiftNotice({ session: aSession({ person: LUCIA, shift: recent }), shift_required: false })).toBeNull();
});
