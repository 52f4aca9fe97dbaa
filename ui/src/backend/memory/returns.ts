/** Money that goes back, in the till in memory: what is to be returned, what was, and a means that was typed wrongly. */

import { Refused } from "../backend";
import type { Done, ErrorCode, PaymentView, PersonView, Requests, ReturnItem, SaleView, StepView } from "../bindings";

type Asked = "return_money" | "correct_means";
type Answers = { [K in Asked]: (takes: Requests[K]["takes"]) => Done };

/** What returns ask of the rest of the till. */
export type ReturnsShop = {
  readonly managerOf: (pin: string) => PersonView;
  readonly payment: (sale: string, payment: string) => PaymentView;
  readonly change: (sale: string, payment: string, values: Partial<PaymentView>) => Done;
};

/** A step of a sale that is about money that went back. */
export type ReturnStep = Pick<StepView, "kind" | "payment" | "amount_centavos" | "actor" | "detail" | "at_ms">;

export class MemoryReturns {
  readonly #shop: ReturnsShop;
  /** What a manager said is to be returned, with what went back of it. */
  readonly #back: Map<string, number>;
  readonly #steps = new Map<string, ReturnStep[]>();

  constructor(shop: ReturnsShop, back: ReadonlyMap<string, number>) {
    this.#shop = shop;
    this.#back = new Map(back);
  }

  readonly answers: Answers = {
    return_money: ({ sale, payment: id, item, amount_centavos, from, reason, pin }) => {
      const { name } = this.#shop.managerOf(pin);
      if (reason.trim() === "") throw refusal("reason-missing");
      if (amount_centavos <= 0) throw refusal("amount-zero");
      const payment = this.#shop.payment(sale, id);
      const found = payment.discrepancies.find((one) => one.id === item);
      if (item != null && found === undefined) throw refusal("item-unknown");
      const most = found === undefined ? payment.returnable_centavos : this.#left(payment, found);
      if (amount_centavos > most) throw refusal("amount-too-large");
      if (found !== undefined) this.#back.set(found.id, (this.#back.get(found.id) ?? 0) + amount_centavos);
      this.#note(sale, { kind: from === "drawer" ? "returned-from-drawer" : "returned-at-provider", payment: id, amount_centavos, actor: { who: "person", name }, detail: reason.trim(), at_ms: Date.now() });
      const discrepancies = payment.discrepancies.map((one) => (one === found ? { ...one, settled: true } : one));
      return this.#shop.change(sale, id, { returned_centavos: payment.returned_centavos + amount_centavos, discrepancies });
    },
    correct_means: ({ sale, payment: id, reason, pin }) => {
      const { name } = this.#shop.managerOf(pin);
      if (reason.trim() === "") throw refusal("reason-missing");
      const payment = this.#shop.payment(sale, id);
      if (payment.counts_as !== "cash" || payment.returned_centavos > 0) throw refusal("not-cancellable");
      this.#note(sale, { kind: "means-corrected", payment: id, amount_centavos: payment.amount_centavos, actor: { who: "person", name }, detail: reason.trim(), at_ms: Date.now() });
      return this.#shop.change(sale, id, { counts_as: "transfer" });
    },
  };

  /** A manager said that an item's money is to be returned. */
  isToReturn(item: string): void {
    if (!this.#back.has(item)) this.#back.set(item, 0);
  }

  /** What is still to go back, newest first. */
  items(sales: readonly SaleView[]): ReturnItem[] {
    const of = (sale: SaleView, payment: PaymentView): ReturnItem[] =>
      payment.discrepancies
        .filter((one) => one.settled && this.#back.has(one.id))
        .map((one) => ({
          item: one.id,
          kind: one.kind,
          sale,
          payment: payment.id,
          left_centavos: this.#left(payment, one),
          returned_centavos: this.#back.get(one.id) ?? 0,
          since_ms: sale.opened_at_ms,
        }))
        .filter((one) => one.left_centavos > 0);
    return sales.flatMap((sale) => sale.payments.flatMap((payment) => of(sale, payment))).sort((a, b) => b.since_ms - a.since_ms);
  }

  steps(sale: string): readonly ReturnStep[] {
    return this.#steps.get(sale) ?? [];
  }

  /** What came too little is not what goes back: that is all that came. */
  #left(payment: PaymentView, { id, kind, by_centavos }: PaymentView["discrepancies"][number]): number {
    const about = kind === "short" || by_centavos === 0 ? payment.received_centavos : by_centavos;
    return Math.max(0, Math.min(about - (this.#back.get(id) ?? 0), payment.returnable_centavos));
  }

  #note(sale: string, step: ReturnStep): void {
    this.#steps.set(sale, [...this.steps(sale), step]);
  }
}

function refusal(code: ErrorCode): Refused {
  return new Refused({ code, detail: null });
}
