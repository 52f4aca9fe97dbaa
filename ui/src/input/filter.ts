/**
 * Distinguishes a reader (a scanner, a magnetic-stripe reader) from a person by
 * the pace of the keys, and recognises a card's track by its signs. Pure: the
 * time of each key is passed in. It stores only a track, and only until that
 * swipe ends. A reader is recognised at its sixth key. So keys that only type
 * go through and can be undone, and keys that act are withheld until it is
 * certain who pressed them.
 */

import { TrackFinder } from "./tracks";
import type { Pressed } from "./signs";

/** Keys closer together than this, in milliseconds, are quick. */
export const QUICK_GAP_MS = 30;
/** This many quick keys come from a reader. The `00` of a number pad is two, and a rolling hand makes three. */
export const QUICK_KEYS = 4;
/** A reader's longest pause between two keys, in milliseconds. */
export const PACE_GAP_MS_MAX = 80;
/** A reader's pauses differ by less than this, in milliseconds. */
export const PACE_SPREAD_MS = 15;
/** This many keys at such an even pace come from a reader. */
export const PACE_KEYS = 6;
/** Keys within this silence after a reader's key belong to the reader too, in milliseconds. */
export const QUIET_MS = 200;
/** After this silence, in milliseconds, a withheld key belongs to a person. It is longer than a reader's pause. */
export const HOLD_MS = PACE_GAP_MS_MAX + PACE_SPREAD_MS;

/**
 * The effect of a key where it is pressed: `types` can be undone, `acts`
 * cannot, and `final` is withheld even if nothing was typed right before it.
 */
export type Weight = "types" | "acts" | "final";

export type Press = Pressed & {
  readonly at_ms: number;
  readonly weight: Weight;
  /** A form's field, which a program may fill in quickly as long as it sends no Enter. */
  readonly fills: boolean;
};

export type Ruling<S> =
  /** A person's key: it is done now, after the withheld ones. */
  | { readonly kind: "person"; readonly after_held: boolean }
  | { readonly kind: "hold" }
  /** A reader's key: nothing receives it, the withheld ones are dropped, and `restore` is restored if it is set. */
  | { readonly kind: "reader"; readonly restore: S | null };

/** `S` is the state to restore if the keys turn out to come from a reader. */
export class KeyFilter<S> {
  readonly #tracks = new TrackFinder();
  #last_at_ms = Number.NEGATIVE_INFINITY;
  /** The pauses between the keys that may be a reader's: only the newest ones that can decide. */
  #gaps: number[] = [];
  #undo_run: S | null = null;
  #undo_track: S | null = null;
  #held = 0;
  #state: "person" | "filling" | "reader" = "person";

  /** Whether a reader is typing, so that whatever comes belongs to it. */
  get swallows(): boolean {
    return this.#state === "reader";
  }

  get holds(): boolean {
    return this.#held > 0;
  }

  /** The states that may be restored: everything that is about to change must be in them. */
  get undo_points(): S[] {
    return [this.#undo_run, this.#undo_track].filter((point) => point !== null);
  }

  /** Whether the silence until now has ended the reader's typing. */
  isOver(at_ms: number): boolean {
    return this.#state === "reader" && at_ms - this.#last_at_ms > QUIET_MS;
  }

  /** Whether the silence until now has shown that a person pressed the withheld keys. */
  isPersons(at_ms: number): boolean {
    return this.#held > 0 && at_ms - this.#last_at_ms > PACE_GAP_MS_MAX;
  }

  /** Judges a key; `look` returns the state before it. */
  press(press: Press, look: () => S): Ruling<S> {
    const gap_ms = press.at_ms - this.#last_at_ms;
    this.#last_at_ms = press.at_ms;
    if (this.#state === "reader") {
      this.#tracks.take(press);
      return { kind: "reader", restore: null };
    }
    this.#follow(press, gap_ms, look);
    if (this.#isReaders()) {
      // A program that fills in a form's field has no effect until it sends
      // Enter.
      if (!press.fills || this.#held > 0) return this.#swallow();
      this.#state = "filling";
    }
    if (this.#tracks.certain || (this.#state === "filling" && press.key === "Enter")) return this.#swallow();
    return this.#hold(press, gap_ms);
  }

  /** After a silence of `HOLD_MS`, the withheld keys belong to a person. */
  release(): void {
    this.#held = 0;
  }

  /** Ends a reader's typing: returns its tracks, once for each layout under which they can be read. */
  end(): string[] {
    const tracks = this.#tracks.drain();
    this.#forgetRun();
    this.#state = "person";
    this.#last_at_ms = Number.NEGATIVE_INFINITY;
    return tracks;
  }

  #follow(press: Press, gap_ms: number, look: () => S): void {
    const longest_ms = this.#state === "filling" ? QUIET_MS : PACE_GAP_MS_MAX;
    if (this.#undo_run === null || gap_ms > longest_ms) {
      this.#state = "person";
      this.#gaps = [];
      this.#undo_run = look();
    } else {
      this.#gaps = [...this.#gaps, gap_ms].slice(1 - PACE_KEYS);
    }
    if (gap_ms > QUIET_MS) this.#tracks.forget();
    const possible = this.#tracks.possible;
    this.#tracks.take(press);
    if (!this.#tracks.possible) this.#undo_track = null;
    else if (!possible) this.#undo_track = this.#undo_run;
  }

  #isReaders(): boolean {
    const quick = this.#gaps.slice(1 - QUICK_KEYS);
    if (quick.length === QUICK_KEYS - 1 && quick.every((gap) => gap < QUICK_GAP_MS)) return true;
    return this.#gaps.length === PACE_KEYS - 1 && Math.max(...this.#gaps) <= PACE_GAP_MS_MAX && Math.max(...this.#gaps) - Math.min(...this.#gaps) < PACE_SPREAD_MS;
  }

  #swallow(): Ruling<S> {
    // A track that is typed slowly began before the run of its last keys.
    const restore = this.#undo_track ?? this.#undo_run;
    this.#forgetRun();
    this.#state = "reader";
    return { kind: "reader", restore };
  }

  #hold(press: Press, gap_ms: number): Ruling<S> {
    const in_run = gap_ms <= PACE_GAP_MS_MAX;
    const waits = this.#held > 0 && in_run;
    // This many keys after the withheld one would have shown a reader.
    const cleared = this.#held >= PACE_KEYS;
    if (!cleared && (waits || press.weight === "final" || (press.weight === "acts" && in_run))) {
      this.#held = waits ? this.#held + 1 : 1;
      return { kind: "hold" };
    }
    const after_held = this.#held > 0;
    this.#held = 0;
    return { kind: "person", after_held };
  }

  #forgetRun(): void {
    this.#gaps = [];
    this.#undo_run = null;
    this.#undo_track = null;
    this.#held = 0;
  }
}
