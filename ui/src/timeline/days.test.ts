import { expect, test } from "vitest";
import type { StepView } from "../backend/bindings";
import { daysOf } from "./days";

function step(seq: number, at_ms: number): StepView {
  return { seq, at_ms, time_doubtful: false, actor: { who: "till" }, kind: "opened", payment: null, amount_centavos: null, discrepancy: null, settled: null, asked: null, cards: [], legs: [], cash: null, doubt: null, detail: null, facts: [] };
}

test("steps are listed under their day, in the order of the journal", () => {
  const days = daysOf([step(1, 10), step(2, 19), step(3, 20), step(4, 35)], (at_ms) => `day ${Math.floor(at_ms / 10)}`);
  expect(days.map((day) => [day.name, day.steps.map((one) => one.seq)])).toEqual([
    ["day 1", [1, 2]],
    ["day 2", [3]],
    ["day 3", [4]],
  ]);
});

test("a clock that is set back repeats no day", () => {
  const days = daysOf([step(1, 20), step(2, 19), step(3, 21)], (at_ms) => String(Math.floor(at_ms / 10)));
  expect(days.map((day) => [day.name, day.steps.length])).toEqual([["2", 2], ["1", 1]]);
});
