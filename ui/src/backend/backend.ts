/**
 * The seam between the screens and what stands behind them. Screens know this interface only;
 * what answers is the till's process in the app, and a till in memory in a plain browser.
 */

import type { ApiError, CardTrouble, ErrorCode, Events, ManagerWhy, PlanTrouble, Requests } from "./bindings";

export interface Backend {
  /** Asks for one thing. Rejects with a `Refused` when the till says no. */
  ask<K extends keyof Requests>(name: K, takes: Requests[K]["takes"]): Promise<Requests[K]["gives"]>;
  /** Hears one kind of event until the function it answers is called. */
  hear<K extends keyof Events>(name: K, fn: (event: Events[K]) => void): Promise<() => void>;
}

/** The till answered, and the answer is no. Any other rejection means that it did not answer. */
export class Refused extends Error {
  readonly code: ErrorCode;
  readonly detail: string | null;
  /** What it is about, where a code has more than one such thing: a key of the settings, a path. */
  readonly about: string | null;
  /** Which field of which card is to be corrected. */
  readonly card: CardTrouble | null;
  /** Which part of which plan is to be corrected. */
  readonly plan: PlanTrouble | null;
  /** Why only a manager may, where there is more than one reason. */
  readonly manager: ManagerWhy | null;

  constructor(error: ApiError) {
    super(error.code);
    this.name = "Refused";
    this.code = error.code;
    this.detail = error.detail;
    this.about = error.about ?? null;
    this.card = error.card ?? null;
    this.plan = error.plan ?? null;
    this.manager = error.manager ?? null;
  }
}

export async function openBackend(): Promise<Backend> {
  if ("__TAURI_INTERNALS__" in window) return (await import("./tauri")).tauriBackend();
  return (await import("./memory/memory")).memoryBackend(new URLSearchParams(window.location.search));
}
