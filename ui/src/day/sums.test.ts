import { expect, test } from "vitest";
import type { DeductionSumView, TakingSumView } from "../backend/bindings";
import { arrivingByDay, deducted, receivedBy, sumOfKind, withoutDay } from "./sums";

function taking(tender: TakingSumView["tender"], kind: TakingSumView["kind"], amount_centavos: number): TakingSumView {
  return { tender, kind, count: 1, amount_centavos };
}

function deduction(values: Partial<DeductionSumView>): DeductionSumView {
  return { tender: "qr", known: 0, unknown: 0, without_taxes: 0, gross_centavos: 0, fees_centavos: 0, taxes_centavos: 0, net_centavos: 0, unknown_gross_centavos: 0, ...values };
}

const QR = deduction({ known: 2, gross_centavos: 100_000, fees_centavos: 800, taxes_centavos: 168, net_centavos: 99_032 });
const CARD = deduction({ tender: "card", unknown: 1, unknown_gross_centavos: 50_000 });

test("what came in is listed by means, in the order of the screen", () => {
  const takings = [taking("fixed-qr", "received", 4), taking("cash", "rounded", -9), taking("cash", "received", 3), taking("qr", "received", 1), taking("qr", "by-word", 7)];
  expect(receivedBy(takings).map((one) => [one.tender, one.amount_centavos])).toEqual([["qr", 1], ["cash", 3], ["fixed-qr", 4]]);
  expect(sumOfKind(takings, "rounded")).toBe(-9);
  expect(sumOfKind(takings, "returned")).toBeNull();
});

test("what arrives on one day is one line, the first day first", () => {
  const arrivals = [
    { day: "2026-12-14", tender: "qr" as const, net_centavos: 5 },
    { day: "2026-11-28", tender: "qr" as const, net_centavos: 3 },
    { day: "2026-11-28", tender: "fixed-qr" as const, net_centavos: 4 },
  ];
  expect(arrivingByDay(arrivals)).toEqual([
    { day: "2026-11-28", tenders: ["qr", "fixed-qr"], centavos: 7 },
    { day: "2026-12-14", tenders: ["qr"], centavos: 5 },
  ]);
});

test("money without a day is what is left of net, and all of what nobody told", () => {
  const arrivals = [{ day: "2026-11-28", tender: "qr" as const, net_centavos: 90_000 }];
  expect(withoutDay({ deductions: [QR, CARD], arrivals })).toEqual({ tenders: ["qr", "card"], centavos: 59_032 });
  expect(withoutDay({ deductions: [QR], arrivals: [{ ...arrivals[0]!, net_centavos: 99_032 }] })).toBeNull();
});

test("known deductions go from gross to net, and what is unknown is named", () => {
  expect(deducted({ received_centavos: 170_000, deductions: [QR, CARD] })).toEqual({
    gross_centavos: 170_000,
    fees_centavos: 800,
    taxes_centavos: 168,
    net_centavos: 169_032,
    unknown: ["card"],
    before_taxes: false,
  });
});

test("what nobody told is null, never zero", () => {
  expect(deducted({ received_centavos: 50_000, deductions: [CARD] })).toMatchObject({ fees_centavos: null, taxes_centavos: null, net_centavos: null, unknown: ["card"] });
  const untaxed = { ...QR, without_taxes: 2, taxes_centavos: 0, net_centavos: 99_200 };
  expect(deducted({ received_centavos: 100_000, deductions: [untaxed] })).toMatchObject({ fees_centavos: 800, taxes_centavos: null, before_taxes: true });
  expect(deducted({ received_centavos: null, deductions: [QR] })).toMatchObject({ gross_centavos: null, fees_centavos: 800, net_centavos: null });
});

test("a day of cash alone has nothing deducted, which is known", () => {
  expect(deducted({ received_centavos: 3_000, deductions: [] })).toMatchObject({ fees_centavos: 0, taxes_centavos: 0, net_centavos: 3_000, unknown: [], before_taxes: false });
});
