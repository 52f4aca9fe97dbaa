/**
 * Tells a machine that types (a scanner, a magnetic-stripe reader) from a person, by pace and by
 * the marks of a card's tracks. It never looks at what was typed and keeps none of it: a swiped
 * card must leave no trace in the window.
 */

/** Keys closer together than this, in milliseconds, are not a person's. */
export const BURST_GAP_MS = 30;
/** So many keys at that pace are a burst. */
export const BURST_KEYS = 6;
/** A burst is over after its Enter, or after this silence in milliseconds. */
export const BURST_QUIET_MS = 200;

const CARD_MARKS: ReadonlySet<string> = new Set(["%", ";", "^", "Dead"]);

/** What to do with a key: let it through, or swallow it and go back to `restore` if there is one. */
export type Ruling<S> = { readonly swallow: false } | { readonly swallow: true; readonly restore: S | null };

/** `S` is whatever must come back when the keys turn out to be a machine's. */
export class BurstGuard<S> {
  #last_at_ms = Number.NEGATIVE_INFINITY;
  #run_keys = 0;
  #before: S | null = null;
  #swallowing = false;

  /** Judges one key, pressed at `at_ms` while the state was `state`. */
  judge(key: string, at_ms: number, state: S): Ruling<S> {
    const gap_ms = at_ms - this.#last_at_ms;
    this.#last_at_ms = at_ms;

    if (this.#swallowing) {
      if (gap_ms <= BURST_QUIET_MS) {
        if (key === "Enter") this.#end();
        return { swallow: true, restore: null };
      }
      this.#end();
    }

    if (this.#run_keys === 0 || gap_ms >= BURST_GAP_MS) {
      this.#run_keys = 0;
      this.#before = state;
    }
    this.#run_keys += 1;

    if (CARD_MARKS.has(key) || this.#run_keys >= BURST_KEYS) {
      const restore = this.#before;
      if (key === "Enter") this.#end();
      else this.#swallowing = true;
      return { swallow: true, restore };
    }
    return { swallow: false };
  }

  /** What was pressed is somebody else's to judge. */
  forget(): void {
    this.#last_at_ms = Number.NEGATIVE_INFINITY;
    this.#end();
  }

  #end(): void {
    this.#swallowing = false;
    this.#run_keys = 0;
    this.#before = null;
  }
}
