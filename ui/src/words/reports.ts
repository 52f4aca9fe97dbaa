/** A report to Bind in words. A new state, outcome or reason does not compile until it has them. */

import Ban from "@lucide/svelte/icons/ban";
import Check from "@lucide/svelte/icons/check";
import CircleX from "@lucide/svelte/icons/circle-x";
import Send from "@lucide/svelte/icons/send";
import TriangleAlert from "@lucide/svelte/icons/triangle-alert";
import Undo from "@lucide/svelte/icons/undo-2";
import type { Component } from "svelte";
import type { ReportOutcome, ReportView, ReportWhy, ReportsShown } from "../backend/bindings";
import { standingOf } from "../reports/acts";
import type { Act, Answer, Standing } from "../reports/acts";
import { clockText } from "../till/clock.svelte";
import { formatAmount } from "../till/money";
import type { Tone } from "./states";
import { lengthWords, whenWords } from "./times";
import { m } from "./words";

export const SHOWN_WORDS: Record<ReportsShown, () => string> = {
  all: m.reports_all,
  owed: m.reports_owed,
  passed: m.reports_passed,
  failed: m.reports_failed,
  "in-doubt": m.reports_in_doubt,
  returned: m.reports_returned,
};

const OF: Record<ReportOutcome, (about: { ticket: string }) => string> = { paid: m.report_of_paid, returned: m.report_of_returned, rejected: m.report_of_rejected };
const OUTCOMES: Record<ReportOutcome, () => string> = { paid: m.report_paid, returned: m.report_returned, rejected: m.report_rejected };

const LOOKS: Record<Standing, { readonly icon: Component; readonly tone: Tone }> = {
  owed: { icon: Send, tone: "going" },
  passed: { icon: Check, tone: "good" },
  failed: { icon: CircleX, tone: "bad" },
  "in-doubt": { icon: TriangleAlert, tone: "warn" },
  returned: { icon: Undo, tone: "quiet" },
  "given-up": { icon: Ban, tone: "quiet" },
};

type WhyWords = { readonly small: () => string; readonly head: () => string; readonly what: () => string };

/** Nothing was sent of these: a person looks at them first. */
const NOT_SENT: ReadonlySet<ReportWhy> = new Set(["amount-differs", "order-differs", "not-its-payment", "another-report", "incomplete"]);

const WHYS: Record<ReportWhy, WhyWords> = {
  "amount-differs": { small: m.report_small_not_sent, head: m.report_amount_differs, what: m.report_amount_differs_what },
  "order-differs": { small: m.report_small_not_sent, head: m.report_order_differs, what: m.report_order_differs_what },
  "not-its-payment": { small: m.report_small_not_sent, head: m.report_not_its, what: m.report_not_its_what },
  "another-report": { small: m.report_small_not_sent, head: m.report_another, what: m.report_another_what },
  incomplete: { small: m.report_small_not_sent, head: m.report_incomplete, what: m.report_incomplete_what },
  refused: { small: m.report_small_refused, head: m.report_refused, what: m.report_refused_what },
  "lost-answer": { small: m.report_small_lost, head: m.report_lost, what: m.report_lost_what },
  restored: { small: m.report_small_restored, head: m.report_restored, what: m.report_restored_what },
};

export const ACT_WORDS: Record<Act, () => string> = {
  try: m.report_try,
  correct: m.report_correct,
  settle: m.report_settle,
  "give-up": m.report_give_up,
  copy: m.report_copy,
  steps: m.report_steps,
};

type AnswerWords = { readonly hint: () => string; readonly allows: (about: { ticket: string; amount: string }) => string };
const ANSWERS: Record<Answer, AnswerWords> = {
  correct: { hint: m.report_correct_reason, allows: m.report_correct_allows },
  settle: { hint: m.report_settle_reason, allows: m.report_settle_allows },
  "give-up": { hint: m.report_give_up_reason, allows: m.report_give_up_allows },
};

export function answerHint(answer: Answer): string {
  return ANSWERS[answer].hint();
}

