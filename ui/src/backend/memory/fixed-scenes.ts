/** Scenes of the till for the fixed QR: `?scene=fixed-qr`. */

import type { FixedQrState, PaymentView, SaleView, Snapshot, TrayItem } from "../bindings";
import { aNotice } from "./fixed-qr";
import { MARINA, TOMAS } from "./people";
import { FIXED_VALID_MS, aFixedQr, aPayment, aPractice, aQr, aSale, aSnapshot, atTheCounter } from "./samples";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const AMOUNT = 480_000;

/** Every scene of this file. */
export const FIXED_SCENES = [
  "fixed-qr", "fixed-qr-offline", "fixed-qr-large", "fixed-declared", "fixed-declared-later", "fixed-unconfirmed", "fixed-approved", "fixed-cancelled",
  "fixed-none", "fixed-ending", "fixed-practice", "cards-away", "tray-group",
] as const;
export type FixedSceneName = (typeof FIXED_SCENES)[number];

/** `strays` are notices under the fixed QR that are nobody's. */
export type FixedScene = { readonly till: Snapshot; readonly strays: readonly TrayItem[] };

export function fixedScene(name: string): FixedScene | null {
  const known = FIXED_SCENES.find((one) => one === name);
  if (known === undefined) return null;
  return known === "tray-group" ? grouped() : { till: tillOf(known), strays: [] };
}

function tillOf(name: Exclude<FixedSceneName, "tray-group">): Snapshot {
  switch (name) {
    case "fixed-qr":
      return inHand({ state: "requested", qr: fixedCode() });
    case "fixed-qr-offline":
      return { ...inHand({ state: "requested", qr: fixedCode() }), ...cut() };
    case "fixed-qr-large":
      return { ...inHand({ state: "requested", qr: fixedCode(), amount_centavos: 987_654_321, charged_centavos: 987_654_321 }), ...cut() };
    case "fixed-declared":
      return { ...inHand({ state: "declared", fixed: fixed(8_000, 52_000) }), ...cut() };
    case "fixed-declared-later":
      return { ...inHand({ state: "declared", fixed: fixed(9 * MINUTE_MS, 0) }), ...cut() };
    case "fixed-unconfirmed":
      return inHand({ state: "unconfirmed", fixed: fixed(14 * 60 * MINUTE_MS, 0) });
    case "fixed-approved":
      return inHand({ state: "approved", received_centavos: AMOUNT, payer: { name: "Ana Pérez", reference: "MP-9001 0001" }, fixed: fixed(MINUTE_MS, null) });
    case "fixed-cancelled":
      return inHand({ state: "cancelled", fixed: fixed(MINUTE_MS, null) });
    case "fixed-none":
      return live({ ...cut(), fixed_qr: fixedIn("none") });
    case "fixed-ending":
      return live({ fixed_qr: fixedIn("ending") });
    case "fixed-practice":
      return { ...inHand({ state: "declared", fixed: fixed(8_000, 52_000) }), ...cut(), mode: "practice", practice: aPractice({ offline: true }) };
    case "cards-away":
      return live(cut());
  }
}

function fixedCode() {
  return aQr({ left_ms: FIXED_VALID_MS, valid_ms: FIXED_VALID_MS });
}

function fixedIn(state: FixedQrState) {
  if (state === "none") return aFixedQr({ state, made_at_ms: null, valid_until_ms: null });
  return aFixedQr({ state, valid_until_ms: Date.now() + 5 * DAY_MS });
}

function fixed(declared_ago_ms: number, take_back_left_ms: number | null): NonNullable<PaymentView["fixed"]> {
  return { valid_until_ms: Date.now() + FIXED_VALID_MS, declared_at_ms: Date.now() - declared_ago_ms, declared_by: TOMAS.name, take_back_left_ms };
}

function live(values: Partial<Snapshot>): Snapshot {
  return aSnapshot({ mode: "live", practice: null, has_manager: true, session: atTheCounter(TOMAS), ...values });
}

/** Nothing outside answers. */
function cut(): Pick<Snapshot, "lights" | "owed"> {
  const down = { state: "down", age_ms: 12 * MINUTE_MS } as const;
  return { owed: 4, lights: { ...aSnapshot().lights, totalcoin: down, relay: down, pagouno: down } };
}

function inHand(values: Partial<PaymentView>): Snapshot {
  const payment = aPayment({ id: "p-hand", method: "fixed-qr", amount_centavos: AMOUNT, charged_centavos: AMOUNT, fixed: { ...fixed(0, null), declared_at_ms: null, declared_by: null }, ...values });
  const state = payment.state === "approved" ? "paid" : payment.state === "cancelled" ? "abandoned" : "open";
  const sale = aSale({ id: "s-hand", ticket: "C1-000378", state, total_centavos: payment.amount_centavos, opened_at_ms: Date.now() - MINUTE_MS, payments: [payment] });
  return live({ sales: [sale, claim(377, 320_000, 12), claim(376, 90_000, 40)], in_hand: sale.id, open_sales: 3 });
}

/** A sale whose customer says that they paid. */
function claim(ticket: number, amount_centavos: number, minutes_ago: number): SaleView {
  const opened_at_ms = Date.now() - minutes_ago * MINUTE_MS;
  const payment = aPayment({ id: `p${ticket}`, method: "fixed-qr", state: "declared", amount_centavos, charged_centavos: amount_centavos, fixed: fixed(minutes_ago * MINUTE_MS, 0) });
  return aSale({ id: `s${ticket}`, ticket: `C1-${String(ticket).padStart(6, "0")}`, total_centavos: amount_centavos, opened_at_ms, payments: [payment] });
}

/** Two notices and two sales of one amount; a third notice that nobody said they paid, and one with two sales that it may be of. */
function grouped(): FixedScene {
  const now_ms = Date.now();
  const sales = [claim(378, 480_000, 21), claim(375, 90_000, 24), claim(374, 90_000, 31), claim(373, 120_000, 36), claim(372, 120_000, 39)];
  const strays = [
    aNotice({ id: "fixed/1", amount_centavos: 90_000, since_ms: now_ms - 25 * MINUTE_MS, reference: "MP-9001 0001" }),
    aNotice({ id: "fixed/2", amount_centavos: 90_000, since_ms: now_ms - 32 * MINUTE_MS, reference: "MP-9001 0002", payer: "Bruno Díaz" }),
    aNotice({ id: "fixed/3", amount_centavos: 120_000, since_ms: now_ms - 37 * MINUTE_MS, reference: "MP-9001 0003", payer: "Carla Gómez", proposed: sales.slice(3) }),
    aNotice({ id: "fixed/4", amount_centavos: 65_000, since_ms: now_ms - 44 * MINUTE_MS, reference: "MP-9001 0004", payer: null }),
  ];
  return { till: live({ session: atTheCounter(MARINA), sales, tray: 3, open_sales: sales.length }), strays };
}
