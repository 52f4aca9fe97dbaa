/** Scenes of practice with the house's wallet and Bind: `?scene=practice-wallet`. */

import type { PaymentView, PracticeWallet, Snapshot } from "../bindings";
import { aPayment, aPractice, aQr, aSale, aSnapshot } from "./samples";

const LEFT_MS = 9 * 60_000;

/** Every scene of this file. */
export const PRACTICE_SCENES = ["practice-wallet", "practice-wallet-paid", "practice-wallet-settings"] as const;

export function practiceScene(name: string): Snapshot | null {
  switch (PRACTICE_SCENES.find((one) => one === name)) {
    case "practice-wallet":
      return withWallet({ qr: aQr({ left_ms: LEFT_MS }) });
    case "practice-wallet-paid":
      return withWallet({ state: "approved", received_centavos: 150_050 }, { fail_next_report: true });
    case "practice-wallet-settings":
      return withWallet({ qr: aQr({ left_ms: LEFT_MS }) }, { by_settings: true });
    case undefined:
      return null;
  }
}

function withWallet(values: Partial<PaymentView>, wallet: Partial<PracticeWallet> = {}): Snapshot {
  const payment = aPayment({ id: "p-hand", method: "wallet", provider: "wallet", amount_centavos: 150_050, charged_centavos: 150_050, ...values });
  const state = payment.state === "approved" ? "paid" : "open";
  const sale = aSale({ id: "s-hand", ticket: "C1-000042", state, total_centavos: 150_050, payments: [payment] });
  const practice = aPractice({ wallet: { on: true, by_settings: false, fail_next_report: false, ...wallet } });
  const lights = { ...aSnapshot().lights, bind: { state: "ok", age_ms: 0 } as const };
  return aSnapshot({ wallet: "ready", sales: [sale], in_hand: sale.id, practice, lights });
}
