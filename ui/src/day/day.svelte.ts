/**
 * A day, or a range of days, as somebody goes through it. The figures stay while another screen is in front, so that
 * Esc comes back to the same place; they are forgotten as soon as somebody else is at the counter.
 */

import type { DayView } from "../backend/bindings";
import type { Till } from "../till/till.svelte";
import { errorWords, readErrorWords } from "../words/errors";
import { m } from "../words/words";
import { besidePeriod } from "./days";
import type { Period } from "./days";
import { isFiltered } from "./filters";
import { Sales } from "./sales.svelte";

/** For so long, in milliseconds, a manager's PIN shows what is hidden from a cashier. */
const SEEN_MS = 120_000;
/** Commits that follow each other this closely, in milliseconds, are read at once. */
const COMMITS_MS = 400;

export type ChartName = "hour" | "method" | "month";
/** What is open above the screen. */
export type PopoverName = "date" | "amount";

export class Day {
  readonly #till: Till;
  readonly sales: Sales;
  /** Null until the till has told the day. */
  view = $state.raw<DayView | null>(null);
  /** When the figures came, by the clock of the machine. */
  at_ms = $state(0);
  trouble = $state<string | null>(null);
  popover = $state<PopoverName | null>(null);
  chart = $state<ChartName>("hour");
  /** Where the window is narrow, the charts take the list's place. */
  charts_shown = $state(false);

  /** A manager sees what a blind count hides, and may search for payers. The figures stay as they came. */
  seen = $state(false);
  asks_pin = $state(false);
  pin = $state("");
  pin_trouble = $state<string | null>(null);
  /** That manager's PIN, for the pages of the list. */
  #pin: string | null = null;
  #seen_until: ReturnType<typeof setTimeout> | undefined;

  /** What was chosen; null is today, whichever day that is. */
  #period = $state.raw<Period | null>(null);
  #who: string | null = null;
  /** Whether the screen is in front. */
  #up = false;
  #loading = false;
  #asked = 0;
  /** The journal's sequence that the figures hold at the least. */
  #asked_seq = -1;
  #due: ReturnType<typeof setTimeout> | undefined;

  constructor(till: Till) {
    this.#till = till;
    this.sales = new Sales(till);
  }

  get today(): boolean {
    return this.#period === null;
  }

  /** The screen's key and its rail entry show today from the top. */
  begin(): void {
    this.#period = null;
    this.popover = null;
    this.charts_shown = false;
    if (!this.#showsToday()) this.view = null;
    if (this.view === null || isFiltered(this.sales.filters)) this.sales.forget();
    else this.sales.toTop();
    if (this.#up) void this.#load();
  }

  /** The screen comes up, for this person. What another one saw is not shown to them. */
  come(who: string): void {
    this.#up = true;
    this.popover = null;
    if (who !== this.#who) {
      this.#who = who;
      this.#forgetPin();
      this.view = null;
      this.sales.forget();
    }
    void this.#load();
  }

  /** The screen is left. */
  leave(): void {
    this.#up = false;
    this.#forgetPin();
    clearTimeout(this.#due);
    this.#due = undefined;
  }

  /** Shows another period; today is followed as it goes on. */
  show(period: Period | null): void {
    const today = this.view?.today;
    const is_today = period !== null && period.from === today && period.to === today;
    this.#period = is_today ? null : period;
    this.popover = null;
    this.trouble = null;
    this.view = null;
    const { filters } = this.sales;
    this.sales.forget();
    // Plans, people and shifts are of the day before; what was searched for is searched for again.
    this.sales.filters = { ...filters, plan: null, cashier: null, shift: null };
    void this.#load();
  }

  beside(by: -1 | 1): Period | null {
    const { view } = this;
    return view === null ? null : besidePeriod(view, by, view.today);
  }

  showBeside(by: -1 | 1): void {
    const period = this.beside(by);
    if (period !== null) this.show(period);
  }

  /** A manager's PIN shows the whole day. */
  async see(): Promise<void> {
    const { pin } = this;
    this.pin = "";
    this.pin_trouble = pin === "" ? m.manager_pin_missing() : null;
    if (pin === "") return;
    try {
      const view = await this.#till.ask("day", { ...this.#period, pin });
      this.noPin();
      // The screen may have been left meanwhile.
      if (!this.#up) return;
      this.#asked += 1;
      this.#loading = false;
      [this.#pin, this.seen, this.view, this.at_ms] = [pin, true, view, Date.now()];
      clearTimeout(this.#seen_until);
      this.#seen_until = setTimeout(() => this.unsee(), SEEN_MS);
      await this.sales.seeWith(pin);
    } catch (error) {
      this.pin_trouble = errorWords(error);
    }
  }

  noPin(): void {
    this.asks_pin = false;
    this.pin = "";
    this.pin_trouble = null;
  }

  /** From now on, only what a cashier may see is shown. */
  unsee(): void {
    if (!this.seen) return;
    this.#forgetPin();
    if (this.#up) void this.#load();
  }

  /** With the PIN goes all that it showed. */
  #forgetPin(): void {
    this.noPin();
    if (this.#pin === null) return;
    clearTimeout(this.#seen_until);
    this.#pin = null;
    this.seen = false;
    this.view = null;
    this.sales.forget();
    void this.sales.seeWith(null);
  }

  retry(): void {
    void this.#load();
  }

  /** The window knows this sequence: figures that are older are read again, once the commits pause. */
  heard(seq: number): void {
    if (!this.#up || this.seen || this.#loading || this.#due !== undefined) return;
    if (seq <= this.#asked_seq || !this.#includesToday()) return;
    this.#due = setTimeout(() => {
      this.#due = undefined;
      void this.#load();
    }, COMMITS_MS);
  }

  #showsToday(): boolean {
    const { view } = this;
    return view !== null && view.from === view.to && view.to === view.today;
  }

  #includesToday(): boolean {
    const { view } = this;
    return this.#period === null || (view !== null && view.to >= view.today);
  }

  async #load(): Promise<void> {
    const asked = (this.#asked += 1);
    this.#asked_seq = this.#till.snapshot?.seq ?? -1;
    this.#loading = true;
    try {
      const view = await this.#till.ask("day", { ...this.#period, ...(this.#pin === null ? {} : { pin: this.#pin }) });
      if (asked !== this.#asked) return;
      const same = this.view !== null && this.view.from === view.from && this.view.to === view.to;
      this.view = view;
      this.at_ms = Date.now();
      this.trouble = null;
      if (same && this.sales.rows !== null) await this.sales.refresh();
      else await this.sales.open(view);
    } catch (error) {
      if (asked === this.#asked) this.trouble = readErrorWords(error);
      // The figures stay as they were; their sales may still be read.
      if (asked === this.#asked && this.view !== null && this.sales.rows === null) await this.sales.open(this.view);
    }
    if (asked !== this.#asked) return;
    this.#loading = false;
    // What was committed meanwhile may not be in the answer.
    this.heard(this.#till.snapshot?.seq ?? 0);
  }
}
