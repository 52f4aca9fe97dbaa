/** The tray, the steps of a sale and the customer's view of the till in memory. Pure. */

import type { AskedView, CustomerView, DiscrepancyKind, FactView, HeldItem, OfferView, OpenItem, PayerData, PaymentView, SaleView, SettleHow, Snapshot, StepKind, StepView, TimelineView, TrayItem } from "../bindings";
import type { ReturnStep } from "./returns";

const STEP_MS = 7_000;
const DAY_MS = 86_400_000;
const TILL = { who: "till" } as const;
const COUNTER = { who: "counter" } as const;

/** The tray's items: those of sales, and strays, newest first. */
export function trayItems(sales: readonly SaleView[], strays: readonly TrayItem[]): TrayItem[] {
  const of_sales = sales.flatMap((sale) => sale.payments.flatMap((payment) => itemsOf(sale, payment)));
  return [...of_sales, ...strays].sort((a, b) => b.since_ms - a.since_ms);
}

/** Roughly what the till offers: answers that cover a sale come first. */
const ANSWERS: Record<DiscrepancyKind, SettleHow[]> = {
  late: ["to-be-returned", "written-off"],
  short: ["completes-this-sale", "belongs-to-another-sale", "to-be-returned", "written-off"],
  over: ["belongs-to-another-sale", "to-be-returned", "written-off"],
  duplicate: ["belongs-to-another-sale", "to-be-returned", "written-off"],
  contradicted: ["written-off", "to-be-returned", "not-a-sale"],
  "needs-review": ["completes-this-sale", "belongs-to-another-sale", "written-off", "to-be-returned", "not-a-sale"],
  unattributed: ["belongs-to-another-sale", "not-a-sale", "to-be-returned", "written-off"],
  "reversal-to-confirm": ["to-be-returned", "written-off"],
  "to-be-returned": ["completes-this-sale", "belongs-to-another-sale", "to-be-returned", "written-off"],
};

/** Payments in doubt, and partly paid sales that are not in hand. */
export function openItems(sales: readonly SaleView[], in_hand: string | null): OpenItem[] {
  return sales.flatMap((sale) => {
    const since_ms = sale.opened_at_ms;
    const doubts = sale.payments.filter((payment) => payment.state === "in-doubt").map(({ id }) => ({ sale, payment: id, since_ms }));
    const left = sale.state === "partly-paid" && sale.id !== in_hand ? [{ sale, payment: null, since_ms }] : [];
    return [...doubts, ...left];
  });
}

/** The requests that are held since a restore. */
export function heldItems(sales: readonly SaleView[]): HeldItem[] {
  const of_sale = (sale: SaleView): HeldItem[] =>
    sale.payments.filter((payment) => payment.held).map(({ id }) => ({ payment: id, sale, since_ms: sale.opened_at_ms, may_go: Date.now() - sale.opened_at_ms < 600_000 }));
  return sales.flatMap(of_sale);
}

function itemsOf(sale: SaleView, payment: PaymentView): TrayItem[] {
  const open = payment.discrepancies.filter((one) => !one.settled);
  return open.map((one) => ({
    id: one.id,
    kind: one.kind,
    amount_centavos: one.by_centavos === 0 ? null : one.by_centavos,
    since_ms: sale.opened_at_ms + STEP_MS,
    reference: payment.payer?.reference ?? null,
    provider_word: payment.provider_word,
    payer: payment.payer?.name ?? null,
    sale,
    payment: payment.id,
    proposed: [],
    sure: false,
    answers: ANSWERS[one.kind],
    covers_centavos: one.kind === "needs-review" ? null : one.by_centavos,
    holder: null,
    by_fixed_qr: false,
    by_wallet: false,
  }));
}

/** Facts of a transaction as in TotalCoin's documentation, which has no taxes. */
function factsOf(sale: SaleView, { received_centavos }: PaymentView): FactView[] {
  const none = { at_ms: null, amount_centavos: null, text: null };
  const fees_centavos = Math.round(received_centavos / 20);
  return [
    { ...none, kind: "method", text: "TARJETA" },
    { ...none, kind: "card", text: "VISA" },
    { ...none, kind: "fees", amount_centavos: fees_centavos },
    { ...none, kind: "taxes" },
    { ...none, kind: "net", amount_centavos: received_centavos - fees_centavos },
    { ...none, kind: "credited", at_ms: sale.opened_at_ms + DAY_MS },
  ];
}

