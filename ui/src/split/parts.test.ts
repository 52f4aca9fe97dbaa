import { describe, expect, test } from "vitest";
import type { PaymentState } from "../backend/bindings";
import { aPayment, aSale } from "../backend/memory/samples";
import { changeOf, isFarAbove, isSplit, sumsOf, unfitPart } from "./parts";

function part(state: PaymentState, amount_centavos: number) {
  return aPayment({ id: `${state}-${amount_centavos}`, state, amount_centavos, charged_centavos: amount_centavos });
}

describe("a total split three ways", () => {
  const total_centavos = 12_000_000;

  test("what is paid, what may still be paid, and what is left", () => {
    const payments = [part("approved", 5_000_000), part("declined", 4_000_000), part("pending", 3_000_000)];
    expect(sumsOf(aSale({ total_centavos, payments }))).toEqual({
      paid_centavos: 5_000_000,
      bound_centavos: 3_000_000,
      left_centavos: 7_000_000,
      chargeable_centavos: 4_000_000,
    });
  });

  test("the till decides what may be charged", () => {
    const sale = { ...aSale({ total_centavos, payments: [part("approved", 5_000_000)] }), chargeable_centavos: 1 };
    expect(sumsOf(sale).chargeable_centavos).toBe(1);
  });

  test("a doubt blocks its part until a manager settles it", () => {
    const left = (state: PaymentState) => sumsOf(aSale({ total_centavos, payments: [part(state, total_centavos)] })).chargeable_centavos;
    expect(left("in-doubt")).toBe(0);
    expect(left("settled-unpaid")).toBe(total_centavos);
    expect(left("settled-paid")).toBe(0);
  });

  test("what is left is never negative", () => {
    const payments = [part("approved", total_centavos), part("approved", total_centavos)];
    expect(sumsOf(aSale({ total_centavos, payments }))).toMatchObject({ left_centavos: 0, chargeable_centavos: 0 });
  });

  test("differs from one payment tried twice", () => {
    expect(isSplit(aSale({ total_centavos, payments: [part("expired", total_centavos), part("waiting", total_centavos)] }))).toBe(false);
    expect(isSplit(aSale({ total_centavos, payments: [part("waiting", 1)] }))).toBe(true);
  });
});

test.each([
  [0, 100, "zero"],
  [101, 100, "beyond"],
  [100, 100, null],
])("a part of %i of %i: %s", (amount, left, unfit) => expect(unfitPart(amount, left)).toBe(unfit));

describe("cash", () => {
  test("the change is exact, and too little cash gives none", () => {
    expect(changeOf(150_050, 200_000)).toBe(49_950);
    expect(changeOf(150_050, 150_050)).toBe(0);
    expect(changeOf(150_050, 150_049)).toBeNull();
  });
});

describe("what is handed over", () => {
  test.each([
    [150_000, 779_089_500_099_700, true],
    [150_000, 2_000_000, false],
    [150_000, 2_150_000, true],
    [100_000_000, 103_000_000, false],
    [150_000, 150_000, false],
    [150_000, 100_000, false],
  ])("for %i centavos, %i: far above is %s", (owed, handed, far) => {
    expect(isFarAbove(owed, handed)).toBe(far);
  });
});
