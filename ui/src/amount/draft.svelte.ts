/**
 * The sale that is being typed: amount, optional fields, and its one way out, `charge`.
 * A repeated Enter is one request: its id stays until the till has answered.
 */

import { Refused } from "../backend/backend";
import type { ChargeQr, SaleView } from "../backend/bindings";
import type { Till } from "../till/till.svelte";
import { errorWords } from "../words/errors";
import { m } from "../words/words";
import { EMPTY_ENTRY, paste, press, total } from "./entry";
import type { Entry, EntryKey, EntryRefusal, EntryStep } from "./entry";

export type OptionalField = "concept" | "payer-dni";

/** What a burst of a scanner must not change. */
export type Typed = { readonly entry: Entry; readonly concept: string; readonly payer_dni: string };

/** A charge as it was asked for: asked again, with a manager's PIN or without, it is the same request. */
export type Asked = Omit<ChargeQr, "pin">;

export type Notice = { readonly words: string; readonly tone: "calm" | "refused"; readonly count: number };

/** How long a notice about a key stays, in milliseconds. */
const NOTICE_MS = 6_000;

const ENTRY_WORDS: Record<EntryRefusal, () => string> = {
  "third-decimal": m.entry_third_decimal,
  "too-long": m.entry_too_long,
  "nothing-to-add": m.entry_nothing_to_add,
  "too-many-parts": m.entry_too_many_parts,
  "not-an-amount": m.entry_not_an_amount,
};

export class Draft {
  readonly #till: Till;
  entry = $state.raw<Entry>(EMPTY_ENTRY);
  concept = $state("");
  payer_dni = $state("");
  /** The optional field that is open, if one is. */
  open_field = $state<OptionalField | null>(null);
  notice = $state.raw<Notice | null>(null);
  charging = $state(false);
  /** The charge that waits for a manager's PIN, if one does. */
  for_manager = $state.raw<Asked | null>(null);

  #notices = 0;
  #notice_timer: ReturnType<typeof setTimeout> | undefined;
  /** The request that has no answer yet. */
  #unanswered: Asked | null = null;

  constructor(till: Till) {
    this.#till = till;
  }

  get total(): number {
    return total(this.entry);
  }

  get overCap(): boolean {
    return this.total > (this.#till.snapshot?.amount_max_centavos ?? Number.MAX_SAFE_INTEGER);
  }

  press(key: EntryKey): void {
    // Between Enter and its answer the amount is already on its way.
    if (!this.charging) this.#take(press(this.entry, key));
  }

  paste(text: string): void {
    if (!this.charging) this.#take(paste(this.entry, text));
  }

  typed(): Typed {
    return { entry: this.entry, concept: this.concept, payer_dni: this.payer_dni };
  }

  swallowed(before: Typed | null): void {
    if (before !== null) {
      this.entry = before.entry;
      this.concept = before.concept;
      this.payer_dni = before.payer_dni;
    }
    this.say(m.entry_burst(), "calm");
  }

  say(words: string, tone: Notice["tone"]): void {
    this.#notices += 1;
    this.notice = { words, tone, count: this.#notices };
    clearTimeout(this.#notice_timer);
    this.#notice_timer = setTimeout(() => this.hush(), NOTICE_MS);
  }

  hush(): void {
    clearTimeout(this.#notice_timer);
    this.notice = null;
  }

  /** Charges what is typed. */
  async charge(): Promise<void> {
    const snapshot = this.#till.snapshot;
    if (snapshot === null || this.charging) return;
    if (this.total === 0) return this.say(m.amount_zero(), "refused");
    if (snapshot.qr_blocked_by_clock_ms !== null) return this.say(m.error_clock_wrong(), "refused");
    const asked = this.#request(null, this.total, this.concept.trim() || null, this.payer_dni.replace(/[.\s]/g, "") || null);
    if (this.overCap) this.for_manager = asked;
    else if (await this.#ask(asked)) this.clear();
  }

  /** A new QR for a sale whose last one came to nothing. */
  async chargeAgain(sale: SaleView, amount_centavos: number): Promise<void> {
    if (!this.charging) await this.#ask(this.#request(sale.id, amount_centavos, sale.concept, null));
  }

  /** Charges, by a manager's word, what waits for it. Rejects with the till's answer. */
  async chargeAsManager(pin: string): Promise<void> {
    const asked = this.for_manager;
    if (asked === null || this.charging) return;
    await this.#send(asked, pin);
    this.for_manager = null;
    if (asked.sale === null) this.clear();
  }

  noManager(): void {
    this.for_manager = null;
  }

  clear(): void {
    this.entry = EMPTY_ENTRY;
    this.concept = "";
    this.payer_dni = "";
    this.open_field = null;
    this.hush();
  }

  #request(sale: string | null, amount_centavos: number, concept: string | null, payer_dni: string | null): Asked {
    const asked = { sale, amount_centavos, concept, payer_dni };
    const before = this.#unanswered;
    const same = before !== null && Object.entries(asked).every(([name, value]) => before[name as keyof Asked] === value);
    return same ? before : { request_id: crypto.randomUUID(), ...asked };
  }

  async #ask(asked: Asked): Promise<boolean> {
    try {
      await this.#send(asked, null);
      return true;
    } catch (error) {
      if (error instanceof Refused) {
        if (error.code === "needs-manager") {
          this.for_manager = asked;
          return false;
        }
        if (error.code === "dni-missing" || error.code === "dni-malformed") this.open_field = "payer-dni";
        if (error.code === "concept-too-long") this.open_field = "concept";
      }
      this.say(errorWords(error), "refused");
      return false;
    }
  }

  async #send(asked: Asked, pin: string | null): Promise<void> {
    this.#unanswered = asked;
    this.charging = true;
    try {
      const made = await this.#till.ask("charge_qr", { ...asked, pin });
      this.#unanswered = null;
      await this.#till.expectInHand(made.id);
    } catch (error) {
      // What was refused was not made; only what was not answered may have been.
      if (error instanceof Refused) this.#unanswered = null;
      throw error;
    } finally {
      this.charging = false;
    }
  }

  #take(step: EntryStep): void {
    this.entry = step.entry;
    if (step.refusal === null) this.hush();
    else this.say(ENTRY_WORDS[step.refusal](), "refused");
  }
}
