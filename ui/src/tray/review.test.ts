/** A stray that another till has taken is settled here only after taking it over. */

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Backend } from "../backend/backend";
import type { Requests, Settle } from "../backend/bindings";
import { memoryBackend } from "../backend/memory/memory";
import { PINS } from "../backend/memory/people";
import { Till } from "../till/till.svelte";
import { m } from "../words/words";
import { Review } from "./review.svelte";

const PIN = PINS.marina;

// The till in memory counts down as long as it exists.
beforeEach(() => vi.useFakeTimers({ toFake: ["setInterval"] }));
afterEach(() => vi.useRealTimers());

/** The tray of a scene, and the answers that the till received. */
async function trayOf(scene: string): Promise<{ review: Review; asked: Settle[] }> {
  const asked: Settle[] = [];
  // The till reads the page's address once, when it is made.
  vi.stubGlobal("window", { location: { search: "" } });
  const memory = memoryBackend(new URLSearchParams({ scene }));
  vi.unstubAllGlobals();
  const backend: Backend = {
    ask: <K extends keyof Requests>(name: K, takes: Requests[K]["takes"]) => {
      if (name === "settle") asked.push(takes as Settle);
      return memory.ask(name, takes);
    },
    hear: (name, fn) => memory.hear(name, fn),
  };
  const till = new Till(backend);
  await till.start();
  const review = new Review(till, null);
  await review.load();
  return { review, asked };
}

function answer(review: Review): void {
  review.answer("not-a-sale", "transferencia del dueño");
  review.pin = PIN;
}

test("an item of another till is settled only after taking it over", async () => {
  const { review, asked } = await trayOf("tray-taken");
  review.choose("stray/2");
  expect(review.chosen?.holder).toBe(2);
  answer(review);
  await review.settle();
  expect(review.trouble?.words).toBe(m.error_held_elsewhere());
  expect(review.items).toHaveLength(1);
  review.take_over = true;
  review.pin = PIN;
  await review.settle();
  expect(review.items).toEqual([]);
  expect(review.done).toContain(m.tray_done_taken({ till: "2" }));
  expect(asked.map((one) => one.take_over)).toEqual([undefined, true]);
});

test("a discarded answer takes over nothing later", async () => {
  const { review } = await trayOf("tray-taken");
  review.choose("stray/2");
  answer(review);
  review.take_over = true;
  review.putDown();
  answer(review);
  await review.settle();
  expect(review.trouble?.words).toBe(m.error_held_elsewhere());
});

test("settling a free item takes over nothing, and the tray only says that it is done", async () => {
  const { review, asked } = await trayOf("tray");
  review.choose("stray/1");
  answer(review);
  review.take_over = true;
  await review.settle();
  expect(asked.map((one) => one.take_over)).toEqual([undefined]);
  expect(review.done).toBe(m.tray_done());
});
