/** What a person can do about a report, by where it stands. Pure; the till decides. */

import type { ReportState, ReportView, ReportsShown } from "../backend/bindings";

export const ACTS = ["try", "correct", "settle", "give-up", "copy", "steps"] as const;
export type Act = (typeof ACTS)[number];

/** Those that need a manager's reason and PIN. */
export type Answer = Extract<Act, "correct" | "settle" | "give-up">;

const BY_STATE: Record<ReportState, readonly Act[]> = {
  owed: ["try", "give-up", "steps"],
  passed: ["copy", "steps"],
  failed: ["correct", "settle", "give-up", "copy", "steps"],
  "in-doubt": ["correct", "settle", "give-up", "copy", "steps"],
  "settled-passed": ["copy", "steps"],
  "given-up": ["copy", "steps"],
};

/** In the order of their keys. What was erased cannot be corrected, and what has no errand cannot be tried. */
export function actsOf({ state, errand }: Pick<ReportView, "state" | "errand">, has_fields: boolean): readonly Act[] {
  return BY_STATE[state].filter((act) => (act !== "correct" || has_fields) && (act !== "try" || errand !== null));
}

/** Where a report stands, as the page tells it: a return that Bind has is `returned`, and a manager's word is as good as Bind's. */
export type Standing = "owed" | "passed" | "failed" | "in-doubt" | "returned" | "given-up";

export function standingOf({ state, outcome }: Pick<ReportView, "state" | "outcome">): Standing {
  if (state !== "passed" && state !== "settled-passed") return state;
  return outcome === "returned" ? "returned" : "passed";
}

/** Whether it waits for a person. */
export function needsSomebody({ state }: Pick<ReportView, "state">): boolean {
  return state === "failed" || state === "in-doubt";
}

/** In the order of the page. */
export const SHOWN: readonly ReportsShown[] = ["all", "owed", "passed", "failed", "in-doubt", "returned"];
