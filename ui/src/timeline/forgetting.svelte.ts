/** A manager erases who paid a sale, because that person asked for it. */

import { Refused } from "../backend/backend";
import type { Till } from "../till/till.svelte";
import { errorWords } from "../words/errors";
import { m } from "../words/words";

export class ForgettingPayer {
  readonly #till: Till;
  readonly #changed: () => void;
  open = $state(false);
  pin = $state("");
  pin_trouble = $state<string | null>(null);
  trouble = $state<string | null>(null);
  done = $state<string | null>(null);
  busy = $state(false);

  /** `changed` shows the sale again. */
  constructor(till: Till, changed: () => void) {
    this.#till = till;
    this.#changed = changed;
  }

  begin(): void {
    this.putDown();
    this.done = null;
    this.open = true;
  }

  putDown(): void {
    this.open = false;
    this.pin = "";
    this.pin_trouble = null;
    this.trouble = null;
  }

  async forget(sale: string): Promise<void> {
    if (this.busy) return;
    const { pin } = this;
    this.pin = "";
    this.trouble = null;
    this.pin_trouble = pin === "" ? m.manager_pin_missing() : null;
    if (this.pin_trouble !== null) return;
    this.busy = true;
    try {
      await this.#till.ask("forget_payer", { sale, pin });
      this.putDown();
      this.done = m.forget_done();
      this.#changed();
    } catch (error) {
      if (error instanceof Refused && error.code.startsWith("payer-needed")) this.trouble = errorWords(error);
      else this.pin_trouble = errorWords(error);
    }
    this.busy = false;
  }
}
