/**
 * Applies a change of the till to a snapshot. Pure: only this file has the rule
 * of the gap, and the order of the last sales.
 */

import type { AttemptsView, PaymentView, SaleView, Snapshot, TillChanged } from "../backend/bindings";

/** How many sales the window keeps; the day's whole list belongs to another screen. */
export const SALES_KEPT_MAX = 60;

export type Applied =
  | { readonly kind: "applied"; readonly snapshot: Snapshot }
  /** The snapshot already has this change. */
  | { readonly kind: "old" }
  /** A change was missed: a new snapshot is needed. */
  | { readonly kind: "gap" };

export function applyChange(snapshot: Snapshot, change: TillChanged): Applied {
  if (change.after !== snapshot.seq) return { kind: change.seq <= snapshot.seq ? "old" : "gap" };
  const { dead: _, ...known } = snapshot;
  return {
    kind: "applied",
    snapshot: {
      ...known,
      seq: change.seq,
      sales: mergeSales(snapshot.sales, change.sales, change.in_hand),
      owed: change.owed,
      ...(change.dead === undefined ? {} : { dead: change.dead }),
      reports: change.reports,
      open_sales: change.open_sales,
      tray: change.tray,
      session: change.session,
      glance: change.glance,
      in_hand: change.in_hand,
      fixed_qr: change.fixed_qr,
      restored: change.restored,
    },
  };
}

/** Applies how often providers were asked, which changes without a commit. Other sales stay the same objects. */
export function withAttempts(snapshot: Snapshot, told: readonly AttemptsView[]): Snapshot {
  const by_payment = new Map(told.map((one) => [one.payment, one]));
  const payment = (known: PaymentView): PaymentView => {
    const asked = by_payment.get(known.id);
    return asked === undefined ? known : { ...known, attempts: asked.attempts, trouble: known.state === "requested" ? asked.trouble : known.trouble };
  };
  const isTold = (sale: SaleView) => sale.payments.some((known) => by_payment.has(known.id));
  return { ...snapshot, sales: snapshot.sales.map((sale) => (isTold(sale) ? { ...sale, payments: sale.payments.map(payment) } : sale)) };
}

/** Newest first; the sale in hand is always kept, however old. */
export function mergeSales(known: readonly SaleView[], changed: readonly SaleView[], in_hand: string | null): SaleView[] {
  const by_id = new Map(known.map((sale) => [sale.id, sale]));
  for (const sale of changed) by_id.set(sale.id, sale);
  const sorted = [...by_id.values()].sort(newestFirst);
  return sorted.filter((sale, place) => place < SALES_KEPT_MAX || sale.id === in_hand);
}

/** Sorts by ticket, which follows the journal: the time of a sale may be wrong. */
function newestFirst(a: SaleView, b: SaleView): number {
  return ticketNumber(b) - ticketNumber(a);
}

function ticketNumber(sale: SaleView): number {
  return Number(sale.ticket.slice(sale.ticket.lastIndexOf("-") + 1));
}

/** The payment that the screen is about: the sale's latest. */
export function paymentInHand(sale: SaleView): PaymentView | null {
  return sale.payments.at(-1) ?? null;
}
