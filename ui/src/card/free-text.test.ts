/** The screen says of the same texts what the till does. */

import { expect, test } from "vitest";
import { cardIn } from "./free-text";

test.each([
  ["4111111111111111", "1111"],
  ["seña 4111 1111 1111 1111 resto", "1111"],
  ["mc:5555-5555-5555-4444.", "4444"],
  ["amex 3782 822463 10005", "0005"],
  ["4111 1111 1111 1111 12/27 123", "1111"],
  ["3 4111111111111111", "1111"],
  ["maestro 675964982643845 3", "8453"],
])("%s is a card's", (text, four) => {
  expect(cardIn(text)).toBe(four);
});

test.each([
  "", "Seña 50% campera; resto viernes", "IMEI 490154203237518", "IMEI 356938035643809", "0000003100010000000001", "20-27594189-3",
  "+54 9 11 4321-1234", "7790895000997", "orden 1234567890123452", "4111111111111112", "41111111111111111111",
])("%s is none", (text) => {
  expect(cardIn(text)).toBeNull();
});
