/** An export to a file: what is asked for, how far it has come, and how it ended. It goes on while its dialog is closed. */

import { Refused } from "../backend/backend";
import type { ExportFormat, ExportView, ExportWhat } from "../backend/bindings";
import { dayAfter, parsePeriod, typedPeriod } from "../day/days";
import type { Period } from "../day/days";
import type { Till } from "../till/till.svelte";
import { errorWords } from "../words/errors";
import { m } from "../words/words";

/** How often it is asked how far the export has come, in milliseconds. */
const ASK_MS = 400;

export class Exporting {
  readonly #till: Till;
  readonly #show: () => void;
  what = $state<ExportWhat>("log");
  format = $state<ExportFormat>("xlsx");
  /** The days as they were typed. */
  days = $state("");
  payers = $state(false);
  pin = $state("");
  /** The till wants a manager for this. */
  needs_pin = $state(false);
  pin_trouble = $state<string | null>(null);
  days_unfit = $state(false);
  trouble = $state<string | null>(null);
  copied = $state(false);
  beginning = $state(false);
  /** Null until the till has told how the last one stands. */
  view = $state.raw<ExportView | null>(null);
  #today = "";
  #asking = false;

  constructor(till: Till, show: () => void) {
    this.#till = till;
    this.#show = show;
  }

  get running(): boolean {
    return this.view?.standing === "running";
  }

  /** Whether a PIN is asked for. */
  get asks_pin(): boolean {
    return this.needs_pin || (this.what === "log" && this.payers);
  }

  /** Offers to export this. */
  open(what: ExportWhat, period: Period, today: string): void {
    this.#today = today;
    this.what = what;
    this.days = typedPeriod(period);
    this.#forget();
    this.#show();
    if (this.running) void this.#follow();
    else this.view = null;
  }

  /** Offers the whole of this month, or of the one before. */
  pickMonth(which: "this" | "last"): void {
    const first = `${this.#today.slice(0, 8)}01`;
    const before = dayAfter(first, -1);
    const period = which === "this" ? { from: first, to: this.#today } : { from: `${before.slice(0, 8)}01`, to: before };
    this.days = typedPeriod(period);
    this.days_unfit = false;
  }

  #forget(): void {
    this.pin = "";
    this.needs_pin = false;
    this.pin_trouble = null;
    this.payers = false;
    this.days_unfit = false;
    this.trouble = null;
    this.copied = false;
  }

  async go(): Promise<void> {
    if (this.running || this.beginning) return;
    const period = parsePeriod(this.days, this.#today);
    this.days_unfit = period === null;
    if (period === null) return;
    const { what, format, pin, asks_pin } = this;
    const payers = what === "log" && this.payers;
    this.pin = "";
    this.trouble = null;
    this.copied = false;
    if (asks_pin && pin === "") {
      this.pin_trouble = m.manager_pin_missing();
      return;
    }
    this.pin_trouble = null;
    this.beginning = true;
    try {
      this.view = await this.#till.ask("begin_export", { what, format, payers, ...period, pin: asks_pin ? pin : null });
      void this.#follow();
    } catch (error) {
      this.#refused(error);
    }
    this.beginning = false;
  }

  #refused(error: unknown): void {
    const words = errorWords(error);
    if (error instanceof Refused && error.code === "needs-manager" && !this.asks_pin) this.needs_pin = true;
    else if (this.asks_pin) this.pin_trouble = words;
    else this.trouble = words;
  }

  async stop(): Promise<void> {
    await this.#ask("stop_export");
  }

  /** Asks until it has ended. */
  async #follow(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    while (this.running) {
      await new Promise((later) => setTimeout(later, ASK_MS));
      await this.#ask("export_state");
    }
    this.#asking = false;
  }

  async #ask(what: "stop_export" | "export_state"): Promise<void> {
    try {
      this.view = await this.#till.ask(what, null);
    } catch (error) {
      // A till that cannot answer has no export that could be followed.
      this.view = null;
      this.trouble = errorWords(error);
    }
  }

  async copyPath(): Promise<void> {
    const path = this.view?.path ?? null;
    if (path === null) return;
    try {
      await navigator.clipboard.writeText(path);
      this.copied = true;
    } catch {
      this.trouble = m.report_not_copied();
    }
  }
}
