/** What the practice customer makes of a payment by QR or with the house's wallet, in memory. Pure. */

import type { DiscrepancyKind, DiscrepancyView, PaymentView, PracticeAction } from "../bindings";

const PAYER = { name: "Ana Pérez", reference: "MP-8841 2093" };
const SOME_MORE_CENTAVOS = 10_000;
const SOME_LESS_CENTAVOS = 100;

/** What becomes of the payment now, and what later; null for an action that is about something else. */
export function played(action: PracticeAction, payment: PaymentView): { readonly now: Partial<PaymentView>; readonly later?: Partial<PaymentView> } | null {
  const { charged_centavos } = payment;
  const paid: Partial<PaymentView> = { state: "approved", received_centavos: charged_centavos, payer: PAYER, time_up: false };
  const also = (kind: DiscrepancyKind, by_centavos: number): { discrepancies: DiscrepancyView[] } => ({
    discrepancies: [...payment.discrepancies, { id: crypto.randomUUID(), kind, by_centavos, settled: false }],
  });
  switch (action) {
    case "pay":
    case "wallet-pay":
    case "wallet-by-order":
      return { now: paid };
    case "pay-late":
    case "wallet-late":
      return { now: { state: "expired", qr: null }, later: { ...paid, ...also("late", 0) } };
    case "pay-short":
    case "wallet-short":
      return { now: { received_centavos: charged_centavos - SOME_LESS_CENTAVOS, ...also("short", SOME_LESS_CENTAVOS) } };
    case "pay-over":
      return { now: { ...paid, received_centavos: charged_centavos + SOME_MORE_CENTAVOS, ...also("over", SOME_MORE_CENTAVOS) } };
    case "pay-twice":
      return { now: { ...paid, ...also("duplicate", charged_centavos) } };
    case "reject":
      return { now: { provider_word: "RECHAZADO", ...also("needs-review", 0) } };
    case "wallet-reject":
      return { now: { provider_word: "rejected", ...also("needs-review", 0) } };
    case "wallet-return":
      return { now: { provider_word: "returned", ...also("contradicted", 0) } };
    default:
      return null;
  }
}
