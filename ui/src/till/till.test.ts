/** A shop that is reopened behind the window: the window shows the new state, and none of it counts as news. */

import { expect, test, vi } from "vitest";
import { Refused } from "../backend/backend";
import type { Backend } from "../backend/backend";
import type { Done, Events, Requests, Snapshot } from "../backend/bindings";
import { aFixedQr, aPayment, aSale, aSession, aSnapshot } from "../backend/memory/samples";
import { Till } from "./till.svelte";

const PAID = aSale({ id: "live", state: "paid", payments: [aPayment({ state: "approved" })] });

type Heard = { [K in keyof Events]?: (event: Events[K]) => void };

function shop(answer: () => Snapshot, done?: Done): { till: Till; heard: Heard } {
  const heard: Heard = {};
  const backend: Backend = {
    ask: async <K extends keyof Requests>(name: K): Promise<Requests[K]["gives"]> => (name === "snapshot" ? answer() : done) as Requests[K]["gives"],
    hear: <K extends keyof Events>(name: K, fn: (event: Events[K]) => void) => {
      Object.assign(heard, { [name]: fn });
      return Promise.resolve(() => {});
    },
  };
  return { till: new Till(backend), heard };
}

test("paid sales of the other mode's ledger are not news", async () => {
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
  heard["till-changed"]?.({ after: 40, seq: 41, sales: [aSale({ id: "old" })], owed: 0, reports: 0, open_sales: 0, tray: 0, session: aSession(), glance: null, in_hand: "old", fixed_qr: aFixedQr(), restored: null });
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

test("a shop that is closed for a moment is not called unresponsive", async () => {
  let tries = 0;
  const { till } = shop(() => {
    tries += 1;
    if (tries < 3) throw new Refused({ code: "closed", detail: null });
    return aSnapshot();
  });
  const starting = till.start();
  const seen: boolean[] = [];
  const timer = setInterval(() => seen.push(till.unresponsive), 20);
  await starting;
  clearInterval(timer);
  expect([seen.includes(true), tries]).toEqual([false, 3]);
});

test("an event reports a change of the file outside", async () => {
  const { till, heard } = shop(() => aSnapshot());
  await till.start();
  heard["settings-outside"]?.({ readable: true, detail: "till.name" });
  expect(till.snapshot?.settings_outside?.detail).toBe("till.name");
  heard["settings-outside"]?.(null);
  expect(till.snapshot?.settings_outside).toBeNull();
});

test("a request waits until its sequence is received, without a timer", async () => {
  let asked = 0;
  const { till, heard } = shop(
    () => {
      asked += 1;
      return aSnapshot({ seq: 40, in_hand: "live", sales: [aSale({ id: "live" })] });
    },
    { sale: "live", seq: 42 },
  );
  await till.start();
  // No time passes here: a wait for a timer would never end.
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  let is_done = false;
  const left = till.do("leave_sale", { sale: "live" }).then(() => (is_done = true));
  const tell = (after: number, in_hand: string | null) => heard["till-changed"]?.({ after, seq: after + 1, sales: [], owed: 0, reports: 0, open_sales: 0, tray: 0, session: aSession(), glance: null, in_hand, fixed_qr: aFixedQr(), restored: null });
  tell(40, "live");
  await Promise.resolve();
  expect(is_done).toBe(false);
  tell(41, null);
  await left;
  vi.useRealTimers();
  expect([till.snapshot?.in_hand, asked]).toEqual([null, 1]);
});

test("a snapshot with the sequence ends the wait", async () => {
  const { till } = shop(() => aSnapshot({ seq: 42 }), { sale: "live", seq: 42 });
  await till.start();
  expect(await till.do("leave_sale", { sale: "live" })).toEqual({ sale: "live", seq: 42 });
});

test("how often a provider was asked is updated without a commit", async () => {
  const waits = aPayment({ id: "waits", state: "requested", attempts: 1 });
  const { till, heard } = shop(() => aSnapshot({ sales: [aSale({ id: "one", payments: [waits] }), aSale({ id: "two" })] }));
  await till.start();
  const [, other] = till.snapshot?.sales ?? [];
  heard["attempts-changed"]?.([{ payment: "waits", attempts: 3, trouble: "no-answer" }]);
  const [asked, same] = till.snapshot?.sales ?? [];
  expect(asked?.payments[0]).toMatchObject({ attempts: 3, trouble: "no-answer" });
  expect(same).toBe(other);
});
