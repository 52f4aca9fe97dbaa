// Made by `cargo xtask bindings` from crates/api. Do not edit.

export type SaleState = "open" | "partly-paid" | "paid" | "abandoned";
export type PaymentState = "requested" | "waiting" | "sent" | "pending" | "approved" | "declined" | "refused" | "expired" | "cancelled" | "in-doubt" | "settled-paid" | "settled-unpaid" | "declared" | "unconfirmed";
export type Method = "qr" | "fixed-qr" | "card" | "cash";
export type DiscrepancyKind = "late" | "short" | "over" | "duplicate" | "contradicted" | "needs-review" | "unattributed" | "reversal-to-confirm" | "to-be-returned";
export type RefusalReason = "deadline" | "provider-refused" | "repeat-rejected" | "qr-of-another-sale" | "credentials" | "permission" | "clock" | "identity-changed";
export type Trouble = "no-connection" | "no-answer" | "provider-error";
export type LightState = "ok" | "slow" | "down" | "off";

/** One payment's QR. The picture is drawn by the till; `payload` is what it says. */
export type QrView = { payload: string, svg: string, left_ms: number, valid_ms: number, may_not_read: boolean };
export type PayerView = { name: string | null, reference: string };
export type DiscrepancyView = { id: string, kind: DiscrepancyKind, by_centavos: number, settled: boolean };
export type PaymentView = {
  id: string, method: Method, state: PaymentState, provider: string,
  amount_centavos: number, charged_centavos: number, received_centavos: number,
  /** Milliseconds left of the cashier's deadline while the QR is being made. */
  deadline_left_ms: number | null,
  attempts: number, trouble: Trouble | null,
  qr: QrView | null,
  /** The QR's time is up and the relay has not yet been read to its end. */
  time_up: boolean,
  reason: RefusalReason | null,
  /** The provider's own word where it was not an approval, as it came. */
  provider_word: string | null,
  payer: PayerView | null,
  discrepancies: DiscrepancyView[],
};
export type SaleView = {
  id: string, ticket: string, state: SaleState, total_centavos: number, concept: string | null,
  opened_at_ms: number, payments: PaymentView[],
};
export type Light = { state: LightState, age_ms: number | null };
export type Lights = { totalcoin: Light, pagouno: Light, bind: Light, relay: Light };
export type PracticeView = { offline: boolean, lose_next_answer: boolean };
export type Snapshot = {
  seq: number, mode: "practice" | "live", test_environment: boolean, first_run: boolean,
  till_number: number, till_name: string, cashier: string | null,
  amount_max_centavos: number, qr_blocked_by_clock_ms: number | null, clock_skew_ms: number | null,
  in_hand: string | null, sales: SaleView[], lights: Lights,
  owed: number, open_sales: number, tray: number, practice: PracticeView | null,
};
/** What changed by the commits after `after` up to `seq`. A gap means: load the snapshot again. */
export type TillChanged = { after: number, seq: number, sales: SaleView[], owed: number, open_sales: number, tray: number, in_hand: string | null };

export type ChargeQr = { request_id: string, sale: string | null, amount_centavos: number, concept: string | null, payer_dni: string | null };
export type PaymentRef = { sale: string, payment: string };
export type SaleRef = { sale: string };
export type PracticeAction = "pay" | "pay-late" | "pay-short" | "pay-over" | "pay-twice" | "reject" | "lose-answer";
export type PracticePlay = { action: PracticeAction, payment: string | null };
export type PracticeOffline = { offline: boolean };

export type ErrorCode = "amount-zero" | "amount-too-large" | "already-under-way" | "needs-manager" | "not-cancellable" | "clock-wrong" | "dni-missing" | "dni-malformed" | "concept-too-long" | "sale-unknown" | "ledger-unavailable" | "not-in-practice" | "practice-nothing-to-pay" | "not-configured";
/** What a refused request answers: a code for the screen, never words. */
export type ApiError = { code: ErrorCode, detail: string | null };

export interface Requests {
  snapshot: { takes: null, gives: Snapshot };
  charge_qr: { takes: ChargeQr, gives: SaleView };
  cancel_payment: { takes: PaymentRef, gives: SaleView };
  leave_sale: { takes: SaleRef, gives: SaleView };
  open_sale: { takes: SaleRef, gives: SaleView };
  practice_play: { takes: PracticePlay, gives: PracticeView };
  practice_offline: { takes: PracticeOffline, gives: PracticeView };
  put_first_run_away: { takes: null, gives: null };
}
export interface Events {
  "till-changed": TillChanged;
  "lights-changed": Lights;
}
