/** Which panels stand above the queue. */

import { expect, test } from "vitest";
import type { Outage, QueueGroup, QueueView } from "../backend/bindings";
import { m } from "../words/words";
import { causesOf } from "./causes";

function group(provider: QueueGroup["provider"], outage: Outage | null, values: Partial<QueueGroup> = {}): QueueGroup {
  const paused = outage === null ? null : { since_ms: 1_000, next_probe_at_ms: 9_000 };
  return { provider, owed: 1, dead: 0, held: 0, oldest_owed_at_ms: 500, paused, outage, ...values };
}

function queue(groups: QueueGroup[], outage: QueueView["outage"] = null): QueueView {
  return { groups, rows: [], next: null, outage, meanwhile: { cash: true, fixed_qr: true, qr: true, card: true }, in_doubt: [] };
}

test("one cause of everything has one panel, about all providers", () => {
  const overall = { kind: "no-internet", since_ms: 1, checked_at_ms: 2, next_try_at_ms: 3 } as const;
  const [cause, ...others] = causesOf(queue([group("totalcoin", "no-internet"), group("pagouno", "no-internet")], overall));
  expect(others).toEqual([]);
  expect(cause).toMatchObject({ ...overall, provider: m.outage_providers(), place: null });
});

test("a provider's own outage names it, since its pause began", () => {
  expect(causesOf(queue([group("totalcoin", "provider-down"), group("pagouno", null)]))).toEqual([
    { kind: "provider-down", provider: "TotalCoin", place: "TotalCoin", since_ms: 1_000, checked_at_ms: null, next_try_at_ms: 9_000 },
  ]);
});

test("two providers with one outage share a panel, and two outages have one each", () => {
  const slow = group("totalcoin", "too-slow", { paused: { since_ms: 700, next_probe_at_ms: 8_000 } });
  const shared = causesOf(queue([slow, group("pagouno", "too-slow")]));
  expect(shared.map(({ provider, since_ms, next_try_at_ms }) => [provider, since_ms, next_try_at_ms])).toEqual([["TotalCoin y pagoUno", 700, 8_000]]);
  expect(causesOf(queue([slow, group("pagouno", "certificate")])).map(({ kind }) => kind)).toEqual(["too-slow", "certificate"]);
});

test("with nothing owed nothing goes out by itself, and with nothing dark there is no panel", () => {
  expect(causesOf(queue([group("totalcoin", "provider-down", { owed: 0 })]))[0]?.next_try_at_ms).toBeNull();
  expect(causesOf(queue([group("totalcoin", null)]))).toEqual([]);
});
