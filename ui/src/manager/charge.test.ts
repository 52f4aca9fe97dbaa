/** A charge that asks for a manager stays one request, and the PIN is not kept. */

import { expect, test } from "vitest";
import { Draft } from "../amount/draft.svelte";
import { Refused } from "../backend/backend";
import type { Backend } from "../backend/backend";
import type { ChargeQr, Done, ErrorCode, Requests, SaleView, Snapshot } from "../backend/bindings";
import { aSale, aSnapshot } from "../backend/memory/samples";
import { Till } from "../till/till.svelte";

const CAP = 1_000_000;

/** A till that gives these answers to charges, and the charges that it received. */
async function draftWith(answers: (ErrorCode | "lost" | SaleView)[]): Promise<{ draft: Draft; asked: ChargeQr[] }> {
  const asked: ChargeQr[] = [];
  let snapshot: Snapshot = aSnapshot({ has_manager: true, amount_max_centavos: CAP });
  const backend: Backend = {
    ask: async <K extends keyof Requests>(name: K, takes: Requests[K]["takes"]): Promise<Requests[K]["gives"]> => {
      if (name === "snapshot") return snapshot as Requests[K]["gives"];
      asked.push(takes as ChargeQr);
      const answer = answers.shift();
      if (answer === undefined || answer === "lost") throw new Error("no answer");
      if (typeof answer === "string") throw new Refused({ code: answer, detail: null });
      snapshot = { ...snapshot, sales: [answer], in_hand: answer.id };
      const done: Done = { sale: answer.id, seq: snapshot.seq };
      return done as Requests[K]["gives"];
    },
    hear: () => Promise.resolve(() => {}),
  };
  const till = new Till(backend);
  await till.start();
  return { draft: new Draft(till), asked };
}

function type(draft: Draft, text: string): void {
  draft.paste(text);
}

test("the same request is asked again with the PIN, also after a wrong one", async () => {
  const sale = aSale();
  const { draft, asked } = await draftWith(["needs-manager", "pin-wrong", sale]);
  await draft.take({ sale: sale.id, total_centavos: 150_000, amount_centavos: 150_000 }, null);
  expect(draft.for_manager).not.toBeNull();
  await expect(draft.chargeAsManager("0000")).rejects.toThrow("pin-wrong");
  await draft.chargeAsManager("1234");
  expect(asked.map((one) => one.pin)).toEqual([null, "0000", "1234"]);
  expect(new Set(asked.map((one) => one.checkout.request_id)).size).toBe(1);
  expect(draft.for_manager).toBeNull();
});

test("an amount over the cap asks for a manager before it asks the till", async () => {
  const { draft, asked } = await draftWith([aSale()]);
  type(draft, "10.000,01");
  await draft.charge();
  expect(asked).toEqual([]);
  expect(draft.for_manager?.amount_centavos).toBe(CAP + 1);
  await draft.chargeAsManager("1234");
  expect(asked.map((one) => [one.amount_centavos, one.pin])).toEqual([[CAP + 1, "1234"]]);
  expect(draft.total).toBe(0);
});

test("an unanswered charge is repeated with its own id, with a PIN or without", async () => {
  const { draft, asked } = await draftWith(["lost", "lost", aSale()]);
  type(draft, "20.000");
  await draft.charge();
  await expect(draft.chargeAsManager("1234")).rejects.toThrow("no answer");
  draft.noManager();
  await draft.charge();
  await expect(draft.chargeAsManager("1234")).rejects.toThrow("no answer");
  await draft.chargeAsManager("1234");
  expect(new Set(asked.map((one) => one.checkout.request_id)).size).toBe(1);
  expect(asked.length).toBe(3);
});

test("another amount is another request", async () => {
  const { draft, asked } = await draftWith(["lost", aSale()]);
  type(draft, "100");
  await draft.charge();
  draft.clear();
  type(draft, "200");
  await draft.charge();
  expect(new Set(asked.map((one) => one.checkout.request_id)).size).toBe(2);
});
