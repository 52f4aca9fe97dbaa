/** A shop that is opened again behind the window: what it shows is the new one's, and nothing of it is news. */

import { expect, test, vi } from "vitest";
import { Refused } from "../backend/backend";
import type { Backend } from "../backend/backend";
import type { Events, Requests, Snapshot } from "../backend/bindings";
import { aPayment, aSale, aSnapshot } from "../backend/memory/samples";
import { Till } from "./till.svelte";

const PAID = aSale({ id: "live", state: "paid", payments: [aPayment({ state: "approved" })] });

type Heard = { [K in keyof Events]?: (event: Events[K]) => void };

function shop(answer: () => Snapshot): { till: Till; heard: Heard } {
  const heard: Heard = {};
  const backend: Backend = {
    ask: async <K extends keyof Requests>(): Promise<Requests[K]["gives"]> => answer() as Requests[K]["gives"],
    hear: <K extends keyof Events>(name: K, fn: (event: Events[K]) => void) => {
      Object.assign(heard, { [name]: fn });
      return Promise.resolve(() => {});
    },
  };
  return { till: new Till(backend), heard };
}

test("the sales of the other mode's ledger are no news, though they are paid", async () => {
  let snapshot = aSnapshot({ mode: "practice", seq: 40 });
  const { till, heard } = shop(() => snapshot);
  const cues: string[] = [];
  till.onCue = (cue) => cues.push(cue);
  await till.start();
  snapshot = aSnapshot({ mode: "live", seq: 3, practice: null, sales: [PAID] });
  await new Promise<void>((resolve) => {
    till.onReopened = resolve;
    heard["shop-reopened"]?.(null);
  });
  expect([till.snapshot?.mode, till.snapshot?.seq, cues]).toEqual(["live", 3, []]);
  // What the shop before told late is of another ledger's numbers, and does not apply.
  heard["till-changed"]?.({ after: 40, seq: 41, sales: [aSale({ id: "old" })], owed: 0, open_sales: 0, tray: 0, in_hand: "old", restored: null });
  expect(till.snapshot?.in_hand).toBeNull();
});

test("a payment that came while the same ledger was reopened is news", async () => {
  let snapshot = aSnapshot({ mode: "live", sales: [aSale({ id: "live" })] });
  const { till, heard } = shop(() => snapshot);
  const cues: string[] = [];
  till.onCue = (cue) => cues.push(cue);
  await till.start();
  snapshot = aSnapshot({ mode: "live", seq: 2, sales: [PAID] });
  await new Promise<void>((resolve) => {
    till.onReopened = resolve;
    heard["shop-reopened"]?.(null);
  });
  expect(cues).toEqual(["approved"]);
});

test("a shop that is closed for a moment is not called silent", async () => {
  let tries = 0;
  const { till } = shop(() => {
    tries += 1;
    if (tries < 3) throw new Refused({ code: "closed", detail: null });
    return aSnapshot();
  });
  const starting = till.start();
  const seen: boolean[] = [];
  const timer = setInterval(() => seen.push(till.silent), 20);
  await starting;
  clearInterval(timer);
  expect([seen.includes(true), tries]).toEqual([false, 3]);
});

test("what is changed outside is told by its own event", async () => {
  const { till, heard } = shop(() => aSnapshot());
  await till.start();
  heard["settings-outside"]?.({ readable: true, detail: "till.name" });
  expect(till.snapshot?.settings_outside?.detail).toBe("till.name");
  heard["settings-outside"]?.(null);
  expect(till.snapshot?.settings_outside).toBeNull();
});

test("a sale that is left is gone with its event, long before the snapshot would be asked", async () => {
  let asked = 0;
  const { till, heard } = shop(() => {
    asked += 1;
    return aSnapshot({ in_hand: "live", sales: [aSale({ id: "live" })] });
  });
  await till.start();
  const seq = till.snapshot?.seq ?? 0;
  // No time passes here: a wait for it would never end.
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const left = till.expectInHand(null);
  heard["till-changed"]?.({ after: seq, seq: seq + 1, sales: [], owed: 0, open_sales: 0, tray: 0, in_hand: null, restored: null });
  await left;
  vi.useRealTimers();
  expect([till.snapshot?.in_hand, asked]).toEqual([null, 1]);
});

test("an event that does not come is made up for by the snapshot", async () => {
  let snapshot = aSnapshot({ in_hand: "live", sales: [aSale({ id: "live" })] });
  const { till } = shop(() => snapshot);
  await till.start();
  snapshot = aSnapshot({ seq: snapshot.seq + 1 });
  await till.expectInHand(null);
  expect(till.snapshot?.in_hand).toBeNull();
});
