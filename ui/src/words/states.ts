/** Each state of a payment in words, colour and icon. A new state does not compile until it has them. */

import Ban from "@lucide/svelte/icons/ban";
import Check from "@lucide/svelte/icons/check";
import CircleHelp from "@lucide/svelte/icons/circle-question-mark";
import CircleX from "@lucide/svelte/icons/circle-x";
import ClockAlert from "@lucide/svelte/icons/clock-alert";
import Hourglass from "@lucide/svelte/icons/hourglass";
import QrCode from "@lucide/svelte/icons/qr-code";
import ScanQrCode from "@lucide/svelte/icons/scan-qr-code";
import Send from "@lucide/svelte/icons/send";
import TimerOff from "@lucide/svelte/icons/timer-off";
import TriangleAlert from "@lucide/svelte/icons/triangle-alert";
import UserCheck from "@lucide/svelte/icons/user-check";
import UserX from "@lucide/svelte/icons/user-x";
import type { Component } from "svelte";
import type { DiscrepancyKind, Method, PaymentState, RefusalReason, Trouble } from "../backend/bindings";
import { m } from "./words";

export type Tone = "quiet" | "going" | "good" | "bad" | "warn";
type About = { provider: string };

export type StateWords = {
  readonly word: () => string;
  readonly title: () => string;
  readonly what: (about: About) => string;
  readonly tone: Tone;
  readonly icon: Component;
};

export const STATES: Record<PaymentState, StateWords> = {
  requested: { word: m.state_requested, title: m.title_requested, what: m.what_requested, tone: "going", icon: QrCode },
  waiting: { word: m.state_waiting, title: m.title_waiting, what: m.what_waiting, tone: "going", icon: Hourglass },
  sent: { word: m.state_sent, title: m.title_sent, what: m.what_sent, tone: "going", icon: Send },
  pending: { word: m.state_pending, title: m.title_pending, what: m.what_pending, tone: "warn", icon: ClockAlert },
  approved: { word: m.state_approved, title: m.title_approved, what: m.what_approved, tone: "good", icon: Check },
  declined: { word: m.state_declined, title: m.title_declined, what: m.what_declined, tone: "bad", icon: CircleX },
  refused: { word: m.state_refused, title: m.title_refused, what: m.what_refused, tone: "bad", icon: CircleX },
  expired: { word: m.state_expired, title: m.title_expired, what: m.what_expired, tone: "warn", icon: TimerOff },
  cancelled: { word: m.state_cancelled, title: m.title_cancelled, what: m.what_cancelled, tone: "quiet", icon: Ban },
  "in-doubt": { word: m.state_in_doubt, title: m.title_in_doubt, what: m.what_in_doubt, tone: "warn", icon: TriangleAlert },
  "settled-paid": { word: m.state_settled_paid, title: m.title_settled_paid, what: m.what_settled_paid, tone: "quiet", icon: UserCheck },
  "settled-unpaid": { word: m.state_settled_unpaid, title: m.title_settled_unpaid, what: m.what_settled_unpaid, tone: "quiet", icon: UserX },
  declared: { word: m.state_declared, title: m.title_declared, what: m.what_declared, tone: "warn", icon: CircleHelp },
  unconfirmed: { word: m.state_unconfirmed, title: m.title_unconfirmed, what: m.what_unconfirmed, tone: "warn", icon: CircleHelp },
};

/** The words of a payment in its state: a fixed QR is shown at once, and nobody makes it meanwhile. */
export function stateWords({ method, state }: { readonly method: Method; readonly state: PaymentState }): StateWords {
  if (method === "wallet") return { ...STATES[state], ...OF_WALLET[state] };
  return method === "fixed-qr" && state === "requested" ? { ...STATES.requested, word: m.state_fixed_qr_shown, icon: ScanQrCode } : STATES[state];
}

/** The words that differ for the house's wallet: Bind makes its QR, and the wallet tells of the payment. */
const OF_WALLET: Partial<Record<PaymentState, Partial<Pick<StateWords, "word" | "title" | "what">>>> = {
  requested: { word: m.state_requested_wallet, title: m.title_requested_wallet, what: m.what_requested_wallet },
  waiting: { what: m.what_waiting_wallet },
  refused: { title: m.title_refused_wallet },
  expired: { what: m.what_expired_wallet },
  "settled-paid": { what: m.what_settled_paid_wallet },
};

export const REASONS: Record<RefusalReason, (about: About) => string> = {
  deadline: m.reason_deadline,
  "provider-refused": m.reason_provider_refused,
  "repeat-rejected": m.reason_repeat_rejected,
  "qr-of-another-sale": m.reason_qr_of_another_sale,
  credentials: m.reason_credentials,
  permission: m.reason_permission,
  clock: m.reason_clock,
  "identity-changed": m.reason_identity_changed,
  "given-up": m.reason_given_up,
};

/** The reasons whose words differ between a card and a QR. */
export const CARD_REASONS: Partial<Record<RefusalReason, (about: About) => string>> = {
  "provider-refused": m.reason_provider_refused_card,
  credentials: m.reason_credentials_card,
  permission: m.reason_permission_card,
};

export const TROUBLES: Record<Trouble, (about: About) => string> = {
  "no-connection": m.trouble_no_connection,
  "no-answer": m.trouble_no_answer,
  "provider-error": m.trouble_provider_error,
  "not-yet": m.trouble_not_yet,
  // Nobody waits for such a payment at the till.
  "waits-for-first": m.trouble_not_yet,
};

export const METHODS: Record<Method, () => string> = {
  qr: m.method_qr,
  "fixed-qr": m.method_fixed_qr,
  wallet: m.method_wallet,
  card: m.method_card,
  cash: m.method_cash,
};

type DiscrepancyWords = { readonly mark: () => string; readonly note: (about: { amount: string }) => string };

export const DISCREPANCIES: Record<DiscrepancyKind, DiscrepancyWords> = {
  late: { mark: m.mark_late, note: m.note_late },
  short: { mark: m.mark_short, note: m.note_short },
  over: { mark: m.mark_over, note: m.note_over },
  duplicate: { mark: m.mark_duplicate, note: m.note_duplicate },
  contradicted: { mark: m.mark_contradicted, note: m.note_contradicted },
  "needs-review": { mark: m.mark_needs_review, note: m.note_needs_review },
  unattributed: { mark: m.mark_unattributed, note: m.note_unattributed },
  "reversal-to-confirm": { mark: m.mark_reversal_to_confirm, note: m.note_reversal_to_confirm },
  "to-be-returned": { mark: m.mark_to_be_returned, note: m.note_to_be_returned },
};
