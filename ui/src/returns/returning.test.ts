/** What goes back of a payment, and what a manager's PIN allows. */

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { TrayView } from "../backend/bindings";
import { memoryBackend } from "../backend/memory/memory";
import { PINS } from "../backend/memory/people";
import { aPayment, aSale } from "../backend/memory/samples";
import { Till } from "../till/till.svelte";
import { m } from "../words/words";
import { Returning, meansFor, returnablePayments } from "./returning.svelte";

// The till in memory counts down as long as it exists.
beforeEach(() => vi.useFakeTimers({ toFake: ["setInterval"] }));
afterEach(() => vi.useRealTimers());

async function tillOf(scene: string): Promise<Till> {
  vi.stubGlobal("window", { location: { search: "" } });
  const memory = memoryBackend(new URLSearchParams({ scene }));
  vi.unstubAllGlobals();
  const till = new Till(memory);
  await till.start();
  return till;
}

describe("the ways in which money goes back", () => {
  const cash = aPayment({ method: "cash", state: "approved", provider: "" });

  test("cash goes back from the drawer, or was a transfer all along", () => {
    expect(meansFor({ payment: cash, item: null })).toEqual(["drawer", "transfer"]);
  });

  test("a correction is of a whole payment that nothing went back of", () => {
    expect(meansFor({ payment: { ...cash, returned_centavos: 1 }, item: null })).toEqual(["drawer"]);
    expect(meansFor({ payment: cash, item: "d" })).toEqual(["drawer"]);
    expect(meansFor({ payment: { ...cash, counts_as: "transfer" }, item: null })).toEqual(["provider", "drawer"]);
  });

  test("other money goes back at the provider, or from the drawer", () => {
    expect(meansFor({ payment: aPayment({ state: "approved" }), item: null })).toEqual(["provider", "drawer"]);
  });

  test("only a payment that brought something can be returned", () => {
    const sale = aSale({ payments: [aPayment({ id: "no", state: "expired" }), aPayment({ id: "yes", state: "approved" })] });
    expect(returnablePayments(sale).map(({ id }) => id)).toEqual(["yes"]);
  });
});

describe("money that is to be returned", () => {
  const tray = (till: Till): Promise<TrayView> => till.ask("tray", null);

  async function over(till: Till): Promise<Returning> {
    const item = (await tray(till)).items.find(({ kind }) => kind === "over");
    if (item === undefined) throw new Error("the scene has one");
    await till.ask("settle", { item: item.id, how: "to-be-returned", reason: "pagó de más", pin: PINS.marina });
    const [back] = (await tray(till)).returns;
    const payment = back?.sale.payments.find(({ id }) => id === back.payment);
    if (back === undefined || payment === undefined) throw new Error("it waits in the tray");
    const returning = new Returning(till, () => {});
    returning.begin({ sale: back.sale, payment, item: back.item, most_centavos: back.left_centavos });
    return returning;
  }

  test("stays in the tray until it went back whole, and the rest is told", async () => {
    const till = await tillOf("tray");
    const waited = till.snapshot?.tray ?? 0;
    const returning = await over(till);
    expect([returning.amount, till.snapshot?.tray]).toEqual(["100", waited]);
    Object.assign(returning, { amount: "40", reason: "en mano", pin: PINS.marina });
    expect(returning.allows).toBe(m.return_allows({ amount: "$ 40", ticket: "C1-000057" }));
    await returning.submit();
    expect(returning.done).toBe(m.return_done({ amount: "$ 40", ticket: "C1-000057" }));
    const [rest] = (await tray(till)).returns;
    expect([rest?.returned_centavos, rest?.left_centavos]).toEqual([4_000, 6_000]);
    await till.ask("return_money", { sale: "s57", payment: "p57", item: "d-over", amount_centavos: 6_000, from: "drawer", reason: "el resto", pin: PINS.marina });
    expect((await tray(till)).returns).toEqual([]);
    expect(till.snapshot?.tray).toBe(waited - 1);
    const kinds = (await till.ask("timeline", { sale: "s57" })).steps.map(({ kind }) => kind);
    expect(kinds.slice(-2)).toEqual(["returned-at-provider", "returned-from-drawer"]);
  });

  test.each<[string, object, string, () => string]>([
    ["no amount", { amount: "" }, "amount", m.shift_amount_bad],
    ["no amount that can be read", { amount: "40,505" }, "amount", m.shift_amount_bad],
    ["more than came", { amount: "100,01" }, "amount", () => m.return_too_much({ amount: "$ 100" })],
    ["no reason", { reason: " " }, "reason", m.error_reason_missing],
    ["no PIN", { pin: "" }, "pin", m.manager_pin_missing],
    ["a wrong PIN", { pin: "111111" }, "pin", m.error_pin_wrong],
  ])("%s is said where it is typed, and nothing goes back", async (_, values, about, words) => {
    const till = await tillOf("tray");
    const returning = await over(till);
    Object.assign(returning, { reason: "en mano", pin: PINS.marina }, values);
    await returning.submit();
    expect(returning.trouble).toEqual({ about, words: words() });
    expect((await tray(till)).returns.length).toBe(1);
  });
});

test("cash that came by transfer counts as one, and only once", async () => {
  const till = await tillOf("day");
  const cash = till.snapshot?.sales.find(({ payments }) => payments[0]?.method === "cash");
  const [payment] = cash?.payments ?? [];
  if (cash === undefined || payment === undefined) throw new Error("the scene has one");
  const returning = new Returning(till, () => {});
  returning.begin({ sale: cash, payment, item: null, most_centavos: payment.returnable_centavos });
  Object.assign(returning, { means: "transfer", amount: "1", reason: "llegó a la cuenta", pin: PINS.marina });
  expect(returning.centavos).toBe(payment.amount_centavos);
  await returning.submit();
  const after = till.snapshot?.sales.find(({ id }) => id === cash.id)?.payments[0];
  expect([after?.counts_as, after?.returned_centavos]).toEqual(["transfer", 0]);
  returning.begin({ sale: cash, payment, item: null, most_centavos: payment.returnable_centavos });
  Object.assign(returning, { means: "transfer", reason: "otra vez", pin: PINS.marina });
  await returning.submit();
  expect(returning.trouble?.words).toBe(m.return_changed());
});
