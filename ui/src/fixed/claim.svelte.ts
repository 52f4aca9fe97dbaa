/** What the cashier does about the fixed QR on the screen: the customer says they paid, or did not, or that was noted by mistake. */

import type { WindowState } from "../frame/window-state.svelte";

export class Claim {
  readonly #win: WindowState;
  /** A manager is asked to take back that the customer says they paid. */
  taking_back = $state(false);

  constructor(win: WindowState) {
    this.#win = win;
  }

  /** Records that the customer says they paid. */
  declare(): Promise<void> {
    return this.#ask("declare");
  }

  /** Takes that back, within the cashier's minute. */
  takeBack(): Promise<void> {
    return this.#ask("take_back");
  }

  /** The same by a manager, at any time. Rejects with the till's answer. */
  async takeBackAsManager(sale: string, payment: string, pin: string): Promise<void> {
    await this.#win.till.do("take_back", { sale, payment, pin });
  }

  /** Hides the code before anybody says that it was paid: the amount is typed again where nothing else is paid of the sale. */
  async hide(): Promise<void> {
    const win = this.#win;
    const { sale, payment } = win;
    win.dialog = null;
    if (sale === null || payment === null) return;
    await win.cancel();
    if (sale.payments.length > 1 || win.trouble !== null) return;
    await win.leave();
    if (win.sale === null) win.draft.retype(payment.amount_centavos, sale.concept);
  }

  #ask(what: "declare" | "take_back"): Promise<void> {
    const win = this.#win;
    const { sale, payment } = win;
    if (sale === null || payment === null || win.busy) return Promise.resolve();
    return win.attempt(() => win.till.do(what, { sale: sale.id, payment: payment.id }));
  }
}
