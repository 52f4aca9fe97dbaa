/** Scenes of the queue: `?scene=queue`. One for each outage, and for each size that it can have. */

import type { ErrandView, InDoubtView, Light, Lights, Meanwhile, Outage, PauseView, SaleView, Snapshot } from "../bindings";
import { TOMAS } from "./people";
import { aPayment, aSale, aSnapshot, atTheCounter } from "./samples";
import { darkLights } from "./scenes";
import type { QueueStart } from "./queue";

const MINUTE_MS = 60_000;
const SECOND_MS = 1_000;
const MANY = 100_000;
/** So many errands of a scene have their sale in the list of last sales. */
const SALES_MAX = 4;

/** Every scene of this file. */
export const QUEUE_SCENES = [
  "queue", "queue-busy", "queue-empty", "queue-dead", "queue-held", "queue-many", "queue-no-network", "queue-name", "queue-down", "queue-portal",
  "queue-proxy", "queue-certificate", "queue-slow", "queue-offline-empty", "queue-no-manager", "queue-trouble",
] as const;
export type QueueSceneName = (typeof QUEUE_SCENES)[number];

export type QueueScene = { readonly till: Snapshot; readonly start: QueueStart };

export function queueScene(name: string): QueueScene | null {
  const known = QUEUE_SCENES.find((one) => one === name);
  return known === undefined ? null : sceneOf(known, Date.now());
}

/** What another scene's till owes: as many errands as its status bar counts, about its first sales. */
export function queueBehind({ owed, sales, lights }: Snapshot): QueueStart {
  const now_ms = Date.now();
  const outage = lights.totalcoin.outage ?? null;
  const errands = Array.from({ length: owed }, (_, place) => {
    const sale = sales[place];
    const about = sale === undefined ? {} : { sale: sale.id, ticket: sale.ticket, amount_centavos: sale.total_centavos, owed_at_ms: sale.opened_at_ms };
    return anErrand(place + 1, now_ms, { ...about, waits_for_probe: outage !== null, attempts: outage === null ? 0 : 2, trouble: outage === null ? null : "no-connection" });
  });
  return outage === null ? { ...NOTHING_OWED, errands } : dark(outage, now_ms, errands, []).start;
}

export const NOTHING_OWED: QueueStart = {
  groups: [{ provider: "totalcoin", paused: null, outage: null }, { provider: "pagouno", paused: null, outage: null }],
  errands: [],
  outage: null,
  meanwhile: { cash: true, fixed_qr: false, qr: true, card: true },
  in_doubt: [],
};

function sceneOf(name: QueueSceneName, now_ms: number): QueueScene {
  switch (name) {
    case "queue":
      return dark("no-internet", now_ms, someOwed(now_ms), [aDoubt(now_ms)]);
    case "queue-no-manager": {
      const { till, start } = dark("no-internet", now_ms, [aDead(2, now_ms)], []);
      return { till: { ...till, has_manager: false, session: aSnapshot().session }, start };
    }
    case "queue-offline-empty":
      return dark("no-internet", now_ms, [], []);
    case "queue-no-network":
      return dark("no-network", now_ms, someOwed(now_ms), []);
    case "queue-name":
      return dark("name-not-found", now_ms, someOwed(now_ms), []);
    case "queue-portal":
      return dark("captive-portal", now_ms, someOwed(now_ms), []);
    case "queue-proxy":
      return dark("proxy-wanted", now_ms, someOwed(now_ms), []);
    case "queue-certificate":
      return dark("certificate", now_ms, someOwed(now_ms), []);
    case "queue-slow":
      return dark("too-slow", now_ms, someOwed(now_ms), []);
    case "queue-down":
      return oneDown(now_ms);
    case "queue-busy":
      return lit(now_ms, [anErrand(1, now_ms, { standing: "in-flight", next_at_ms: null, customer_waits: true, attempts: 1, can_retry: false }), anErrand(2, now_ms, { next_at_ms: now_ms + 24 * SECOND_MS, attempts: 2, trouble: "provider-error" }), anErrand(3, now_ms, {})]);
    case "queue-empty":
      return lit(now_ms, []);
    case "queue-dead":
      return lit(now_ms, [aDead(1, now_ms), { ...aDead(2, now_ms), dead_because: "refused" }, { ...aDead(3, now_ms), dead_because: "answer-lost", lost_before: true, trouble: "no-answer" }, anErrand(4, now_ms, { next_at_ms: now_ms })]);
    case "queue-held":
      return lit(now_ms, [anErrand(1, now_ms, { standing: "held", next_at_ms: null, can_retry: false }), anErrand(2, now_ms, { standing: "held", next_at_ms: null, can_retry: false })]);
    case "queue-many":
      return many(now_ms);
    case "queue-trouble": {
      const { till, start } = lit(now_ms, []);
      return { till, start: { ...start, unread: true } };
    }
  }
}

