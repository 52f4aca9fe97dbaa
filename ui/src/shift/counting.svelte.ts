/** A count as it is typed, and the shift that ends by it. */

import { Refused } from "../backend/backend";
import type { CountView, CountedTender, ShiftView, Tender } from "../backend/bindings";
import { formatBalance } from "../till/money";
import type { Till } from "../till/till.svelte";
import { holdsCardNumber } from "../tray/answers";
import { errorWords } from "../words/errors";
import { m } from "../words/words";
import type { Accepting } from "./accepting";
import { besideExpected, differenceIn, pileOf, sumIn } from "./count";
import type { Pile } from "./count";

/** What cannot be read: a note's value, or a tender whose sum was typed. */
export type Unfit = number | Tender;

export class Counting implements Accepting {
  readonly #till: Till;
  readonly #took: (view: ShiftView) => void;
  /** How many pieces were typed of each value in centavos. */
  pieces = $state<Record<number, string>>({});
  /** The cash is typed as a sum, instead of piece by piece. */
  by_sum = $state(false);
  cash = $state("");
  card = $state("");
  unfit = $state<Unfit | null>(null);
  reason = $state("");
  pin = $state("");
  trouble = $state.raw<Accepting["trouble"]>(null);
  busy = $state(false);

  constructor(till: Till, took: (view: ShiftView) => void) {
    this.#till = till;
    this.#took = took;
  }

  /** Another shift is counted from nothing. */
  clear(): void {
    this.pieces = {};
    this.by_sum = false;
    this.cash = "";
    this.card = "";
    this.putDown();
  }

  putDown(): void {
    this.unfit = null;
    this.reason = "";
    this.pin = "";
    this.trouble = null;
  }

  pile({ denominations }: ShiftView): Pile {
    return pileOf(denominations, this.pieces);
  }

  cashIn(view: ShiftView): number {
    return this.by_sum ? (sumIn(this.cash) ?? 0) : this.pile(view).sum_centavos;
  }

  /** What the till is told. A tender other than cash is only counted where something was typed. */
  counted(view: ShiftView): CountedTender[] {
    const cash: CountedTender = { tender: "cash", counted_centavos: this.cashIn(view), pieces: this.by_sum ? [] : this.pile(view).pieces };
    const card: CountedTender[] = this.card.trim() === "" ? [] : [{ tender: "card", counted_centavos: sumIn(this.card) ?? 0, pieces: [] }];
    return [cash, ...card];
  }

  /** The same beside what there should be; null where counting is blind. */
  beside(view: ShiftView): CountView[] | null {
    return view.shift === null ? null : besideExpected(view.shift, this.counted(view));
  }

  /** Whether all that was typed can be read; else `unfit` says what cannot. */
  finish(view: ShiftView): boolean {
    this.trouble = null;
    if (this.by_sum) this.unfit = sumIn(this.cash) === null ? "cash" : null;
    else this.unfit = this.pile(view).unfit;
    if (this.unfit === null && sumIn(this.card) === null) this.unfit = "card";
    return this.unfit === null;
  }

  /** What the manager's PIN lets happen. */
  allows(view: ShiftView): string {
    const difference = formatBalance(differenceIn(this.beside(view) ?? []));
    const name = view.shift?.person?.name ?? null;
    return name === null ? m.count_allows_nobody({ difference }) : m.count_allows({ difference, name });
  }

  /** Ends the shift. A difference beyond the limit is then to be confirmed. */
  close(view: ShiftView): Promise<void> {
    return this.#end(view, {});
  }

  /** Ends the shift, and a manager accepts its difference. */
  async accept(view: ShiftView): Promise<void> {
    this.trouble = this.#missing();
    if (this.trouble !== null) return;
    const takes = { accepts: this.reason.trim(), pin: this.pin };
    this.pin = "";
    await this.#end(view, takes);
  }

  async #end(view: ShiftView, takes: { accepts?: string; pin?: string }): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      this.#took(await this.#till.ask("count_shift", { counts: this.counted(view), ...takes }));
      this.clear();
    } catch (error) {
      this.trouble = { about: aboutOf(error, takes.pin !== undefined), words: errorWords(error) };
    } finally {
      this.busy = false;
    }
  }

  #missing(): Accepting["trouble"] {
    return missingOf(this);
  }
}

/** A manager accepts the difference of a shift that ended earlier. */
export class Acceptance implements Accepting {
  readonly #till: Till;
  readonly #took: (view: ShiftView) => void;
  /** The number of the shift. */
  shift = $state<number | null>(null);
  reason = $state("");
  pin = $state("");
  trouble = $state.raw<Accepting["trouble"]>(null);
  busy = $state(false);

  constructor(till: Till, took: (view: ShiftView) => void) {
    this.#till = till;
    this.#took = took;
  }

  begin(shift: number): void {
    this.putDown();
    this.shift = shift;
  }

  putDown(): void {
    this.shift = null;
    this.reason = "";
    this.pin = "";
    this.trouble = null;
  }

  async accept(): Promise<void> {
    const { shift } = this;
    if (shift === null || this.busy) return;
    this.trouble = missingOf(this);
    if (this.trouble !== null) return;
    const takes = { shift, reason: this.reason.trim(), pin: this.pin };
    this.pin = "";
    this.busy = true;
    try {
      this.#took(await this.#till.ask("accept_difference", takes));
      this.putDown();
    } catch (error) {
      this.trouble = { about: aboutOf(error, true), words: errorWords(error) };
    } finally {
      this.busy = false;
    }
  }
}

function missingOf({ reason, pin }: Pick<Accepting, "reason" | "pin">): Accepting["trouble"] {
  if (reason.trim() === "") return { about: "reason", words: m.error_reason_missing() };
  if (holdsCardNumber(reason)) return { about: "reason", words: m.tray_reason_card() };
  if (pin === "") return { about: "pin", words: m.manager_pin_missing() };
  return null;
}

function aboutOf(error: unknown, with_pin: boolean): "reason" | "pin" | "count" {
  const code = error instanceof Refused ? error.code : null;
  if (code === "reason-missing" || code === "reason-too-long") return "reason";
  return with_pin ? "pin" : "count";
}
