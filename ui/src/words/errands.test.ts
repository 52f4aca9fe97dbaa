/** An errand in words: what happened so far, when it goes out next, and whom it needs. */

import { expect, test } from "vitest";
import type { ErrandView, QueueGroup } from "../backend/bindings";
import { anErrand } from "../backend/memory/queue-scenes";
import { errandSmall, errandTitle, errandWhat, giveUpWords, groupNext, groupWords, lastErrorWords, nextWords } from "./errands";
import { m } from "./words";

const NOW_MS = 1_764_480_000_000;
const errand = (values: Partial<ErrandView> = {}): ErrandView => anErrand(75, NOW_MS, { ticket: "C1-000375", amount_centavos: 720_000, ...values });
const next = (values: Partial<ErrandView>, place = 1) => nextWords(errand(values), { outage: "no-internet", place, now_ms: NOW_MS });

test("its title names the sale and the amount, where there is a sale", () => {
  expect(errandTitle(errand())).toBe("Hacer el QR de C1-000375 · $ 7.200");
  expect(errandTitle(errand({ ticket: null }))).toBe("Hacer un QR");
  expect(giveUpWords(errand())).toBe("Abandonar C1-000375, $ 7.200");
  expect(giveUpWords(errand({ ticket: null }))).toBe("Hacer un QR");
});

test.each([
  [{}, "QR común · todavía no salió"],
  [{ attempts: 1 }, "QR común · 1 intento"],
  [{ attempts: 5, lost_before: true }, "QR común · salió y no llegó la respuesta"],
  [{ customer_waits: true }, "QR común · alguien espera en la caja · todavía no salió"],
  [{ standing: "dead", dead_because: "refused" }, "QR común · rechazado"],
  [{ standing: "dead", dead_because: "time-over", customer_waits: true }, "QR común · no sale solo"],
] as const)("%o is told as %s", (values, words) => {
  expect(errandSmall(errand(values))).toBe(words);
});

test("what may have arrived is said to be repeated as it was, whatever came after", () => {
  expect(errandWhat(errand({ trouble: "no-connection", lost_before: true }))).toBe(m.errand_what_no_answer());
  expect(errandWhat(errand({ trouble: "no-connection" }))).toBe(m.errand_what_no_connection());
});

test("each reason why it is dead has words of its own", () => {
  const words = (["time-over", "refused", "answer-lost"] as const).map((dead_because) => errandWhat(errand({ standing: "dead", dead_because })));
  expect(new Set(words).size).toBe(words.length);
});

test("the last error is the outage, where it is why no connection came about", () => {
  expect(lastErrorWords(errand({ trouble: "no-connection" }), "captive-portal")).toBe(m.outage_captive_portal());
  expect(lastErrorWords(errand({ trouble: "provider-error" }), "captive-portal")).toBe(m.errand_trouble_provider_error());
  expect(lastErrorWords(errand({ trouble: "no-connection" }), null)).toBe(m.errand_trouble_no_connection());
  expect(lastErrorWords(errand(), "no-network")).toBe(m.errand_last_none());
});

test("when it goes out: after the probe, in a while, at a time of day, or now", () => {
  expect(next({ waits_for_probe: true, next_at_ms: null })).toEqual({ when: "Con internet", more: "primero" });
  expect(next({ next_at_ms: NOW_MS + 24_000 }, 2)).toEqual({ when: "Sale en 0:24", more: "segundo" });
  expect(next({ next_at_ms: NOW_MS + 2 * 3_600_000 }, 1_500)?.when).toMatch(/^Sale a las \d\d:\d\d$/);
  expect(next({ next_at_ms: NOW_MS - 1 }, 1_500)).toEqual({ when: "Ahora", more: "lugar 1.500" });
  expect(next({ standing: "dead" })).toBeNull();
  expect(next({ standing: "held" })).toBeNull();
});

test("a group counts what goes out by itself and what needs a person apart", () => {
  const group: QueueGroup = { provider: "bind", owed: 75_000, dead: 1, held: 2, oldest_owed_at_ms: NOW_MS - 18 * 60_000, paused: { since_ms: NOW_MS, next_probe_at_ms: NOW_MS + 24_000 }, outage: null };
  expect(groupWords(group)).toEqual({ owed: "75.000 por enviar, en pausa", people: ["1 necesita a alguien", "2 esperan en la bandeja"] });
  expect(groupNext(group, NOW_MS)).toBe("Prueba uno en 0:24");
  // The panel above says when the next probe goes out.
  expect(groupNext({ ...group, outage: "no-internet" }, NOW_MS)).toBe("El más viejo, hace 18 min");
  expect(groupWords({ ...group, owed: 0, paused: null })).toEqual({ owed: "", people: ["1 necesita a alguien", "2 esperan en la bandeja"] });
  expect(groupWords({ ...group, owed: 0, dead: 0, held: 0 }).owed).toBe("Nada por enviar");
});
