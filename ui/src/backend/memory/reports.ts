/** The reports to Bind of the till in memory: what a scene begins with, and what a person does about them. Bind answers PASS. */

import { uncheckedIn } from "../../wallet/numbers";
import { Refused } from "../backend";
import type { CorrectReport, ErrorCode, PaymentView, ReportDetails, ReportFields, ReportView, ReportsShown, Requests, SaleView } from "../bindings";
import { needsSomebody } from "../../reports/acts";
import { FIELDS } from "../../reports/fields";
import { answerAfter } from "./answers";
import { isoDay } from "./day";

type Asked = "reports" | "report_details" | "correct_report" | "settle_report";
type Answers = { [K in Asked]: (takes: Requests[K]["takes"]) => Requests[K]["gives"] };

const PAGE_ROWS_MAX = 50;
/** Bind answers so much later. */
const ANSWER_MS = 900;

export type ReportsShop = {
  readonly managerOf: (pin: string) => { readonly name: string };
  readonly changed: () => void;
};

/** What a scene of the reports begins with. */
export type ReportsStart = { readonly reports: readonly ReportDetails[]; readonly unread?: true };

export class MemoryReports {
  readonly #shop: ReportsShop;
  readonly #unread: boolean;
  /** Newest first. */
  #all: readonly ReportDetails[];
  #owed = 0;

  constructor({ reports, unread }: ReportsStart, shop: ReportsShop) {
    this.#all = reports;
    this.#unread = unread === true;
    this.#shop = shop;
  }

  /** How many wait for a person. */
  get waiting(): number {
    return this.#all.filter(({ report }) => needsSomebody(report)).length;
  }

  readonly answers: Answers = {
    reports: ({ from: asked_from, to: asked_to, shown, after }) => {
      if (this.#unread) throw refusal("ledger-unavailable");
      const today = isoDay(Date.now());
      const from = asked_from ?? today;
      const to = asked_to ?? from;
      const all = this.#all.map(({ report }) => report);
      const of_days = all.filter(({ owed_at_ms }) => isoDay(owed_at_ms) >= from && isoDay(owed_at_ms) <= to);
      const count = (one: ReportsShown): number => of_days.filter((report) => isShown(report, one)).length;
      const waiting = (state: ReportView["state"]): number => all.filter((report) => report.state === state).length;
      const counts = { all: count("all"), owed: count("owed"), passed: count("passed"), failed: waiting("failed"), in_doubt: waiting("in-doubt"), returned: count("returned") };
      const others = of_days.filter((report) => !needsSomebody(report) && isShown(report, shown));
      const start = after ?? 0;
      const rows = others.slice(start, start + PAGE_ROWS_MAX);
      const next = start + rows.length < others.length ? start + rows.length : null;
      return { from, to, today, counts, needs: all.filter((report) => needsSomebody(report) && isShown(report, shown)).slice(0, PAGE_ROWS_MAX), rows, next };
    },
    report_details: ({ report }) => this.#known(report),
    correct_report: (takes) => this.#correct(takes),
    settle_report: ({ report, answer, reason, pin }) => {
      const { known, name } = this.#asManager(report, reason, pin);
      if (known.report.state === "owed" && answer === "settle") throw refusal("report-kept");
      const state = answer === "settle" ? ("settled-passed" as const) : ("given-up" as const);
      return this.#change(report, { report: { ...known.report, state, errand: null, next_try_at_ms: null, settled_by: name, reason: reason.trim() } });
    },
  };

  /** The reports of some days, both included, oldest first. */
  of(from: string, to: string): readonly ReportView[] {
    const all = this.#all.map(({ report }) => report).reverse();
    return all.filter(({ owed_at_ms }) => isoDay(owed_at_ms) >= from && isoDay(owed_at_ms) <= to);
  }

  /** A payment with the house's wallet has to be told to Bind. */
  owe(sale: SaleView, payment: PaymentView): void {
    this.#owed += 1;
    const id = crypto.randomUUID();
    const report = aReport({ id, message: id, sale: sale.id, payment: payment.id, ticket: sale.ticket, amount_centavos: payment.charged_centavos, errand: 900_000 + this.#owed, next_try_at_ms: Date.now(), owed_at_ms: Date.now(), changed_at_ms: Date.now() });
    this.#all = [details(report, {}), ...this.#all];
    answerAfter(ANSWER_MS, () => this.#pass(id));
  }

  /** The report of this errand is sent at once; false where it is another's. */
  tried(number: number): boolean {
    const found = this.#all.find(({ report }) => report.errand === number);
    if (found === undefined) return false;
    this.#pass(found.report.id);
    return true;
  }

  #correct({ report, fields, reason, sure, pin }: CorrectReport): ReportDetails {
    const { known } = this.#asManager(report, reason, pin);
    const empty = FIELDS.find((field) => fields[field] === "");
    if (empty !== undefined) throw new Refused({ code: "field-unfit", detail: null, about: empty });
    // What came from Bind or the wallet is not asked about.
    const typed = Object.fromEntries(Object.entries(fields).filter(([field, value]) => known.fields?.[field as keyof ReportFields] !== value));
    const [unchecked] = uncheckedIn(typed);
    if (unchecked !== undefined && !sure) throw new Refused({ code: "number-unchecked", detail: null, about: unchecked });
    this.#owed += 1;
    const message = crypto.randomUUID();
    const changed = this.#change(report, {
      report: { ...known.report, state: "owed", message, amount_centavos: fields.amount_centavos, messages: known.report.messages + 1, attempts: 0, errand: 900_000 + this.#owed, next_try_at_ms: Date.now(), changed_at_ms: Date.now() },
      message,
      earlier: [...known.earlier, known.message],
      fields,
      unfit: [],
      on_error: null,
    });
    answerAfter(ANSWER_MS, () => this.#pass(report));
    return changed;
  }

  #asManager(id: string, reason: string, pin: string): { readonly known: ReportDetails; readonly name: string } {
    if (reason.trim() === "") throw refusal("reason-missing");
    const { name } = this.#shop.managerOf(pin);
    const known = this.#known(id);
    if (known.report.state !== "owed" && !needsSomebody(known.report)) throw refusal("report-kept");
    return { known, name };
  }

  #pass(id: string): void {
    const { report } = this.#known(id);
    if (report.state !== "owed") return;
    this.#change(id, { report: { ...report, state: "passed", reference: "BIND-0091842", attempts: report.attempts + 1, errand: null, next_try_at_ms: null, changed_at_ms: Date.now() } });
  }

  #known(id: string): ReportDetails {
    const found = this.#all.find(({ report }) => report.id === id);
    if (found === undefined) throw refusal("report-unknown");
    return found;
  }

