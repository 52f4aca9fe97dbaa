/** Scenes of the till for the house's wallet: `?scene=wallet-waiting`. */

import type { PaymentView, Snapshot } from "../bindings";
import { MARINA, TOMAS } from "./people";
import { aPayment, aQr, aSale, aSnapshot, atTheCounter } from "./samples";

const MINUTE_MS = 60_000;
const LEFT_MS = 8 * MINUTE_MS + 12_900;
const AMOUNT = 720_000;

export const WALLET_SCENES = [
  "wallet-ready", "wallet-missing", "wallet-practice", "wallet-requested", "wallet-trouble", "wallet-waiting", "wallet-large", "wallet-relay-down", "wallet-time-up",
  "wallet-rejected", "wallet-approved", "wallet-refused", "wallet-expired", "wallet-deadline", "wallet-cancelled", "wallet-settled", "wallet-split", "wallet-beyond",
] as const;
export type WalletSceneName = (typeof WALLET_SCENES)[number];

export function walletScene(name: string): Snapshot | null {
  const known = WALLET_SCENES.find((one) => one === name);
  return known === undefined ? null : sceneOf(known);
}

function sceneOf(name: WalletSceneName): Snapshot {
  switch (name) {
    case "wallet-ready":
      return live({});
    case "wallet-missing":
      return live({ wallet: "missing" });
    case "wallet-practice":
      return aSnapshot({ wallet: "ready", has_manager: true, lights: lights({}) });
    case "wallet-requested":
      return inHand({ state: "requested", deadline_left_ms: 41_000 });
    case "wallet-trouble":
      return inHand({ state: "requested", deadline_left_ms: 19_000, attempts: 3, trouble: "no-connection" });
    case "wallet-waiting":
      return inHand({ qr: aQr({ left_ms: LEFT_MS }) });
    case "wallet-large":
      return inHand({ qr: aQr({ left_ms: LEFT_MS }), amount_centavos: 987_654_321, charged_centavos: 987_654_321 });
    case "wallet-relay-down":
      return { ...inHand({ qr: aQr({ left_ms: LEFT_MS }) }), lights: lights({ relay: { state: "down", age_ms: 95_000 } }) };
    case "wallet-time-up":
      return { ...inHand({ qr: aQr({ left_ms: 0 }), time_up: true }), lights: lights({ relay: { state: "down", age_ms: 95_000 } }) };
    case "wallet-rejected":
      return inHand({ qr: aQr({ left_ms: LEFT_MS }), provider_word: "RECHAZADA" });
    case "wallet-approved":
      return inHand({ state: "approved", received_centavos: AMOUNT, payer: { name: "Ana Pérez", reference: "BP-2026-118842" } });
    case "wallet-refused":
      return inHand({ state: "refused", reason: "provider-refused" });
    case "wallet-expired":
      return inHand({ state: "expired" });
    case "wallet-deadline":
      return inHand({ state: "expired", reason: "deadline", attempts: 9, trouble: "no-connection" });
    case "wallet-cancelled":
      return inHand({ state: "cancelled" });
    case "wallet-settled":
      return inHand({ state: "settled-paid" });
    case "wallet-split":
      return inHand({ state: "approved", received_centavos: AMOUNT }, 2 * AMOUNT);
    case "wallet-beyond":
      return beyond();
  }
}

function lights(values: Partial<Snapshot["lights"]>): Snapshot["lights"] {
  return { ...aSnapshot().lights, bind: { state: "ok", age_ms: 4_000 }, ...values };
}

function live(values: Partial<Snapshot>): Snapshot {
  return aSnapshot({ mode: "live", practice: null, has_manager: true, session: atTheCounter(TOMAS), wallet: "ready", lights: lights({}), ...values });
}

/** A part is paid, and the customer says that they paid the rest by the fixed QR. */
function beyond(): Snapshot {
  const { sales, ...till } = inHand({ state: "approved", received_centavos: AMOUNT }, 2 * AMOUNT);
  const declared = aPayment({ id: "p-declared", method: "fixed-qr", state: "declared", amount_centavos: AMOUNT, charged_centavos: AMOUNT });
  return { ...till, sales: sales.map((sale) => aSale({ ...sale, payments: [declared, ...sale.payments] })) };
}

function inHand(values: Partial<PaymentView>, total_centavos?: number): Snapshot {
  const payment = aPayment({ id: "p-hand", method: "wallet", provider: "wallet", amount_centavos: AMOUNT, charged_centavos: AMOUNT, ...values });
  const covered = payment.state === "approved" || payment.state === "settled-paid";
  const total = total_centavos ?? payment.amount_centavos;
  const state = !covered ? "open" : total > payment.amount_centavos ? "partly-paid" : "paid";
  const sale = aSale({ id: "s-hand", ticket: "C1-000381", state, total_centavos: total, opened_at_ms: Date.now() - MINUTE_MS, payments: [payment] });
  return live({ session: atTheCounter(MARINA), sales: [sale], in_hand: sale.id, open_sales: 1 });
}
