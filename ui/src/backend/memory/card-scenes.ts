/** Scenes of the till for cards, cash and split totals: `?scene=card-pending`. */

import type { CardView, LegWord, PaymentView, SaleView, Snapshot } from "../bindings";
import { aCard, aDiscrepancy, aPayment, aQr, aSale, aSnapshot, anOffer, standingOf } from "./samples";

const MINUTE_MS = 60_000;
const TOTAL = 12_000_000;
/** The offer of the second of two cards. */
const THREE = anOffer({ plan: "cuotas-3", name: "3 cuotas", count: 3, cash_centavos: 4_000_000, total_centavos: 4_500_000, each_centavos: 1_500_000, tna_bp: 7_490, tea_bp: 10_671, cftea_bp: 13_472 });

/** Every scene of this file. */
export const CARD_SCENES = [
  "card-sent", "card-pending", "card-approved", "card-approved-two", "card-declined", "card-declined-two", "card-refused", "card-in-doubt",
  "card-in-doubt-asking", "card-settled-unpaid", "cash-approved", "split-open", "split-partly", "split-failed", "split-bound", "split-paid",
] as const;
export type CardSceneName = (typeof CARD_SCENES)[number];

/** Scenes whose beginning matters, not their sale in hand. */
const OTHERS = ["card-not-set-up", "card-no-manager", "card-same-last", "closing"] as const;

export function cardScene(name: string): Snapshot | null {
  const known = CARD_SCENES.find((one) => one === name);
  if (known !== undefined) return sceneOf(known);
  const other = OTHERS.find((one) => one === name);
  switch (other) {
    case "card-not-set-up":
      return aSnapshot({ card: "not-set-up", lights: { ...aSnapshot().lights, pagouno: { state: "off", age_ms: null } } });
    case "card-no-manager":
      return aSnapshot();
    case "closing":
      return sceneOf("card-sent");
    case "card-same-last":
      return { ...sceneOf("card-in-doubt"), in_hand: null };
    case undefined:
      return null;
  }
}

function sceneOf(name: CardSceneName): Snapshot {
  switch (name) {
    case "card-sent":
      return inHand([card("sent")]);
    case "card-pending":
      return inHand([card("pending", { cards: [worded(aCard(), "not-yet", null)] })]);
    case "card-approved":
      return inHand([card("approved", { cards: [worded(aCard(), "succeeded", "APROBADA")] })]);
    case "card-approved-two":
      return inHand([two("approved", ["succeeded", "APROBADA"], ["succeeded", "APROBADA"])]);
    case "card-declined":
      return inHand([card("declined", { cards: [worded(aCard(), "failed", "FONDOS INSUFICIENTES")] })]);
    case "card-declined-two": {
      const payment = two("declined", ["succeeded", "APROBADA"], ["failed", "DENEGADA"]);
      return inHand([{ ...payment, discrepancies: [aDiscrepancy("reversal-to-confirm", 8_000_000)] }]);
    }
    case "card-refused":
      return inHand([card("refused", { reason: "credentials" })]);
    case "card-in-doubt":
      return inHand([card("in-doubt", { doubt: { why: "answer-lost", since_ms: Date.now() - 3 * MINUTE_MS, asking: false } })]);
    case "card-in-doubt-asking":
      return inHand([card("in-doubt", { doubt: { why: "pending-too-long", since_ms: Date.now() - 12 * MINUTE_MS, asking: true } })]);
    case "card-settled-unpaid":
      return inHand([card("settled-unpaid")]);
    case "cash-approved":
      return inHand([cash(TOTAL, 15_000_000)]);
    case "split-open":
      return inHand([aPayment({ id: "p-qr", state: "waiting", amount_centavos: 5_000_000, charged_centavos: 5_000_000, qr: aQr() })]);
    case "split-partly":
      return inHand([qr(5_000_000)]);
    case "split-failed":
      return inHand([qr(5_000_000), card("declined", { amount_centavos: 4_000_000, charged_centavos: 4_500_000, cards: [worded(aCard({ offer: THREE, brand: "mastercard", last_four: "5100" }), "failed", "DENEGADA")] }), cash(2_000_000, 2_000_000)]);
    case "split-bound":
      return inHand([
        card("in-doubt", { id: "p-doubt", amount_centavos: 4_000_000, doubt: { why: "restarted", since_ms: Date.now() - 2 * MINUTE_MS, asking: true } }),
        cash(2_000_000, 2_000_000),
      ]);
    case "split-paid":
      return inHand([qr(5_000_000), card("approved", { amount_centavos: 4_000_000, charged_centavos: 4_500_000, cards: [worded(aCard({ offer: THREE }), "succeeded", "APROBADA")] }), cash(3_000_000, 5_000_000)]);
  }
}

function worded(card: CardView, word: LegWord, message: string | null): CardView {
  return { ...card, legs: card.legs.map((leg) => ({ ...leg, word, message, reference: word === "succeeded" ? "4512087" : null })) };
}

function card(state: PaymentView["state"], values: Partial<PaymentView> = {}): PaymentView {
  const cards = [aCard()];
  return aPayment({ id: `p-${state}`, method: "card", provider: "pagouno", state, amount_centavos: TOTAL, charged_centavos: TOTAL, cards, ...values });
}

function two(state: PaymentView["state"], first: [LegWord, string], second: [LegWord, string]): PaymentView {
  const offer = anOffer({ cash_centavos: 8_000_000, total_centavos: 8_000_000, each_centavos: 666_666, dearer: 8 });
  const cards = [worded(aCard({ offer }), ...first), worded(aCard({ offer: THREE, brand: "amex", last_four: "0005" }), ...second)];
  return card(state, { charged_centavos: 12_500_000, cards });
}

function cash(amount_centavos: number, handed_centavos: number): PaymentView {
  const values = { amount_centavos, charged_centavos: amount_centavos, received_centavos: amount_centavos } as const;
  return aPayment({ id: "p-cash", method: "cash", state: "approved", provider: "", ...values, cash: { handed_centavos, change_centavos: handed_centavos - amount_centavos } });
}

function qr(amount_centavos: number): PaymentView {
  const values = { amount_centavos, charged_centavos: amount_centavos, received_centavos: amount_centavos } as const;
  return aPayment({ id: "p-qr", state: "approved", ...values, payer: { name: "Ana Pérez", reference: "MP-8841 2093" } });
}

function inHand(payments: PaymentView[]): Snapshot {
  const open: SaleView = aSale({ id: "s-hand", ticket: "C1-000042", total_centavos: TOTAL, opened_at_ms: Date.now() - 4 * MINUTE_MS, payments });
  const sale = { ...open, state: standingOf(open) };
  return aSnapshot({ has_manager: true, sales: [sale], in_hand: sale.id, open_sales: sale.state === "paid" ? 0 : 1, tray: payments.flatMap((one) => one.discrepancies).length });
}
