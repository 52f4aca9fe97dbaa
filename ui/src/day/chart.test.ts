import { expect, test } from "vitest";
import { barsOf, hoursBetween, labelOf, namedEvery, unitOf } from "./chart";

test("bars are scaled to the largest amount", () => {
  const { bars, unit } = barsOf([{ name: "9", centavos: 7_500_000 }, { name: "10", centavos: 30_000_000 }, { name: "11", centavos: -100 }]);
  expect(bars.map((bar) => bar.share)).toEqual([0.25, 1, 0]);
  expect(bars.map((bar) => bar.label)).toEqual(["75", "300", "0"]);
  expect(unit).toBe("thousands");
  expect(barsOf([{ name: "9", centavos: 0 }]).bars[0]?.share).toBe(0);
});

test("the unit follows the largest amount", () => {
  expect(unitOf([])).toBe("pesos");
  expect(unitOf([999_999])).toBe("pesos");
  expect(unitOf([5, 1_000_000])).toBe("thousands");
  expect(unitOf([1_000_000_000])).toBe("millions");
  expect(labelOf(1_250_000_000, "millions")).toBe("13");
  expect(labelOf(250_000_000, "millions")).toBe("2,5");
  expect(labelOf(26_249_900, "thousands")).toBe("262");
  expect(labelOf(108_000_000, "thousands")).toBe("1.080");
  expect([labelOf(-108_000_000, "thousands"), labelOf(-30, "pesos")]).toEqual(["-1.080", "0"]);
});

test("hours without money are there too, also past midnight", () => {
  const hours = hoursBetween([{ hour: 22, amount_centavos: 1 }, { hour: 1, amount_centavos: 2 }]);
  expect(hours).toEqual([{ name: "22", centavos: 1 }, { name: "23", centavos: 0 }, { name: "0", centavos: 0 }, { name: "1", centavos: 2 }]);
  expect(hoursBetween([])).toEqual([]);
});

test("names are left out where there is no room for all", () => {
  expect(namedEvery(12, 12)).toBe(1);
  expect(namedEvery(30, 7)).toBe(5);
  expect(namedEvery(0, 7)).toBe(1);
});