/** A till at which everything answers. */
function lit(now_ms: number, errands: readonly ErrandView[]): QueueScene {
  return { till: aTill(now_ms, errands, {}), start: { ...NOTHING_OWED, errands } };
}

/** One cause darkens every contact in use. */
function dark(outage: Outage, now_ms: number, errands: readonly ErrandView[], in_doubt: readonly InDoubtView[]): QueueScene {
  const lights = darkLights(outage, 16 * MINUTE_MS);
  const paused: PauseView = { since_ms: now_ms - 16 * MINUTE_MS, next_probe_at_ms: now_ms + 24 * SECOND_MS };
  const meanwhile: Meanwhile = { cash: true, fixed_qr: true, qr: false, card: false };
  const has = (provider: string): boolean => errands.some((errand) => errand.provider === provider);
  const groups = (["totalcoin", "pagouno"] as const).map((provider) => ({ provider, outage, paused: has(provider) ? paused : null }));
  const next_try_at_ms = errands.some(({ standing }) => standing === "owed") ? paused.next_probe_at_ms : null;
  const cause = { kind: outage, since_ms: paused.since_ms, checked_at_ms: now_ms - 6 * SECOND_MS, next_try_at_ms };
  return { till: aTill(now_ms, errands, lights), start: { groups, errands, outage: cause, meanwhile, in_doubt } };
}

/** The internet works, and TotalCoin does not answer. */
function oneDown(now_ms: number): QueueScene {
  const errands = someOwed(now_ms);
  const light: Light = { state: "down", age_ms: 7 * MINUTE_MS, outage: "provider-down" };
  const paused: PauseView = { since_ms: now_ms - 7 * MINUTE_MS, next_probe_at_ms: now_ms + 41 * SECOND_MS };
  const start: QueueStart = {
    ...NOTHING_OWED,
    groups: [{ provider: "totalcoin", paused, outage: "provider-down" }, { provider: "pagouno", paused: null, outage: null }],
    errands,
    meanwhile: { cash: true, fixed_qr: true, qr: false, card: true },
  };
  return { till: aTill(now_ms, errands, { totalcoin: light }), start };
}

/** A long outage is over: everything goes out, in order. */
function many(now_ms: number): QueueScene {
  const errands = Array.from({ length: MANY }, (_, place) => {
    const provider = place % 4 === 0 ? ("pagouno" as const) : ("totalcoin" as const);
    const kind = provider === "pagouno" ? ("card-charge" as const) : ("pre-order" as const);
    return anErrand(place + 1, now_ms, { provider, kind, sale: null, owed_at_ms: now_ms - (MANY - place) * SECOND_MS, next_at_ms: now_ms, attempts: 3 });
  });
  return lit(now_ms, [...errands, aDead(MANY + 1, now_ms), { ...aDead(MANY + 2, now_ms), provider: "pagouno", kind: "card-charge" }]);
}

