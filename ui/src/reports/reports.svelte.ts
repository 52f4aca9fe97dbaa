/** The reports' state: what Bind is told of some days, the report in front, and what was done about it. */

import type { ReportDetails, ReportView, ReportsShown, ReportsView } from "../backend/bindings";
import type { Period } from "../day/days";
import type { Till } from "../till/till.svelte";
import { errorWords, readErrorWords } from "../words/errors";
import { isoDay } from "../words/times";
import { m } from "../words/words";
import { SHOWN, needsSomebody } from "./acts";
import { Answers } from "./answer.svelte";
import { copyText } from "./fields";

/** So many rows are shown at the most; the export has all of them. */
export const ROWS_MAX = 500;
/** So many more are shown at a time. */
const ROWS_MORE = 50;

export class Reports {
  readonly #till: Till;
  readonly answers: Answers;
  /** Null before the till has answered. */
  view = $state.raw<ReportsView | null>(null);
  rows = $state.raw<readonly ReportView[]>([]);
  shown = $state<ReportsShown>("all");
  /** What was chosen; null is today, whichever day that is. */
  #period = $state.raw<Period | null>(null);
  #chosen = $state<string | null>(null);
  /** A person chose the report in front, or that none is. */
  by_person = $state(false);
  /** All of the report in front, once the till has answered. */
  #details = $state.raw<ReportDetails | null>(null);
  /** Why the till did not do what was asked. */
  failed = $state<string | null>(null);
  /** The message after something was done, until the next action. */
  done = $state<string | null>(null);
  trying = $state(false);
  loading_more = $state(false);

  #wanted = ROWS_MORE;
  /** Counts the answers that were asked for, so that an outdated one is ignored. */
  #asked = 0;

  constructor(till: Till, report: string | null) {
    this.#till = till;
    this.#chosen = report;
    this.by_person = report !== null;
    this.answers = new Answers(till, (details, done) => this.#took(details, done), () => void this.load());
  }

  /** The business day, as the till says; before its first answer, the machine's. */
  get today(): string {
    return this.view?.today ?? isoDay(Date.now());
  }

  get period(): Period {
    return this.#period ?? { from: this.today, to: this.today };
  }

  /** Those that wait for a person, of whatever day. */
  get needs(): readonly ReportView[] {
    return this.view?.needs ?? [];
  }

  /** The others of these days. */
  get others(): readonly ReportView[] {
    return this.rows.filter((report) => !needsSomebody(report));
  }

  /** In the order of the screen. */
  get listed(): readonly ReportView[] {
    return [...this.needs, ...this.others];
  }

  get chosen(): ReportView | null {
    return this.listed.find((report) => report.id === this.#chosen) ?? null;
  }

  /** All of the report in front; null while it is read. */
  get details(): ReportDetails | null {
    return this.#details?.report.id === this.#chosen ? this.#details : null;
  }

  /** Reads again what is shown. */
  async load(): Promise<void> {
    if (this.trying || this.answers.settling) return;
    const asked = (this.#asked += 1);
    const days = this.#period ?? {};
    try {
      const view = await this.#till.ask("reports", { ...days, shown: this.shown });
      const rows = [...view.rows];
      let { next } = view;
      while (next !== null && rows.length < this.#wanted) {
        const page: ReportsView = await this.#till.ask("reports", { from: view.from, to: view.to, shown: this.shown, after: next });
        rows.push(...page.rows);
        next = page.next;
      }
      if (asked !== this.#asked) return;
      await this.#take({ ...view, next }, rows);
      this.failed = null;
    } catch (error) {
      if (asked === this.#asked) this.failed = readErrorWords(error);
    }
  }

  async showMore(): Promise<void> {
    this.#wanted = Math.min(ROWS_MAX, this.rows.length + ROWS_MORE);
    this.loading_more = true;
    await this.load();
    this.loading_more = false;
  }

  show(shown: ReportsShown): void {
    this.#begin();
    this.shown = shown;
    void this.load();
  }

  /** The filter beside. */
  showBeside(by: 1 | -1): void {
    const place = SHOWN.indexOf(this.shown) + by;
    const shown = SHOWN[place];
    if (shown !== undefined) this.show(shown);
  }

  showDays(period: Period): void {
    this.#begin();
    const is_today = period.from === this.today && period.to === this.today;
    this.#period = is_today ? null : period;
    void this.load();
  }

  #begin(): void {
    this.answers.putDown();
    this.done = null;
    this.#wanted = ROWS_MORE;
    this.#chosen = null;
    this.by_person = false;
  }

  /** Brings a report to the front; null closes the one that is. */
  choose(report: string | null): void {
    if (report === this.#chosen) return;
    this.answers.putDown();
    this.#chosen = report;
    this.by_person = true;
    this.done = null;
    void this.#read();
  }

  move(by: number): void {
    const { listed } = this;
    const place = listed.findIndex(({ id }) => id === this.#chosen);
    const next = listed[Math.min(Math.max(0, place + by), listed.length - 1)];
    if (next !== undefined) this.choose(next.id);
  }

  async #read(): Promise<void> {
    const report = this.#chosen;
    if (report === null) return;
    try {
      const details = await this.#till.ask("report_details", { report });
      if (report === this.#chosen) this.#details = details;
    } catch (error) {
      if (report === this.#chosen) this.failed = readErrorWords(error);
    }
  }

  async #take(view: ReportsView, rows: readonly ReportView[]): Promise<void> {
    this.view = view;
    this.rows = rows;
    const known = this.listed.some(({ id }) => id === this.#chosen);
    if (!known && (this.#chosen !== null || !this.by_person)) {
      this.answers.putDown();
      // What waits for a person opens by itself.
      this.#chosen = this.needs[0]?.id ?? null;
      this.by_person = false;
    }
    const { chosen } = this;
    if (chosen !== null && JSON.stringify(chosen) !== JSON.stringify(this.details?.report)) await this.#read();
  }

  #took(details: ReportDetails, done: string): void {
    this.#details = details;
    // It stays in front, also where it is listed among the others now.
    this.#chosen = details.report.id;
    this.by_person = true;
    this.done = done;
    void this.load();
  }

  /** Sends the report in front at once. */
  async retry(): Promise<void> {
    const number = this.chosen?.errand ?? null;
    if (number === null || this.trying) return;
    this.trying = true;
    this.done = null;
    try {
      await this.#till.ask("try_now", { number });
      this.failed = null;
    } catch (error) {
      this.failed = errorWords(error);
    }
    this.trying = false;
    await this.load();
  }

  /** Copies what Bind needs to find the report in front. */
  async copy(): Promise<void> {
    const { details } = this;
    if (details === null) return;
    this.done = null;
    this.failed = null;
    try {
      await navigator.clipboard.writeText(copyText(details));
      this.done = m.report_copied();
    } catch {
      this.failed = m.report_not_copied();
    }
  }
}
