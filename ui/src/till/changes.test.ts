import { describe, expect, test } from "vitest";
import { LUCIA } from "../backend/memory/people";
import { aFixedQr, aPayment, aSale, aSession, aSnapshot } from "../backend/memory/samples";
import { SALES_KEPT_MAX, applyChange, mergeSales, paymentInHand } from "./changes";

const change = { after: 7, seq: 9, sales: [], owed: 1, reports: 4, open_sales: 2, tray: 3, session: aSession(), glance: null, in_hand: null, fixed_qr: aFixedQr(), restored: null };

describe("the rule of the gap", () => {
  const snapshot = aSnapshot({ seq: 7 });

  test("a change that follows is applied whole", () => {
    const sale = aSale({ id: "s1" });
    const applied = applyChange(snapshot, { ...change, sales: [sale], in_hand: "s1" });
    expect(applied).toMatchObject({
      kind: "applied",
      snapshot: { seq: 9, sales: [sale], owed: 1, reports: 4, open_sales: 2, tray: 3, in_hand: "s1" },
    });
  });

  test("who is at the counter comes with the change", () => {
    const session = aSession({ person: LUCIA, can_lock: true });
    expect(applyChange(snapshot, { ...change, session })).toMatchObject({ kind: "applied", snapshot: { session } });
  });

  test("a change without errands that need a person forgets those that did", () => {
    const applied = applyChange({ ...snapshot, dead: 2 }, change);
    expect(applied).not.toHaveProperty("snapshot.dead");
    expect(applyChange(snapshot, { ...change, dead: 3 })).toMatchObject({ kind: "applied", snapshot: { dead: 3 } });
  });

  test("a change that commits nothing still moves the sale in hand", () => {
    expect(applyChange(snapshot, { ...change, seq: 7, in_hand: "s2" })).toMatchObject({ kind: "applied", snapshot: { in_hand: "s2" } });
  });

  test("a change that begins later than the snapshot means a gap", () => {
    expect(applyChange(snapshot, { ...change, after: 8 })).toEqual({ kind: "gap" });
  });

  test("a change that overlaps counts as a gap", () => {
    expect(applyChange(snapshot, { ...change, after: 6 })).toEqual({ kind: "gap" });
  });

  test("a change that the snapshot already has is old", () => {
    expect(applyChange(snapshot, { ...change, after: 5, seq: 7 })).toEqual({ kind: "old" });
  });
});

describe("the last sales", () => {
  test("the newest comes first and a changed one takes its place", () => {
    // The clock was ahead when the older sale began.
    const older = aSale({ id: "a", ticket: "C1-000001", opened_at_ms: 2 });
    const newer = aSale({ id: "b", ticket: "C1-000002", opened_at_ms: 1 });
    const changed = { ...older, concept: "changed" };
    expect(mergeSales([newer, older], [changed], null)).toEqual([newer, changed]);
  });

  test("are limited, except the one in hand", () => {
    const many = Array.from({ length: SALES_KEPT_MAX + 5 }, (_, at) => aSale({ id: `s${at}`, ticket: `C1-${at}` }));
    const merged = mergeSales(many, [], "s0");
    expect(merged).toHaveLength(SALES_KEPT_MAX + 1);
    expect(merged.at(-1)?.id).toBe("s0");
  });
});

test("the payment in hand is the latest", () => {
  const sale = aSale({ payments: [aPayment({ id: "p1", state: "expired" }), aPayment({ id: "p2" })] });
  expect(paymentInHand(sale)?.id).toBe("p2");
  expect(paymentInHand(aSale({ payments: [] }))).toBeNull();
});
