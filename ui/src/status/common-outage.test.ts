/** One chip says why all is dark, and only then. */

import { expect, test } from "vitest";
import type { Light, Lights, Outage } from "../backend/bindings";
import { aSnapshot } from "../backend/memory/samples";
import { commonOutage } from "./common-outage";

const OFF: Light = { state: "off", age_ms: null };
const dark = (outage: Outage): Light => ({ state: "down", age_ms: 60_000, outage });

function lights(values: Partial<Lights>): Lights {
  return { ...aSnapshot().lights, bind: OFF, ...values };
}

test("one cause of every contact in use is said once", () => {
  const all = dark("no-internet");
  expect(commonOutage(lights({ totalcoin: all, pagouno: all, relay: all }))).toBe("no-internet");
});

test("a contact that still answers, or is dark for another reason, speaks for itself", () => {
  const all = dark("no-internet");
  expect(commonOutage(lights({ totalcoin: all, pagouno: all }))).toBeNull();
  expect(commonOutage(lights({ totalcoin: all, pagouno: all, relay: dark("certificate") }))).toBeNull();
  expect(commonOutage(lights({}))).toBeNull();
});

test("providers that are down are several causes, and one contact alone has its own light", () => {
  const down = dark("provider-down");
  expect(commonOutage(lights({ totalcoin: down, pagouno: down, relay: down }))).toBeNull();
  expect(commonOutage(lights({ totalcoin: OFF, pagouno: OFF, relay: dark("no-network") }))).toBeNull();
});
