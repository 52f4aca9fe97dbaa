/** How long the till takes no PIN after several wrong ones. The wait is the till's: every field for a PIN counts down with it. */

import { leftAt, now_ms } from "../till/clock.svelte";

const SECOND_MS = 1_000;

class PinWait {
  #wait = $state.raw<{ readonly left_ms: number; readonly then_ms: number } | null>(null);

  /** The till refused a PIN for so long. */
  heard(left_ms: number): void {
    this.#wait = { left_ms, then_ms: performance.now() };
  }

  /** Whole seconds until a PIN may be tried again; a second that has begun still counts. */
  get seconds(): number {
    const wait = this.#wait;
    return wait === null ? 0 : Math.ceil(leftAt(wait.left_ms, wait.then_ms, now_ms()) / SECOND_MS);
  }
}

export const pin_wait = new PinWait();
