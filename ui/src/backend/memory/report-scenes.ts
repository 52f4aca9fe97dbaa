/** Scenes of the reports to Bind: `?scene=reports`. The first has one of each standing. */

import type { ReportDetails, ReportView, Snapshot } from "../bindings";
import { TOMAS } from "./people";
import { NOTHING_OWED, anErrand } from "./queue-scenes";
import type { QueueStart } from "./queue";
import { aReport, details, reportFields } from "./reports";
import type { ReportsStart } from "./reports";
import { aPayment, aSale, aSnapshot, atTheCounter } from "./samples";

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** More than one page of them. */
const MANY = 120;

export const REPORT_SCENES = ["reports", "reports-many", "reports-empty", "reports-no-manager", "reports-trouble"] as const;
export type ReportSceneName = (typeof REPORT_SCENES)[number];

export type ReportScene = { readonly till: Snapshot; readonly queue: QueueStart; readonly start: ReportsStart };

export function reportScene(name: string): ReportScene | null {
  const known = REPORT_SCENES.find((one) => one === name);
  return known === undefined ? null : sceneOf(known, Date.now());
}

function sceneOf(name: ReportSceneName, now_ms: number): ReportScene {
  switch (name) {
    case "reports":
      return scene(oneOfEach(now_ms), now_ms);
    case "reports-many":
      return scene([...oneOfEach(now_ms), ...many(now_ms)], now_ms);
    case "reports-empty":
      return scene([], now_ms);
    case "reports-no-manager": {
      const { till, ...rest } = scene(oneOfEach(now_ms), now_ms);
      return { ...rest, till: { ...till, has_manager: false, session: aSnapshot().session } };
    }
    case "reports-trouble":
      return { ...scene([], now_ms), start: { reports: [], unread: true } };
  }
}

function scene(reports: readonly ReportDetails[], now_ms: number): ReportScene {
  const waiting = reports.filter(({ report }) => report.state === "failed" || report.state === "in-doubt").length;
  const errands = reports.flatMap(({ report }) => (report.errand === null ? [] : [errandOf(report, report.errand, now_ms)]));
  const sales = reports.slice(0, 8).map(({ report }) => saleOf(report));
  const lights = { ...aSnapshot().lights, bind: { state: "ok", age_ms: 4_000 } as const };
  const till = aSnapshot({ mode: "live", practice: null, has_manager: true, session: atTheCounter(TOMAS, 1), wallet: "ready", reports: waiting, owed: errands.length, tray: 2, sales, lights });
  const groups = [...NOTHING_OWED.groups, { provider: "bind" as const, paused: null, outage: null }];
  return { till, queue: { ...NOTHING_OWED, groups, errands }, start: { reports } };
}

function errandOf({ sale, payment, ticket, amount_centavos, owed_at_ms, attempts, next_try_at_ms }: ReportView, number: number, now_ms: number) {
  return anErrand(number, now_ms, { kind: "report", provider: "bind", sale, payment, ticket, amount_centavos, owed_at_ms, attempts, next_at_ms: next_try_at_ms });
}

function saleOf({ sale, payment, ticket, amount_centavos, owed_at_ms }: ReportView) {
  const paid = aPayment({ id: payment, method: "wallet", provider: "wallet", state: "approved", amount_centavos, charged_centavos: amount_centavos, received_centavos: amount_centavos });
  return aSale({ id: sale, ticket, state: "paid", total_centavos: amount_centavos, opened_at_ms: owed_at_ms - MINUTE_MS, payments: [paid] });
}

/** A report of a ticket, so long ago. */
function report(ticket: number, ago_ms: number, now_ms: number, values: Partial<ReportView>): ReportView {
  const owed_at_ms = now_ms - ago_ms;
  const id = `7d0c41e2-5b0a-4a1e-9b1f-${String(ticket).padStart(12, "0")}`;
  return aReport({ id, message: id, sale: `s${ticket}`, payment: `p${ticket}`, ticket: `C1-${String(ticket).padStart(6, "0")}`, owed_at_ms, changed_at_ms: owed_at_ms + SECOND_MS, ...values });
}

function oneOfEach(now_ms: number): readonly ReportDetails[] {
  const fault = { code: "VE-017", description: "cuentaVendedor no corresponde al identificadorVendedor" };
  const failed = report(354, 40 * SECOND_MS, now_ms, { state: "failed", why: "refused", attempts: 1, amount_centavos: 1_580_000, ...fault });
  const doubted = report(375, 50 * SECOND_MS, now_ms, { state: "in-doubt", why: "lost-answer", attempts: 3, amount_centavos: 720_000, code: "GE-001", description: "Operación ya informada" });
  const unsent = report(372, 60 * SECOND_MS, now_ms, { state: "failed", why: "amount-differs", amount_centavos: 640_000 });
  return [
    details(failed, {
      fields: reportFields({ seller_account: "0000003100010000000892" }),
      unfit: ["seller_account"],
      on_error: `{ "code": "VE-017",\n  "description": "${fault.description}" }`,
    }),
    details(doubted, { earlier: ["0b5f7a10-77aa-4f5e-9e0e-3f1f6b2a9d01"], on_error: '{ "code": "GE-001", "description": "Operación ya informada" }' }),
    details(unsent, { fields: reportFields({ amount_centavos: 640_000 }), unfit: ["amount_centavos"] }),
    details(report(331, 25 * SECOND_MS, now_ms, { outcome: "returned", owed_by: "Marina", amount_centavos: 980_000, next_try_at_ms: now_ms + 45 * SECOND_MS, errand: 41 }), {}),
    details(report(343, 70 * SECOND_MS, now_ms, { state: "passed", attempts: 1, amount_centavos: 980_000 }), {}),
    details(report(336, 80 * SECOND_MS, now_ms, { state: "passed", attempts: 2, amount_centavos: 2_150_000 }), {}),
    details(report(335, 85 * SECOND_MS, now_ms, { state: "settled-passed", attempts: 2, amount_centavos: 310_000, settled_by: "Marina", reason: "lo confirmó Bind por correo" }), {}),
    details(report(329, 90 * SECOND_MS, now_ms, { state: "passed", outcome: "returned", owed_by: "Marina", attempts: 1, amount_centavos: 480_000 }), {}),
    details(report(327, 95 * SECOND_MS, now_ms, { state: "given-up", amount_centavos: 120_000, settled_by: "Marina", reason: "el pago se anuló en la billetera" }), { fields: null }),
    details(report(301, 8 * DAY_MS, now_ms, { state: "passed", attempts: 1, amount_centavos: 75_000 }), {}),
  ];
}

function many(now_ms: number): readonly ReportDetails[] {
  return Array.from({ length: MANY }, (_, at) => details(report(1_000 + at, 100 * SECOND_MS + at * 10, now_ms, { state: "passed", attempts: 1, amount_centavos: 10_000 + at * 100 }), {}));
}
