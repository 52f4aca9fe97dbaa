/**
 * The sale that is being typed: its amount, its optional fields, and `charge`,
 * the only way to make it. A repeated Enter is one request: its id stays until
 * the till has answered.
 */

import { Refused } from "../backend/backend";
import type { ChargeQr, Checkout, Done } from "../backend/bindings";
import type { Owed } from "../split/parts";
import type { Till } from "../till/till.svelte";
import { errorWords } from "../words/errors";
import { m } from "../words/words";
import { EMPTY_ENTRY, paste, press, total } from "./entry";
import type { Entry, EntryKey, EntryRefusal, EntryStep } from "./entry";
import { OPTIONAL_ROWS, nothingTyped, payerDni, saidOf } from "./optional";
import type { OptionalField, OptionalTexts } from "./optional";

/** What a burst of a scanner must not change. */
export type Typed = { readonly entry: Entry; readonly optional: Readonly<OptionalTexts> };

/**
 * A charge as it was asked for: asked again, with a manager's PIN or without, it is the same request.
 * It says what was handed over where it is cash, and that it is by the fixed QR or the house's wallet where it is.
 */
export type Asked = Omit<ChargeQr, "pin"> & { readonly handed_centavos?: number; readonly by_fixed_qr?: true; readonly by_wallet?: true };

export type Notice = { readonly words: string; readonly tone: "calm" | "refused"; readonly count: number };

/** How long a notice about a key stays, in milliseconds. */
const NOTICE_MS = 6_000;

const ENTRY_WORDS: Record<EntryRefusal, () => string> = {
  "third-decimal": m.entry_third_decimal,
  "after-thousands": m.entry_after_thousands,
  "too-long": m.entry_too_long,
  "nothing-to-add": m.entry_nothing_to_add,
  "too-many-parts": m.entry_too_many_parts,
  "not-an-amount": m.entry_not_an_amount,
};

export class Draft {
  readonly #till: Till;
  entry = $state.raw<Entry>(EMPTY_ENTRY);
  optional = $state(nothingTyped());
  /** The optional field that is open, if one is. */
  open_field = $state<OptionalField | null>(null);
  notice = $state.raw<Notice | null>(null);
  charging = $state(false);
  /** The charge that waits for a manager's PIN, if any. */
  for_manager = $state.raw<Asked | null>(null);

