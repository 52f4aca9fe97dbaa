/** The keys of a locked till: those of the PIN, and no other. Each is handled here, so that none reaches what is below. */

import { padDigit } from "../input/signs";
import { isChord } from "../input/weight";
import type { Lock } from "./lock.svelte";

/** Does what the key means for the PIN, which for most keys is nothing. */
export function lockKey(lock: Lock, event: KeyboardEvent): void {
  if (event.repeat || isChord(event)) return;
  const digit = /^\d$/.test(event.key) ? event.key : padDigit(event.code);
  if (digit !== null) {
    lock.type(digit);
    lock.onFocus("pin");
    return;
  }
  switch (event.key) {
    case "Enter":
      lock.onFocus("pin");
      void lock.unlock();
      return;
    case "Backspace":
      lock.back();
      return;
    case "Escape":
      lock.wipe();
      return;
    case "Tab":
      lock.onFocus("next");
  }
}
