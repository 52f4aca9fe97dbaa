/** A manager's answer about one report: corrected and sent anew, Bind has it, or it is sent no more. */

import { Refused } from "../backend/backend";
import type { ReportDetails, ReportFields } from "../backend/bindings";
import { holdsCardNumber } from "../tray/answers";
import type { Answering, Trouble } from "../tray/review.svelte";
import type { Till } from "../till/till.svelte";
import { uncheckedWith } from "../wallet/numbers";
import type { NumberField } from "../wallet/numbers";
import { errorWords } from "../words/errors";
import { m } from "../words/words";
import type { Answer } from "./acts";
import { FIELDS, fieldsOf, typedOf } from "./fields";
import type { FieldName, TypedFields } from "./fields";

const DONE: Record<Answer, () => string> = { correct: m.report_done_correct, settle: m.report_done_settle, "give-up": m.report_done_give_up };

export class Answers implements Answering {
  readonly #till: Till;
  readonly #took: (details: ReportDetails, done: string) => void;
  readonly #changed: () => void;
  /** The answer that is being given. */
  how = $state<Answer | null>(null);
  /** The report as it was when the answer was begun. */
  of = $state.raw<ReportDetails | null>(null);
  /** What is typed of the fields; null unless they are corrected. */
  typed = $state<TypedFields | null>(null);
  reason = $state("");
  readonly given = false;
  pin = $state("");
  trouble = $state.raw<Trouble | null>(null);
  /** The field that must be corrected. */
  wrong = $state<FieldName | null>(null);
  /** The numbers that do not check, while it is asked about them. */
  unchecked = $state.raw<readonly NumberField[]>([]);
  settling = $state(false);

  /** `took` gets the report after an answer; `changed` is told that it is another by now. */
  constructor(till: Till, took: (details: ReportDetails, done: string) => void, changed: () => void) {
    this.#till = till;
    this.#took = took;
    this.#changed = changed;
  }

  begin(how: Answer, details: ReportDetails): void {
    if (this.how === how) return;
    const fields = details.fields;
    if (how === "correct" && fields === null) return;
    this.putDown();
    this.how = how;
    this.of = details;
    this.typed = how === "correct" && fields !== null ? typedOf(fields) : null;
  }

  /** Discards what was typed. */
  putDown(): void {
    this.how = null;
    this.of = null;
    this.typed = null;
    this.reason = "";
    this.pin = "";
    this.trouble = null;
    this.wrong = null;
    this.unchecked = [];
  }

  /** A corrected number is asked about anew. */
  retyped(): void {
    this.wrong = null;
    this.unchecked = [];
  }

  /** Gives the answer; `sure` goes on although a number does not check. */
  async settle(sure = false): Promise<void> {
    const { how, of } = this;
    if (how === null || of === null || this.settling) return;
    const fields = this.#fields();
    this.trouble = this.#missing();
    if (fields === "wrong" || this.trouble !== null) return;
    const { pin } = this;
    this.pin = "";
    this.settling = true;
    try {
      const details = await this.#ask(of.report.id, how, fields, sure, pin);
      this.putDown();
      this.#took(details, DONE[how]());
    } catch (error) {
      this.#refused(error, fields, pin);
    }
    this.settling = false;
  }

  #ask(report: string, how: Answer, fields: ReportFields | null, sure: boolean, pin: string): Promise<ReportDetails> {
    const reason = this.reason.trim();
    if (how === "correct" && fields !== null) return this.#till.ask("correct_report", { report, fields, reason, sure, pin });
    return this.#till.ask("settle_report", { report, answer: how === "settle" ? "settle" : "give-up", reason, pin });
  }

  #refused(error: unknown, fields: ReportFields | null, pin: string): void {
    if (error instanceof Refused && error.code === "number-unchecked" && fields !== null) {
      const before = this.of?.fields;
      this.unchecked = uncheckedWith(error.about, Object.fromEntries(FIELDS.filter((field) => fields[field] !== before?.[field]).map((field) => [field, fields[field]])));
      // The question is about a number, so the PIN need not be typed twice.
      this.pin = pin;
      return;
    }
    this.trouble = { about: error instanceof Refused && error.code === "reason-missing" ? "reason" : "pin", words: errorWords(error) };
    if (error instanceof Refused && error.code === "field-unfit") this.wrong = FIELDS.find((field) => field === error.about) ?? null;
    if (error instanceof Refused && (error.code === "report-kept" || error.code === "report-unknown")) this.#changed();
  }

  #fields(): ReportFields | "wrong" | null {
    if (this.typed === null) return null;
    const read = fieldsOf(this.typed);
    this.wrong = "wrong" in read ? read.wrong : null;
    return "wrong" in read ? "wrong" : read;
  }

  #missing(): Trouble | null {
    if (this.wrong !== null) return null;
    if (this.reason.trim() === "") return { about: "reason", words: m.error_reason_missing() };
    if (holdsCardNumber(this.reason)) return { about: "reason", words: m.tray_reason_card() };
    if (this.pin === "") return { about: "pin", words: m.manager_pin_missing() };
    return null;
  }
}
