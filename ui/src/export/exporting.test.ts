import { expect, test, vi } from "vitest";
import type { BeginExport, ExportView } from "../backend/bindings";
import { Refused } from "../backend/backend";
import type { Till } from "../till/till.svelte";
import { Exporting } from "./exporting.svelte";

const RUNNING: ExportView = { standing: "running", what: "log", rows: 0, per_mille: 0, path: null, why: null };
const TODAY = "2026-11-28";

/** A till that answers these, in turn, and what it was asked. */
function till(answers: (ExportView | Refused)[]): { till: Till; asked: [string, unknown][] } {
  const asked: [string, unknown][] = [];
  const ask = (what: string, takes: unknown): Promise<ExportView> => {
    asked.push([what, takes]);
    const answer = answers.shift();
    if (answer instanceof Refused || answer === undefined) return Promise.reject(answer ?? new Error("nothing is left to answer"));
    return Promise.resolve(answer);
  };
  return { till: { ask } as unknown as Till, asked };
}

test("it begins what was chosen, follows it, and says where the file is", async () => {
  vi.useFakeTimers();
  const done: ExportView = { ...RUNNING, standing: "done", rows: 7, per_mille: 1_000, path: "/x/mes.xlsx" };
  const { till: of, asked } = till([RUNNING, { ...RUNNING, rows: 3, per_mille: 400 }, done]);
  const exporting = new Exporting(of, () => {});
  exporting.open("month", { from: TODAY, to: TODAY }, TODAY);
  exporting.pickMonth("last");
  await exporting.go();
  expect(asked[0]).toEqual(["begin_export", { what: "month", format: "xlsx", payers: false, from: "2026-10-01", to: "2026-10-31", pin: null } satisfies BeginExport]);
  expect(exporting.running).toBe(true);
  await vi.advanceTimersByTimeAsync(400);
  expect(exporting.view?.rows).toBe(3);
  await vi.advanceTimersByTimeAsync(400);
  expect(exporting.view).toEqual(done);
  await vi.advanceTimersByTimeAsync(4_000);
  expect(asked.length).toBe(3);
  vi.useRealTimers();
});

test("days that are none are not asked for, and payers need a PIN first", async () => {
  const { till: of, asked } = till([]);
  const exporting = new Exporting(of, () => {});
  exporting.open("log", { from: TODAY, to: TODAY }, TODAY);
  exporting.days = "31/2 al 40/2";
  await exporting.go();
  expect(exporting.days_unfit).toBe(true);
  exporting.pickMonth("this");
  exporting.payers = true;
  await exporting.go();
  expect(exporting.pin_trouble).not.toBeNull();
  expect(asked).toEqual([]);
});

test("a till that wants a manager is answered with a PIN, which is not kept", async () => {
  const { till: of, asked } = till([new Refused({ code: "needs-manager", detail: null }), { ...RUNNING, standing: "stopped" }]);
  const exporting = new Exporting(of, () => {});
  exporting.open("closes", { from: TODAY, to: TODAY }, TODAY);
  await exporting.go();
  expect([exporting.asks_pin, exporting.trouble, exporting.pin_trouble]).toEqual([true, null, null]);
  exporting.pin = "246810";
  await exporting.go();
  expect((asked[1]?.[1] as BeginExport).pin).toBe("246810");
  expect(exporting.pin).toBe("");
  exporting.open("closes", { from: TODAY, to: TODAY }, TODAY);
  expect(exporting.asks_pin).toBe(false);
});