/** What a manager's PIN allows. */
export function answerAllows(answer: Answer, { ticket, amount_centavos }: ReportView): string {
  return ANSWERS[answer].allows({ ticket, amount: formatAmount(amount_centavos) });
}

export function reportLook(report: ReportView): { readonly icon: Component; readonly tone: Tone } {
  return LOOKS[standingOf(report)];
}

/** The title of a report that waits for a person. */
export function reportTitle({ state, why, outcome, ticket }: ReportView): string {
  const what = OF[outcome]({ ticket });
  if (why !== null && NOT_SENT.has(why)) return m.report_title_not_sent({ what });
  return state === "in-doubt" ? m.report_title_in_doubt({ what }) : m.report_title_failed({ what });
}

/** Above its fields: whether they went out, or will. */
export function messageWords({ state, why, attempts }: ReportView): string {
  if (state === "given-up") return m.report_message();
  const waits = state === "owed" ? attempts === 0 : why !== null && NOT_SENT.has(why) && state === "failed";
  return waits ? m.report_to_send() : m.report_sent();
}

/** Below that title: since when, and what may be done. */
export function reportSmall({ why, changed_at_ms }: ReportView, now_ms: number): string {
  return [whenWords(changed_at_ms, now_ms), ...(why === null ? [] : [WHYS[why].small()])].join(" · ");
}

/** The line of a report that waits for nobody: what it tells, and how it went. */
export function reportLine(report: ReportView): string {
  const what = OUTCOMES[report.outcome]();
  const by = report.owed_by === null ? what : m.report_by({ what, name: report.owed_by });
  const how = howItWent(report);
  return how === null ? by : `${by} · ${how}`;
}

function howItWent({ state, attempts, messages, owed_at_ms, changed_at_ms, settled_by }: ReportView): string | null {
  switch (state) {
    case "owed":
      return attempts === 0 ? m.report_not_yet() : m.report_attempts({ n: attempts });
    case "passed":
      if (messages > 1) return m.report_corrected({ n: messages });
      return attempts > 1 ? m.report_at_attempt({ n: attempts }) : m.report_took({ age: lengthWords(changed_at_ms - owed_at_ms) });
    case "settled-passed":
      return settled_by === null ? null : m.report_word_of({ name: settled_by });
    case "given-up":
      return settled_by === null ? null : m.report_left_by({ name: settled_by });
    case "failed":
    case "in-doubt":
      return null;
  }
}

/** At the end of its line, in a word or two. */
export function reportBadge(report: ReportView, now_ms: number): string | null {
  switch (standingOf(report)) {
    case "owed":
      if (report.next_try_at_ms === null) return m.report_badge_waits();
      return report.next_try_at_ms <= now_ms ? m.report_badge_now() : m.report_badge_in({ left: clockText(report.next_try_at_ms - now_ms) });
    case "passed":
      return m.report_badge_passed();
    case "returned":
      return m.report_badge_returned();
    case "given-up":
      return m.report_badge_given_up();
    case "failed":
    case "in-doubt":
      return null;
  }
}

/** What happened, and what to do about it. Bind's own words come first where it gave any. */
export function reportWhat({ state, why, description, code, settled_by, reason, reference }: ReportView): { readonly head: string; readonly what: string } {
  const name = settled_by ?? "";
  const said = reason === null ? "" : m.report_reason({ reason });
  switch (state) {
    case "owed":
      return { head: m.report_owed(), what: m.report_owed_what() };
    case "passed":
      return { head: m.report_passed(), what: reference === null ? m.report_passed_what() : `${m.report_passed_as({ reference })} ${m.report_passed_what()}` };
    case "settled-passed":
      return { head: m.report_settled({ name }), what: said };
    case "given-up":
      return { head: m.report_given_up({ name }), what: said };
    case "failed":
    case "in-doubt": {
      const words = WHYS[why ?? "refused"];
      const told = [description, code === null ? null : m.report_code({ code })].filter((one) => one !== null).join(" · ");
      return { head: why === "refused" && told !== "" ? told : words.head(), what: why === "lost-answer" && told !== "" ? `${told}. ${words.what()}` : words.what() };
    }
  }
}
