/** The list of a day's sales: its filters, the pages that have come, and the row in front. */

import type { PageEndView, SaleLineView, SalesPageView } from "../backend/bindings";
import type { Till } from "../till/till.svelte";
import { readErrorWords } from "../words/errors";
import type { Period } from "./days";
import { NO_FILTERS, askOf } from "./filters";
import type { Filters } from "./filters";
import { ROW_PX, rowsAbove, withFresh } from "./rows";

/** After so long without a key, in milliseconds, what was typed is asked for. */
const TYPED_MS = 250;
/** A list that is read again is read up to so many pages; what lies beyond stays as it was. */
const PAGES_AGAIN_MAX = 5;

export class Sales {
  readonly #till: Till;
  filters = $state.raw<Filters>(NO_FILTERS);
  /** Null until the first page has come. */
  rows = $state.raw<readonly SaleLineView[] | null>(null);
  trouble = $state<string | null>(null);
  /** The list is being asked for with another day or other filters. */
  loading = $state(false);
  loading_more = $state(false);
  #chosen = $state<string | null>(null);
  /** Where the list is scrolled to. It stays while another screen is in front. */
  scrolled_px = $state(0);

  #period: Period | null = null;
  #next: PageEndView | null = null;
  /** How many sales there are in all; null before that is known. */
  found = $state.raw<{ readonly count: number; readonly is_limit: boolean } | null>(null);
  /** A manager's PIN, while a manager sees what is hidden from a cashier. */
  #pin: string | null = null;
  /** Counts what was asked, so that an answer that was overtaken is not taken. */
  #asked = 0;
  #typing: ReturnType<typeof setTimeout> | undefined;

  constructor(till: Till) {
    this.#till = till;
  }

  /** The place of the row in front: the first one until another is chosen. */
  get place(): number {
    const { rows } = this;
    return Math.max(0, rows?.findIndex((sale) => sale.sale === this.#chosen) ?? 0);
  }

  get chosen(): SaleLineView | null {
    return this.rows?.[this.place] ?? null;
  }

  get more(): boolean {
    return this.#next !== null;
  }

  choose(sale: string): void {
    this.#chosen = sale;
  }

  /** Moves the row in front, and asks for more rows before they are needed. */
  move(by: number): void {
    const rows = this.rows ?? [];
    const to = rows[Math.min(rows.length - 1, Math.max(0, this.place + by))];
    if (to !== undefined) this.#chosen = to.sale;
    if (this.place >= rows.length - 2) void this.loadMore();
  }

  /** Narrows the list. What is typed is asked for when the typing stops. */
  filter(change: Partial<Filters>): void {
    this.filters = { ...this.filters, ...change };
    // It was of the filters before.
    this.found = null;
    clearTimeout(this.#typing);
    const typed = "text" in change || "payer" in change || "least" in change || "most" in change;
    this.#typing = setTimeout(() => void this.#again(), typed ? TYPED_MS : 0);
  }

  /** A manager sees all of the list with this PIN; null ends that, and the search for payers with it. */
  async seeWith(pin: string | null): Promise<void> {
    this.#pin = pin;
    if (pin === null) this.filters = { ...this.filters, payer: "" };
    if (this.#period !== null) await this.#again();
  }

  clearFilters(): void {
    this.filter(NO_FILTERS);
  }

  /** Another day: an empty list at its top. */
  async open(period: Period): Promise<void> {
    this.#period = period;
    this.rows = null;
    this.#chosen = null;
    await this.#again();
  }

  /** The newest sale is in front again. */
  toTop(): void {
    this.#chosen = null;
    this.scrolled_px = 0;
  }

  /** Forgets everything that was shown. */
  forget(): void {
    clearTimeout(this.#typing);
    this.#asked += 1;
    this.#period = null;
    this.#next = null;
    this.#chosen = null;
    this.filters = NO_FILTERS;
    this.rows = null;
    this.found = null;
    this.trouble = null;
    this.loading = false;
    this.loading_more = false;
    this.scrolled_px = 0;
  }

  async #again(): Promise<void> {
    const period = this.#period;
    if (period === null) return;
    const asked = (this.#asked += 1);
    this.loading = true;
    this.loading_more = false;
    try {
      const page = await this.#till.ask("day_sales", askOf(period, this.filters, null, this.#pin));
      if (asked !== this.#asked) return;
      this.rows = page.sales;
      this.#next = page.next;
      this.scrolled_px = 0;
      this.trouble = null;
      void this.#count(period, page, asked);
    } catch (error) {
      if (asked === this.#asked) this.trouble = readErrorWords(error);
    }
    if (asked === this.#asked) this.loading = false;
  }

  async loadMore(): Promise<void> {
    const period = this.#period;
    if (period === null || this.#next === null || this.loading_more || this.loading) return;
    const asked = this.#asked;
    this.loading_more = true;
    try {
      const page = await this.#till.ask("day_sales", askOf(period, this.filters, this.#next, this.#pin));
      if (asked !== this.#asked) return;
      const known = new Set((this.rows ?? []).map((sale) => sale.sale));
      this.rows = [...(this.rows ?? []), ...page.sales.filter((sale) => !known.has(sale.sale))];
      this.#next = page.next;
      this.trouble = null;
    } catch (error) {
      if (asked === this.#asked) this.trouble = readErrorWords(error);
    }
    if (asked === this.#asked) this.loading_more = false;
  }

  /** Reads the rows again that have come. The row in front and the place of the list stay. */
  async refresh(): Promise<void> {
    const period = this.#period;
    const before = this.rows;
    if (period === null || before === null || this.loading || this.loading_more) return;
    const asked = (this.#asked += 1);
    try {
      const fresh: SaleLineView[] = [];
      let next: PageEndView | null = null;
      for (let pages = 0; pages < PAGES_AGAIN_MAX; pages += 1) {
        const page: SalesPageView = await this.#till.ask("day_sales", askOf(period, this.filters, next, this.#pin));
        if (asked !== this.#asked) return;
        if (fresh.length === 0) void this.#count(period, page, asked);
        fresh.push(...page.sales);
        next = page.next;
        if (next === null || fresh.length >= before.length) break;
      }
      const rows = next === null ? fresh : withFresh(before, fresh);
      if (rows.length === fresh.length) this.#next = next;
      // A person who looks at older sales goes on looking at them.
      if (this.scrolled_px > 0) this.scrolled_px += rowsAbove(before, rows) * ROW_PX;
      this.rows = rows;
      this.trouble = null;
    } catch (error) {
      if (asked === this.#asked) this.trouble = readErrorWords(error);
    }
  }

  /** How many there are is asked once the first page has come, where it is not all. */
  async #count(period: Period, first: SalesPageView, asked: number): Promise<void> {
    if (first.next === null) {
      this.found = { count: first.sales.length, is_limit: false };
      return;
    }
    try {
      const found = await this.#till.ask("day_sales_count", askOf(period, this.filters, null, this.#pin));
      if (asked === this.#asked) this.found = found;
    } catch {
      // The list is there; only how long it is stays unknown.
      if (asked === this.#asked) this.found = null;
    }
  }
}
