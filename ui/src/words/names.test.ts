import { expect, test } from "vitest";
import { askedName, methodName, providerName, tillName } from "./names";

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

test("Bind is asked for the QR of the house's wallet, and the wallet for the money", () => {
  const wallet = { method: "wallet", provider: "wallet" } as const;
  expect(askedName({ ...wallet, state: "requested" })).toBe("Bind");
  expect(askedName({ ...wallet, state: "waiting" })).toBe("la billetera");
  expect(askedName({ method: "qr", provider: "totalcoin", state: "requested" })).toBe("TotalCoin");
  expect(methodName(wallet)).toBe("Billetera propia");
});
