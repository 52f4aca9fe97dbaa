import { describe, expect, test } from "vitest";
import { aSale } from "../backend/memory/samples";
import type { DiscrepancyKind, TrayItem } from "../backend/bindings";
import { answersFor, beside, holdsCardNumber, inFront } from "./answers";

const KINDS: DiscrepancyKind[] = [
  "late", "short", "over", "duplicate", "contradicted", "needs-review", "unattributed", "reversal-to-confirm", "to-be-returned",
];

function item(id: string, kind: DiscrepancyKind = "over"): TrayItem {
  return { id, kind, amount_centavos: 100, since_ms: 0, reference: null, provider_word: null, payer: null, sale: null, proposed: [] };
}

describe("answers", () => {
  test.each(KINDS)("%s has some, each once, and never more than five keys", (kind) => {
    const answers = answersFor({ kind, sale: null });
    expect(answers.length).toBeGreaterThan(1);
    expect(answers.length).toBeLessThanOrEqual(5);
    expect(new Set(answers).size).toBe(answers.length);
  });

  test("money of no sale completes none", () => {
    expect(answersFor({ kind: "unattributed", sale: null })).not.toContain("completes-this-sale");
  });

  test("a second payment completes a sale only while that lacks money", () => {
    expect(answersFor({ kind: "duplicate", sale: aSale({ state: "paid" }) })).not.toContain("completes-this-sale");
    expect(answersFor({ kind: "duplicate", sale: aSale({ state: "partly-paid" }) })).toContain("completes-this-sale");
  });
});

describe("the item in front", () => {
  const [a, b, c] = [item("a"), item("b"), item("c")];

  test("stays when others come and go", () => {
    expect(inFront([b, c], [a, b], "b")).toBe("b");
  });

  test("gives its place to the next, or to the last", () => {
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