  #notices = 0;
  #notice_timer: ReturnType<typeof setTimeout> | undefined;
  /** The request without an answer yet. */
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
    // Between Enter and the answer, the amount has already been sent.
    if (!this.charging) this.#typed(press(this.entry, key));
  }

  paste(text: string): void {
    if (!this.charging) this.#typed(paste(this.entry, text));
  }

  typed(): Typed {
    return { entry: this.entry, optional: { ...this.optional } };
  }

  putBack(before: Typed | null): void {
    if (before !== null) {
      this.entry = before.entry;
      this.optional = { ...before.optional };
    }
    this.showNotice(m.entry_burst(), "calm");
  }

  showNotice(words: string, tone: Notice["tone"]): void {
    this.#notices += 1;
    this.notice = { words, tone, count: this.#notices };
    clearTimeout(this.#notice_timer);
    this.#notice_timer = setTimeout(() => this.clearNotice(), NOTICE_MS);
  }

  clearNotice(): void {
    clearTimeout(this.#notice_timer);
    this.notice = null;
  }

  /** Charges the typed amount. */
  async charge(): Promise<void> {
    const snapshot = this.#till.snapshot;
    if (snapshot === null || this.charging) return;
    if (this.total === 0) return this.showNotice(m.amount_zero(), "refused");
    if (snapshot.lights.qr_blocked_by_clock_ms !== null) return this.showNotice(m.error_clock_wrong(), "refused");
    await this.take({ sale: null, total_centavos: this.total, amount_centavos: this.total }, null);
  }

  /** Charges a part of what is owed, or all of it, by QR; in cash where it is said what was handed over. True once it is made. */
  take(owed: Owed, handed_centavos: number | null): Promise<boolean> {
    if (handed_centavos !== null) return this.#take(owed, { handed_centavos });
    return this.#take(owed, {}, owed.sale === null ? payerDni(this.optional) : null);
  }

  /** Charges what is owed by the fixed QR. True once its code can be shown. */
  takeByFixedQr(owed: Owed): Promise<boolean> {
    return this.#take(owed, { by_fixed_qr: true });
  }

  /** Charges what is owed to the house's wallet. True once Bind is asked for its QR. */
  takeByWallet(owed: Owed): Promise<boolean> {
    return this.#take(owed, { by_wallet: true });
  }

  async #take(owed: Owed, how: Pick<Asked, "handed_centavos" | "by_fixed_qr" | "by_wallet">, payer_dni: string | null = null): Promise<boolean> {
    const snapshot = this.#till.snapshot;
    if (snapshot === null || this.charging) return false;
    const { sale, amount_centavos } = owed;
    const asked = this.#request({ checkout: this.checkout(owed), amount_centavos, payer_dni, ...how });
    if (amount_centavos > snapshot.amount_max_centavos) {
      this.for_manager = asked;
      return false;
    }
    const made = await this.#ask(asked);
    if (made && sale === null) this.clear();
    return made;
  }

  /** What every charge of what is owed says. What was typed besides the amount is about a new sale. */
  checkout({ sale, total_centavos, amount_centavos }: Owed, request_id: string = crypto.randomUUID()): Checkout {
    if (sale !== null) return { request_id, sale };
    return { request_id, ...saidOf(this.optional), ...(total_centavos === amount_centavos ? {} : { total_centavos }) };
  }

  /** Charges, by a manager's word, what waits for it. Rejects with the till's answer. */
  async chargeAsManager(pin: string): Promise<void> {
    const asked = this.for_manager;
    if (asked === null || this.charging) return;
    await this.#send(asked, pin);
    this.for_manager = null;
    if (isOfNewSale(asked)) this.clear();
  }

  noManager(): void {
    this.for_manager = null;
  }

  /** Types again what was typed for a sale that came to nothing. */
  retype(amount_centavos: number, concept: string | null): void {
    const digits = String(amount_centavos).padStart(3, "0");
    const decimals = digits.slice(-2);
    this.entry = { parts: [], whole: digits.slice(0, -2), decimals: decimals === "00" ? null : decimals };
    this.optional = { ...nothingTyped(), concept: concept ?? "" };
  }

  clear(): void {
    this.entry = EMPTY_ENTRY;
    this.optional = nothingTyped();
    this.open_field = null;
    this.clearNotice();
  }

  #request(asked: Asked): Asked {
    const before = this.#unanswered;
    return before !== null && besidesItsId(before) === besidesItsId(asked) ? before : asked;
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
        const refused = OPTIONAL_ROWS.find(([, { refusals }]) => refusals.includes(error.code));
        if (refused !== undefined) [this.open_field] = refused;
      }
      this.showNotice(errorWords(error), "refused");
      return false;
    }
  }

  async #send(asked: Asked, pin: string | null): Promise<void> {
    this.#unanswered = asked;
    this.charging = true;
    try {
      await this.#make(asked, pin);
      this.#unanswered = null;
    } catch (error) {
      // A refused charge was not made; one without an answer may have been
      // made.
      if (error instanceof Refused) this.#unanswered = null;
      throw error;
    } finally {
      this.charging = false;
    }
  }

  #make(asked: Asked, pin: string | null): Promise<Done> {
    const { handed_centavos, payer_dni, by_fixed_qr, by_wallet, ...rest } = asked;
    if (by_wallet === true) return this.#till.do("charge_wallet", { ...rest, pin });
    if (by_fixed_qr === true) return this.#till.do("charge_fixed_qr", { ...rest, ...(pin === null ? {} : { pin }) });
    if (handed_centavos === undefined) return this.#till.do("charge_qr", { ...rest, payer_dni, pin });
    return this.#till.do("charge_cash", { ...rest, handed_centavos, ...(pin === null ? {} : { pin }) });
  }

  #typed(step: EntryStep): void {
    this.entry = step.entry;
    if (step.refusal === null) this.clearNotice();
    else this.showNotice(ENTRY_WORDS[step.refusal](), "refused");
  }
}

function isOfNewSale({ checkout }: Asked): boolean {
  return (checkout.sale ?? null) === null;
}

/** All that a charge says but for the id of its request. */
function besidesItsId(asked: Asked): string {
  return JSON.stringify({ ...asked, checkout: { ...asked.checkout, request_id: null } });
}
