/** The requests that are held since the ledger was restored: a manager releases or gives up each. */

import { Refused } from "../backend/backend";
import type { HeldAnswer, HeldItem, TrayView } from "../backend/bindings";
import type { Till } from "../till/till.svelte";
import { errorWords } from "../words/errors";
import { m } from "../words/words";
import { holdsCardNumber } from "./answers";
import type { Answering, Trouble } from "./review.svelte";

export class Held implements Answering {
  readonly #till: Till;
  readonly #taken: (tray: TrayView) => void;
  /** The payment whose request is being answered. */
  payment = $state<string | null>(null);
  answer = $state<HeldAnswer | null>(null);
  reason = $state("");
  readonly given = false;
  pin = $state("");
  trouble = $state.raw<Trouble | null>(null);
  settling = $state(false);

  /** `taken` receives what still waits. */
  constructor(till: Till, taken: (tray: TrayView) => void) {
    this.#till = till;
    this.#taken = taken;
  }

  begin(payment: string, answer: HeldAnswer): void {
    if (this.payment !== payment) this.putDown();
    this.payment = payment;
    this.answer = answer;
    this.trouble = null;
  }

  putDown(): void {
    this.payment = null;
    this.answer = null;
    this.reason = "";
    this.pin = "";
    this.trouble = null;
  }

  /** Confirms the answer for the current item. */
  async settle(held: readonly HeldItem[]): Promise<void> {
    const { answer } = this;
    const item = held.find((one) => one.payment === this.payment);
    if (item === undefined || answer === null || this.settling) return;
    this.trouble = this.#missing();
    if (this.trouble !== null) return;
    const takes = { sale: item.sale.id, payment: item.payment, answer, reason: this.reason.trim(), pin: this.pin };
    this.pin = "";
    this.settling = true;
    try {
      const tray = await this.#till.ask("settle_held", takes);
      this.putDown();
      this.#taken(tray);
    } catch (error) {
      const about = error instanceof Refused && error.code === "reason-missing" ? "reason" : "pin";
      this.trouble = { about, words: errorWords(error) };
    } finally {
      this.settling = false;
    }
  }

  #missing(): Trouble | null {
    if (this.reason.trim() === "") return { about: "reason", words: m.error_reason_missing() };
    if (holdsCardNumber(this.reason)) return { about: "reason", words: m.tray_reason_card() };
    if (this.pin === "") return { about: "pin", words: m.manager_pin_missing() };
    return null;
  }
}
