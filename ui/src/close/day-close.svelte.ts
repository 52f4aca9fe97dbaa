/** The close of the day: what it would say by now, and then the close that was made. */

import { Refused } from "../backend/backend";
import type { CloseView, PaperPreview } from "../backend/bindings";
import type { Till } from "../till/till.svelte";
import { errorWords, readErrorWords } from "../words/errors";
import { m } from "../words/words";

export class DayClose {
  readonly #till: Till;
  /** None until the till has told what the next close would say. */
  view = $state.raw<CloseView | null>(null);
  /** The paper of the close that was made, or of the next one. */
  paper = $state.raw<PaperPreview | null>(null);
  /** The paper of the partial. */
  partial_paper = $state.raw<PaperPreview | null>(null);
  trouble = $state<string | null>(null);
  closing = $state(false);
  /** A manager is about to see what a blind count leaves out. */
  asks_pin = $state(false);
  pin = $state("");
  pin_trouble = $state<string | null>(null);
  /** A manager has seen it all: it stays in sight, and is not asked for again without the PIN. */
  #seen_whole = false;
  /** Counts what was asked, so that an answer that was overtaken is not taken. */
  #asked = 0;

  constructor(till: Till) {
    this.#till = till;
  }

  /** The close that was made, and not what one would say. */
  get made(): boolean {
    return this.view !== null && !this.view.partial;
  }

  /** What the next close would say by now. */
  async load(): Promise<void> {
    if (this.made || this.closing || this.#seen_whole) return;
    await this.#load();
  }

  /** Closes the day under the number that is shown. */
  async close(): Promise<void> {
    const { view } = this;
    if (view === null || this.made || this.closing) return;
    this.closing = true;
    this.trouble = null;
    try {
      const made = await this.#till.ask("close_day", { number: view.number });
      this.#asked += 1;
      this.view = made;
      this.paper = await this.#till.ask("paper_preview", { of: { what: "close", number: made.number } });
    } catch (error) {
      const another = error instanceof Refused && error.code === "close-of-another";
      if (another) await this.#load();
      this.trouble = errorWords(error);
    } finally {
      this.closing = false;
    }
  }

  /** Shows a manager what a blind count leaves out. */
  async see(): Promise<void> {
    const { pin } = this;
    this.pin = "";
    if (pin === "") {
      this.pin_trouble = m.manager_pin_missing();
      return;
    }
    try {
      const view = await this.#till.ask("partial", { pin });
      const papers = await this.#papers(pin);
      this.#asked += 1;
      [this.view, this.paper, this.partial_paper] = [view, ...papers];
      this.#seen_whole = true;
      this.noPin();
    } catch (error) {
      this.pin_trouble = errorWords(error);
    }
  }

  noPin(): void {
    this.asks_pin = false;
    this.pin = "";
    this.pin_trouble = null;
  }

  async #load(): Promise<void> {
    const asked = (this.#asked += 1);
    try {
      const view = await this.#till.ask("partial", {});
      const papers = await this.#papers();
      if (asked !== this.#asked) return;
      [this.view, this.paper, this.partial_paper] = [view, ...papers];
      this.#seen_whole = false;
      this.trouble = null;
    } catch (error) {
      if (asked === this.#asked) this.trouble = readErrorWords(error);
    }
  }

  /** What would be printed by now: of the close, and of the partial. */
  #papers(pin?: string): Promise<[PaperPreview, PaperPreview]> {
    const ask = (what: "coming" | "partial"): Promise<PaperPreview> =>
      this.#till.ask("paper_preview", pin === undefined ? { of: { what } } : { of: { what }, pin });
    return Promise.all([ask("coming"), ask("partial")]);
  }
}
