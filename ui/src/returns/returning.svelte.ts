/** A manager gives money of a payment back, or says that cash came by transfer. */

import { Refused } from "../backend/backend";
import type { Done, PaymentView, ReturnedFrom, SaleView } from "../backend/bindings";
import { centavosIn, formatAmount, formatDigits } from "../till/money";
import type { Till } from "../till/till.svelte";
import { holdsCardNumber } from "../tray/answers";
import { errorWords } from "../words/errors";
import { m } from "../words/words";

/** How money goes back. The last one returns nothing: the payment counts as a transfer from now on. */
export type ReturnMeans = ReturnedFrom | "transfer";

export type Trouble = { readonly about: "amount" | "reason" | "pin"; readonly words: string };

/** What may go back: money of a payment, for an item of the tray or for none. */
export type Returnable = { readonly sale: SaleView; readonly payment: PaymentView; readonly item: string | null; readonly most_centavos: number };

/** The ways in which this money can go back, the usual one first. A correction is of a whole payment, never of an item. */
export function meansFor({ payment, item }: Pick<Returnable, "payment" | "item">): readonly ReturnMeans[] {
  if (payment.counts_as !== "cash") return ["provider", "drawer"];
  const can_correct = item === null && payment.state === "approved" && payment.returned_centavos === 0;
  return can_correct ? ["drawer", "transfer"] : ["drawer"];
}

/** The payments of a sale of which something can go back. */
export function returnablePayments(sale: SaleView): readonly PaymentView[] {
  return sale.payments.filter((payment) => payment.returnable_centavos > 0);
}

export class Returning {
  readonly #till: Till;
  readonly #done: () => void;
  of = $state.raw<Returnable | null>(null);
  amount = $state("");
  means = $state<ReturnMeans>("drawer");
  reason = $state("");
  pin = $state("");
  trouble = $state.raw<Trouble | null>(null);
  busy = $state(false);
  /** Said once something went back, until the next thing is done. */
  done = $state<string | null>(null);

  /** `done` is called after each return. */
  constructor(till: Till, done: () => void) {
    this.#till = till;
    this.#done = done;
  }

  begin(of: Returnable): void {
    this.putDown();
    this.of = of;
    this.amount = formatDigits(of.most_centavos);
    this.means = meansFor(of)[0] ?? "drawer";
  }

  /** Chooses another payment of the same sale. */
  pick(payment: PaymentView): void {
    const { of, reason } = this;
    if (of === null || of.payment.id === payment.id) return;
    this.begin({ sale: of.sale, payment, item: null, most_centavos: payment.returnable_centavos });
    this.reason = reason;
  }

  putDown(): void {
    this.done = null;
    this.of = null;
    this.amount = "";
    this.reason = "";
    this.pin = "";
    this.trouble = null;
  }

  get centavos(): number {
    const { of } = this;
    if (of !== null && this.means === "transfer") return of.payment.amount_centavos;
    return centavosIn(this.amount) ?? 0;
  }

  /** What the manager's PIN lets happen. */
  get allows(): string {
    const about = { amount: formatAmount(this.centavos), ticket: this.of?.sale.ticket ?? "" };
    return this.means === "transfer" ? m.return_allows_transfer(about) : m.return_allows(about);
  }

  async submit(): Promise<void> {
    const { of, means } = this;
    if (of === null || this.busy) return;
    this.trouble = this.#missing(of);
    if (this.trouble !== null) return;
    const done = means === "transfer" ? m.return_done_transfer : m.return_done;
    const words = done({ amount: formatAmount(this.centavos), ticket: of.sale.ticket });
    const asked = this.#ask(of, means);
    this.pin = "";
    this.busy = true;
    try {
      await asked;
      this.putDown();
      this.done = words;
      this.#done();
    } catch (error) {
      this.trouble = troubleOf(error, of);
    } finally {
      this.busy = false;
    }
  }

  #ask({ sale, payment, item }: Returnable, means: ReturnMeans): Promise<Done> {
    const takes = { sale: sale.id, payment: payment.id, reason: this.reason.trim(), pin: this.pin };
    if (means === "transfer") return this.#till.do("correct_means", takes);
    return this.#till.do("return_money", { ...takes, amount_centavos: this.centavos, from: means, ...(item === null ? {} : { item }) });
  }

  #missing(of: Returnable): Trouble | null {
    if (this.centavos <= 0) return { about: "amount", words: m.shift_amount_bad() };
    if (this.means !== "transfer" && this.centavos > of.most_centavos) return { about: "amount", words: tooMuch(of) };
    if (this.reason.trim() === "") return { about: "reason", words: m.error_reason_missing() };
    if (holdsCardNumber(this.reason)) return { about: "reason", words: m.tray_reason_card() };
    if (this.pin === "") return { about: "pin", words: m.manager_pin_missing() };
    return null;
  }
}

function tooMuch({ most_centavos }: Returnable): string {
  return m.return_too_much({ amount: formatAmount(most_centavos) });
}

function troubleOf(error: unknown, of: Returnable): Trouble {
  const code = error instanceof Refused ? error.code : null;
  if (code === "amount-too-large") return { about: "amount", words: tooMuch(of) };
  if (code === "amount-zero") return { about: "amount", words: m.shift_amount_bad() };
  // Somebody else returned it, or corrected it, meanwhile.
  if (code === "not-cancellable") return { about: "amount", words: m.return_changed() };
  if (code === "reason-missing" || code === "reason-too-long") return { about: "reason", words: errorWords(error) };
  return { about: "pin", words: errorWords(error) };
}
