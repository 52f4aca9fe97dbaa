import { expect, test } from "vitest";
import { unfitIn } from "./pin";

test.each([
  ["Marina", "1234", "1234", null],
  ["Marina", "123456789012", "123456789012", null],
  ["  ", "1234", "1234", "name"],
  ["Marina", "123", "123", "pin"],
  ["Marina", "1234567890123", "1234567890123", "pin"],
  ["Marina", "12a4", "12a4", "pin"],
  ["Marina", "", "", "pin"],
  ["Marina", "1234", "1243", "again"],
])("%s with %s and %s: %s", (name, pin, again, unfit) => {
  expect(unfitIn({ name, pin, again })).toBe(unfit);
});
