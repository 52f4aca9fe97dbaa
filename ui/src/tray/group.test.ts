/** A group is settled as it was shown, by one PIN, or each of its notices by itself. */

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Backend } from "../backend/backend";
import type { Requests, SettleFixedGroup } from "../backend/bindings";
import { memoryBackend } from "../backend/memory/memory";
import { PINS } from "../backend/memory/people";
import { Till } from "../till/till.svelte";
import { m } from "../words/words";
import { trayTitle, trayWhat } from "../words/tray";
import { groupId } from "./answers";
import { Grouping } from "./group.svelte";
import { Review } from "./review.svelte";

// The till in memory counts down as long as it exists.
beforeEach(() => vi.useFakeTimers({ toFake: ["setInterval"] }));
afterEach(() => vi.useRealTimers());

async function trayOf(): Promise<{ review: Review; grouping: Grouping; asked: SettleFixedGroup[]; till: Till }> {
  const asked: SettleFixedGroup[] = [];
  // The till reads the page's address once, when it is made.
  vi.stubGlobal("window", { location: { search: "" } });
  const memory = memoryBackend(new URLSearchParams({ scene: "tray-group" }));
  vi.unstubAllGlobals();
  const backend: Backend = {
    ask: <K extends keyof Requests>(name: K, takes: Requests[K]["takes"]) => {
      if (name === "settle_fixed_group") asked.push(takes as SettleFixedGroup);
      return memory.ask(name, takes);
    },
    hear: (name, fn) => memory.hear(name, fn),
  };
  const till = new Till(backend);
  await till.start();
  const review = new Review(till, null);
  const grouping = new Grouping(till, (tray) => review.took(tray), () => review.load());
  await review.load();
  return { review, grouping, asked, till };
}

test("the notices of a group are not listed one by one, and count as one", async () => {
  const { review } = await trayOf();
  expect(review.groups.map((group) => [group.amount_centavos, group.notices.length, group.claims.length])).toEqual([[90_000, 2, 2]]);
  expect(review.items?.map((item) => item.id)).toEqual(["fixed/3", "fixed/4"]);
  expect(review.count).toBe(3);
});

test("one PIN settles exactly what was shown", async () => {
  const { review, grouping, asked, till } = await trayOf();
  const [group] = review.groups;
  if (group === undefined) throw new Error("no group");
  grouping.begin(group);
  expect(grouping.reason).not.toBe("");
  await grouping.settle(review.groups);
  expect(grouping.trouble?.words).toBe(m.manager_pin_missing());
  grouping.pin = "9999";
  await grouping.settle(review.groups);
  expect(grouping.trouble?.about).toBe("pin");
  expect(grouping.pin).toBe("");
  grouping.pin = PINS.marina;
  await grouping.settle(review.groups);
  expect(asked.at(-1)).toMatchObject({ notices: ["fixed/2", "fixed/1"], payments: ["p374", "p375"] });
  expect(review.groups).toEqual([]);
  expect(review.count).toBe(2);
  const paid = till.snapshot?.sales.filter((sale) => sale.state === "paid").map((sale) => sale.id);
  expect(paid?.sort()).toEqual(["s374", "s375"]);
});

test("a group that is no longer there is not settled", async () => {
  const { review, grouping, asked } = await trayOf();
  const [group] = review.groups;
  if (group === undefined) throw new Error("no group");
  grouping.begin(group);
  grouping.pin = PINS.marina;
  const other = { ...group, notices: group.notices.slice(1) };
  expect(groupId(other)).not.toBe(groupId(group));
  await grouping.settle([other]);
  expect(asked).toEqual([]);
});

test("set apart, its notices are answered one by one, also after the tray is loaded again", async () => {
  const { review } = await trayOf();
  const [group] = review.groups;
  if (group === undefined) throw new Error("no group");
  review.setApart(groupId(group));
  await review.load();
  expect(review.groups).toEqual([]);
  expect(review.items?.length).toBe(4);
});

test("money under the fixed QR is told apart from other money of nobody", async () => {
  const { review } = await trayOf();
  const [several, nobody] = review.items ?? [];
  if (several === undefined || nobody === undefined) throw new Error("no items");
  expect(trayTitle(several)).toBe(m.tray_fixed_qr({ amount: "$ 1.200" }));
  expect([trayWhat(several), trayWhat(nobody)]).toEqual([m.tray_fixed_qr_several(), m.tray_fixed_qr_what()]);
  expect(trayWhat({ ...nobody, by_fixed_qr: false })).toBe(m.tray_unattributed_what());
});
