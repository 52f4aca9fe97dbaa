/** The cashier's message about a waiting payment. Pure: the most serious news comes first. */

import type { LightState, PaymentView } from "../backend/bindings";
import { formatAmount } from "../till/money";
import { providerName } from "../words/names";
import { stateWords } from "../words/states";
import type { Tone } from "../words/states";
import { m } from "../words/words";

export type WaitingKind = "time-up" | "short" | "relay-down" | "word" | "may-not-read" | "waiting";
export type WaitingNews = { readonly kind: WaitingKind; readonly title: string; readonly what: string; readonly tone: Tone };

export function waitingNews(payment: PaymentView, relay: LightState, left_ms: number): WaitingNews {
  const short = payment.discrepancies.some((one) => one.kind === "short" && !one.settled);
  if (short) {
    const missing = formatAmount(payment.charged_centavos - payment.received_centavos);
    const title = m.short_title({ paid: formatAmount(payment.received_centavos), total: formatAmount(payment.charged_centavos) });
    return { kind: "short", title, what: m.short_what({ missing }), tone: "bad" };
  }
  // The window's own countdown may end a moment before the till says so.
  if (payment.time_up || left_ms === 0) {
    return { kind: "time-up", title: m.waiting_time_up(), what: m.waiting_time_up_what(), tone: "warn" };
  }
  if (relay === "down") {
    return { kind: "relay-down", title: m.waiting_relay_down(), what: m.waiting_relay_down_what(), tone: "warn" };
  }
  if (payment.provider_word !== null) {
    return { kind: "word", title: wordTold(payment, payment.provider_word), what: m.waiting_word_what(), tone: "warn" };
  }
  if (payment.qr?.may_not_read === true) {
    return { kind: "may-not-read", title: m.may_not_read(), what: m.may_not_read_what(), tone: "warn" };
  }
  const words = stateWords({ method: payment.method, state: "waiting" });
  return { kind: "waiting", title: words.title(), what: words.what({ provider: providerName(payment.provider) }), tone: "going" };
}

/** A word that came in place of an approval, and whose it is. */
export function wordTold({ method, provider }: Pick<PaymentView, "method" | "provider">, word: string): string {
  return method === "wallet" ? m.waiting_word_wallet({ word }) : m.waiting_word({ provider: providerName(provider), word });
}