  #change(id: string, values: Partial<ReportDetails>): ReportDetails {
    const changed = { ...this.#known(id), ...values };
    this.#all = this.#all.map((one) => (one.report.id === id ? changed : one));
    this.#shop.changed();
    return changed;
  }
}

/** Whether a filter shows it. A return that Bind has passed too. */
function isShown({ state, outcome }: ReportView, shown: ReportsShown): boolean {
  const is_passed = state === "passed" || state === "settled-passed";
  if (shown === "passed") return is_passed;
  if (shown === "returned") return is_passed && outcome === "returned";
  return shown === "all" || state === shown;
}

export function aReport(with_values: Partial<ReportView> = {}): ReportView {
  return {
    id: "2f6b90c4-4c1a-4f0e-8a51-1b3f0e2d77ad",
    sale: "s354",
    payment: "p354",
    ticket: "C1-000354",
    outcome: "paid",
    state: "owed",
    amount_centavos: 1_580_000,
    owed_at_ms: 0,
    changed_at_ms: 0,
    owed_by: null,
    why: null,
    code: null,
    description: null,
    message: "2f6b90c4-4c1a-4f0e-8a51-1b3f0e2d77ad",
    reference: null,
    messages: 1,
    attempts: 0,
    next_try_at_ms: null,
    errand: null,
    settled_by: null,
    reason: null,
    ...with_values,
  };
}

/** The fields of a report, all of which check. */
export function reportFields(with_values: Partial<ReportFields> = {}): ReportFields {
  return {
    order: "TOA000E0019C4F27B5D3F9A84",
    amount_centavos: 1_580_000,
    reference: "BP-2026-118842",
    processor_name: "Billetera del Sur",
    word: "ACREDITADO",
    seller_account: "0000003100010000000009",
    seller_cuit: "30712345671",
    seller_mcc: "5411",
    commerce_code: "COM-0042",
    branch_code: "SUC-001",
    till_code: "CAJA-01",
    buyer_cuit: "20123456786",
    buyer_account: "0170099220000067797370",
    wallet_id: "BDS01",
    ...with_values,
  };
}

/** Bind's words for what is told. */
const SAID: Record<ReportView["outcome"], string> = { paid: "ACREDITADO", returned: "DEVUELTA", rejected: "RECHAZADA" };

export function details(report: ReportView, with_values: Partial<ReportDetails>): ReportDetails {
  return { report, message: report.id, earlier: [], fields: reportFields({ amount_centavos: report.amount_centavos, word: SAID[report.outcome] }), unfit: [], on_error: null, ...with_values };
}

function refusal(code: ErrorCode): Refused {
  return new Refused({ code, detail: null });
}
