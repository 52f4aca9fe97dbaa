/** An amount that is typed on another screen: a part of a total, or the cash that the customer hands over. */

import { EMPTY_ENTRY, isEmpty, paste, press, total } from "./entry";
import type { Entry, EntryKey, EntryStep } from "./entry";

export class Pad {
  entry = $state.raw<Entry>(EMPTY_ENTRY);
  /** Counts the refused keys, so that the screen shows each. */
  refusals = $state(0);

  get centavos(): number {
    return total(this.entry);
  }

  get empty(): boolean {
    return isEmpty(this.entry);
  }

  press(key: EntryKey): void {
    this.#take(press(this.entry, key));
  }

  paste(text: string): void {
    this.#take(paste(this.entry, text));
  }

  #take(step: EntryStep): void {
    this.entry = step.entry;
    if (step.refusal !== null) this.refusals += 1;
  }

  clear(): void {
    this.entry = EMPTY_ENTRY;
  }
}
