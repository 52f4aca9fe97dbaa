/** What a manager does with a sale afterwards, in the till in memory: money that goes back, a means that was typed wrongly, and a payer who is forgotten. */

import { Refused } from "../backend";
import type { Done, ErrorCode, PayerData, PaymentView, PersonView, Requests, ReturnItem, SaleView, StepView } from "../bindings";

type Asked = "return_money" | "correct_means" | "forget_payer";
type Answers = { [K in Asked]: (takes: Requests[K]["takes"]) => Done };

/** What returns ask of the rest of the till. */
export type ReturnsShop = {
  readonly managerOf: (pin: string) => PersonView;
  readonly payment: (sale: string, payment: string) => PaymentView;
  readonly change: (sale: string, payment: string, values: Partial<PaymentView>) => Done;
  readonly payments: (sale: string) => readonly PaymentView[];
  /** Takes the payers' names off a sale. */
  readonly forget: (sale: string) => Done;
};

/** Payments that still need to know who pays. */
const UNDER_WAY: readonly PaymentView["state"][] = ["requested", "waiting", "sent", "pending", "in-doubt", "declared"];

/** A step of a sale that is about money that went back. */
export type ReturnStep = Pick<StepView, "kind" | "payment" | "amount_centavos" | "actor" | "detail" | "at_ms">;

export class MemoryReturns {
  readonly #shop: ReturnsShop;
  /** What a manager said is to be returned, with what went back of it. */
  readonly #back: Map<string, number>;
  readonly #steps = new Map<string, ReturnStep[]>();
  readonly #forgotten = new Map<string, number>();

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
    forget_payer: ({ sale, pin }) => {
      const { name } = this.#shop.managerOf(pin);
      const needed_by = this.payerOf(sale).needed_by;
      if (needed_by !== null) throw refusal(`payer-needed-by-${needed_by}`);
      const at_ms = Date.now();
      this.#forgotten.set(sale, at_ms);
      this.#note(sale, { kind: "payer-forgotten", payment: null, amount_centavos: null, actor: { who: "person", name }, detail: null, at_ms });
      return this.#shop.forget(sale);
    },
  };

  /** What is known of who paid a sale. */
  payerOf(sale: string): PayerData {
    const payments = this.#shop.payments(sale);
    const needed = payments.some(({ state }) => UNDER_WAY.includes(state));
    return {
      held: payments.some(({ payer }) => (payer?.name ?? null) !== null),
      needed_by: needed ? "payment" : null,
      forgotten_at_ms: this.#forgotten.get(sale) ?? null,
    };
  }

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
