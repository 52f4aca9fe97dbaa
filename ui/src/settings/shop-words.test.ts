import { expect, test } from "vitest";
import { shopWarnings } from "./shop-words";

test.each([
  ["Almacen Don Luis", []],
  ["Kiosco Ñandú", ["wallets"]],
  ["Tickets y Facturas SRL", []],
  ["La factura feliz", ["other-paper"]],
  ["Panadería “Łódź” 🥐", ["substituted", "wallets"]],
  ["RECIBO X", ["other-paper"]],
])("%s", (name, warnings) => {
  expect(shopWarnings(name, true)).toEqual(warnings);
});

test("only the name goes into QRs", () => {
  expect(shopWarnings("Av. Maipú 123", false)).toEqual([]);
});
