/** What a close says beside its plain sums: what the providers keep, and which sums are left. Pure. */

import type { DeductionSumView, FiguresView, TakingSumView } from "../backend/bindings";

/** What one provider keeps of one tender. Null is what it did not tell: never zero. */
export type Kept = {
  readonly tender: DeductionSumView["tender"];
  readonly gross_centavos: number;
  readonly fees_centavos: number | null;
  /** Null also where none of the known ones told its taxes. */
  readonly taxes_centavos: number | null;
  readonly net_centavos: number | null;
  /** Of some payments the taxes were not told, so that the net is before what is withheld. */
  readonly before_taxes: boolean;
  /** Payments of which nothing was told, beside others of which it was. */
  readonly unknown: number;
  readonly unknown_gross_centavos: number;
};

export function keptOf(sum: DeductionSumView): Kept {
  const known = sum.known > 0;
  const taxes_told = known && sum.without_taxes < sum.known;
  return {
    tender: sum.tender,
    gross_centavos: known ? sum.gross_centavos : sum.unknown_gross_centavos,
    fees_centavos: known ? sum.fees_centavos : null,
    taxes_centavos: taxes_told ? sum.taxes_centavos : null,
    net_centavos: known ? sum.net_centavos : null,
    before_taxes: known && sum.without_taxes > 0,
    unknown: known ? sum.unknown : 0,
    unknown_gross_centavos: known ? sum.unknown_gross_centavos : 0,
  };
}

/** What came in, by tender, in the order in which the till tells it. */
export function receivedOf({ takings }: FiguresView): readonly TakingSumView[] {
  return takings.filter((one) => one.kind === "received");
}

/** What is told beside it and is no part of the sum: somebody's word, returns, rounding. */
export function asideOf({ takings }: FiguresView): readonly TakingSumView[] {
  return takings.filter((one) => one.kind !== "received");
}

/** How many payments came in. */
export function countOf(figures: FiguresView): number {
  return receivedOf(figures).reduce((sum, one) => sum + one.count, 0);
}
