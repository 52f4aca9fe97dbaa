/**
 * What the window knows of the till: the last snapshot and the changes since.
 * It shows only committed state: the answer to a request changes nothing here,
 * but the event that follows it does.
 */

import { pin_wait } from "../manager/pin-wait.svelte";
import { setTimeZone } from "../words/times";
import { Refused } from "../backend/backend";
import type { Backend } from "../backend/backend";
import type { Done, Lights, PaymentView, PracticeView, Requests, SaleView, Snapshot, TillChanged } from "../backend/bindings";
import { applyChange, withAttempts } from "./changes";
import { leftAt, now_ms } from "./clock.svelte";
import { cueFor } from "./cues";
import type { Cue } from "./cues";

const LOAD_AGAIN_MS = 1_000;
/** How often, and how far apart, the window asks a shop that is reopening before it calls it unresponsive. */
const REOPENING_TRIES_MAX = 20;
const REOPENING_WAIT_MS = 150;

/** The contacts that have a light. */
export type LightName = "totalcoin" | "pagouno" | "bind" | "relay";

/** The requests that change a sale. */
type Doing = { [K in keyof Requests]: Requests[K]["gives"] extends Done ? K : never }[keyof Requests];

type Known = { readonly snapshot: Snapshot; readonly arrived: ReadonlyMap<string, number>; readonly lights_at_ms: number };

function hasFaultAhead(practice: PracticeView | null): boolean {
  return practice !== null && (practice.lose_next_answer || practice.wallet.fail_next_report);
}

export class Till {
  readonly #backend: Backend;
  #known = $state.raw<Known | null>(null);
  /** The till's process does not answer; the window continues to ask. */
  unresponsive = $state(false);
  /** The window was closed while a charge is on the wire: it closes by itself once the answer is written. */
  closing = $state(false);
  /** Called when something happened that deserves a sound. */
  onCue: (cue: Cue, sale: SaleView) => void = () => {};

  /** Called when the shop was opened again with other settings. */
  onReopened: () => void = () => {};

  /** Callbacks that wait until the window has received a sequence. */
  #waiting = new Map<() => void, number>();
  #loading: Promise<void> | null = null;
  #came_meanwhile: TillChanged[] = [];

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  get snapshot(): Snapshot | null {
    return this.#known?.snapshot ?? null;
  }

  get inHand(): SaleView | null {
    const snapshot = this.snapshot;
    return snapshot?.sales.find((sale) => sale.id === snapshot.in_hand) ?? null;
  }

  /** Listens first and then loads, so that no change is missed in between. */
  async start(): Promise<void> {
    await this.#backend.hear("till-changed", (change) => this.#take(change));
    await this.#backend.hear("attempts-changed", (attempts) => this.#amend((snapshot) => withAttempts(snapshot, attempts)));
    await this.#backend.hear("lights-changed", (lights) => this.#takeLights(lights));
    await this.#backend.hear("settings-outside", (outside) => this.#amend((snapshot) => ({ ...snapshot, settings_outside: outside })));
    await this.#backend.hear("shop-reopened", () => void this.#reopened());
    await this.#backend.hear("closing", () => (this.closing = true));
    await this.load();
  }

  ask<K extends keyof Requests>(name: K, takes: Requests[K]["takes"]): Promise<Requests[K]["gives"]> {
    const asked = this.#backend.ask(name, takes);
    // The till was locked without a commit that says so: by its first cashier, for example.
    asked.catch((error: unknown) => {
      if (error instanceof Refused && error.code === "locked") void this.load();
      if (error instanceof Refused && error.wait_ms !== null) pin_wait.heard(error.wait_ms);
    });
    return asked;
  }

