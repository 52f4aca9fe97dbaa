/** Money of a count is exact: centavos are never lost, and nothing is never minus nothing. */

import { describe, expect, test } from "vitest";
import type { CountView, ShiftFacts } from "../backend/bindings";
import { formatBalance, formatSigned } from "../till/money";
import { besideExpected, cashLines, differenceIn, outcomeOf, piecesIn, pileOf, sumIn } from "./count";

function aShift(values: Partial<ShiftFacts> = {}): ShiftFacts {
  return {
    number: 1, person: null, open: true, forgotten: false, opened_at_ms: 0, ended_at_ms: null, float_centavos: 0, drawer: [],
    takings: [], expected_cash_centavos: 0, counts: null, to_confirm: false, accepted: null, accepted_by: null, ...values,
  };
}

function cash(expected_centavos: number, counted_centavos: number): CountView {
  return { tender: "cash", expected_centavos, counted_centavos, difference_centavos: counted_centavos - expected_centavos };
}

test.each([
  ["0,10+0,20", 30],
  ["496,45+65,86", 56_231],
  ["1500.50", 150_050],
  ["10.5", 1_050],
  ["1 500", 150_000],
  ["1.500", 150_000],
  ["", 0],
  ["  ", 0],
])("%s is %d centavos", (text, centavos) => {
  expect(sumIn(text)).toBe(centavos);
});

test.each(["abc", "1500.505", "1+", "+", "1++2", "-5"])("%s is no amount", (text) => {
  expect(sumIn(text)).toBeNull();
});

test("what comes to what there should be differs by exactly nothing, and nothing has no sign", () => {
  const shift = aShift({ expected_cash_centavos: 56_231 });
  const counts = besideExpected(shift, [{ tender: "cash", counted_centavos: sumIn("496,45+65,86") ?? -1, pieces: [] }]) ?? [];
  const { difference_centavos, matches } = outcomeOf(counts, 0);
  expect([Object.is(difference_centavos, 0), matches]).toEqual([true, true]);
  expect([formatBalance(difference_centavos), formatSigned(difference_centavos)]).toEqual(["$ 0", "$ 0"]);
  expect([formatBalance(-0), formatSigned(-0)]).toEqual(["$ 0", "$ 0"]);
});

test.each([["", 0], ["3", 3], ["007", 7], ["1 500", 1_500], ["99999", 99_999]])("'%s' is %d pieces", (text, pieces) => {
  expect(piecesIn(text)).toBe(pieces);
});

test.each(["1,5", "x", "-1", "100000", "2.5"])("'%s' is no number of pieces", (text) => {
  expect(piecesIn(text)).toBeNull();
});

test("pieces add up, those that there are none of are left out, and what cannot be read is named", () => {
  const notes = [2_000_000, 50_000, 10];
  expect(pileOf(notes, { 2_000_000: "3", 50_000: "", 10: "7" })).toMatchObject({
    pieces: [{ value_centavos: 2_000_000, pieces: 3 }, { value_centavos: 10, pieces: 7 }],
    sum_centavos: 6_000_070,
    unfit: null,
  });
  expect(pileOf(notes, { 50_000: "1,5", 10: "1" })).toMatchObject({ sum_centavos: 10, unfit: 50_000 });
});

describe("a difference", () => {
  test("is not known where counting is blind", () => {
    expect(besideExpected(aShift({ expected_cash_centavos: null }), [{ tender: "cash", counted_centavos: 100, pieces: [] }])).toBeNull();
  });

  test("of the limit is within it, and a centavo more is beyond", () => {
    expect(outcomeOf([cash(100_000, 0)], 100_000).beyond).toBe(false);
    expect(outcomeOf([cash(100_001, 0)], 100_000).beyond).toBe(true);
    expect(outcomeOf([cash(0, 100_001)], 100_000).beyond).toBe(true);
  });

  test("of one tender is not made up by another's", () => {
    const counts: CountView[] = [cash(200_000, 0), { tender: "card", expected_centavos: 0, counted_centavos: 200_000, difference_centavos: 200_000 }];
    expect(differenceIn(counts)).toBe(0);
    expect(outcomeOf(counts, 100_000)).toEqual({ difference_centavos: 0, matches: false, beyond: true });
  });
});

test("the lines of the expected cash add up to it", () => {
  const shift = aShift({
    float_centavos: 4_500_000,
    takings: [{ tender: "qr", amount_centavos: 9 }, { tender: "cash", amount_centavos: 13_810_000 }],
    drawer: [
      { seq: 11, at_ms: 1, actor: { who: "counter" }, amount_centavos: 0, reason: "cambio" },
      { seq: 12, at_ms: 2, actor: { who: "counter" }, amount_centavos: -380_000, reason: "agua" },
      { seq: 13, at_ms: 3, actor: { who: "counter" }, amount_centavos: 2_000_000, reason: "banco" },
    ],
  });
  const lines = cashLines(shift);
  expect(lines.map((line) => line.kind)).toEqual(["float", "takings", "moved", "moved"]);
  expect(lines.reduce((sum, line) => sum + line.amount_centavos, 0)).toBe(19_930_000);
});
