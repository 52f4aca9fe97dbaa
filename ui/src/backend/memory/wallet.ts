/** The house's wallet in the till in memory: Bind gives its QR, and a manager enters what no notice told of. */

import { uncheckedIn } from "../../wallet/numbers";
import { canBeEntered } from "../../wallet/enter.svelte";
import { Refused } from "../backend";
import type { ChargeWallet, Done, EnterWallet, PaymentView, Snapshot } from "../bindings";
import type { Begun } from "./cards";
import { DEADLINE_MS, aPayment } from "./samples";

/** What the wallet needs from the rest of the till. */
export type WalletShop = {
  readonly till: () => Snapshot;
  readonly begin: (takes: Begun, payment: PaymentView, then: (sale: string) => void) => Done;
  readonly makeQr: (sale: string, payment: string) => void;
  readonly change: (sale: string, payment: string, values: Partial<PaymentView>) => Done;
  readonly payment: (sale: string, id: string) => PaymentView;
  readonly managerOf: (pin: string) => { readonly name: string };
};

export class MemoryWallet {
  readonly #shop: WalletShop;

  constructor(shop: WalletShop) {
    this.#shop = shop;
  }

  charge(takes: ChargeWallet): Done {
    if (this.#shop.till().wallet !== "ready") throw new Refused({ code: "wallet-not-set-up", detail: null });
    const { amount_centavos } = takes;
    const payment = aPayment({ id: crypto.randomUUID(), method: "wallet", provider: "wallet", state: "requested", amount_centavos, charged_centavos: amount_centavos, deadline_left_ms: DEADLINE_MS });
    return this.#shop.begin(takes, payment, (sale) => this.#shop.makeQr(sale, payment.id));
  }

  enter({ sale, payment, buyer_cuit, buyer_account, reference, reason, sure, pin }: EnterWallet): Done {
    if (reason.trim() === "") throw new Refused({ code: "reason-missing", detail: null });
    const empty = Object.entries({ buyer_cuit, buyer_account, reference }).find(([, text]) => text.trim() === "");
    if (empty !== undefined) throw new Refused({ code: "field-unfit", detail: null, about: empty[0] });
    this.#shop.managerOf(pin);
    const [unchecked] = uncheckedIn({ buyer_cuit, buyer_account });
    if (unchecked !== undefined && !sure) throw new Refused({ code: "number-unchecked", detail: null, about: unchecked });
    if (!canBeEntered(this.#shop.payment(sale, payment))) throw new Refused({ code: "not-cancellable", detail: null });
    return this.#shop.change(sale, payment, { state: "settled-paid", qr: null, time_up: false });
  }
}
