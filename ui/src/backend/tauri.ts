/** The till's own process, called through Tauri. This is the only file that names Tauri. */

import { Channel, invoke } from "@tauri-apps/api/core";
import { Refused } from "./backend";
import type { Backend } from "./backend";
import { HEAR, PING, REPORT } from "./bindings";
import type { ApiError, Events, Requests } from "./bindings";

/** An event from this window's own channel. */
type Told = { readonly event: string; readonly payload: unknown };

export function tauriBackend(): Backend {
  const listeners = new Map<string, Set<(payload: unknown) => void>>();
  const channel = new Channel<Told>(({ event, payload }) => {
    if (event === PING) void report();
    for (const fn of listeners.get(event) ?? []) fn(payload);
  });
  // No event comes before it is open, so listeners wait for it and load a
  // snapshot afterwards.
  const open = invoke(HEAR, { channel });
  reportFirstPaint();
  return {
    async ask<K extends keyof Requests>(name: K, takes: Requests[K]["takes"]): Promise<Requests[K]["gives"]> {
      try {
        return await invoke<Requests[K]["gives"]>(name, { takes });
      } catch (error) {
        throw isApiError(error) ? new Refused(error) : error;
      }
    },
    async hear<K extends keyof Events>(name: K, fn: (event: Events[K]) => void): Promise<() => void> {
      const heard = listeners.get(name) ?? new Set();
      listeners.set(name, heard);
      const own = (payload: unknown) => fn(payload as Events[K]);
      heard.add(own);
      await open;
      return () => void heard.delete(own);
    },
  };
}

/** Two frames later, the first one has been painted. A hidden page has no frames, but is alive. */
function reportFirstPaint(): void {
  if (document.visibilityState === "hidden") void report();
  else requestAnimationFrame(() => requestAnimationFrame(() => void report()));
}

/** A refused report means that nothing watches this page. */
async function report(): Promise<void> {
  await invoke(REPORT).catch(() => undefined);
}

function isApiError(error: unknown): error is ApiError {
  return typeof error === "object" && error !== null && "code" in error && typeof error.code === "string";
}
