import { expect, test } from "vitest";
import { unfitIn } from "./pin";

test.each([
  ["Marina", "123456", "123456", null],
  ["Marina", "123456789012", "123456789012", null],
  ["  ", "123456", "123456", "name"],
  ["Marina", "12345", "12345", "pin"],
  ["Marina", "1234567890123", "1234567890123", "pin"],
  ["Marina", "12a456", "12a456", "pin"],
  ["Marina", "", "", "pin"],
  ["Marina", "123456", "123465", "again"],
])("%s with %s and %s: %s", (name, pin, again, unfit) => {
  expect(unfitIn({ name, pin, again })).toBe(unfit);
});
