/**
 * The lock of the till: somebody's PIN opens it, a key or a long silence closes it. Whether it is locked is the till's to
 * say. A PIN that was typed stays here until it is sent, and nowhere else.
 */

import { Refused } from "../backend/backend";
import type { PaymentState, PersonView, SessionView } from "../backend/bindings";
import { PIN_DIGITS_MAX } from "../manager/pin";
import type { Till } from "../till/till.svelte";
import { errorWords } from "../words/errors";
import { m } from "../words/words";

const MINUTE_MS = 60_000;
/** After this silence a half-typed PIN is wiped, and so is what a scanner without an Enter left in its place. */
const WIPE_MS = 10_000;
/** The Enter that ended the PIN may come twice; the screen below must not charge by the second one. */
const SETTLE_MS = 800;
/** Payments of which money may be on its way: they stay on the screen while the till is locked. */
const UNDER_WAY: ReadonlySet<PaymentState> = new Set(["requested", "waiting", "sent", "pending"]);

export class Lock {
  readonly #till: Till;
  pin = $state("");
  trouble = $state<string | null>(null);
  unlocking = $state(false);
  /** The payment that was under way when the till was locked. */
  #watched = $state<string | null>(null);
  /** Who was at the counter last, in this run of the window. */
  #last = $state.raw<PersonView | null>(null);
  /** Puts the keyboard's focus where the PIN is typed, or on the button that sends it. */
  onFocus: (on: "pin" | "next") => void = () => {};
  #touched_ms = Date.now();
  #unlocked_at_ms = Number.NEGATIVE_INFINITY;
  #was_locked = false;
  #locking = false;
  #wipe_timer: ReturnType<typeof setTimeout> | undefined;

  constructor(till: Till) {
    this.#till = till;
  }

  get locked(): boolean {
    return this.#session?.locked ?? false;
  }

  /** Whether this payment stays on the screen while the till is locked. */
  watches(payment: { readonly id: string; readonly state: PaymentState } | null): boolean {
    return payment !== null && this.locked && (UNDER_WAY.has(payment.state) || payment.id === this.#watched);
  }

  /** Whose the till is while it is locked: the shift's, else the person who was here last. */
  get whose(): PersonView | null {
    const session = this.#session;
    return session === null || session.shift === null ? this.#last : session.shift.person;
  }

  /** Called when the till may have been locked or opened; true where it was. */
  changed(payment: { readonly id: string; readonly state: PaymentState } | null): boolean {
    if (this.locked === this.#was_locked) return false;
    this.#was_locked = this.locked;
    this.wipe();
    this.trouble = null;
    this.#watched = this.locked && payment !== null && UNDER_WAY.has(payment.state) ? payment.id : null;
    return true;
  }

  /** Called when somebody else is at the counter. */
  personChanged(): void {
    this.#last = this.#session?.person ?? this.#last;
  }

  /** Whether a PIN that was typed here opened the till so recently that an Enter may still belong to it. */
  settles(at_ms: number): boolean {
    return this.unlocking || at_ms - this.#unlocked_at_ms < SETTLE_MS;
  }

  type(digit: string): void {
    if (this.pin.length < PIN_DIGITS_MAX) this.typed(this.pin + digit);
  }

  back(): void {
    this.typed(this.pin.slice(0, -1));
  }

  /** The field's whole text, as it is now. */
  typed(pin: string): void {
    this.pin = pin.replace(/\D/g, "").slice(0, PIN_DIGITS_MAX);
    this.trouble = null;
    clearTimeout(this.#wipe_timer);
    if (this.pin !== "") this.#wipe_timer = setTimeout(() => this.wipe(), WIPE_MS);
  }

  wipe(): void {
    clearTimeout(this.#wipe_timer);
    this.pin = "";
  }

  async unlock(): Promise<void> {
    if (this.unlocking) return;
    const typed = this.pin;
    this.wipe();
    this.trouble = null;
    if (typed === "") {
      this.trouble = m.lock_pin_missing();
      return;
    }
    this.unlocking = true;
    try {
      await this.#till.ask("unlock", { typed });
      // The commit tells it as well, and may be told later.
      if (this.locked) await this.#till.load();
      this.#unlocked_at_ms = performance.now();
    } catch (error) {
      // In a manager's prompt a wrong PIN is of nobody in charge; here it is of nobody at all.
      this.trouble = error instanceof Refused && error.code === "pin-wrong" ? m.lock_pin_wrong() : errorWords(error);
    } finally {
      this.unlocking = false;
    }
  }

  /** Locks the till: by a key, or because nobody touches it. */
  async lock(idle: boolean): Promise<void> {
    if (this.#locking) return;
    this.#locking = true;
    try {
      await this.#till.ask("lock", { idle });
      if (!this.locked) await this.#till.load();
    } finally {
      this.#locking = false;
    }
  }

  /** Somebody pressed a key, or moved or pressed a pointer. */
  touched(now_ms: number): void {
    // After the PC slept, a touch comes before the look that would have locked the till.
    this.look(now_ms);
    this.#touched_ms = now_ms;
  }

  /** Locks the till that nobody has touched for as long as the shop says. */
  look(now_ms: number): void {
    const minutes = this.#till.snapshot?.lock_minutes ?? 0;
    const session = this.#session;
    if (minutes === 0 || session === null || session.locked || !session.can_lock) return;
    if (now_ms - this.#touched_ms < minutes * MINUTE_MS) return;
    // A till that does not answer is asked again at the next look.
    this.lock(true).catch(() => undefined);
  }

  get #session(): SessionView | null {
    return this.#till.snapshot?.session ?? null;
  }
}
