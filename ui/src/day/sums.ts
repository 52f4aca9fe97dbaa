/** The sums of a day as its screen shows them, out of the till's figures. Where nobody told a figure, it is null and never zero. */

import type { ArrivalView, DayView, TakingKind, TakingSumView, Tender } from "../backend/bindings";

/** In the order in which a day lists them. */
export const TENDERS = ["qr", "card", "cash", "fixed-qr", "wallet", "transfer"] as const satisfies readonly Tender[];

/** What came in by each means, in the order of the screen. A means without money is left out. */
export function receivedBy(takings: readonly TakingSumView[]): readonly TakingSumView[] {
  return TENDERS.flatMap((tender) => takings.find((one) => one.tender === tender && one.kind === "received") ?? []);
}

/** The sum of one kind over all means; null where there is none of it. */
export function sumOfKind(takings: readonly TakingSumView[], kind: TakingKind): number | null {
  const own = takings.filter((one) => one.kind === kind);
  return own.length === 0 ? null : own.reduce((sum, one) => sum + one.amount_centavos, 0);
}

/** Money that arrives on one day, and by which means. */
export type Arriving = { readonly day: string; readonly tenders: readonly Tender[]; readonly centavos: number };

/** What arrives, a line for each day, the first one first. */
export function arrivingByDay(arrivals: readonly ArrivalView[]): readonly Arriving[] {
  const by_day = new Map<string, Arriving>();
  for (const { day, tender, net_centavos } of arrivals) {
    const before = by_day.get(day) ?? { day, tenders: [], centavos: 0 };
    const tenders = before.tenders.includes(tender) ? before.tenders : [...before.tenders, tender];
    by_day.set(day, { day, tenders, centavos: before.centavos + net_centavos });
  }
  return [...by_day.values()].sort((a, b) => (a.day < b.day ? -1 : 1));
}

/** What no notice told a day for: net where that is known, else all of it. Null where every peso has its day. */
export function withoutDay({ deductions, arrivals }: Pick<DayView, "deductions" | "arrivals">): Omit<Arriving, "day"> | null {
  const left = deductions.map(({ tender, net_centavos, unknown_gross_centavos }) => {
    const dated = arrivals.filter((one) => one.tender === tender).reduce((sum, one) => sum + one.net_centavos, 0);
    return { tender, centavos: net_centavos + unknown_gross_centavos - dated };
  });
  const some = left.filter((one) => one.centavos !== 0);
  return some.length === 0 ? null : { tenders: some.map((one) => one.tender), centavos: some.reduce((sum, one) => sum + one.centavos, 0) };
}

/** From gross to net. */
export type Deducted = {
  /** Null where counting is blind. */
  readonly gross_centavos: number | null;
  /** Null where no provider told any. */
  readonly fees_centavos: number | null;
  readonly taxes_centavos: number | null;
  readonly net_centavos: number | null;
  /** The means of which something is not known: it is in the net with all that was charged. */
  readonly unknown: readonly Tender[];
  /** Some told no withheld taxes. */
  readonly before_taxes: boolean;
};

export function deducted({ received_centavos, deductions }: Pick<DayView, "received_centavos" | "deductions">): Deducted {
  const sum = (of: (one: DayView["deductions"][number]) => number): number => deductions.reduce((so_far, one) => so_far + of(one), 0);
  const known = sum((one) => one.known);
  const untold = sum((one) => one.unknown);
  const nothing_told = known === 0 && untold > 0;
  const taxes_told = known - sum((one) => one.without_taxes);
  const fees_centavos = sum((one) => one.fees_centavos);
  const taxes_centavos = sum((one) => one.taxes_centavos);
  return {
    gross_centavos: received_centavos,
    fees_centavos: nothing_told ? null : fees_centavos,
    taxes_centavos: nothing_told || (known > 0 && taxes_told === 0) ? null : taxes_centavos,
    net_centavos: nothing_told || received_centavos === null ? null : received_centavos - fees_centavos - taxes_centavos,
    unknown: deductions.filter((one) => one.unknown > 0).map((one) => one.tender),
    before_taxes: deductions.some((one) => one.without_taxes > 0),
  };
}
