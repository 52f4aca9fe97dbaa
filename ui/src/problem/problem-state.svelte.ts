/** Why no shop opens, and what a person tries about it. */

import { Refused } from "../backend/backend";
import type { Backend } from "../backend/backend";
import type { ProblemView } from "../backend/bindings";
import { pin_wait } from "../manager/pin-wait.svelte";
import { errorWords } from "../words/errors";
import { setTimeZone } from "../words/times";

const PIN_CODES: ReadonlySet<string> = new Set(["needs-manager", "pin-wrong", "pin-wait"]);

/** The time between two questions about an upgrade that goes on. */
const ASK_MS = 500;

export type Trying = "retry" | "restore" | "upgrade-there" | "upgrade-without";

export class ProblemState {
  readonly #backend: Backend;
  /** Null until the shell has answered, and again once the shop is open. */
  problem = $state.raw<ProblemView | null>(null);
  trying = $state<Trying | null>(null);
  /** The person is asked to confirm a restore. */
  asking = $state(false);
  /** The restore needs a manager's PIN; `trouble` says what was wrong with the last one. */
  manager = $state<{ readonly trouble: string | null } | null>(null);
  /** The number of attempts that did not open the shop. */
  tries = $state(0);
  trouble = $state<{ readonly words: string; readonly detail: string | null } | null>(null);

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  async load(): Promise<void> {
    this.#take(await this.#backend.ask("problem", null));
    await this.#followUpgrade();
  }

  /** Asks how far an upgrade has come, until it has ended. */
  async #followUpgrade(): Promise<void> {
    while (this.problem?.kind === "upgrading") {
      await new Promise((later) => setTimeout(later, ASK_MS));
      this.#take(await this.#backend.ask("problem", null));
    }
  }

  /** The same while an answer is awaited that may be an upgrade's. */
  async #followTrying(): Promise<void> {
    while (this.trying !== null) {
      await new Promise((later) => setTimeout(later, ASK_MS));
      const problem = await this.#backend.ask("problem", null);
      if (this.trying !== null && problem?.kind === "upgrading") this.#take(problem);
    }
  }

  retry(): Promise<void> {
    return this.#try("retry", () => this.#backend.ask("retry_opening", null));
  }

  restore(pin: string | null = null): Promise<void> {
    const file = this.problem?.copy?.file;
    if (file === undefined) return Promise.resolve();
    return this.#try("restore", () => this.#backend.ask("restore_copy", pin === null ? { file } : { file, pin }));
  }

  /** Upgrades the ledger, with its copy in that folder. */
  upgradeThere(folder: string): Promise<void> {
    return this.#try("upgrade-there", () => this.#backend.ask("upgrade_with_copy", { folder: folder.trim() }));
  }

  /** Upgrades the ledger without a copy. */
  upgradeWithout(pin: string | null = null): Promise<void> {
    return this.#try("upgrade-without", () => this.#backend.ask("upgrade_without_copy", pin === null ? {} : { pin }));
  }

  async close(): Promise<void> {
    await this.#backend.ask("close_app", null);
  }

  async #try(what: Trying, ask: () => Promise<ProblemView | null>): Promise<void> {
    if (this.trying !== null) return;
    this.trying = what;
    this.trouble = null;
    const before = this.problem;
    if (before?.kind === "upgrade-no-room") void this.#followTrying();
    try {
      this.#take(await ask());
      this.tries += 1;
      this.asking = false;
      this.manager = null;
    } catch (error) {
      this.problem = before;
      if (error instanceof Refused && error.wait_ms !== null) pin_wait.heard(error.wait_ms);
      if ((what === "restore" || what === "upgrade-without") && error instanceof Refused && PIN_CODES.has(error.code)) {
        this.manager = { trouble: error.code === "needs-manager" ? null : errorWords(error) };
        return;
      }
      this.trouble = { words: errorWords(error), detail: error instanceof Refused ? error.detail : null };
    } finally {
      this.trying = null;
    }
  }

  #take(problem: ProblemView | null): void {
    if (problem?.time_zone != null) setTimeZone(problem.time_zone);
    this.problem = problem;
  }
}
