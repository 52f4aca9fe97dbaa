/** The queue's state: what is in front as it changes, how much of a long one is shown, and giving an errand up. */

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Refused } from "../backend/backend";
import type { Backend } from "../backend/backend";
import type { ErrandView, QueueView, Requests } from "../backend/bindings";
import { anErrand } from "../backend/memory/queue-scenes";
import { memoryBackend } from "../backend/memory/memory";
import { PINS } from "../backend/memory/people";
import { Till } from "../till/till.svelte";
import { m } from "../words/words";
import { queueKey } from "./keys";
import { Queue, ROWS_MAX, inFront } from "./queue.svelte";

/** So many errands are in a page of the till. */
const PAGE_ROWS = 50;
const NOW_MS = 1_764_480_000_000;

// The till in memory counts down as long as it exists.
beforeEach(() => vi.useFakeTimers({ toFake: ["setInterval"] }));
afterEach(() => vi.useRealTimers());

/** The queue of a scene, and what the till was asked of it. */
async function queueOf(scene: string): Promise<{ queue: Queue; asked: [string, unknown][] }> {
  const asked: [string, unknown][] = [];
  // The till reads the page's address once, when it is made.
  vi.stubGlobal("window", { location: { search: "" } });
  const memory = memoryBackend(new URLSearchParams({ scene }));
  vi.unstubAllGlobals();
  const backend: Backend = {
    ask: <K extends keyof Requests>(name: K, takes: Requests[K]["takes"]) => {
      if (name !== "snapshot") asked.push([name, takes]);
      return memory.ask(name, takes);
    },
    hear: (name, fn) => memory.hear(name, fn),
  };
  const till = new Till(backend);
  await till.start();
  const queue = new Queue(till, null);
  await queue.load();
  return { queue, asked };
}

/** A till that gives these pages, or refuses, in this order. */
function queueWith(answers: (QueueView | "ledger-unavailable")[]): Queue {
  const backend: Backend = {
    ask: async <K extends keyof Requests>(): Promise<Requests[K]["gives"]> => {
      const answer = answers.shift();
      if (answer === undefined || answer === "ledger-unavailable") throw new Refused({ code: "ledger-unavailable", detail: null });
      return answer as Requests[K]["gives"];
    },
    hear: () => Promise.resolve(() => {}),
  };
  return new Queue(new Till(backend), null);
}

/** A till that owes so many errands to each of two providers, and gives them by pages. */
function longQueue(each: number): Queue {
  const providers = ["totalcoin", "pagouno"] as const;
  const all = providers.flatMap((provider, of) => Array.from({ length: each }, (_, place) => anErrand(of * each + place + 1, NOW_MS, { provider })));
  const groups = providers.map((provider) => ({ provider, owed: each, dead: 0, held: 0, oldest_owed_at_ms: NOW_MS, paused: null, outage: null }));
  const backend: Backend = {
    ask: async <K extends keyof Requests>(_: K, takes: Requests[K]["takes"]): Promise<Requests[K]["gives"]> => {
      const { provider, after } = takes as Requests["queue"]["takes"];
      const listed = all.filter((one) => one.provider === (provider ?? one.provider));
      const from = listed.findIndex(({ number }) => number === after?.number) + 1;
      const rows = listed.slice(from, from + PAGE_ROWS);
      const number = from + PAGE_ROWS < listed.length ? rows.at(-1)?.number : undefined;
      return { ...page(), groups, rows, next: number === undefined ? null : { list: 0, due_at_ms: 0, number } } as Requests[K]["gives"];
    },
    hear: () => Promise.resolve(() => {}),
  };
  return new Queue(new Till(backend), null);
}

function page(...numbers: number[]): QueueView {
  const rows = numbers.map((number) => anErrand(number, NOW_MS, {}));
  const group = { provider: "totalcoin", owed: rows.length, dead: 0, held: 0, oldest_owed_at_ms: NOW_MS, paused: null, outage: null } as const;
  return { groups: [group], rows, next: null, outage: null, meanwhile: { cash: true, fixed_qr: true, qr: true, card: true }, in_doubt: [] };
}

const row = (number: number): ErrandView => anErrand(number, NOW_MS, {});

