/** The copy of the ledger that somebody asks for: it is begun, followed to its end, and can be stopped. */

import type { BackupState } from "../backend/bindings";
import type { Till } from "../till/till.svelte";

const ASK_MS = 500;

/** What the copies need from the settings screen. */
export type Screen = {
  readonly take: (backup: BackupState) => void;
  /** A copy that was followed has ended. */
  readonly ended: (backup: BackupState) => void;
  readonly refused: (error: unknown) => void;
};

export class Copies {
  readonly #till: Till;
  readonly #screen: Screen;
  #following = false;
  /** The request that begins a copy is on its way. */
  beginning = $state(false);

  constructor(till: Till, screen: Screen) {
    this.#till = till;
    this.#screen = screen;
  }

  async begin(): Promise<void> {
    if (this.beginning || this.#following) return;
    this.beginning = true;
    const backup = await this.#ask("backup_now");
    this.beginning = false;
    if (backup?.making != null) await this.follow();
    else if (backup !== null) this.#screen.ended(backup);
  }

  async stop(): Promise<void> {
    await this.#ask("stop_backup");
  }

  /** Asks until the copy has ended; also one that the till makes by itself. */
  async follow(): Promise<void> {
    if (this.#following) return;
    this.#following = true;
    let backup: BackupState | null;
    do {
      await pause();
      backup = await this.#ask("backup_state");
    } while (backup?.making != null);
    this.#following = false;
    if (backup === null) return;
    this.#screen.ended(backup);
    // The second folder gets its copy a moment later.
    if (backup.second !== null) {
      await pause();
      await this.#ask("backup_state");
    }
  }

  async #ask(what: "backup_now" | "backup_state" | "stop_backup"): Promise<BackupState | null> {
    try {
      const backup = await this.#till.ask(what, null);
      this.#screen.take(backup);
      return backup;
    } catch (error) {
      this.#screen.refused(error);
      return null;
    }
  }
}

function pause(): Promise<void> {
  return new Promise((later) => setTimeout(later, ASK_MS));
}
