/** Why something is dark, for the panels above the queue. Pure. */

import type { ErrandProvider, Outage, QueueView } from "../backend/bindings";
import { providerName } from "../words/names";
import { m } from "../words/words";

export type Cause = {
  readonly kind: Outage;
  /** Whom it is about, as a sentence names it. */
  readonly provider: string;
  /** The name of the last place on the way, where it is not every provider. */
  readonly place: string | null;
  readonly since_ms: number | null;
  readonly checked_at_ms: number | null;
  readonly next_try_at_ms: number | null;
};

/** One cause of everything, or else one for each kind of outage that a provider has. */
export function causesOf({ outage, groups }: QueueView): readonly Cause[] {
  if (outage !== null) return [{ ...outage, provider: m.outage_providers(), place: null }];
  const kinds = [...new Set(groups.flatMap((group) => group.outage ?? []))];
  return kinds.map((kind) => {
    const own = groups.filter((group) => group.outage === kind);
    const names = namesOf(own.map((group) => group.provider));
    const pauses = own.flatMap((group) => group.paused ?? []);
    return {
      kind,
      provider: names,
      place: names,
      since_ms: earliest(pauses.map((pause) => pause.since_ms)),
      checked_at_ms: null,
      next_try_at_ms: earliest(own.flatMap((group) => (group.owed > 0 ? (group.paused?.next_probe_at_ms ?? []) : []))),
    };
  });
}

function namesOf(providers: readonly ErrandProvider[]): string {
  return providers.map(providerName).reduce((one, other) => m.outage_both({ one, other }));
}

function earliest(times_ms: readonly number[]): number | null {
  return times_ms.length === 0 ? null : Math.min(...times_ms);
}
