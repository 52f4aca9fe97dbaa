/** What the practice drawer asks for: its customer acts, its network is cut, its wallet is switched on. */

import type { PracticeAction, PracticeView } from "../backend/bindings";
import type { Till } from "../till/till.svelte";
import { errorWords } from "../words/errors";

export class Playing {
  readonly #till: Till;
  /** The payment on which the customer acts. */
  readonly #payment: () => string | null;
  trouble = $state<string | null>(null);
  /** Whether practice is being opened with or without the house's wallet. */
  switching = $state(false);

  constructor(till: Till, payment: () => string | null) {
    this.#till = till;
    this.#payment = payment;
  }

  play(action: PracticeAction): Promise<void> {
    return this.#practise(() => this.#till.ask("practice_play", { action, payment: this.#payment() }));
  }

  /** The customer pays the fixed QR with this amount. */
  payFixed(amount_centavos: number): Promise<void> {
    return this.#practise(() => this.#till.ask("practice_play", { action: "pay-fixed", payment: null, amount_centavos }));
  }

  goOffline(offline: boolean): Promise<void> {
    return this.#practise(() => this.#till.ask("practice_offline", { offline }));
  }

  /** Opens practice with the house's wallet and Bind, or without. */
  async switchWallet(on: boolean): Promise<void> {
    this.switching = true;
    await this.#attempt(async () => {
      await this.#till.ask("switch_practice_wallet", { on });
      await this.#till.load();
    });
    this.switching = false;
  }

  #practise(ask: () => Promise<PracticeView>): Promise<void> {
    return this.#attempt(async () => this.#till.takePractice(await ask()));
  }

  /** Does what was asked for, and keeps the words of its failure for the drawer. */
  async #attempt(work: () => Promise<void>): Promise<void> {
    this.trouble = null;
    try {
      await work();
    } catch (error) {
      this.trouble = errorWords(error);
    }
  }
}
