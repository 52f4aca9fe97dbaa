/** Why no shop opens, and what a person tries about it. */

import { Refused } from "../backend/backend";
import type { Backend } from "../backend/backend";
import type { ProblemView } from "../backend/bindings";
import { pin_wait } from "../manager/pin-wait.svelte";
import { errorWords } from "../words/errors";
import { setTimeZone } from "../words/times";

const PIN_CODES: ReadonlySet<string> = new Set(["needs-manager", "pin-wrong", "pin-wait"]);

export type Trying = "retry" | "restore";

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
  }

  retry(): Promise<void> {
    return this.#try("retry", () => this.#backend.ask("retry_opening", null));
  }

  restore(pin: string | null = null): Promise<void> {
    const file = this.problem?.copy?.file;
    if (file === undefined) return Promise.resolve();
    return this.#try("restore", () => this.#backend.ask("restore_copy", pin === null ? { file } : { file, pin }));
  }

  async close(): Promise<void> {
    await this.#backend.ask("close_app", null);
  }

  async #try(what: Trying, ask: () => Promise<ProblemView | null>): Promise<void> {
    if (this.trying !== null) return;
    this.trying = what;
    this.trouble = null;
    try {
      this.#take(await ask());
      this.tries += 1;
      this.asking = false;
      this.manager = null;
    } catch (error) {
      if (error instanceof Refused && error.wait_ms !== null) pin_wait.heard(error.wait_ms);
      if (what === "restore" && error instanceof Refused && PIN_CODES.has(error.code)) {
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
