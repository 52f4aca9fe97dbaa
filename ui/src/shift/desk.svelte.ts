/** The shift as the person at the counter goes through it: what is taken over, the float, and which step is in front. */

import type { PersonView, ShiftView } from "../backend/bindings";
import type { Till } from "../till/till.svelte";
import { errorWords, readErrorWords } from "../words/errors";
import { firstStep } from "./steps";
import type { Step } from "./steps";

export class Desk {
  readonly #till: Till;
  /** None until the till has told of its shift. */
  view = $state.raw<ShiftView | null>(null);
  step = $state<Step>("drawer");
  /** The payments of what is pending that the next shift accepts. */
  accepted = $state.raw<ReadonlySet<string>>(new Set());
  /** The words of the last request that failed. */
  trouble = $state<string | null>(null);
  opening = $state(false);
  /** Counts what was asked, so that an answer that was overtaken is not taken. */
  #asked = 0;
  /** Who was at the counter when the step in front was chosen. */
  #who: string | null = null;
  /** The shift whose count was in front before its paper was shown. */
  readonly #ended: number | null;

  constructor(till: Till, ended: number | null = null) {
    this.#till = till;
    this.#ended = ended;
  }

  get at(): PersonView | null {
    return this.#till.snapshot?.session.person ?? null;
  }

  async load(): Promise<void> {
    const asked = (this.#asked += 1);
    try {
      const view = await this.#till.ask("shift", null);
      if (asked !== this.#asked) return;
      this.#take(view);
      this.trouble = null;
    } catch (error) {
      if (asked === this.#asked) this.trouble = readErrorWords(error);
    }
  }

  /** The till's answer to something that was done to the shift. */
  took(view: ShiftView, step: Step = this.step): void {
    this.#asked += 1;
    this.trouble = null;
    this.step = step;
    this.view = view;
  }

  go(step: Step): void {
    this.trouble = null;
    this.step = step;
  }

  /** Goes to where the person at the counter would begin. */
  begin(): void {
    if (this.view !== null) this.go(firstStep(this.view, this.at));
  }

  accept(payment: string): void {
    const accepted = new Set(this.accepted);
    if (!accepted.delete(payment)) accepted.add(payment);
    this.accepted = accepted;
  }

  /** Opens a shift of the person at the counter. True once it is open. */
  async open(float_centavos: number): Promise<boolean> {
    if (this.opening) return false;
    this.opening = true;
    this.trouble = null;
    try {
      this.took(await this.#till.ask("open_shift", { float_centavos, accepted: [...this.accepted] }), "drawer");
      this.accepted = new Set();
      return true;
    } catch (error) {
      this.trouble = errorWords(error);
      return false;
    } finally {
      this.opening = false;
    }
  }

  /** What is in front stays there, unless it is about another shift or another person by now. */
  #take(view: ShiftView): void {
    const before = this.view;
    const who = this.at?.id ?? null;
    const same = before?.shift?.number === view.shift?.number && before?.shift?.open === view.shift?.open;
    if (before === null) this.step = firstStep(view, this.at, this.#ended);
    else if (!same || who !== this.#who) this.step = firstStep(view, this.at);
    this.#who = who;
    this.accepted = new Set(view.pending.map((one) => one.payment).filter((payment) => this.accepted.has(payment)));
    this.view = view;
  }
}
