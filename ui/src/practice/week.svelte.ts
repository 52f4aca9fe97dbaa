/** The sample week of practice: loading it replaces what practice had, and then its last day is shown. */

import { Refused } from "../backend/backend";
import type { Day } from "../day/day.svelte";
import type { Till } from "../till/till.svelte";
import { errorWords } from "../words/errors";

/** What the week needs from the window. */
type Window = {
  readonly till: Till;
  readonly day: Day;
  readonly showDay: () => void;
  /** Asks whether what practice has may be lost. */
  readonly confirm: () => void;
};

export class PracticeWeek {
  readonly #win: Window;
  busy = $state(false);
  trouble = $state<string | null>(null);

  constructor(win: Window) {
    this.#win = win;
  }

  /** Loads it, unless there is something to lose: then the person is asked first. */
  async load(replaces = false): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.trouble = null;
    const { till, day, showDay, confirm } = this.#win;
    try {
      const { last_day } = await till.ask("load_practice_week", { replaces });
      await till.load();
      showDay();
      day.show({ from: last_day, to: last_day });
    } catch (error) {
      if (error instanceof Refused && error.code === "practice-in-use") confirm();
      else this.trouble = errorWords(error);
    } finally {
      this.busy = false;
    }
  }
}
