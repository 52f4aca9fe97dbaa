/** Complete values with all fields, for the till in memory and for tests. */

import { DEFAULT_SETTINGS } from "../bindings";
import type { CardView, DiscrepancyKind, DiscrepancyView, FixedQrView, OfferView, PaymentState, PaymentView, PersonView, PracticeCards, PracticePerson, PracticeView, QrView, SaleState, SaleView, SessionView, SettingsView, Snapshot } from "../bindings";
import { QR_PAYLOAD, QR_SVG } from "./qr";

/** The notes and coins in use. */
export const DENOMINATIONS: readonly number[] = [2_000_000, 1_000_000, 200_000, 100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000];
export const QR_VALID_MS = 600_000;
export const DEADLINE_MS = 45_000;
/** How long a fixed QR can be paid. */
export const FIXED_VALID_MS = 365 * 24 * 60 * 60_000;
/** How long a scene's shift has been open. */
const SHIFT_AGE_MS = 390 * 60_000;

export function aQr(with_values: Partial<QrView> = {}): QrView {
  return { payload: QR_PAYLOAD, svg: QR_SVG, left_ms: QR_VALID_MS, valid_ms: QR_VALID_MS, may_not_read: false, ...with_values };
}

/** The shop's fixed QR, in force. */
export function aFixedQr(with_values: Partial<FixedQrView> = {}): FixedQrView {
  const made_at_ms = Date.now();
  return { state: "in-force", made_at_ms, valid_until_ms: made_at_ms + FIXED_VALID_MS, making: false, refused: null, ...with_values };
}

export function aPayment(with_values: Partial<PaymentView> = {}): PaymentView {
  return {
    id: "p",
    method: "qr",
    state: "waiting",
    provider: "totalcoin",
    amount_centavos: 150_000,
    charged_centavos: 150_000,
    received_centavos: 0,
    returned_centavos: 0,
    returnable_centavos: 0,
    counts_as: with_values.method ?? "qr",
    deadline_left_ms: null,
    attempts: 1,
    trouble: null,
    qr: null,
    time_up: false,
    reason: null,
    provider_word: null,
    payer: null,
    cards: [],
    cash: null,
    doubt: null,
    discrepancies: [],
    held: false,
    ...with_values,
  };
}

/** States in which a payment covers its part of a sale, and states in which it blocks it. */
const COVERS: ReadonlySet<PaymentState> = new Set(["approved", "settled-paid"]);
const BINDS: ReadonlySet<PaymentState> = new Set(["waiting", "sent", "pending", "in-doubt", "declared", "unconfirmed"]);

/** The sale with the sums of its payments. */
export function withSums(sale: SaleView): SaleView {
  const sum = (states: ReadonlySet<PaymentState>): number =>
    sale.payments.filter(({ state }) => states.has(state)).reduce((so_far, { amount_centavos }) => so_far + amount_centavos, 0);
  const approved_centavos = sum(COVERS);
  const payments = sale.payments.map((payment) => ({ ...payment, returnable_centavos: returnableOf(payment) }));
  return { ...sale, payments, approved_centavos, chargeable_centavos: Math.max(0, sale.total_centavos - approved_centavos - sum(BINDS)) };
}

/** What came for a payment and did not go back. */
function returnableOf({ state, received_centavos, charged_centavos, returned_centavos, discrepancies }: PaymentView): number {
  const came = received_centavos > 0 || !COVERS.has(state) ? received_centavos : charged_centavos;
  // Of a duplicate and of what was too much, the samples say the difference alone.
  const besides = came > charged_centavos ? 0 : discrepancies.filter(({ kind }) => kind === "duplicate").reduce((so_far, one) => so_far + one.by_centavos, 0);
  return Math.max(0, came + besides - returned_centavos);
}

/** The state of a sale by what covers it; a sale that was given up stays so. */
export function standingOf(sale: SaleView): SaleState {
  const { approved_centavos } = withSums(sale);
  if (approved_centavos >= sale.total_centavos) return "paid";
  if (sale.state === "abandoned") return "abandoned";
  return approved_centavos > 0 ? "partly-paid" : "open";
}

export function anOffer(with_values: Partial<OfferView> = {}): OfferView {
  return {
    plan: "ahora-12",
    name: "Ahora 12",
    count: 12,
    cash_centavos: 12_000_000,
    each_centavos: 1_000_000,
    dearer: 0,
    total_centavos: 12_000_000,
    tna_bp: null,
    tea_bp: null,
    cftea_bp: null,
    ...with_values,
  };
}

export function aCard(with_values: Partial<CardView> = {}): CardView {
  const offer = with_values.offer ?? anOffer();
  const legs = [{ amount_centavos: offer.total_centavos, word: "unknown" as const, message: null, reference: null, last_four: "1111" }];
  return { brand: "visa", last_four: "1111", offer, legs, ...with_values };
}