describe("the errand in front", () => {
  test("stays the same one while others go out", () => {
    expect(inFront([row(2), row(3)], [row(1), row(2), row(3)], 2)).toBe(2);
  });

  test("gives its place to the one after it, and at the end to the one before", () => {
    expect(inFront([row(1), row(3)], [row(1), row(2), row(3)], 2)).toBe(3);
    expect(inFront([row(1), row(2)], [row(1), row(2), row(3)], 3)).toBe(2);
    expect(inFront([], [row(1)], 1)).toBeNull();
  });

  test("is chosen by the arrows, which stop at both ends, and only then revealed", async () => {
    const queue = queueWith([page(1, 2)]);
    await queue.load();
    expect([queue.chosen?.number, queue.by_person]).toEqual([1, false]);
    for (const by of [1, 1, 1]) queue.move(by);
    expect([queue.chosen?.number, queue.by_person]).toEqual([2, true]);
    queue.move(-9);
    expect(queue.chosen?.number).toBe(1);
  });

  test("that goes out while it is being given up takes the form with it", async () => {
    const giveable = { ...page(1, 2), rows: [anErrand(1, NOW_MS, { can_give_up: true }), row(2)] };
    const queue = queueWith([giveable, page(2)]);
    await queue.load();
    queue.giveUp(giveable.rows[0] ?? row(1));
    queue.reason = "se fue";
    await queue.load();
    expect([queue.giving_up, queue.reason, queue.chosen?.number]).toEqual([null, "", 2]);
  });
});

test("a read that fails keeps what was shown, and says so until the next one", async () => {
  const queue = queueWith([page(1), "ledger-unavailable", page(1)]);
  await queue.load();
  await queue.load();
  expect(queue.rows).toHaveLength(1);
  expect(queue.failed).toBe(m.error_ledger_unread());
  await queue.load();
  expect(queue.failed).toBeNull();
});

test("a charge in doubt is named, also where its provider is no longer set up", async () => {
  const doubt = { sale: "s1", payment: "p1", ticket: "C1-000376", charged_centavos: 100, provider: "pagouno", since_ms: NOW_MS } as const;
  const queue = queueWith([{ ...page(1), in_doubt: [doubt] }]);
  await queue.load();
  expect(queue.groups.map(({ provider, owed }) => [provider, owed])).toEqual([["totalcoin", 1], ["pagouno", 0]]);
});

describe("a long queue", () => {
  test("begins with a few rows of each provider, and shows more of the one that is asked about", async () => {
    const queue = longQueue(600);
    await queue.load();
    expect([queue.rowsOf("totalcoin").length, queue.rowsOf("pagouno").length]).toEqual([5, 5]);
    await queue.showMore("pagouno");
    expect([queue.rowsOf("totalcoin").length, queue.rowsOf("pagouno").length]).toEqual([5, 55]);
    // Read again, it stays as long as it was.
    await queue.load();
    expect(queue.rowsOf("pagouno")).toHaveLength(55);
    expect(new Set(queue.rows.map((one) => one.number)).size).toBe(queue.rows.length);
  });

  test("never shows more than its limit", async () => {
    const queue = longQueue(600);
    await queue.load();
    for (let shown = 0; shown < ROWS_MAX + 100; shown += 50) await queue.showMore("totalcoin");
    expect(queue.rowsOf("totalcoin")).toHaveLength(ROWS_MAX);
  });
});

describe("giving up", () => {
  test("needs a reason without a card's number, and a PIN", async () => {
    const { queue, asked } = await queueOf("queue-dead");
    const first = queue.chosen;
    if (first === null) throw new Error("nothing is owed");
    queue.giveUp(first);
    await queue.settle();
    expect(queue.trouble).toEqual({ about: "reason", words: m.error_reason_missing() });
    queue.reason = "4111 1111 1111 1111";
    await queue.settle();
    expect(queue.trouble?.words).toBe(m.tray_reason_card());
    queue.reason = "  se fue ";
    await queue.settle();
    expect(queue.trouble?.words).toBe(m.manager_pin_missing());
    expect(asked.filter(([name]) => name === "give_up_errand")).toEqual([]);
    queue.pin = "9999";
    await queue.settle();
    expect([queue.trouble?.words, queue.pin, queue.reason]).toEqual([m.error_pin_wrong(), "", "  se fue "]);
    queue.pin = PINS.marina;
    await queue.settle();
    expect(asked.at(-1)).toEqual(["give_up_errand", { number: first.number, reason: "se fue", pin: PINS.marina }]);
    expect(queue.done).toBe(m.errand_given_up());
    expect(queue.rows.map((one) => one.number)).not.toContain(first.number);
  });

  test("does not begin with an errand that cannot be given up", async () => {
    const { queue } = await queueOf("queue-busy");
    for (const errand of queue.rows) queue.giveUp(errand);
    expect(queue.giving_up).toBeNull();
  });
});

test("one errand is tried by its number, and all of them without one", async () => {
  const { queue, asked } = await queueOf("queue");
  await queue.retry(1);
  await queue.retry("all");
  expect(asked.filter(([name]) => name === "try_now").map(([, takes]) => takes)).toEqual([{ number: 1 }, {}]);
  expect(queue.trying).toBeNull();
});

test("an errand that is gone by now is said to be", async () => {
  const { queue } = await queueOf("queue-dead");
  await queue.retry(999);
  expect(queue.failed).toBe(m.error_errand_unknown());
});

test("no other key than the help's does something", () => {
  for (const key of ["4", "0", "Enter", "x", "F5"]) expect(queueKey(key), key).toBeNull();
});
