/** An amount that is typed on another screen: a part of a total, or the cash that the customer hands over. */

import { EMPTY_ENTRY, isEmpty, press, total } from "./entry";
import type { Entry, EntryKey } from "./entry";

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
    const step = press(this.entry, key);
    this.entry = step.entry;
    if (step.refusal !== null) this.refusals += 1;
  }

  clear(): void {
    this.entry = EMPTY_ENTRY;
  }
}
