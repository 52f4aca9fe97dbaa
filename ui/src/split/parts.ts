/** A total and its payments: what each covers, and what is left. It only adds and subtracts integers. */

import type { PaymentState, PaymentView, SaleView } from "../backend/bindings";

/** How a part counts towards its total. */
export type PartKind = "paid" | "bound" | "over";

const KIND_OF: Record<PaymentState, PartKind> = {
  requested: "bound",
  waiting: "bound",
  sent: "bound",
  pending: "bound",
  approved: "paid",
  declined: "over",
  refused: "over",
  expired: "over",
  cancelled: "over",
  "in-doubt": "bound",
  "settled-paid": "paid",
  "settled-unpaid": "over",
  declared: "bound",
  unconfirmed: "bound",
};

export function kindOf({ state }: PaymentView): PartKind {
  return KIND_OF[state];
}

/** The sale of a new payment, and how much is to be paid. */
export type Owed = {
  /** Null for a sale that begins with this payment. */
  readonly sale: string | null;
  readonly total_centavos: number;
  /** What this payment covers. */
  readonly amount_centavos: number;
};

export type Sums = {
  readonly paid_centavos: number;
  /** What the payments under way may still pay. */
  readonly bound_centavos: number;
  /** What is still to be paid, with or without a manager. */
  readonly left_centavos: number;
  /** What may be charged now without a manager. */
  readonly chargeable_centavos: number;
};

export function sumsOf(sale: SaleView): Sums {
  const sum = (kind: PartKind): number =>
    sale.payments.filter((payment) => kindOf(payment) === kind).reduce((so_far, payment) => so_far + payment.amount_centavos, 0);
  const paid_centavos = sum("paid");
  const bound_centavos = sum("bound");
  const { chargeable_centavos } = sale;
  return { paid_centavos, bound_centavos, left_centavos: Math.max(0, sale.total_centavos - paid_centavos), chargeable_centavos };
}

/** Whether a sale is more than one payment of its whole total. */
export function isSplit(sale: SaleView): boolean {
  return sale.payments.some((payment) => payment.amount_centavos !== sale.total_centavos);
}

/** Why a part cannot be charged; null if it can. */
export type PartUnfit = "zero" | "beyond";

export function unfitPart(amount_centavos: number, left_centavos: number): PartUnfit | null {
  if (amount_centavos <= 0) return "zero";
  return amount_centavos > left_centavos ? "beyond" : null;
}

/** The change; null if the cash does not reach. */
export function changeOf(owed_centavos: number, handed_centavos: number): number | null {
  return handed_centavos < owed_centavos ? null : handed_centavos - owed_centavos;
}

/** The largest banknote there is, in centavos. */
const NOTE_MAX = 2_000_000;

/** Whether at least one whole banknote would come back: the amount is probably mistyped, or a scanned code. */
export function isFarAbove(owed_centavos: number, handed_centavos: number): boolean {
  return handed_centavos - owed_centavos >= NOTE_MAX && handed_centavos >= 2 * owed_centavos;
}
