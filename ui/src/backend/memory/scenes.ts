/** States of the till by name, for pictures and tests: `?scene=waiting`. */

import type { Light, Lights, Outage, PaymentState, PaymentView, PersonView, PrinterLight, RefusalReason, SaleView, SessionView, Snapshot } from "../bindings";
import { LUCIA, MARINA, TOMAS } from "./people";
import { aDiscrepancy, aPayment, aPractice, aQr, aSale, aSnapshot, atTheCounter } from "./samples";

const MINUTE_MS = 60_000;
const LEFT_MS = 9 * MINUTE_MS + 43_900;
const PAYER = { name: "Ana Pérez", reference: "MP-8841 2093" };

/** Every scene, in the order in which a person would view them. */
export const SCENES = [
  "first-run", "amount", "empty", "requested", "requested-trouble", "waiting", "waiting-large", "may-not-read", "time-up",
  "relay-down", "rejected", "short", "approved", "approved-late", "approved-over", "approved-twice",
  "approved-contradicted", "refused", "refused-credentials", "expired", "expired-deadline", "expired-short", "cancelled",
  "in-doubt", "sent", "pending", "declined", "settled-paid", "settled-unpaid", "declared", "unconfirmed", "skew",
  "clock-blocked", "test-environment", "live", "offline", "locked", "locked-no-shift", "locked-waiting", "shift-of-other",
  "approved-printer", "printer-off", "printer-waits", "printer-other",
] as const;

export type SceneName = (typeof SCENES)[number];

export function scene(name: string): Snapshot {
  const known = SCENES.find((one) => one === name);
  return known === undefined ? aSnapshot() : snapshotOf(known);
}

/** The same with a printer; well, where nothing else is said. */
function printing(snapshot: Snapshot, light: Partial<PrinterLight>): Snapshot {
  return { ...snapshot, lights: { ...snapshot.lights, printer: { trouble: null, waiting: 0, for_person: 0, way: "printer", has_other: false, ...light } } };
}

function snapshotOf(name: SceneName): Snapshot {
  switch (name) {
    case "first-run":
      return aSnapshot({ first_run: true });
    case "amount":
      return withSales({});
    case "empty":
      return aSnapshot();
    case "requested":
      return inHand({ state: "requested", deadline_left_ms: 41_000 });
    case "requested-trouble":
      return inHand({ state: "requested", deadline_left_ms: 19_000, attempts: 4, trouble: "no-connection" });
    case "approved-printer":
      return printing(paid({}), {});
    case "printer-off":
      return printing(withSales({}), { trouble: "no-connection", waiting: 3, has_other: true });
    case "printer-waits":
      return printing(withSales({}), { trouble: "paper-out", waiting: 14, for_person: 14 });
    case "printer-other":
      return printing(withSales({}), { way: "other", has_other: true });
    case "waiting":
      return inHand({ qr: aQr({ left_ms: LEFT_MS }) });
    case "waiting-large":
      return inHand({ qr: aQr({ left_ms: LEFT_MS }), amount_centavos: 987_654_321, charged_centavos: 987_654_321 });
    case "may-not-read":
      return inHand({ qr: aQr({ left_ms: 48_000, may_not_read: true }) });
    case "time-up":
      return { ...inHand({ qr: aQr({ left_ms: 0 }), time_up: true }), ...relayDown() };
    case "relay-down":
      return { ...inHand({ qr: aQr({ left_ms: LEFT_MS }) }), ...relayDown() };
    case "rejected":
      return inHand({ qr: aQr({ left_ms: LEFT_MS }), provider_word: "RECHAZADO", discrepancies: [aDiscrepancy("needs-review")] });
    case "short":
      return inHand({ qr: aQr({ left_ms: LEFT_MS }), received_centavos: 140_050, discrepancies: [aDiscrepancy("short", 10_000)] });
    case "approved":
      return paid({});
    case "approved-late":
      return paid({ discrepancies: [aDiscrepancy("late")] });
    case "approved-over":
      return paid({ received_centavos: 160_050, discrepancies: [aDiscrepancy("over", 10_000)] });
    case "approved-twice":
      return paid({ discrepancies: [aDiscrepancy("duplicate", 150_050)] });
    case "approved-contradicted":
      return paid({ discrepancies: [aDiscrepancy("contradicted")], payer: { name: null, reference: "MP-8841 2093" } });
    case "refused":
      return refused("provider-refused");
    case "refused-credentials":
      return refused("credentials");
    case "expired":
      return inHand({ state: "expired" });
    case "expired-deadline":
      return inHand({ state: "expired", reason: "deadline", attempts: 9, trouble: "no-connection" });
    case "expired-short":
      return inHand({ state: "expired", received_centavos: 140_050, discrepancies: [aDiscrepancy("short", 10_000)] });
    case "in-doubt":
    case "sent":
    case "pending":
      return inHand({ state: name, method: "card", provider: "pagouno" });
    case "declined":
      return inHand({ state: name, method: "card", provider: "pagouno", provider_word: "FONDOS INSUFICIENTES" });
    case "cancelled":
    case "settled-paid":
    case "settled-unpaid":
    case "declared":
    case "unconfirmed":
      return inHand({ state: name });
    case "skew":
      return withSales({ lights: { ...aSnapshot().lights, clock_skew_ms: 47_000 } });
    case "clock-blocked":
      return withSales({ lights: { ...aSnapshot().lights, clock_skew_ms: -310_000, qr_blocked_by_clock_ms: -310_000 } });
    case "test-environment":
      return withSales({ mode: "live", test_environment: true, practice: null, has_manager: true, session: atTheCounter(LUCIA) });
    case "live":
      return withSales({ mode: "live", practice: null, has_manager: true, session: atTheCounter(LUCIA), owed: 3, tray: 2 });
    case "locked":
      return withSales({ mode: "live", practice: null, has_manager: true, session: locked(LUCIA), owed: 1, tray: 2 });
    case "locked-no-shift":
      return withSales({ has_manager: true, session: { ...locked(LUCIA), shift: null } });
    case "locked-waiting":
      return { ...inHand({ qr: aQr({ left_ms: LEFT_MS }) }), has_manager: true, session: locked(LUCIA) };
    case "shift-of-other":
      return withSales({ mode: "live", practice: null, has_manager: true, session: onShiftOf(TOMAS, MARINA) });
    case "offline":
      return withSales({ owed: 2, practice: aPractice({ offline: true }), lights: darkLights("no-internet", 95_000) });
  }
}

