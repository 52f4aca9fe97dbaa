/** Whole values with something in every field, for the till in memory and for tests. */

import type { DiscrepancyKind, DiscrepancyView, PaymentView, QrView, SaleView, SettingsView, Snapshot } from "../bindings";
import { QR_PAYLOAD, QR_SVG } from "./qr";

export const QR_VALID_MS = 600_000;
export const DEADLINE_MS = 45_000;

export function aQr(with_values: Partial<QrView> = {}): QrView {
  return { payload: QR_PAYLOAD, svg: QR_SVG, left_ms: QR_VALID_MS, valid_ms: QR_VALID_MS, may_not_read: false, ...with_values };
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
    deadline_left_ms: null,
    attempts: 1,
    trouble: null,
    qr: null,
    time_up: false,
    reason: null,
    provider_word: null,
    payer: null,
    discrepancies: [],
    held: false,
    ...with_values,
  };
}

export function aSale(with_values: Partial<SaleView> = {}): SaleView {
  return {
    id: "s",
    ticket: "C1-000001",
    state: "open",
    total_centavos: 150_000,
    concept: null,
    opened_at_ms: 0,
    payments: [aPayment()],
    ...with_values,
  };
}

export function aDiscrepancy(kind: DiscrepancyKind, by_centavos = 0): DiscrepancyView {
  return { id: `d-${kind}`, kind, by_centavos, settled: false };
}

export function aSnapshot(with_values: Partial<Snapshot> = {}): Snapshot {
  return {
    seq: 0,
    mode: "practice",
    test_environment: false,
    first_run: false,
    till_number: 1,
    till_name: "Caja 1",
    cashier: null,
    time_zone: "America/Argentina/Buenos_Aires",
    has_manager: false,
    amount_max_centavos: 1_000_000_000,
    qr_blocked_by_clock_ms: null,
    clock_skew_ms: null,
    in_hand: null,
    sales: [],
    lights: {
      totalcoin: { state: "ok", age_ms: 3_000 },
      pagouno: { state: "off", age_ms: null },
      bind: { state: "off", age_ms: null },
      relay: { state: "ok", age_ms: 1_000 },
    },
    owed: 0,
    open_sales: 0,
    tray: 0,
    practice: { offline: false, lose_next_answer: false },
    settings_outside: null,
    restored: null,
    ...with_values,
  };
}

export function aSettings(with_values: Partial<SettingsView> = {}): SettingsView {
  const folder = "/home/luis/.local/share/mostrador";
  return {
    path: `${folder}/mostrador.toml`,
    values: {
      mode: "practice",
      time_zone: "America/Argentina/Buenos_Aires",
      till: { number: 1, name: "Caja 1" },
      totalcoin: {
        base_url: "https://apicobranzas.totalcoin.com",
        business_unit: 348,
        default_dni: "",
        qr_minutes: 10,
        company_reference: "OP:{reference}",
        fixed_qr_days: 365,
        fixed_match_minutes: 30,
        open_amount: 0,
      },
      relay: { url: "" },
      secrets_store: "os",
      privacy_days: 540,
      pagouno: { base_url: "https://api.pagouno.com", merchant_code_group: "", seller_code: "", seller_name: "", pending_minutes: 10 },
    },
    secrets: ["totalcoin.username", "totalcoin.password", "relay.till_key"].map((name) => ({ name, state: "missing" })),
    secrets_store: { store: "os", reachable: true, why: null },
    needs_manager: false,
    outside: null,
    collector: null,
    backup: { folder: `${folder}/backups`, last_at: null, kept: 0, last_error: null },
    relay_inside: { path: `${folder}/relay.toml`, present: false, running: false, address: null, webhook_path: null },
    ...with_values,
  };
}
