/** Why every contact is dark, where it is one cause: then one chip says it for all. */

import type { Light, Lights, Outage } from "../backend/bindings";

/** What one contact alone can have. Several of them at once are still several causes. */
const OF_ONE: ReadonlySet<Outage> = new Set(["provider-down"]);
/** A cause of one contact alone is said by its own light. */
const CONTACTS_MIN = 2;

export function commonOutage({ totalcoin, pagouno, bind, relay }: Lights): Outage | null {
  const in_use = [totalcoin, pagouno, bind, relay].filter((light): light is Light => light !== null && light.state !== "off");
  const causes = new Set(in_use.map(({ outage }) => outage ?? null));
  const [cause] = causes;
  if (causes.size !== 1 || cause === undefined || cause === null || in_use.length < CONTACTS_MIN) return null;
  return OF_ONE.has(cause) ? null : cause;
}
