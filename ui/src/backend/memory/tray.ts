/** The tray of the till in memory: what waits for a manager, and what they answer. */

import { Refused } from "../backend";
import type { EndedShift, ErrorCode, HeldItem, PaymentView, Requests, SaleView, Settle, SettledView, SettleHeld, Snapshot, TillNoticeItem, TrayItem, TrayView, WaiveRelay } from "../bindings";
import { fixedGroups } from "./fixed-qr";
import type { MemoryReturns } from "./returns";
import { askedOf, heldItems, openItems, trayItems } from "./review";
import type { Settled } from "./review";
import { DEADLINE_MS } from "./samples";

type Asked = "tray" | "settle" | "settle_held" | "see_notice" | "waive_relay";
type Answers = { [K in Asked]: (takes: Requests[K]["takes"]) => Requests[K]["gives"] };

/** What the tray needs from the rest of the till. */
type Shop = {
  readonly till: () => Snapshot;
  readonly amend: (values: Partial<Snapshot>) => void;
  /** The sales with the time that is left now. */
  readonly sales: () => readonly SaleView[];
  readonly strays: () => readonly TrayItem[];
  readonly setStrays: (strays: readonly TrayItem[]) => void;
  readonly returns: MemoryReturns;
  readonly to_confirm: () => readonly EndedShift[];
  readonly managerOf: (pin: string) => { readonly name: string };
  readonly change: (sale: string, payment: string, values: Partial<PaymentView>) => unknown;
  readonly put: (sale: SaleView) => void;
  readonly told: () => void;
};

export class MemoryReview {
  readonly #shop: Shop;
  #notices: readonly TillNoticeItem[];
  /** Who settled each item, and how. */
  readonly settled_by = new Map<string, Settled>();

  constructor(notices: readonly TillNoticeItem[], shop: Shop) {
    this.#notices = notices;
    this.#shop = shop;
  }

  readonly answers: Answers = {
    tray: () => this.tray(),
    settle: (takes) => this.#settle(takes),
    settle_held: (takes) => this.#settleHeld(takes),
    see_notice: ({ notice, pin }) => {
      this.#shop.managerOf(pin);
      if (!this.#notices.some((one) => one.seq === notice)) throw refusal("notice-unknown");
      this.#notices = this.#notices.filter((one) => one.seq !== notice);
      this.#shop.told();
      return this.tray();
    },
    waive_relay: (takes) => this.#waiveRelay(takes),
  };

  /** How much waits. */
  get count(): number {
    const { sales, in_hand } = this.#shop.till();
    const questions = sales.flatMap((sale) => sale.payments.flatMap((payment) => payment.discrepancies)).filter((question) => !question.settled);
    const others = [this.#shop.strays(), this.#held(), openItems(sales, in_hand), this.#notices, this.#shop.returns.items(sales), this.#shop.to_confirm()];
    return others.reduce((sum, items) => sum + items.length, questions.length);
  }

  tray(): TrayView {
    const { sales, in_hand } = this.#shop.till();
    const strays = this.#shop.strays();
    return {
      items: trayItems(sales, strays),
      groups: fixedGroups(sales, strays),
      returns: this.#shop.returns.items(sales),
      to_confirm: [...this.#shop.to_confirm()],
      open: openItems(sales, in_hand),
      held: this.#held(),
      notices: [...this.#notices],
    };
  }

  #held(): HeldItem[] {
    return heldItems(this.#shop.sales());
  }

  #settleHeld({ sale, payment, answer, reason, pin }: SettleHeld): TrayView {
    if (reason.trim() === "") throw refusal("reason-missing");
    this.#shop.managerOf(pin);
    const released = { held: false, deadline_left_ms: DEADLINE_MS } as const;
    this.#shop.change(sale, payment, answer === "release" ? released : { held: false, state: "expired", reason: "deadline" });
    return this.tray();
  }

  #waiveRelay({ reason, pin }: WaiveRelay): null {
    if (reason.trim() === "") throw refusal("reason-missing");
    this.#shop.managerOf(pin);
    this.#shop.amend({ restored: "relay-waived" });
    this.#shop.told();
    return null;
  }

  #settle({ item, how, amount_centavos, target, take_over, reason, pin }: Settle): SettledView {
    if (reason.trim() === "") throw refusal("reason-missing");
    const answered = this.tray().items.find((one) => one.id === item);
    const covers = how === "completes-this-sale" || how === "belongs-to-another-sale";
    if (covers && answered?.covers_centavos === null && (amount_centavos ?? 0) <= 0) throw refusal("amount-missing");
    if (how === "belongs-to-another-sale" && !this.#shop.till().sales.some((one) => one.ticket === target)) throw refusal("sale-unknown");
    const { name } = this.#shop.managerOf(pin);
    const found = this.tray().items.find((one) => one.id === item);
    if (found === undefined) throw refusal("item-unknown");
    if (found.holder !== null && take_over !== true) throw refusal("held-elsewhere");
    this.settled_by.set(item, { name, how, reason: reason.trim() });
    if (how === "to-be-returned") this.#shop.returns.isToReturn(item);
    this.#shop.setStrays(this.#shop.strays().filter((stray) => stray.id !== item));
    const sale = found.sale;
    if (sale === null) this.#shop.told();
    else this.#shop.put({ ...sale, payments: sale.payments.map((payment) => settledIn(payment, item)) });
    return { tray: this.tray(), asked: askedOf(found) };
  }
}

function settledIn(payment: PaymentView, item: string): PaymentView {
  const discrepancies = payment.discrepancies.map((one) => (one.id === item ? { ...one, settled: true } : one));
  return { ...payment, discrepancies };
}

function refusal(code: ErrorCode): Refused {
  return new Refused({ code, detail: null });
}
