/** A report in words: what waits for a person says why, and what does not says how it went. */

import { expect, test } from "vitest";
import type { ReportView, ReportWhy } from "../backend/bindings";
import { aReport } from "../backend/memory/reports";
import { answerAllows, messageWords, reportBadge, reportLine, reportSmall, reportTitle, reportWhat } from "./reports";
import { m } from "./words";

const NOW_MS = 1_764_480_000_000;
const report = (values: Partial<ReportView> = {}): ReportView => aReport({ owed_at_ms: NOW_MS - 60_000, changed_at_ms: NOW_MS - 58_000, ...values });
const WHYS: readonly ReportWhy[] = ["amount-differs", "order-differs", "not-its-payment", "another-report", "incomplete", "refused", "lost-answer", "restored"];

test("the title names what Bind did with what", () => {
  expect(reportTitle(report({ state: "failed", why: "refused" }))).toBe("Bind no aceptó el pago de C1-000354");
  expect(reportTitle(report({ state: "failed", why: "refused", outcome: "returned" }))).toBe("Bind no aceptó la devolución de C1-000354");
  expect(reportTitle(report({ state: "in-doubt", why: "lost-answer" }))).toBe("No se sabe si Bind tomó el pago de C1-000354");
  // Nothing was sent: Bind refused nothing.
  expect(reportTitle(report({ state: "failed", why: "amount-differs" }))).toBe("Falta revisar el pago de C1-000354 antes de informarle a Bind");
});

test("each reason has words of its own", () => {
  const said = WHYS.map((why) => reportWhat(report({ state: "failed", why })));
  expect(new Set(said.map(({ head }) => head)).size).toBe(WHYS.length);
  expect(new Set(said.map(({ what }) => what)).size).toBe(WHYS.length);
  expect(reportSmall(report({ state: "in-doubt", why: "lost-answer" }), NOW_MS)).toContain(m.report_small_lost());
});

test("Bind's own words come first where it gave any", () => {
  const told = { state: "failed", why: "refused", code: "VE-017", description: "La cuenta no es de ese CUIT" } as const;
  expect(reportWhat(report(told)).head).toBe("La cuenta no es de ese CUIT · código VE-017");
  expect(reportWhat(report({ ...told, description: null })).head).toBe("código VE-017");
  expect(reportWhat(report({ ...told, code: null, description: null })).head).toBe(m.report_refused());
  // What matters after a lost answer is that it was lost.
  expect(reportWhat(report({ ...told, state: "in-doubt", why: "lost-answer" })).head).toBe(m.report_lost());
});

test.each([
  [{ state: "owed" }, "Pago · todavía no salió"],
  [{ state: "owed", attempts: 3, outcome: "returned", owed_by: "Marina" }, "Devolución, por Marina · 3 intentos sin respuesta"],
  [{ state: "passed", attempts: 1 }, "Pago · tardó 2 s"],
  [{ state: "passed", attempts: 2 }, "Pago · al intento 2"],
  [{ state: "passed", attempts: 1, messages: 2 }, "Pago · corregido: 2 mensajes"],
  [{ state: "settled-passed", settled_by: "Marina" }, "Pago · lo tiene Bind, dijo Marina"],
  [{ state: "given-up", settled_by: "Marina", outcome: "rejected" }, "Rechazo · lo dejó Marina"],
] as const)("%o is the line %s", (values, line) => {
  expect(reportLine(report(values))).toBe(line);
});

test.each([
  [{ state: "owed", next_try_at_ms: NOW_MS + 12_000 }, "sale en 0:12"],
  [{ state: "owed", next_try_at_ms: NOW_MS }, "sale ahora"],
  [{ state: "owed" }, "espera"],
  [{ state: "passed" }, "pasó"],
  [{ state: "settled-passed", outcome: "returned" }, "devuelto"],
  [{ state: "given-up" }, "no se manda"],
  [{ state: "failed" }, null],
] as const)("%o ends with %s", (values, badge) => {
  expect(reportBadge(report(values), NOW_MS)).toBe(badge);
});

test("its fields went out, or will, or nobody can say", () => {
  expect(messageWords(report({ state: "owed" }))).toBe(m.report_to_send());
  expect(messageWords(report({ state: "owed", attempts: 1 }))).toBe(m.report_sent());
  expect(messageWords(report({ state: "failed", why: "incomplete" }))).toBe(m.report_to_send());
  // Once Bind answered, its errand is gone, and with it the count of its attempts.
  expect(messageWords(report({ state: "failed", why: "refused" }))).toBe(m.report_sent());
  expect(messageWords(report({ state: "given-up" }))).toBe(m.report_message());
});

test("a PIN names what it allows", () => {
  expect(answerAllows("give-up", report())).toBe("No mandar más C1-000354, $ 15.800");
});
