/** Cash that goes into the drawer or out of it without a sale, and opening it for neither. */

import { Refused } from "../backend/backend";
import type { ShiftView } from "../backend/bindings";
import { centavosIn, formatAmount } from "../till/money";
import type { Till } from "../till/till.svelte";
import { holdsCardNumber } from "../tray/answers";
import { errorWords } from "../words/errors";
import { m } from "../words/words";

/** Cash in, cash out, or the drawer opened for neither. */
export type Act = "in" | "out" | "open";

/** What is to be corrected. */
export type Trouble = { readonly about: "amount" | "reason" | "pin"; readonly words: string };

export class DrawerMove {
  readonly #till: Till;
  readonly #took: (view: ShiftView) => void;
  act = $state<Act | null>(null);
  amount = $state("");
  reason = $state("");
  pin = $state("");
  /** The till asked for a manager: the same request goes again with a PIN. */
  pin_asked = $state(false);
  trouble = $state.raw<Trouble | null>(null);
  busy = $state(false);
  /** Said once something was noted, until the next thing is done. */
  done = $state<string | null>(null);

  constructor(till: Till, took: (view: ShiftView) => void) {
    this.#till = till;
    this.#took = took;
  }

  begin(act: Act): void {
    if (this.act === act) return;
    this.putDown();
    this.done = null;
    this.act = act;
  }

  putDown(): void {
    this.act = null;
    this.amount = "";
    this.reason = "";
    this.pin = "";
    this.pin_asked = false;
    this.trouble = null;
  }

  /** What the manager's PIN lets happen. */
  get allows(): string {
    const about = { amount: formatAmount(centavosIn(this.amount) ?? 0), reason: this.reason.trim() };
    switch (this.act) {
      case "in":
        return m.shift_allow_in(about);
      case "out":
        return m.shift_allow_out(about);
      case "open":
      case null:
        return m.shift_allow_open(about);
    }
  }

  async submit(): Promise<void> {
    const { act } = this;
    if (act === null || this.busy) return;
    this.trouble = this.#missing(act);
    if (this.trouble !== null) return;
    const reason = this.reason.trim();
    const pin = this.pin_asked ? { pin: this.pin } : {};
    this.pin = "";
    this.busy = true;
    try {
      this.#took(await this.#ask(act, { reason, ...pin }));
      const done = this.#doneWords(act);
      this.putDown();
      this.done = done;
    } catch (error) {
      this.#refused(error);
    } finally {
      this.busy = false;
    }
  }

  #ask(act: Act, takes: { reason: string; pin?: string }): Promise<ShiftView> {
    if (act === "open") return this.#till.ask("open_drawer", takes);
    return this.#till.ask(act === "in" ? "cash_in" : "cash_out", { amount_centavos: centavosIn(this.amount) ?? 0, ...takes });
  }

  #doneWords(act: Act): string {
    const amount = formatAmount(centavosIn(this.amount) ?? 0);
    return act === "in" ? m.shift_done_in({ amount }) : act === "out" ? m.shift_done_out({ amount }) : m.shift_done_open();
  }

  #refused(error: unknown): void {
    const code = error instanceof Refused ? error.code : null;
    if (code === "needs-manager") {
      this.pin_asked = true;
      return;
    }
    const about = code === "amount-zero" || code === "amount-too-large" ? "amount" : this.pin_asked && code !== "reason-missing" && code !== "reason-too-long" ? "pin" : "reason";
    this.trouble = { about, words: code === "amount-zero" ? m.shift_amount_bad() : errorWords(error) };
  }

  #missing(act: Act): Trouble | null {
    if (act !== "open" && (centavosIn(this.amount) ?? 0) <= 0) return { about: "amount", words: m.shift_amount_bad() };
    if (this.reason.trim() === "") return { about: "reason", words: m.error_reason_missing() };
    if (holdsCardNumber(this.reason)) return { about: "reason", words: m.tray_reason_card() };
    if (this.pin_asked && this.pin === "") return { about: "pin", words: m.manager_pin_missing() };
    return null;
  }
}
