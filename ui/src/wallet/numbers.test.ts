import { expect, test } from "vitest";
import { checksAccount, checksCuit, uncheckedIn, uncheckedWith } from "./numbers";

test.each([
  ["30-71234567-1", true],
  ["30712345671", true],
  ["20 12345678 6", true],
  ["30712345670", false],
  ["3071234567", false],
  ["", false],
  ["30A12345671", false],
])("the CUIT %s checks: %s", (text, checks) => {
  expect(checksCuit(text)).toBe(checks);
});

test.each([
  ["0000003100010000000009", true],
  ["0000003100010000000892", false],
  ["0170099220000067797370", true],
  ["0170099220000067797371", false],
  ["0170098220000067797370", false],
  // A wallet's id of an account has no check digits.
  ["CTA-8841", true],
  ["12345", true],
])("the account %s checks: %s", (text, checks) => {
  expect(checksAccount(text)).toBe(checks);
});

test("all numbers that do not check are named, each once, whichever the till named first", () => {
  const values = { buyer_cuit: "20123456780", buyer_account: "0000003100010000000892" };
  expect(uncheckedIn(values)).toEqual(["buyer_cuit", "buyer_account"]);
  expect(uncheckedWith("buyer_account", values)).toEqual(["buyer_account", "buyer_cuit"]);
  expect(uncheckedWith("buyer_cuit", { buyer_cuit: "20123456786" })).toEqual(["buyer_cuit"]);
  expect(uncheckedWith("something new", {})).toEqual([]);
});
