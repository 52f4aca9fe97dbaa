import { expect, test } from "vitest";
import { aDiscrepancy, aPayment, aSale } from "../backend/memory/samples";
import type { PaymentView } from "../backend/bindings";
import { clockText, leftAt } from "./clock.svelte";
import { cueFor } from "./cues";

function sale(values: Partial<PaymentView>) {
  return aSale({ payments: [aPayment(values)] });
}

test.each<[string, Partial<PaymentView>, Partial<PaymentView>, ReturnType<typeof cueFor>]>([
  ["paid", { state: "waiting" }, { state: "approved" }, "approved"],
  ["paid late", { state: "expired" }, { state: "approved", discrepancies: [aDiscrepancy("late")] }, "approved"],
  ["expired", { state: "waiting" }, { state: "expired" }, "ended"],
  ["refused", { state: "requested" }, { state: "refused" }, "ended"],
  ["in doubt", { state: "sent" }, { state: "in-doubt" }, "attention"],
  ["short", { state: "waiting" }, { state: "waiting", discrepancies: [aDiscrepancy("short", 1)] }, "attention"],
  ["paid twice", { state: "approved" }, { state: "approved", discrepancies: [aDiscrepancy("duplicate", 1)] }, "attention"],
  ["time is up", { state: "waiting" }, { state: "waiting", time_up: true }, "attention"],
  ["the same", { state: "approved" }, { state: "approved" }, null],
  ["the QR came", { state: "requested" }, { state: "waiting" }, null],
  ["cancelled by hand", { state: "waiting" }, { state: "cancelled" }, null],
])("%s", (_, before, after, cue) => {
  expect(cueFor(sale(before), sale(after))).toBe(cue);
});

test("a discrepancy sounds once", () => {
  const short = sale({ discrepancies: [aDiscrepancy("short", 1)] });
  expect(cueFor(short, short)).toBeNull();
});

test("the countdown never goes below zero and never gains time", () => {
  expect(leftAt(1_000, 500, 700)).toBe(800);
  expect(leftAt(1_000, 500, 9_000)).toBe(0);
  expect(leftAt(1_000, 500, 400)).toBe(1_000);
  expect(clockText(583_900)).toBe("9:44");
  expect(clockText(1)).toBe("0:01");
  expect(clockText(0)).toBe("0:00");
});
