import { expect, test } from "vitest";
import { fitVolume, shareOf } from "./volume";

test.each([
  [0, 0],
  [100, 100],
  [54, 50],
  [55, 60],
  [-20, 0],
  [1_000, 100],
  [Number.NaN, 100],
  [Number.POSITIVE_INFINITY, 100],
])("a volume of %s is %s", (asked, volume) => {
  expect(fitVolume(asked)).toBe(volume);
});

test("volume zero is silent, and the maximum is the tone's own loudness", () => {
  expect(shareOf(0)).toBe(0);
  expect(shareOf(100)).toBe(1);
  expect(shareOf(50)).toBe(0.25);
});
