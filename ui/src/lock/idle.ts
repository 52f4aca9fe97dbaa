/** Tells the lock of every touch, and lets it look at the clock. */

import type { Lock } from "./lock.svelte";

const LOOK_MS = 1_000;
const TOUCHES = ["keydown", "pointerdown", "pointermove", "wheel"] as const;

/** Watches until the function that it returns is called. It hears a reader's keys too: a scan is a touch. */
export function lockWhenIdle(lock: Lock): () => void {
  const on = { capture: true, passive: true } as const;
  const touched = (): void => lock.touched(Date.now());
  for (const name of TOUCHES) window.addEventListener(name, touched, on);
  const timer = setInterval(() => lock.look(Date.now()), LOOK_MS);
  return () => {
    for (const name of TOUCHES) window.removeEventListener(name, touched, on);
    clearInterval(timer);
  };
}
