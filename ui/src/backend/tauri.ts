/** The till's own process, asked through Tauri. The only file that names it. */

import { invoke } from "@tauri-apps/api/core";
import { getCurrentWebviewWindow } from "@tauri-apps/api/webviewWindow";
import { Refused } from "./backend";
import type { Backend } from "./backend";
import type { ApiError, Events, Requests } from "./bindings";

export function tauriBackend(): Backend {
  const own_window = getCurrentWebviewWindow();
  return {
    async ask<K extends keyof Requests>(name: K, takes: Requests[K]["takes"]): Promise<Requests[K]["gives"]> {
      try {
        return await invoke<Requests[K]["gives"]>(name, { takes });
      } catch (error) {
        throw isApiError(error) ? new Refused(error) : error;
      }
    },
    hear<K extends keyof Events>(name: K, fn: (event: Events[K]) => void): Promise<() => void> {
      return own_window.listen<Events[K]>(name, (event) => fn(event.payload));
    },
  };
}

function isApiError(error: unknown): error is ApiError {
  return typeof error === "object" && error !== null && "code" in error && typeof error.code === "string";
}
