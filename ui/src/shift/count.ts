/** Counting a drawer, in whole centavos. Pure, and the only place where this is reckoned. */

import type { CountView } from "../backend/bindings";

/** Counted less expected, of all tenders that were counted. */
export function differenceIn(counts: readonly Pick<CountView, "difference_centavos">[]): number {
  return counts.reduce((sum, one) => sum + one.difference_centavos, 0);
}
