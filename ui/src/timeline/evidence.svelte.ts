/** The evidence of a sale, as one file: first it is asked whether it names who paid, which needs a manager. */

import type { Till } from "../till/till.svelte";
import { errorWords } from "../words/errors";
import { m } from "../words/words";

export class TakingEvidence {
  readonly #till: Till;
  open = $state(false);
  payers = $state(false);
  pin = $state("");
  pin_trouble = $state<string | null>(null);
  trouble = $state<string | null>(null);
  done = $state<string | null>(null);
  busy = $state(false);

  constructor(till: Till) {
    this.#till = till;
  }

  begin(): void {
    this.putDown();
    this.done = null;
    this.open = true;
  }

  putDown(): void {
    this.open = false;
    this.payers = false;
    this.pin = "";
    this.pin_trouble = null;
    this.trouble = null;
  }

  async take(sale: string): Promise<void> {
    if (this.busy) return;
    const { payers, pin } = this;
    this.pin = "";
    this.trouble = null;
    this.pin_trouble = payers && pin === "" ? m.manager_pin_missing() : null;
    if (this.pin_trouble !== null) return;
    this.busy = true;
    try {
      const { path } = await this.#till.ask("export_evidence", { sale, payers, pin: payers ? pin : null });
      this.putDown();
      this.done = m.evidence_done({ path });
    } catch (error) {
      if (payers) this.pin_trouble = errorWords(error);
      else this.trouble = errorWords(error);
    }
    this.busy = false;
  }
}
