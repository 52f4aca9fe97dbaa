import { expect, test } from "vitest";
import { NO_FILTERS, askOf, isFiltered, unfitAmounts } from "./filters";

const PERIOD = { from: "2026-11-01", to: "2026-11-28" };

test("without filters a page is asked for by its days alone", () => {
  expect(askOf(PERIOD, NO_FILTERS, null)).toEqual(PERIOD);
  expect(isFiltered(NO_FILTERS)).toBe(false);
});

test("every filter goes into the request, and the page goes on after a key", () => {
  const filters = { state: "expired", method: "qr", plan: "3 cuotas", cashier: "p1", shift: 2, text: "  cesto ", payer: " Ana ", least: "1.500", most: "2000,5" } as const;
  const after = { day_at_ms: 7, ticket: 395 };
  expect(askOf(PERIOD, filters, after)).toEqual({
    ...PERIOD,
    state: "expired",
    method: "qr",
    plan: "3 cuotas",
    person: "p1",
    shift: 2,
    text: "cesto", payer: "Ana",
    least_centavos: 150_000,
    most_centavos: 200_050,
    after,
  });
  expect(isFiltered(filters)).toBe(true);
});

test("an amount that is none is not asked for, and is pointed out", () => {
  const filters = { ...NO_FILTERS, least: "mil", most: "1500.505" };
  expect(askOf(PERIOD, filters, null)).toEqual(PERIOD);
  expect(unfitAmounts(filters)).toEqual({ least: true, most: true });
  expect(unfitAmounts({ least: " ", most: "10" })).toEqual({ least: false, most: false });
});
