/** Payments with the house's wallet, as the practice drawer knows them. */

import type { PaymentView } from "../backend/bindings";

/** Whether the customer pays with the house's wallet. */
export function isByWallet(payment: PaymentView | undefined): boolean {
  return (payment?.method as string | undefined) === "wallet";
}
