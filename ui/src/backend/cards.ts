/** What a screen asks that the bindings do not name yet; what they name is theirs. */

import type { PaymentRef, Requests, SaleView } from "./bindings";

type Coming = {
  /** Asks the provider at once how a payment stands. */
  ask_again: { takes: PaymentRef; gives: SaleView };
};

/** What the till's process does not answer yet, and so no screen of it offers. */
const COMING: ReadonlySet<string> = new Set<keyof Coming>(["ask_again"]);

export function isComing(name: keyof AllRequests): boolean {
  return COMING.has(name);
}

export type AllRequests = Omit<Coming, keyof Requests> & Requests;
