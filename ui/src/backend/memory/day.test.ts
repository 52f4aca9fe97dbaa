/** A till in memory is only worth looking at if its figures agree with each other and its people are who they are. */

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Requests } from "../bindings";
import { memoryBackend } from "./memory";
import { LUCIA, MARINA, PINS } from "./people";

// The till in memory counts down for as long as it lives.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setInterval"] });
  vi.stubGlobal("window", { location: { search: "" } });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function tillOf(scene: string) {
  const backend = memoryBackend(new URLSearchParams({ scene }));
  return <K extends keyof Requests>(name: K, takes: Requests[K]["takes"]) => backend.ask(name, takes);
}

function sumOf(lines: readonly { readonly amount_centavos: number }[]): number {
  return lines.reduce((sum, line) => sum + line.amount_centavos, 0);
}

test("the figures of a partial add up, and a close leaves the next one empty", async () => {
  const ask = tillOf("live");
  const { number, figures } = await ask("partial", {});
  expect([number, figures.received_centavos]).toEqual([215, 106_828_600]);
  expect(sumOf(figures.people)).toBe(figures.received_centavos);
  expect(sumOf(figures.plans)).toBe(figures.takings.find((one) => one.tender === "card")?.amount_centavos);
  expect(figures.deductions.every((one) => one.gross_centavos - one.fees_centavos - one.taxes_centavos === one.net_centavos)).toBe(true);
  await expect(ask("close_day", { number: 214 })).rejects.toThrow("close-of-another");
  const closed = await ask("close_day", { number });
  expect([closed.partial, closed.actor]).toEqual([false, { who: "person", name: "Lucía" }]);
  expect(await ask("close_day", { number })).toEqual(closed);
  expect((await ask("partial", {})).figures.received_centavos).toBe(0);
});

test("a locked till takes any person's PIN, and a wrong one makes the next ones wait", async () => {
  const ask = tillOf("live");
  expect(await ask("lock", { idle: false })).toMatchObject({ person: null, locked: true, shift: { person: LUCIA, own: false } });
  for (let tries = 0; tries < 3; tries += 1) await expect(ask("unlock", { typed: "111111" })).rejects.toThrow("pin-wrong");
  await expect(ask("unlock", { typed: PINS.lucia })).rejects.toThrow("pin-wait");
});

test("somebody else's PIN leaves the shift with who opened it", async () => {
  const ask = tillOf("live");
  await ask("lock", { idle: true });
  expect(await ask("unlock", { typed: PINS.marina })).toMatchObject({ person: MARINA, locked: false, shift: { person: LUCIA, own: false } });
});

test("the drawer is counted against its float, its movements and the sales in cash", async () => {
  const ask = tillOf("live");
  const { shift } = await ask("shift", null);
  expect(shift?.expected_cash_centavos).toBe(19_930_000);
  const counted = await ask("count_shift", { counts: [{ tender: "cash", counted_centavos: 19_780_000, pieces: [] }] });
  expect(counted.shift).toMatchObject({ open: false, to_confirm: true, counts: [{ difference_centavos: -150_000 }] });
  const accepted = await ask("accept_difference", { shift: 2, reason: "Se contó dos veces", pin: PINS.marina });
  expect(accepted).toMatchObject({ to_confirm: [], shift: { to_confirm: false, accepted_by: { who: "person", name: "Marina" } } });
});
