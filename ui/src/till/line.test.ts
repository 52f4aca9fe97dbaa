/** One light that is out is not the whole line. */

import { expect, test } from "vitest";
import type { LightState, Lights, Outage } from "../backend/bindings";
import { aSnapshot } from "../backend/memory/samples";
import { cardsAway, lineOf } from "./line";

function lights(totalcoin: LightState, relay: LightState, pagouno: LightState = "ok"): Lights {
  const light = (state: LightState) => ({ state, age_ms: 1_000 });
  return { ...aSnapshot().lights, totalcoin: light(totalcoin), relay: light(relay), pagouno: light(pagouno) };
}

test.each([
  ["ok", "ok", "good"],
  ["down", "ok", "good"],
  ["ok", "slow", "good"],
  ["ok", "down", "late"],
  ["slow", "down", "late"],
  ["down", "down", "cut"],
  ["ok", "off", "late"],
] as const)("TotalCoin %s and the relay %s: %s", (totalcoin, relay, line) => {
  expect(lineOf(lights(totalcoin, relay))).toBe(line);
});

test("a card waits for the line, and not for pagoUno alone", () => {
  expect(cardsAway(lights("ok", "ok"))).toBe(false);
  expect(cardsAway(lights("ok", "ok", "down"))).toBe(false);
  expect(cardsAway(lights("down", "down", "slow"))).toBe(true);
  expect(cardsAway(lights("ok", "down"))).toBe(false);
  expect(cardsAway(lights("down", "down", "off"))).toBe(false);
  const because = (outage: Outage) => ({ ...lights("ok", "ok"), pagouno: { state: "down" as const, age_ms: 1_000, outage } });
  expect(cardsAway(because("no-internet"))).toBe(true);
  expect(cardsAway(because("no-network"))).toBe(true);
  expect(cardsAway(because("provider-down"))).toBe(false);
});