export function practiceCards(with_values: Partial<PracticeCards> = {}): PracticeCards {
  return {
    decline_next: false,
    lose_next_answer: false,
    next_notice_late: false,
    next_notice_lost: false,
    numbers: [
      { number: "4111111111111111", fate: "approve" },
      { number: "4000000000000002", fate: "decline" },
      { number: "4012888888881881", fate: "pending-then-approve" },
      { number: "4000000000009979", fate: "pending-then-decline" },
      { number: "4000002760003184", fate: "pending-for-ever" },
      { number: "4000000000000119", fate: "no-terminal" },
      { number: "4000000000000127", fate: "bad-amount" },
    ],
    ...with_values,
  };
}

export function aPractice(with_values: Partial<PracticeView> = {}): PracticeView {
  return { offline: false, lose_next_answer: false, fixed_qr: true, cards: practiceCards(), wallet: { on: false, by_settings: false, fail_next_report: false }, people: [], ...with_values };
}

export function weekPeople(): PracticePerson[] {
  return [
    { name: "Marta Ríos", role: "manager", pin: "135790" },
    { name: "Lucía Gómez", role: "cashier", pin: "111222" },
    { name: "Diego Paz", role: "cashier", pin: "333444" },
  ];
}

export function aSale(with_values: Partial<SaleView> = {}): SaleView {
  return withSums({
    id: "s",
    ticket: "C1-000001",
    state: "open",
    total_centavos: 150_000,
    chargeable_centavos: 0,
    approved_centavos: 0,
    concept: null,
    opened_at_ms: 0,
    time_doubtful: false,
    payments: [aPayment()],
    ...with_values,
  });
}

export function aDiscrepancy(kind: DiscrepancyKind, by_centavos = 0): DiscrepancyView {
  return { id: `d-${kind}`, kind, by_centavos, settled: false };
}

/** A shop without a cashier: nobody types a PIN to sell. */
export function aSession(with_values: Partial<SessionView> = {}): SessionView {
  return { person: null, locked: false, can_lock: false, shift: null, ...with_values };
}

/** A shop that sells with PINs: this person is at the counter, on a shift of their own. */
export function atTheCounter(person: PersonView, number = 2): SessionView {
  const shift = { number, person, opened_at_ms: Date.now() - SHIFT_AGE_MS, own: true, forgotten: false };
  return aSession({ person, can_lock: true, shift });
}

export function aSnapshot(with_values: Partial<Snapshot> = {}): Snapshot {
  return {
    seq: 0,
    mode: "practice",
    test_environment: false,
    addresses: [],
    number_in_file: null,
    folder_risk: null,
    first_run: false,
    till_number: 1,
    till_name: "Caja 1",
    time_zone: "America/Argentina/Buenos_Aires",
    session: aSession(),
    glance: { count: 78, total_centavos: 106_828_600 },
    shift_required: false,
    lock_minutes: 10,
    cash_rounding_centavos: 0,
    denominations: [...DENOMINATIONS],
    has_manager: false,
    amount_max_centavos: 1_000_000_000,
    card: "ready",
    fixed_qr: aFixedQr(),
    wallet: "off",
    in_hand: null,
    sales: [],
    lights: {
      totalcoin: { state: "ok", age_ms: 3_000 },
      pagouno: { state: "ok", age_ms: 9_000 },
      bind: null,
      relay: { state: "ok", age_ms: 1_000 },
      clock_skew_ms: null,
      qr_blocked_by_clock_ms: null,
      worker_failed: false,
      relay_may_be_waived: false,
    },
    owed: 0,
    reports: 0,
    open_sales: 0,
    tray: 0,
    practice: aPractice(),
    settings_outside: null,
    restored: null,
    ...with_values,
  };
}

export function aSettings(with_values: Partial<SettingsView> = {}): SettingsView {
  const folder = "/home/luis/.local/share/mostrador";
  return {
    path: `${folder}/mostrador.toml`,
    values: DEFAULT_SETTINGS,
    secrets: ["totalcoin.username", "totalcoin.password", "relay.till_key", "pagouno.public_key", "pagouno.private_key", "bind.client_id", "bind.client_secret"].map((name) => ({ name, state: "missing" })),
    secrets_store: { store: "os", reachable: true, why: null },
    needs_manager: false,
    till_number_fixed: false,
    payee: null,
    backup: {
      folder: `${folder}/backups`,
      last_at: null,
      kept: 0,
      bytes: 0,
      bytes_max: 51_539_607_552,
      places: { days: 7, weeks: 4, months: 12 },
      making: null,
      stopped: false,
      trouble: null,
      second: null,
    },
    relay_inside: { path: `${folder}/relay.toml`, present: false, address: null, webhook_path: null },
    pagouno: { seller_descriptor: null },
    ...with_values,
  };
}
