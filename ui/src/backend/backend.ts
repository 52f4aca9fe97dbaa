/**
 * The interface between the screens and the back end. Screens know only this.
 * In the app the till's process answers, and in a plain browser a till in
 * memory.
 */

import type { ApiError, CardTrouble, ErrorCode, Events, ManagerWhy, PlanTrouble, Requests } from "./bindings";

export interface Backend {
  /** Makes a request. Rejects with a `Refused` if the till refuses it. */
  ask<K extends keyof Requests>(name: K, takes: Requests[K]["takes"]): Promise<Requests[K]["gives"]>;
  /** Listens to one kind of event until the returned function is called. */
  hear<K extends keyof Events>(name: K, fn: (event: Events[K]) => void): Promise<() => void>;
}

/** The till answered with a refusal. Any other rejection means that it did not answer. */
export class Refused extends Error {
  readonly code: ErrorCode;
  readonly detail: string | null;
  /** What the code is about, if there can be several: a key of the settings, a path. */
  readonly about: string | null;
  /** The field of the card that must be corrected. */
  readonly card: CardTrouble | null;
  /** The part of the plan that must be corrected. */
  readonly plan: PlanTrouble | null;
  /** Why it needs a manager, if there is more than one possible reason. */
  readonly manager: ManagerWhy | null;
  /** How long until a PIN may be tried again, in milliseconds. */
  readonly wait_ms: number | null;

  constructor(error: ApiError) {
    super(error.code);
    this.name = "Refused";
    this.code = error.code;
    this.detail = error.detail;
    this.about = error.about ?? null;
    this.card = error.card ?? null;
    this.plan = error.plan ?? null;
    this.manager = error.manager ?? null;
    this.wait_ms = error.wait_ms ?? null;
  }
}

export async function openBackend(): Promise<Backend> {
  if ("__TAURI_INTERNALS__" in window) return (await import("./tauri")).tauriBackend();
  return (await import("./memory/memory")).memoryBackend(new URLSearchParams(window.location.search));
}
