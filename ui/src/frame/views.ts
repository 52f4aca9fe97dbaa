/** What the cashier's window can show, and in which stage its sale is. Pure. */

import type { FixedQrView, PaperRef, PaymentState, PaymentView, SaleView } from "../backend/bindings";
import type { Owed } from "../split/parts";

export type DialogName = "keys" | "cancel" | "unsaved" | "abandon" | "handed" | "closing" | "practice-week" | "export";

/** What the window shows: the sale's screen, or a screen that Esc closes. */
export type View =
  | { readonly kind: "sale" }
  | { readonly kind: "day" }
  | { readonly kind: "tray"; readonly item: string | null }
  | { readonly kind: "settings" }
  | { readonly kind: "go-live" }
  /** One payment by card or in cash; Esc goes back to `from`. */
  | { readonly kind: "card"; readonly owed: Owed; readonly from: View }
  | { readonly kind: "cash"; readonly owed: Owed; readonly from: View }
  /** Why there is no fixed QR to pay with; Esc goes back to `from`. */
  | { readonly kind: "fixed-qr"; readonly owed: Owed; readonly from: View }
  /** A total that is paid in parts: a sale's total, or the typed amount. */
  | { readonly kind: "split"; readonly sale: string | null }
  | { readonly kind: "timeline"; readonly sale: string; readonly from: View }
  /** The shift, its drawer and its count, beginning at how the shift `ended` came out; Esc goes back to `from`. */
  | { readonly kind: "shift"; readonly ended?: number; readonly from: View }
  /** What is owed to the providers, beginning at one errand; Esc goes back to `from`. */
  | { readonly kind: "queue"; readonly errand: number | null; readonly from: View }
  /** What Bind is told of the house's wallet, beginning at one report; Esc goes back to `from`. */
  | { readonly kind: "reports"; readonly report: string | null; readonly from: View }
  /** The close of the day, or what it would say by now; Esc goes back to `from`. */
  | { readonly kind: "close"; readonly partial: boolean; readonly from: View }
  /** A paper before it is printed; Esc goes back to `from`. */
  | { readonly kind: "paper"; readonly paper: PaperRef; readonly from: View }
  /** The papers that have not come out; Esc goes back to `from`. */
  | { readonly kind: "papers"; readonly from: View };

/** What the sale's screen lets the cashier do. */
export type Stage = "amount" | "under-way" | "fixed-qr" | "declared" | "approved" | "rest" | "ended" | "watching";

/** How a part of a total is paid. */
export type Way = "qr" | "card" | "cash" | "fixed-qr" | "wallet";

/** Whether a customer can pay the fixed QR. */
export function canBePaid(fixed_qr: FixedQrView | undefined): boolean {
  return fixed_qr?.state === "in-force" || fixed_qr?.state === "ending";
}

const STAGE_OF: Record<PaymentState, Stage> = {
  requested: "under-way",
  waiting: "under-way",
  sent: "watching",
  pending: "watching",
  approved: "approved",
  declined: "ended",
  refused: "ended",
  expired: "ended",
  cancelled: "ended",
  "in-doubt": "watching",
  "settled-paid": "watching",
  "settled-unpaid": "watching",
  declared: "declared",
  unconfirmed: "declared",
};

/** The stage of the sale in hand; `payment` is the one that is shown. */
export function stageOf(sale: SaleView | null, payment: PaymentView | null): Stage {
  if (sale === null) return "amount";
  if (payment === null) return "ended";
  const covers = payment.state === "approved" || payment.state === "settled-paid";
  if (covers && sale.state === "partly-paid") return "rest";
  if (payment.state === "settled-unpaid" && sale.state !== "paid" && sale.state !== "abandoned") return "ended";
  if (payment.method === "fixed-qr" && payment.state === "requested") return "fixed-qr";
  return STAGE_OF[payment.state];
}

/** The queue and the reports are two sides of one screen: neither is below the other. */
export function belowQueue(view: View): View {
  return view.kind === "timeline" || view.kind === "queue" || view.kind === "reports" ? belowQueue(view.from) : view;
}
