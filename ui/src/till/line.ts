/** What the lights say about the line to the internet. Pure. */

import type { Lights } from "../backend/bindings";

/** `cut`: nothing outside answers. `late`: the relay alone does not, so notices come later. */
export type Line = "good" | "late" | "cut";

export function lineOf({ totalcoin, relay }: Pick<Lights, "totalcoin" | "relay">): Line {
  if (relay.state === "ok" || relay.state === "slow") return "good";
  return relay.state === "down" && totalcoin.state === "down" ? "cut" : "late";
}

/**
 * Whether a card cannot be charged now, because there is no internet. pagoUno alone may have failed once: a charge is then
 * tried, and an answer that does not come makes it in doubt. The till looks again by itself.
 */
export function cardsAway(lights: Lights): boolean {
  const { state, outage } = lights.pagouno;
  if (state === "off") return false;
  return outage === "no-network" || outage === "no-internet" || lineOf(lights) === "cut";
}
