/** Decides which changes of a sale need a sound. Pure; `sound/` has the tones. */

import type { PaymentState, PaymentView, SaleView } from "../backend/bindings";

export type Cue = "approved" | "ended" | "attention";

const CUE_OF: Record<PaymentState, Cue | null> = {
  requested: null,
  waiting: null,
  sent: null,
  pending: null,
  approved: "approved",
  declined: "ended",
  refused: "ended",
  expired: "ended",
  // The cashier did it and is looking at it.
  cancelled: null,
  "in-doubt": "attention",
  "settled-paid": null,
  "settled-unpaid": null,
  declared: null,
  unconfirmed: null,
};

const LOUDNESS: readonly Cue[] = ["approved", "attention", "ended"];

/** The most important news between two states of a sale; null if there is none. */
export function cueFor(before: SaleView | undefined, after: SaleView): Cue | null {
  const cues = after.payments.map((payment) => paymentCue(before?.payments.find((one) => one.id === payment.id), payment));
  return LOUDNESS.find((cue) => cues.includes(cue)) ?? null;
}

function paymentCue(before: PaymentView | undefined, after: PaymentView): Cue | null {
  if (before?.state !== after.state) {
    const cue = CUE_OF[after.state];
    if (cue !== null) return cue;
  }
  const new_discrepancy = after.discrepancies.some((one) => before?.discrepancies.every((known) => known.id !== one.id) ?? true);
  const now_up = after.time_up && before?.time_up !== true;
  return new_discrepancy || now_up ? "attention" : null;
}