function someOwed(now_ms: number): ErrandView[] {
  const paused = { waits_for_probe: true, next_at_ms: null };
  return [
    anErrand(1, now_ms, { ...paused, ticket: "C1-000375", sale: "s375", payment: "p375", amount_centavos: 720_000, owed_at_ms: now_ms - 18 * MINUTE_MS, attempts: 5, trouble: "no-answer", lost_before: true, can_give_up: true, deadline_ms: now_ms + 23 * 60 * MINUTE_MS }),
    anErrand(2, now_ms, { ...paused, ticket: "C1-000378", sale: "s378", payment: "p378", amount_centavos: 980_000, owed_at_ms: now_ms - 12 * MINUTE_MS, can_give_up: true }),
    anErrand(3, now_ms, { ...paused, ticket: "C1-000381", sale: "s381", payment: "p381", amount_centavos: 245_000, owed_at_ms: now_ms - MINUTE_MS, attempts: 1, trouble: "no-connection", customer_waits: true }),
    { ...aDead(4, now_ms), ticket: "C1-000354", sale: "s354", payment: "p354", amount_centavos: 1_580_000 },
  ];
}

export function anErrand(number: number, now_ms: number, values: Partial<ErrandView>): ErrandView {
  const ticket = 300 + (number % 100_000);
  return {
    number,
    kind: "pre-order",
    provider: "totalcoin",
    standing: "owed",
    sale: `s${ticket}`,
    payment: `p${ticket}`,
    ticket: `C1-${String(ticket).padStart(6, "0")}`,
    amount_centavos: 150_000 + (number % 97) * 5_000,
    owed_at_ms: now_ms - 4 * MINUTE_MS,
    attempts: 0,
    next_at_ms: now_ms,
    waits_for_probe: false,
    trouble: null,
    lost_before: false,
    dead_because: null,
    deadline_ms: now_ms + 24 * 60 * MINUTE_MS,
    customer_waits: false,
    can_retry: true,
    can_give_up: false,
    support: `outbox ${number}, ${values.kind === "card-charge" ? "pagouno.charge" : "totalcoin.pre-order"}, 7d0c41e2-5b0a-4a1e-9b1f`,
    ...values,
  };
}

function aDead(number: number, now_ms: number): ErrandView {
  const dead = { standing: "dead", dead_because: "time-over", next_at_ms: null, attempts: 9, trouble: "provider-error", can_give_up: true } as const;
  return anErrand(number, now_ms, { ...dead, owed_at_ms: now_ms - 26 * 60 * MINUTE_MS, deadline_ms: now_ms - 2 * 60 * MINUTE_MS });
}

function aDoubt(now_ms: number): InDoubtView {
  return { sale: "s376", payment: "p376", ticket: "C1-000376", charged_centavos: 3_600_000, provider: "pagouno", since_ms: now_ms - 17 * MINUTE_MS };
}

function aTill(now_ms: number, errands: readonly ErrandView[], lights: Partial<Lights>): Snapshot {
  const sales = [...errands.slice(0, SALES_MAX).flatMap((errand) => saleOf(errand, now_ms)), doubtfulSale(now_ms)];
  const owed = errands.filter(({ standing }) => standing !== "held").length;
  const dead = errands.filter(({ standing }) => standing === "dead").length;
  const open_sales = sales.filter(({ state }) => state === "open").length;
  return aSnapshot({ mode: "live", practice: null, has_manager: true, session: atTheCounter(TOMAS, 1), sales, owed, dead, open_sales, tray: 1, lights: { ...aSnapshot().lights, ...lights } });
}

function saleOf({ sale, payment, ticket, amount_centavos, standing }: ErrandView, now_ms: number): SaleView[] {
  if (sale === null || payment === null || ticket === null || amount_centavos === null) return [];
  const dead = standing === "dead";
  const payments = [aPayment({ id: payment, state: dead ? "expired" : "requested", amount_centavos, charged_centavos: amount_centavos, deadline_left_ms: dead ? null : 24 * 60 * MINUTE_MS })];
  return [aSale({ id: sale, ticket, state: dead ? "abandoned" : "open", total_centavos: amount_centavos, opened_at_ms: now_ms - 18 * MINUTE_MS, payments })];
}

function doubtfulSale(now_ms: number): SaleView {
  const { sale, payment, ticket, charged_centavos, since_ms } = aDoubt(now_ms);
  const payments = [aPayment({ id: payment, method: "card", provider: "pagouno", state: "in-doubt", amount_centavos: charged_centavos, charged_centavos })];
  return aSale({ id: sale, ticket, total_centavos: charged_centavos, opened_at_ms: since_ms, payments });
}
