import { expect, test } from "vitest";
import { methodName, providerName, tillName } from "./names";

test("providers are written as people write them", () => {
  expect(["totalcoin", "pagouno", "bind", "otro"].map(providerName)).toEqual(["TotalCoin", "pagoUno", "Bind", "otro"]);
});

test("a method names its provider if it has one", () => {
  expect(methodName({ method: "qr", provider: "totalcoin" })).toBe("QR · TotalCoin");
  expect(methodName({ method: "cash", provider: "" })).toBe("Efectivo");
});

test.each([
  ["Caja 1", 1, "Caja 1"],
  ["Caja 01", 1, "Caja 01"],
  ["Caja 12", 1, "Caja 12 · caja 1"],
  ["Mostrador", 3, "Mostrador · caja 3"],
])("%s with number %i reads %s", (name, number, words) => {
  expect(tillName(name, number)).toBe(words);
});
