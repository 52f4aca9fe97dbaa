/** The day's figures follow the till by themselves, and belong to the person at the counter. */

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Refused } from "../backend/backend";
import type { AskSales, DayView, Requests, SaleLineView, Snapshot } from "../backend/bindings";
import { aSnapshot } from "../backend/memory/samples";
import type { Till } from "../till/till.svelte";
import { m } from "../words/words";
import { Day } from "./day.svelte";

const TODAY = "2026-11-28";
const PAGE = 40;

function aView(values: Partial<DayView> = {}): DayView {
  return {
    from: TODAY, to: TODAY, today: TODAY, seq: 1, without_cash: false, received_centavos: 1, count: 1, takings: [], plans: [], people: [], deductions: [], arrivals: [],
    hours: [], days: [], open: [], open_others: 0, strays: [], closes: [], filter_plans: [], filter_people: [], filter_shifts: [], ...values,
  };
}

function aLine(number: number): SaleLineView {
  return { sale: `s${number}`, ticket: `C1-${number}`, opened_at_ms: number, concept: null, state: "paid", total_centavos: 1, payments: [], open_items: 0 };
}

/** A till with a hundred sales, which counts what it is asked. */
class AskedTill {
  snapshot: Snapshot = aSnapshot({ seq: 10 });
  newest = 100;
  days = 0;
  refuses = false;
  readonly pages: AskSales[] = [];
  readonly counts: AskSales[] = [];
  readonly pins: (string | null)[] = [];

  ask<K extends keyof Requests>(name: K, takes: Requests[K]["takes"]): Promise<Requests[K]["gives"]> {
    if (this.refuses) return Promise.reject(new Refused({ code: "ledger-unavailable", detail: null }));
    if (name === "day") {
      this.days += 1;
      const { from, pin } = takes as Requests["day"]["takes"];
      this.pins.push(pin ?? null);
      if (pin === "000000") return Promise.reject(new Refused({ code: "pin-wrong", detail: null }));
      return Promise.resolve(aView(from == null ? {} : { from, to: from }) as Requests[K]["gives"]);
    }
    const asked = takes as AskSales;
    if (name === "day_sales_count") {
      this.counts.push(asked);
      return Promise.resolve({ count: this.newest, is_limit: false } as Requests[K]["gives"]);
    }
    this.pages.push(asked);
    const first = asked.after == null ? this.newest : asked.after.ticket - 1;
    const sales = Array.from({ length: Math.min(PAGE, first) }, (_, place) => aLine(first - place));
    const last = first - sales.length + 1;
    return Promise.resolve({ sales, next: last > 1 ? { day_at_ms: 0, ticket: last } : null } as Requests[K]["gives"]);
  }
}

