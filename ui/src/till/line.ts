/** What the lights say about the line to the internet. Pure. */

import type { Lights } from "../backend/bindings";

/** `cut`: nothing outside answers. `late`: the relay alone does not, so notices come later. */
export type Line = "good" | "late" | "cut";

export function lineOf({ totalcoin, relay }: Pick<Lights, "totalcoin" | "relay">): Line {
  if (relay.state === "ok" || relay.state === "slow") return "good";
  return relay.state === "down" && totalcoin.state === "down" ? "cut" : "late";
}

/** Whether a card cannot be charged now, because pagoUno cannot be reached. The till looks again by itself. */
export function cardsAway(lights: Lights): boolean {
  return lights.pagouno.state === "down" || (lights.pagouno.state !== "off" && lineOf(lights) === "cut");
}
