import { expect, test } from "vitest";
import type { SaleLineView } from "../backend/bindings";
import { ROW_PX, drawnRows, rowsAbove, scrollTo, withFresh } from "./rows";

function rows(...numbers: number[]): SaleLineView[] {
  return numbers.map((number) => ({ sale: `s${number}`, ticket: `C1-${number}`, opened_at_ms: number, concept: null, state: "paid", total_centavos: 1, payments: [], open_items: 0 }));
}

const names = (list: readonly SaleLineView[]) => list.map((one) => one.sale).join(" ");

test("of a long list only the rows in sight and a few around them are drawn", () => {
  expect(drawnRows(0, 10 * ROW_PX, 100_000)).toEqual({ first: 0, end: 16 });
  expect(drawnRows(50_000 * ROW_PX, 10 * ROW_PX, 100_000)).toEqual({ first: 49_994, end: 50_016 });
  expect(drawnRows(0, 400, 3)).toEqual({ first: 0, end: 3 });
  expect(drawnRows(9_000, 400, 0)).toEqual({ first: 0, end: 0 });
});

test("a row is brought into sight by the least movement", () => {
  const height = 4 * ROW_PX;
  expect(scrollTo(2, 0, height)).toBe(0);
  expect(scrollTo(4, 0, height)).toBe(ROW_PX);
  expect(scrollTo(1, 5 * ROW_PX, height)).toBe(ROW_PX);
});

test("rows read again replace the ones they know, and what lies beyond stays", () => {
  expect(names(withFresh(rows(5, 4, 3, 2, 1), rows(6, 5, 4, 3)))).toBe("s6 s5 s4 s3 s2 s1");
  // Nothing in common: too much came in meanwhile, and the list begins anew.
  expect(names(withFresh(rows(2, 1), rows(9, 8)))).toBe("s9 s8");
  expect(rowsAbove(rows(5, 4), rows(7, 6, 5, 4))).toBe(2);
  expect(rowsAbove([], rows(1))).toBe(0);
});
