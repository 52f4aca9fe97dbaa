/** Every field that takes an amount as a text reads it by the one rule of `parseAmount`. */

import { describe, expect, test } from "vitest";
import { DEFAULT_SETTINGS } from "../backend/bindings";
import type { TrayItem } from "../backend/bindings";
import { aPayment, aSale } from "../backend/memory/samples";
import { NO_FILTERS, askOf } from "../day/filters";
import { Returning } from "../returns/returning.svelte";
import { changesOf } from "../settings/fields";
import { Counting } from "../shift/counting.svelte";
import { DrawerMove } from "../shift/drawer.svelte";
import { Review } from "../tray/review.svelte";
import type { Till } from "./till.svelte";

const TEXTS: readonly (readonly [string, number])[] = [
  ["1500.50", 150_050],
  ["10.5", 1_050],
  ["1.500", 150_000],
  ["1 500", 150_000],
  ["1.500,5", 150_050],
  ["$ 1.500,50", 150_050],
];

const ITEM: TrayItem = {
  id: "i", kind: "needs-review", amount_centavos: null, since_ms: 0, reference: null, provider_word: null, payer: null, sale: null, payment: null, proposed: [], sure: false,
  answers: ["completes-this-sale"], covers_centavos: null, holder: null, by_fixed_qr: false, by_wallet: false,
};
const TRAY = { items: [ITEM], groups: [], returns: [], to_confirm: [], open: [], held: [], notices: [] };

/** A till that keeps the amount which it is asked about. */
function listening(): { till: Till; heard: () => number | undefined } {
  let amount: number | undefined;
  const ask = (name: string, takes: { amount_centavos?: number } | null): Promise<unknown> => {
    amount = takes?.amount_centavos ?? amount;
    return Promise.resolve(name === "tray" ? TRAY : { tray: TRAY, asked: null });
  };
  return { till: { ask, do: ask } as unknown as Till, heard: () => amount };
}

async function asked(type: (till: Till) => Promise<void>): Promise<number | undefined> {
  const { till, heard } = listening();
  await type(till);
  return heard();
}

/** Each field, and the centavos that come of what is typed into it. */
const FIELDS: Record<string, (text: string) => Promise<number | null | undefined> | number | null | undefined> = {
  "cash in": (amount) =>
    asked(async (till) => {
      const move = new DrawerMove(till, () => {});
      move.begin("in");
      Object.assign(move, { amount, reason: "cambio" });
      await move.submit();
    }),
  "cash out": (amount) =>
    asked(async (till) => {
      const move = new DrawerMove(till, () => {});
      move.begin("out");
      Object.assign(move, { amount, reason: "agua" });
      await move.submit();
    }),
  "what goes back": (amount) =>
    asked(async (till) => {
      const payment = aPayment({ state: "approved", charged_centavos: 900_000 });
      const returning = new Returning(till, () => {});
      returning.begin({ sale: aSale({ payments: [payment] }), payment, item: null, most_centavos: 900_000 });
      Object.assign(returning, { amount, reason: "lo pidió", pin: "246810" });
      await returning.submit();
    }),
  "what a manager saw at the provider": (amount) =>
    asked(async (till) => {
      const review = new Review(till, "i");
      await review.load();
      review.answer("completes-this-sale");
      Object.assign(review, { amount, reason: "lo vi en el panel", pin: "246810" });
      await review.settle();
    }),
  "counted cash": (text) => {
    const counting = new Counting(listening().till, () => {});
    Object.assign(counting, { by_sum: true, cash: text });
    return counting.cashIn({ denominations: [] } as unknown as Parameters<Counting["cashIn"]>[0]);
  },
  "counted cards": (text) => {
    const counting = new Counting(listening().till, () => {});
    Object.assign(counting, { by_sum: true, card: text });
    return counting.counted({ denominations: [] } as unknown as Parameters<Counting["counted"]>[0]).find(({ tender }) => tender === "card")?.counted_centavos;
  },
  "a filter's least": (least) => askOf({ from: "2026-11-28", to: "2026-11-28" }, { ...NO_FILTERS, least }, null).least_centavos,
  "a filter's most": (most) => askOf({ from: "2026-11-28", to: "2026-11-28" }, { ...NO_FILTERS, most }, null).most_centavos,
  "a setting": (text) => changesOf(DEFAULT_SETTINGS, { "day.difference_max_centavos": text }).day?.difference_max_centavos,
};

describe.each(Object.entries(FIELDS))("%s", (_, read) => {
  test.each(TEXTS)("%s", async (text, centavos) => {
    expect(await read(text)).toBe(centavos);
  });
});
