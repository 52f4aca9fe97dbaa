/** What a screen asks that the bindings do not name yet; what they name is theirs. */

import type { PaymentRef, Requests, SaleView } from "./bindings";

type Coming = {
  /** Asks the provider at once how a payment stands. */
  ask_again: { takes: PaymentRef; gives: SaleView };
};

export type AllRequests = Omit<Coming, keyof Requests> & Requests;