function aDay(): { till: AskedTill; day: Day } {
  const till = new AskedTill();
  return { till, day: new Day(till as unknown as Till) };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const settle = (ms = 0) => vi.advanceTimersByTimeAsync(ms);

test("commits in a row are read once, and only what is newer", async () => {
  const { till, day } = aDay();
  day.come("a");
  await settle();
  expect(till.days).toBe(1);
  day.heard(10);
  await settle(1_000);
  expect(till.days).toBe(1);
  for (const seq of [11, 12, 13]) {
    till.snapshot = aSnapshot({ seq });
    day.heard(seq);
    await settle(50);
  }
  await settle(1_000);
  expect(till.days).toBe(2);
});

test("a refresh keeps the row in front and the place of the list", async () => {
  const { till, day } = aDay();
  day.come("a");
  await settle();
  await day.sales.loadMore();
  expect(day.sales.rows).toHaveLength(80);
  expect(till.pages.at(-1)?.after).toEqual({ day_at_ms: 0, ticket: 61 });
  day.sales.choose("s50");
  day.sales.scrolled_px = 900;
  till.newest = 102;
  till.snapshot = aSnapshot({ seq: 11 });
  day.heard(11);
  await settle(1_000);
  expect(day.sales.rows?.[0]?.sale).toBe("s102");
  expect(day.sales.chosen?.sale).toBe("s50");
  expect(day.sales.scrolled_px).toBe(900 + 2 * 45);
  expect(new Set(day.sales.rows?.map((one) => one.sale)).size).toBe(day.sales.rows?.length);
});

test("another day is not read again for what is committed today", async () => {
  const { till, day } = aDay();
  day.come("a");
  await settle();
  day.show({ from: "2026-11-20", to: "2026-11-20" });
  await settle();
  expect(day.view?.from).toBe("2026-11-20");
  day.heard(99);
  await settle(1_000);
  expect(till.days).toBe(2);
});

test("figures stay with their time where the till refuses, and go with the person who saw them", async () => {
  const { till, day } = aDay();
  day.come("a");
  await settle();
  const { at_ms } = day;
  till.refuses = true;
  day.retry();
  await settle();
  expect([day.view?.count, day.at_ms, day.trouble]).toEqual([1, at_ms, m.error_ledger_unread()]);
  day.come("b");
  expect([day.view, day.sales.rows]).toEqual([null, null]);
});

test("what is typed into a filter is asked for once it pauses", async () => {
  const { till, day } = aDay();
  day.come("a");
  await settle();
  const before = till.pages.length;
  for (const text of ["c", "ce", "ces"]) {
    day.sales.filter({ text });
    await settle(100);
  }
  await settle(300);
  expect(till.pages.slice(before).map((one) => one.text)).toEqual(["ces"]);
  expect([till.counts.at(-1)?.text, day.sales.found]).toEqual(["ces", { count: 100, is_limit: false }]);
});

test("what fits on one page is not counted again", async () => {
  const { till, day } = aDay();
  till.newest = 3;
  day.come("a");
  await settle();
  expect([till.counts.length, day.sales.found]).toEqual([0, { count: 3, is_limit: false }]);
});

test("nothing is asked once the screen is left", async () => {
  const { till, day } = aDay();
  day.come("a");
  await settle();
  day.heard(11);
  day.leave();
  await settle(1_000);
  day.heard(12);
  await settle(1_000);
  expect(till.days).toBe(1);
});

test("a manager's PIN shows the whole day for a while, and is sent with each page", async () => {
  const { till, day } = aDay();
  day.come("a");
  await settle();
  day.asks_pin = true;
  await day.see();
  expect([day.pin_trouble, till.days]).toEqual([m.manager_pin_missing(), 1]);
  day.pin = "000000";
  await day.see();
  expect([day.seen, day.pin, day.pin_trouble]).toEqual([false, "", m.error_pin_wrong()]);
  day.pin = "246810";
  await day.see();
  expect([day.seen, day.asks_pin]).toEqual([true, false]);
  expect(till.pages.at(-1)?.pin).toBe("246810");
  day.sales.filter({ payer: "Ana" });
  await settle(250);
  expect(till.pages.at(-1)).toMatchObject({ payer: "Ana", pin: "246810" });
  // What was seen is not read again by itself: each time would need the PIN.
  const days = till.days;
  till.snapshot = { ...till.snapshot, seq: 99 };
  day.heard(99);
  await settle(1_000);
  expect(till.days).toBe(days);
  await settle(120_000);
  expect([day.seen, day.sales.filters.payer]).toEqual([false, ""]);
  expect([till.pins.at(-1), till.pages.at(-1)?.pin]).toEqual([null, undefined]);
});

test.each<[string, (day: Day) => void]>([
  ["the screen is left", (day) => day.leave()],
  ["somebody else comes", (day) => day.come("b")],
])("what a manager's PIN showed is gone once %s", async (_, go) => {
  const { till, day } = aDay();
  day.come("a");
  await settle();
  day.pin = "246810";
  await day.see();
  const whole = day.view;
  go(day);
  expect([day.seen, day.view === whole, day.sales.rows]).toEqual([false, false, null]);
  day.come("b");
  await settle();
  expect([till.pins.at(-1), till.pages.at(-1)?.pin]).toEqual([null, undefined]);
});
