/** Groups the steps of a sale by day. Pure. */

import type { StepView } from "../backend/bindings";

export type Day = { readonly name: string; readonly steps: StepView[] };

/** The order is that of the journal: a clock that was set back does not start an earlier day again. */
export function daysOf(steps: readonly StepView[], name: (at_ms: number) => string): Day[] {
  const days: Day[] = [];
  for (const step of steps) {
    const known = days.find((day) => day.name === name(step.at_ms));
    if (known === undefined) days.push({ name: name(step.at_ms), steps: [step] });
    else known.steps.push(step);
  }
  return days;
}
