/** A payment that a manager enters by hand: when it may be, what is asked, and what is kept of what was typed. */

import { describe, expect, test } from "vitest";
import { Refused } from "../backend/backend";
import type { EnterWallet, PaymentState } from "../backend/bindings";
import { aPayment, aSale } from "../backend/memory/samples";
import { STATES } from "../words/states";
import type { Till } from "../till/till.svelte";
import { ByHand, canBeEntered } from "./enter.svelte";

const payment = aPayment({ id: "p1", method: "wallet", provider: "wallet", state: "expired" });
const sale = aSale({ payments: [payment] });

function byHand(refusals: Refused[]): { by_hand: ByHand; asked: EnterWallet[] } {
  const asked: EnterWallet[] = [];
  const ask = (_: string, takes: EnterWallet): Promise<unknown> => {
    asked.push(takes);
    const refused = refusals.shift();
    return refused === undefined ? Promise.resolve({}) : Promise.reject(refused);
  };
  const by_hand = new ByHand({ do: ask } as unknown as Till);
  by_hand.begin(payment.id);
  by_hand.typed = { cuit: "20-12345678-0", account: " CTA-88 ", reference: "BP-1", reason: "figura" };
  by_hand.pin = "123456";
  return { by_hand, asked };
}

test("only a wallet's payment without money can be entered, once its code was shown", () => {
  const states = Object.keys(STATES) as PaymentState[];
  expect(states.filter((state) => canBeEntered({ method: "wallet", state }))).toEqual(["waiting", "refused", "expired", "cancelled"]);
  expect(states.some((state) => canBeEntered({ method: "qr", state }))).toBe(false);
});

describe("what is typed", () => {
  test("goes out without the signs between digits, and a number that does not check is asked about once", async () => {
    const { by_hand, asked } = byHand([new Refused({ code: "number-unchecked", detail: null, about: "buyer_cuit" })]);
    await by_hand.submit(sale, payment, false);
    expect(by_hand.unchecked).toEqual(["buyer_cuit"]);
    await by_hand.submit(sale, payment, true);
    expect(asked.map(({ buyer_cuit, buyer_account, sure, pin }) => [buyer_cuit, buyer_account, sure, pin])).toEqual([
      ["20123456780", "CTA-88", false, "123456"],
      ["20123456780", "CTA-88", true, "123456"],
    ]);
    expect(by_hand.of).toBeNull();
  });

  test("is marked where the till does not take it, and the PIN is not kept", async () => {
    const { by_hand } = byHand([new Refused({ code: "field-unfit", detail: null, about: "reference" })]);
    await by_hand.submit(sale, payment, false);
    expect(by_hand.trouble?.about).toBe("reference");
    expect(by_hand.pin).toBe("");
  });

  test("is asked for before the till is", async () => {
    const { by_hand, asked } = byHand([]);
    for (const field of ["cuit", "account", "reference", "reason"] as const) {
      by_hand.typed = { cuit: "1", account: "1", reference: "1", reason: "1", [field]: " " };
      await by_hand.submit(sale, payment, false);
      expect(by_hand.trouble?.about).toBe(field);
    }
    expect(asked).toEqual([]);
  });

  test("is forgotten with the payment it is about", () => {
    const { by_hand } = byHand([]);
    by_hand.keepOnly("p1");
    expect(by_hand.typed.cuit).not.toBe("");
    by_hand.keepOnly("p2");
    expect([by_hand.of, by_hand.typed.cuit, by_hand.pin]).toEqual([null, "", ""]);
  });
});