  /** Loads the snapshot; a call during a load returns that load. */
  load(): Promise<void> {
    this.#loading ??= this.#load().finally(() => {
      this.#loading = null;
      const came = this.#came_meanwhile;
      this.#came_meanwhile = [];
      for (const change of came) this.#take(change);
    });
    return this.#loading;
  }

  /** Makes a request, and waits until the window has received its effect. */
  async do<K extends Doing>(name: K, takes: Requests[K]["takes"]): Promise<Done> {
    const done = await this.ask(name, takes);
    await this.#until(done.seq);
    return done;
  }

  #until(seq: number): Promise<void> {
    if ((this.snapshot?.seq ?? 0) >= seq) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.set(resolve, seq));
  }

  #tellWaiting(seq = this.snapshot?.seq ?? 0): void {
    for (const [resolve, wanted] of this.#waiting) {
      if (wanted > seq) continue;
      this.#waiting.delete(resolve);
      resolve();
    }
  }

  takePractice(practice: PracticeView): void {
    this.#amend((snapshot) => ({ ...snapshot, practice }));
  }

  takeFirstRunAway(): void {
    this.#amend((snapshot) => ({ ...snapshot, first_run: false }));
  }

  /** Milliseconds left of a payment's QR; zero without one. */
  qrLeft(sale: SaleView, payment: PaymentView): number {
    return payment.qr === null ? 0 : leftAt(payment.qr.left_ms, this.#arrivedAt(sale), now_ms());
  }

  /** Milliseconds left to make the QR. */
  deadlineLeft(sale: SaleView, payment: PaymentView): number {
    return leftAt(payment.deadline_left_ms ?? 0, this.#arrivedAt(sale), now_ms());
  }

  /** Milliseconds left in which the cashier may take back that the customer says they paid. */
  takeBackLeft(sale: SaleView, payment: PaymentView): number {
    return leftAt(payment.fixed?.take_back_left_ms ?? 0, this.#arrivedAt(sale), now_ms());
  }

  /** The age of a light's last contact, in milliseconds. */
  lightAge(light: LightName): number | null {
    const known = this.#known;
    const age_ms = known?.snapshot.lights[light]?.age_ms ?? null;
    return known === null || age_ms === null ? null : age_ms + Math.max(0, now_ms() - known.lights_at_ms);
  }

  #arrivedAt(sale: SaleView): number {
    return this.#known?.arrived.get(sale.id) ?? 0;
  }

  /** Another shop is behind the same window, perhaps with another ledger: earlier events no longer count. */
  async #reopened(): Promise<void> {
    // A load that began before may still bring the previous shop.
    await this.#loading;
    this.#came_meanwhile = [];
    await this.load();
    // Another journal has other sequences.
    this.#tellWaiting(Infinity);
    this.onReopened();
  }

  async #load(): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        const snapshot = await this.#backend.ask("snapshot", null);
        const at_ms = performance.now();
        const before = this.#known;
        this.unresponsive = false;
        setTimeZone(snapshot.time_zone);
        this.#known = { snapshot, arrived: new Map(snapshot.sales.map((sale) => [sale.id, at_ms])), lights_at_ms: at_ms };
        // The content of the first snapshot is not news, nor is the ledger of
        // the other mode.
        if (before?.snapshot.mode === snapshot.mode) this.#announce(before.snapshot.sales, snapshot.sales);
        this.#tellWaiting();
        return;
      } catch (error) {
        // A shop that is reopening is closed for a moment, which does not mean
        // that it is unresponsive.
        const reopening = error instanceof Refused && error.code === "closed" && tries < REOPENING_TRIES_MAX;
        if (!reopening) this.unresponsive = true;
        await new Promise((resolve) => setTimeout(resolve, reopening ? REOPENING_WAIT_MS : LOAD_AGAIN_MS));
      }
    }
  }

  #take(change: TillChanged): void {
    const known = this.#known;
    if (this.#loading !== null || known === null) {
      this.#came_meanwhile.push(change);
      return;
    }
    const applied = applyChange(known.snapshot, change);
    switch (applied.kind) {
      case "old":
        return;
      case "gap":
        void this.load();
        return;
      case "applied": {
        const at_ms = performance.now();
        const told = new Set(change.sales.map((sale) => sale.id));
        // The times of sales that are no longer in the snapshot are dropped
        // too.
        const arrived = new Map(
          applied.snapshot.sales.map(({ id }) => [id, told.has(id) ? at_ms : (known.arrived.get(id) ?? at_ms)]),
        );
        this.#known = { ...known, snapshot: applied.snapshot, arrived };
        this.#announce(known.snapshot.sales, change.sales);
        this.#tellWaiting();
        // The next charge uses up the lost answer, and the next report its FAIL, which only a snapshot shows.
        if (hasFaultAhead(applied.snapshot.practice)) void this.load();
      }
    }
  }

  #takeLights(lights: Lights): void {
    const known = this.#known;
    if (known !== null) this.#known = { ...known, snapshot: { ...known.snapshot, lights }, lights_at_ms: performance.now() };
  }

  #announce(before: readonly SaleView[], after: readonly SaleView[]): void {
    const known = new Map(before.map((sale) => [sale.id, sale]));
    for (const sale of after) {
      const cue = cueFor(known.get(sale.id), sale);
      if (cue !== null) this.onCue(cue, sale);
    }
  }

  #amend(change: (snapshot: Snapshot) => Snapshot): void {
    const known = this.#known;
    if (known !== null) this.#known = { ...known, snapshot: change(known.snapshot) };
  }
}