/** The relay's answer about the other tills when this was settled; null for an item of this till's own sales. */
export function askedOf({ kind, holder }: TrayItem): AskedView | null {
  if (kind !== "unattributed") return null;
  return holder === null ? { said: "claimed" } : { said: "taken-over", till: holder };
}

/** A manager's answer. */
export type Settled = { readonly name: string; readonly how: SettleHow; readonly reason: string };

/** The likely steps of a sale in this state; `by` has who settled it. */
export function timelineOf(sale: SaleView, by: ReadonlyMap<string, Settled>, returned: readonly ReturnStep[], payer: PayerData): TimelineView {
  const steps: StepView[] = [];
  const add = (kind: StepKind, payment: string | null, values: Partial<StepView> = {}): void => {
    const seq = steps.length + 1;
    const at_ms = sale.opened_at_ms + steps.length * STEP_MS;
    steps.push({ seq, at_ms, time_doubtful: sale.time_doubtful, actor: TILL, kind, payment, amount_centavos: null, discrepancy: null, settled: null, asked: null, cards: [], legs: [], cash: null, doubt: null, detail: null, facts: [], ...values });
  };
  add("opened", null, { actor: COUNTER, amount_centavos: sale.total_centavos, detail: sale.concept });
  for (const payment of sale.payments) {
    const { id } = payment;
    const reference = payment.payer?.reference ?? null;
    add("requested", id, { actor: COUNTER, amount_centavos: payment.charged_centavos, detail: "M7Q2K9XD41ZV8B30" });
    if (payment.cards.length > 0) {
      add("cards-shown", id, { actor: COUNTER, cards: payment.cards });
      add("sent", id);
      const legs = payment.cards.flatMap((card) => card.legs).filter((leg) => leg.word !== "unknown");
      if (legs.length > 0) add("legs-heard", id, { legs });
    }
    if (payment.cash !== null) add("cash-counted", id, { actor: COUNTER, cash: payment.cash });
    const by_qr = payment.method === "qr" || payment.method === "fixed-qr" || payment.method === "wallet";
    if (by_qr && (payment.qr !== null || payment.received_centavos > 0)) add("qr-received", id, { detail: "po-55102" });
    if (payment.provider_word !== null) add("notice-heard", id, { detail: payment.provider_word });
    if (by_qr && payment.received_centavos > 0) {
      add("notice-heard", id, { amount_centavos: payment.received_centavos, detail: reference, facts: [factsOf(sale, payment)] });
      add("money-counted", id, { amount_centavos: payment.received_centavos, detail: reference });
    }
    if (payment.state !== "requested" && payment.state !== "waiting" && payment.state !== "sent") {
      const actor = payment.state === "cancelled" ? COUNTER : TILL;
      add(payment.state, id, { actor, doubt: payment.doubt?.why ?? null, detail: payment.state === "approved" ? reference : null });
    }
    for (const one of payment.discrepancies) {
      const amount_centavos = one.by_centavos === 0 ? null : one.by_centavos;
      add("discrepancy-found", id, { discrepancy: one.kind, amount_centavos, detail: reference });
      const settled = by.get(one.id);
      if (settled !== undefined) add("discrepancy-settled", null, { actor: { who: "person", name: settled.name }, settled: settled.how, detail: settled.reason });
    }
  }
  for (const { kind, payment, ...values } of returned) add(kind, payment, values);
  if (sale.state === "abandoned") add("abandoned", null, { actor: COUNTER });
  return { sale, steps, payer };
}

/** What the customer sees: the payment in hand while it waits, or once it is approved. */
export function customerView(till: Snapshot, shown: readonly OfferView[]): CustomerView {
  const { mode, test_environment } = till;
  const payment = till.sales.find((sale) => sale.id === till.in_hand)?.payments.at(-1);
  const idle: CustomerView = { state: "idle", shop: "Almacén Don Luis", mode, test_environment, amount_centavos: null, qr: null, types_amount: false, offers: [] };
  const amount_centavos = payment?.charged_centavos ?? null;
  if (shown[0] !== undefined) return { ...idle, state: "offer", amount_centavos: shown[0].cash_centavos, offers: [...shown] };
  if (payment?.method === "card" && ["requested", "sent", "pending"].includes(payment.state)) return { ...idle, state: "waiting", amount_centavos };
  if (payment?.method === "fixed-qr" && payment.state === "requested") return { ...idle, state: "waiting", amount_centavos, qr: payment.qr, types_amount: true };
  if (payment?.state === "approved") return { ...idle, state: "approved", amount_centavos };
  if (payment?.state === "waiting" && !payment.time_up) return { ...idle, state: "waiting", amount_centavos, qr: payment.qr };
  return idle;
}
