import { describe, expect, test } from "vitest";
import { besidePeriod, dayAfter, lengthOf, parseDay, parsePeriod, periodWords, typedPeriod, weekOf } from "./days";

const TODAY = "2026-11-28";

describe("a day as it is typed", () => {
  test.each([
    ["28/11/2026", "2026-11-28"],
    [" 1/2/26 ", "2026-02-01"],
    ["28/11", "2026-11-28"],
    ["28-11-2026", "2026-11-28"],
    ["29.2.2024", "2024-02-29"],
  ])("%s is %s", (text, day) => expect(parseDay(text, TODAY)).toBe(day));

  test.each(["", "hoy", "31/2/2026", "29/2/2026", "0/1/2026", "1/13/2026", "2026-11-28", "28/11/202"])("%s is none", (text) => expect(parseDay(text, TODAY)).toBeNull());
});

describe("a period as it is typed", () => {
  test.each([
    ["28/11/2026", "2026-11-28", "2026-11-28"],
    ["1/11 al 28/11/2026", "2026-11-01", "2026-11-28"],
    ["1/11 - 28/11", "2026-11-01", "2026-11-28"],
    ["1/11 to 2/11", "2026-11-01", "2026-11-02"],
    ["1/11–2/11", "2026-11-01", "2026-11-02"],
    ["1-11-2026 - 2-11-2026", "2026-11-01", "2026-11-02"],
  ])("%s goes from %s to %s", (text, from, to) => expect(parsePeriod(text, TODAY)).toEqual({ from, to }));

  test.each(["29/11/2026", "2/11 al 1/11", "1/11 al", "1/11 al 2/11 al 3/11", "1/11 al 29/11"])("%s is none", (text) => expect(parsePeriod(text, TODAY)).toBeNull());

  test("a week begins on Monday", () => {
  expect(weekOf("2026-11-30")).toEqual({ from: "2026-11-30", to: "2026-11-30" });
  expect(weekOf("2026-11-29")).toEqual({ from: "2026-11-23", to: "2026-11-29" });
});

test("what is shown can be typed again", () => {
    for (const period of [{ from: TODAY, to: TODAY }, { from: "2026-11-01", to: "2026-11-05" }]) expect(parsePeriod(typedPeriod(period), TODAY)).toEqual(period);
  });
});

test("the period beside has the same length and ends today at the latest", () => {
  expect(besidePeriod({ from: TODAY, to: TODAY }, -1, TODAY)).toEqual({ from: "2026-11-27", to: "2026-11-27" });
  expect(besidePeriod({ from: TODAY, to: TODAY }, 1, TODAY)).toBeNull();
  expect(besidePeriod({ from: "2026-11-15", to: "2026-11-21" }, 1, "2026-11-25")).toEqual({ from: "2026-11-22", to: "2026-11-25" });
  expect(besidePeriod({ from: "2026-03-01", to: "2026-03-01" }, -1, TODAY)).toEqual({ from: "2026-02-28", to: "2026-02-28" });
  expect(lengthOf({ from: "2026-02-27", to: "2026-03-02" })).toBe(4);
  expect(dayAfter("2026-12-31", 1)).toBe("2027-01-01");
});

test("a period in words names today, yesterday and another year", () => {
  expect(periodWords({ from: TODAY, to: TODAY }, TODAY)).toBe("Hoy, sáb 28/11");
  expect(periodWords({ from: "2026-11-27", to: "2026-11-27" }, TODAY)).toBe("Ayer, vie 27/11");
  expect(periodWords({ from: "2025-11-27", to: "2025-11-27" }, TODAY)).toBe("jue 27/11/2025");
  expect(periodWords({ from: "2026-11-01", to: TODAY }, TODAY)).toBe("1/11 al 28/11/2026");
});
