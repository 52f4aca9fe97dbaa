/** After a restore, a manager allows the till to charge QRs and cards before it has read the relay. */

import { Refused } from "../backend/backend";
import type { Answering, Trouble } from "../tray/review.svelte";
import { holdsCardNumber } from "../tray/answers";
import type { Till } from "../till/till.svelte";
import { errorWords } from "../words/errors";
import { m } from "../words/words";

export class RelayWaiver implements Answering {
  readonly #till: Till;
  open = $state(false);
  reason = $state("");
  readonly given = false;
  pin = $state("");
  trouble = $state.raw<Trouble | null>(null);
  settling = $state(false);

  constructor(till: Till) {
    this.#till = till;
  }

  putDown(): void {
    this.open = false;
    this.reason = "";
    this.pin = "";
    this.trouble = null;
  }

  async confirm(): Promise<void> {
    if (this.settling) return;
    this.trouble = this.#missing();
    if (this.trouble !== null) return;
    const takes = { reason: this.reason.trim(), pin: this.pin };
    this.pin = "";
    this.settling = true;
    try {
      await this.#till.ask("waive_relay", takes);
      this.putDown();
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
