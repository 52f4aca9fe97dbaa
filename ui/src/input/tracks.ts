/** Finds a card's tracks (ISO/IEC 7813) in the typed keys, under every layout at once, and keeps them for one swipe only. */

import { READINGS, signOf } from "./signs";
import type { Pressed } from "./signs";

/** This many digits after a track's first sign make it a track, at any pace. */
export const TRACK_DIGITS = 6;
/** The longest text that a reader types for one card, in characters. */
export const TRACKS_CHARACTERS_MAX = 512;

const BEGINS = /^[%;]$/;
/** A text that may become a track. A person's `50% campera` no longer matches at its next key. */
const COULD_BE = /^(?:%[A-Za-z]?|;)\d*$/;
const IS_ONE = new RegExp(`^(?:%[A-Za-z]?|;)\\d{${TRACK_DIGITS}}`);

export class TrackFinder {
  #texts: (string | null)[] = READINGS.map(() => null);
  #certain = false;

  /** Whether the typed keys are a card's track. */
  get certain(): boolean {
    return this.#certain;
  }

  /** Whether the typed keys could become one. */
  get possible(): boolean {
    return this.#texts.some((text) => text !== null);
  }

  take(pressed: Pressed): void {
    this.#texts = READINGS.map((reading, at) => this.#next(this.#texts[at] ?? null, signOf(pressed, reading)));
    this.#certain ||= this.#texts.some((text) => text !== null && IS_ONE.test(text));
  }

  /** The typed text, once for each layout under which it could be a track. Nothing of it stays here. */
  drain(): string[] {
    const texts = this.#texts.filter((text) => text !== null && IS_ONE.test(text)) as string[];
    this.forget();
    return texts;
  }

  forget(): void {
    this.#texts = READINGS.map(() => null);
    this.#certain = false;
  }

  #next(text: string | null, sign: string): string | null {
    if (text !== null && IS_ONE.test(text)) return text.length < TRACKS_CHARACTERS_MAX ? text + sign : text;
    if (BEGINS.test(sign)) return sign;
    if (text === null) return null;
    const longer = text + sign;
    return COULD_BE.test(longer) ? longer : null;
  }
}
