/** The payments that the window begins: of the typed amount, of the sale in hand, or of a part of either. */

import { Refused } from "../backend/backend";
import type { CardAsk } from "../backend/bindings";
import { sumsOf } from "../split/parts";
import type { Owed } from "../split/parts";
import { m } from "../words/words";
import { canBePaid } from "./views";
import type { Way } from "./views";
import type { WindowState } from "./window-state.svelte";

export class Paying {
  readonly #win: WindowState;
  /** The card charge that has no answer yet, identified by its sale and amounts, never by the card. */
  #cards_unanswered: { readonly about: string; readonly request_id: string } | null = null;

  constructor(win: WindowState) {
    this.#win = win;
  }

  /** What the next payment from here covers; null if nothing is owed. */
  get owed(): Owed | null {
    const { sale, payment } = this.#win;
    if (sale === null) {
      const total_centavos = this.#win.draft.total;
      const amount_centavos = this.#win.view.kind === "split" && !this.#win.part.empty ? this.#win.part.centavos : total_centavos;
      return total_centavos === 0 ? null : { sale: null, total_centavos, amount_centavos };
    }
    const { left_centavos, chargeable_centavos } = sumsOf(sale);
    if (this.#win.view.kind === "split" || this.#win.stage === "rest") {
      const amount_centavos = this.#win.part.empty ? chargeable_centavos || left_centavos : this.#win.part.centavos;
      return left_centavos === 0 ? null : { sale: sale.id, total_centavos: sale.total_centavos, amount_centavos };
    }
    return { sale: sale.id, total_centavos: sale.total_centavos, amount_centavos: payment?.amount_centavos ?? sale.total_centavos };
  }

  /** Begins a payment of what is owed here. */
  async by(way: Way): Promise<void> {
    await this.#win.left;
    const { owed } = this;
    if (owed === null || owed.amount_centavos === 0) return this.#win.draft.showNotice(m.amount_zero(), "refused");
    if (way === "fixed-qr" && canBePaid(this.#win.till.snapshot?.fixed_qr)) {
      if (await this.#win.draft.takeByFixedQr(owed)) this.#win.made();
      else this.#win.trouble = this.#win.draft.notice?.words ?? null;
      return;
    }
    if (way === "wallet") return this.#byWallet(owed);
    if (way !== "qr") {
      this.#win.handed.clear();
      this.#win.show({ kind: way, owed, from: this.#win.view.kind === "split" ? this.#win.view : { kind: "sale" } });
      return;
    }
    if (this.#win.till.snapshot?.lights.qr_blocked_by_clock_ms != null) return this.#win.draft.showNotice(m.error_clock_wrong(), "refused");
    if (await this.#win.draft.take(owed, null)) this.#win.made();
    else this.#win.trouble = this.#win.draft.notice?.words ?? null;
  }

  async #byWallet(owed: Owed): Promise<void> {
    if (this.#win.till.snapshot?.wallet !== "ready") {
      // Where the house has no wallet, nothing offers it.
      if (this.#win.till.snapshot?.wallet === "missing") this.#refuse(m.wallet_missing());
      return;
    }
    if (await this.#win.draft.takeByWallet(owed)) this.#win.made();
    else this.#win.trouble = this.#win.draft.notice?.words ?? null;
  }

  /** Says why a way to pay does nothing, where the cashier looks. */
  #refuse(words: string): void {
    if (this.#win.sale === null) this.#win.draft.showNotice(words, "refused");
    else this.#win.trouble = words;
  }

  /** Takes banknotes. */
  async cash(owed: Owed, handed_centavos: number): Promise<void> {
    if (await this.#win.draft.take(owed, handed_centavos)) this.#win.made();
    else this.#win.trouble = this.#win.draft.notice?.words ?? null;
  }

  /** Charges cards. Rejects with the till's answer; nothing of a card is kept here. */
  async byCards(owed: Owed, cards: CardAsk[], pin: string | null): Promise<void> {
    const { sale, total_centavos, amount_centavos } = owed;
    const about = `${sale ?? ""} ${total_centavos} ${amount_centavos}`;
    // An unanswered charge may have been made. Asking again repeats the same request, whatever card is typed.
    const request_id = this.#cards_unanswered?.about === about ? this.#cards_unanswered.request_id : crypto.randomUUID();
    this.#cards_unanswered = { about, request_id };
    try {
      await this.#win.till.do("charge_card", { checkout: this.#win.draft.checkout(owed, request_id), cards, ...(pin === null ? {} : { pin }) });
      this.#cards_unanswered = null;
    } catch (error) {
      if (error instanceof Refused) this.#cards_unanswered = null;
      throw error;
    }
    if (sale === null) this.#win.draft.clear();
    this.#win.made();
  }

  /** Charges again by the method that failed. A cash payment cannot fail. */
  async again(): Promise<void> {
    const method = this.#win.payment?.method;
    await this.by(method === "card" || method === "fixed-qr" || method === "wallet" ? method : "qr");
  }
}
