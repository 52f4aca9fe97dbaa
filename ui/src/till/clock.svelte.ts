/** The window's own clock: monotonic, and ticking only while somebody reads it. */

import { createSubscriber } from "svelte/reactivity";

/** How often a displayed time is updated, in milliseconds. */
const TICK_MS = 200;

const subscribe = createSubscriber((update) => {
  const ticking = setInterval(update, TICK_MS);
  return () => clearInterval(ticking);
});

/** Milliseconds since the window opened. A component that reads it is updated with it. */
export function now_ms(): number {
  subscribe();
  return performance.now();
}

/** What is left at `now` of a time that had `left_ms` at `then_ms`; never below zero. */
export function leftAt(left_ms: number, then_ms: number, now: number): number {
  return Math.max(0, left_ms - Math.max(0, now - then_ms));
}

/** `583900` is `9:44`: a second that has begun still counts, and 0:00 means that the time is up. */
export function clockText(left_ms: number): string {
  const seconds = Math.ceil(left_ms / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
