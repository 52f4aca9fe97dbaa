/**
 * The sale that is being typed: amount, optional fields, and its one way out, `charge`.
 * A repeated Enter is one request: its id stays until the till has answered.
 */

import { Refused } from "../backend/backend";
import type { SaleView } from "../backend/bindings";
import type { Till } from "../till/till.svelte";
import { formatAmount } from "../till/money";
import { errorWords } from "../words/errors";
import { m } from "../words/words";
import { EMPTY_ENTRY, paste, press, total } from "./entry";
import type { Entry, EntryKey, EntryRefusal, EntryStep } from "./entry";

export type OptionalField = "concept" | "payer-dni";

/** What a burst of a scanner must not change. */
export type Typed = { readonly entry: Entry; readonly concept: string; readonly payer_dni: string };

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

  #notices = 0;
  #notice_timer: ReturnType<typeof setTimeout> | undefined;
  /** The unanswered request's id and what it asked. */
  #unanswered: { readonly id: string; readonly asked: string } | null = null;

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
    if (this.overCap) return this.say(m.amount_over_cap({ cap: formatAmount(snapshot.amount_max_centavos) }), "refused");
    if (snapshot.qr_blocked_by_clock_ms !== null) return this.say(m.error_clock_wrong(), "refused");
    const made = await this.#ask(null, this.total, this.concept.trim() || null, this.payer_dni.replace(/[.\s]/g, "") || null);
    if (made) this.clear();
  }

  /** A new QR for a sale whose last one came to nothing. */
  async chargeAgain(sale: SaleView, amount_centavos: number): Promise<void> {
    if (!this.charging) await this.#ask(sale.id, amount_centavos, sale.concept, null);
  }

  clear(): void {
    this.entry = EMPTY_ENTRY;
    this.concept = "";
    this.payer_dni = "";
    this.open_field = null;
    this.hush();
  }

  async #ask(sale: string | null, amount_centavos: number, concept: string | null, payer_dni: string | null): Promise<boolean> {
    const asked = JSON.stringify([sale, amount_centavos, concept, payer_dni]);
    if (this.#unanswered?.asked !== asked) this.#unanswered = { id: crypto.randomUUID(), asked };
    this.charging = true;
    try {
      const made = await this.#till.ask("charge_qr", { request_id: this.#unanswered.id, sale, amount_centavos, concept, payer_dni });
      this.#unanswered = null;
      await this.#till.expectInHand(made.id);
      return true;
    } catch (error) {
      if (error instanceof Refused) {
        this.#unanswered = null;
        if (error.code === "dni-missing" || error.code === "dni-malformed") this.open_field = "payer-dni";
        if (error.code === "concept-too-long") this.open_field = "concept";
      }
      this.say(errorWords(error), "refused");
      return false;
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