function paid(values: Partial<PaymentView>): Snapshot {
  return inHand({ state: "approved", received_centavos: 150_050, payer: PAYER, ...values });
}

function refused(reason: RefusalReason): Snapshot {
  return inHand({ state: "refused", reason });
}

function inHand(values: Partial<PaymentView>): Snapshot {
  const payment = aPayment({ id: "p-hand", amount_centavos: 150_050, charged_centavos: 150_050, ...values });
  const sale = aSale({
    id: "s-hand",
    ticket: "C1-000042",
    state: payment.state === "approved" ? "paid" : "open",
    total_centavos: payment.amount_centavos,
    opened_at_ms: Date.now(),
    payments: [payment],
  });
  const snapshot = withSales({});
  return { ...snapshot, sales: [sale, ...snapshot.sales], in_hand: sale.id, open_sales: 2, tray: 1 + payment.discrepancies.length };
}

function withSales(values: Partial<Snapshot>): Snapshot {
  const sales = [
    past(41, "approved", 1_250_000, 4, { payer: PAYER }),
    past(40, "waiting", 480_000, 6, { qr: aQr({ left_ms: 4 * MINUTE_MS }) }),
    past(39, "approved", 89_990, 15, { discrepancies: [aDiscrepancy("over", 10)] }),
    past(38, "expired", 320_000, 22, {}),
    past(37, "cancelled", 1_500_000, 31, {}),
    past(36, "approved", 2_175_050, 47, {}),
    past(35, "refused", 60_000, 58, { reason: "provider-refused" }),
    past(34, "approved", 15_400_000, 70, {}),
  ];
  return aSnapshot({ sales, open_sales: 1, tray: 1, ...values });
}

function past(ticket: number, state: PaymentState, amount_centavos: number, minutes_ago: number, values: Partial<PaymentView>): SaleView {
  const received_centavos = state === "approved" ? amount_centavos : 0;
  return aSale({
    id: `s${ticket}`,
    ticket: `C1-${String(ticket).padStart(6, "0")}`,
    state: state === "approved" ? "paid" : state === "waiting" ? "open" : "abandoned",
    total_centavos: amount_centavos,
    opened_at_ms: Date.now() - minutes_ago * MINUTE_MS,
    payments: [aPayment({ id: `p${ticket}`, state, amount_centavos, charged_centavos: amount_centavos, received_centavos, ...values })],
  });
}

/** Somebody locked the till, or nobody touched it, during this person's shift. */
function locked(of: PersonView): SessionView {
  return { ...atTheCounter(of), person: null, locked: true };
}

/** Somebody else's PIN opened the till during this person's shift. */
function onShiftOf(of: PersonView, person: PersonView): SessionView {
  const { shift, ...session } = atTheCounter(of, 1);
  return { ...session, person, shift: shift === null ? null : { ...shift, own: false } };
}

/** One cause darkens every contact in use. */
export function darkLights(outage: Outage, age_ms: number): Lights {
  const light: Light = { state: "down", age_ms, outage };
  return { ...aSnapshot().lights, totalcoin: light, pagouno: light, relay: light };
}

function relayDown(): Pick<Snapshot, "lights"> {
  const lights = aSnapshot().lights;
  return { lights: { ...lights, relay: { state: "down", age_ms: 95_000 }, totalcoin: { state: "slow", age_ms: 40_000 } } };
}
