import { describe, expect, test } from "vitest";
import { likelyHanded } from "./handed";

const IN_USE = [20_000, 10_000, 2_000, 1_000, 500, 200, 100, 50, 20, 10].map((pesos) => pesos * 100);

describe("what a customer is likely to hand over", () => {
  test.each<[number, number[]]>([
    [123_456, [1_300, 1_500, 2_000, 10_000, 20_000]],
    [89_000, [900, 1_000, 2_000, 10_000, 20_000]],
    [1_830_000, [20_000]],
    [1_500_000, [16_000, 20_000]],
    [2_000_000, []],
    [4_520_000, [50_000, 60_000]],
    [10_000, [200, 500, 1_000, 2_000, 10_000]],
    [1, [10, 20, 50, 100, 200]],
  ])("for %i centavos", (owed, pesos) => {
    expect(likelyHanded(owed, IN_USE)).toEqual(pesos.map((one) => one * 100));
  });

  test("follows the notes of the shop", () => {
    expect(likelyHanded(123_456, [200_000, 50_000])).toEqual([150_000, 200_000]);
    expect(likelyHanded(123_456, [])).toEqual([]);
  });

  test("nothing is handed over for nothing", () => {
    expect(likelyHanded(0, IN_USE)).toEqual([]);
  });

  test("is always more than the amount, without repeats, and at most five", () => {
    for (let owed = 1; owed < 20_000_000; owed += 79_193) {
      const sums = likelyHanded(owed, IN_USE);
      expect(sums.length).toBeLessThanOrEqual(5);
      expect(sums).toEqual([...new Set(sums)].sort((a, b) => a - b));
      expect(sums.every((sum) => sum > owed)).toBe(true);
    }
  });
});
