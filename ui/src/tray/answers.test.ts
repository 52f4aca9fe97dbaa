import { describe, expect, test } from "vitest";
import type { DiscrepancyKind, TrayItem } from "../backend/bindings";
import { asksFor, beside, holdsCardNumber, inFront, inOrder } from "./answers";

function item(id: string, kind: DiscrepancyKind = "over"): TrayItem {
  return { id, kind, amount_centavos: 100, since_ms: 0, reference: null, provider_word: null, payer: null, sale: null, payment: null, proposed: [], sure: false, answers: ["to-be-returned"], covers_centavos: null, holder: null, by_fixed_qr: false, by_wallet: false };
}

describe("answers", () => {
  test("need an amount only if no notice has one", () => {
    expect(asksFor(item("a"), "completes-this-sale")).toEqual({ amount: true, target: false });
    expect(asksFor({ ...item("a"), covers_centavos: 100 }, "belongs-to-another-sale")).toEqual({ amount: false, target: true });
    expect(asksFor(item("a"), "written-off")).toEqual({ amount: false, target: false });
  });
});

test("money to return is listed last", () => {
  const items = [item("a", "to-be-returned"), item("b"), item("c", "late"), item("d", "to-be-returned")];
  expect(inOrder(items).map(({ id }) => id)).toEqual(["b", "c", "a", "d"]);
});

describe("the item in front", () => {
  const [a, b, c] = [item("a"), item("b"), item("c")];

  test("stays when others are added or removed", () => {
    expect(inFront([b, c], [a, b], "b")).toBe("b");
  });

  test("is followed by the next, or by the last", () => {
    expect(inFront([a, c], [a, b, c], "b")).toBe("c");
    expect(inFront([a, b], [a, b, c], "c")).toBe("b");
    expect(inFront([], [a], "a")).toBe(null);
    expect(inFront([a, b], [], null)).toBe("a");
  });

  test("moves by keys and stops at both ends", () => {
    expect(beside([a, b, c], "a", 1)).toBe("b");
    expect(beside([a, b, c], "c", 1)).toBe("c");
    expect(beside([a, b, c], "a", -1)).toBe("a");
    expect(beside([], null, 1)).toBe(null);
  });
});

test.each([
  ["se devuelve por transferencia", false],
  ["es de C1-000041, referencia 8841 2093", false],
  ["4111 1111 1111 1111", true],
  ["tarjeta 4111-1111-1111-1111 de Ana", true],
  ["operación 4111111111111112", false],
  ["378282246310005", true],
])("%s holds a card's number: %s", (text, holds) => {
  expect(holdsCardNumber(text)).toBe(holds);
});
