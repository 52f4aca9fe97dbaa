/** Cards, cash and plans of the till in memory. It stores of a card what the till stores, and charges nobody. */

import { brandOf, digitsOf, lastFour } from "../../card/number";
import { Refused } from "../backend";
import type {
  CardAsk,
  CardOffers,
  CardView,
  ChargeCard,
  ChargeCash,
  Checkout,
  Done,
  ExportedPlans,
  LegWord,
  OfferView,
  PaymentRef,
  PaymentView,
  PlanDraft,
  PlansView,
  PracticeAction,
  PracticeCards,
  PracticeView,
  SettleDoubt,
  ShowOffers,
} from "../bindings";
import { answerAfter } from "./answers";
import { codeOf, firstPlans, offersOf, planOf, textOf } from "./plans";
import { aPayment } from "./samples";

const ANSWER_MS = 700;
const PENDING_MS = 4_000;
/** The amount of the offers in the customer's window's scenes: one that does not divide evenly. */
const OFFERED_CENTAVOS = 12_345_670;
const DAY = new Intl.DateTimeFormat("sv-SE", { timeZone: "America/Argentina/Buenos_Aires" });

/** What every charge has in common. */
export type Begun = { readonly checkout: Checkout; readonly pin?: string | null };

/** What the cards need from the rest of the till. */
export type CardShop = {
  readonly begin: (takes: Begun, payment: PaymentView, then: (sale: string) => void) => Done;
  readonly change: (sale: string, payment: string, values: Partial<PaymentView>) => Done;
  readonly payment: (sale: string, id: string) => PaymentView;
  readonly done: (sale: string) => Done;
  readonly managerOf: (pin: string) => { readonly name: string };
  readonly hasManager: () => boolean;
  readonly practice: () => PracticeCards | null;
  readonly bend: (cards: PracticeCards) => PracticeView;
  readonly told: () => void;
};

export class MemoryCards {
  readonly #shop: CardShop;
  #plans = firstPlans();
  /** The offers in the customer's window now. */
  shown: readonly OfferView[] = [];

  constructor(shop: CardShop, scene: string) {
    this.#shop = shop;
    const offers = offersOf(this.#plans, OFFERED_CENTAVOS);
    if (scene === "customer-offers") this.shown = offers;
    if (scene === "customer-picked") this.shown = offers.filter((offer) => offer.plan === "cuotas-3");
  }

  plans(): PlansView {
    return { plans: this.#plans };
  }

  keep(pin: string | null, draft: PlanDraft): PlansView {
    this.#permit(pin);
    if (draft.name.trim() === "") throw refusedPlan(null, "name", "malformed");
    if (codeOf(draft.programme, draft.count) === null) throw refusedPlan(null, "count", draft.programme === "ahora" ? "not-in-ahora" : "means-ahora");
    const kept = planOf(draft);
    const known = this.#plans.some((plan) => plan.id === kept.id);
    this.#plans = known ? this.#plans.map((plan) => (plan.id === kept.id ? kept : plan)) : [...this.#plans, kept];
    return this.plans();
  }

  remove(pin: string | null, id: string): PlansView {
    this.#permit(pin);
    this.#plans = this.#plans.filter((plan) => plan.id !== id);
    return this.plans();
  }

  exported(): ExportedPlans {
    return { text: textOf(this.#plans) };
  }

  /** Checks the text as the till does, but takes nothing from it. */
  imported(pin: string | null, text: string): PlansView {
    this.#permit(pin);
    const rows = text.split("[[plan]]").slice(1);
    if (rows.length === 0) throw refusedPlan(null, null, "malformed");
    const bare = rows.findIndex((row) => !/^name = ".+"$/m.test(row));
    if (bare >= 0) throw refusedPlan(bare + 1, "name", "malformed");
    return this.plans();
  }

  offers(amount_centavos: number): CardOffers {
    return { day: DAY.format(new Date()), offers: offersOf(this.#plans, amount_centavos) };
  }

  show({ amount_centavos, plan }: ShowOffers): null {
    const offers = amount_centavos === undefined ? [] : offersOf(this.#plans, amount_centavos);
    this.shown = (plan ?? null) === null ? offers : offers.filter((offer) => offer.plan === plan);
    this.#shop.told();
    return null;
  }

  hide(): void {
    this.shown = [];
  }

  count(takes: ChargeCash): Done {
    const { amount_centavos, handed_centavos } = takes;
    if (handed_centavos < amount_centavos) throw new Refused({ code: "not-enough", detail: null });
    const cash = { handed_centavos, change_centavos: handed_centavos - amount_centavos };
    const values = { method: "cash", state: "approved", provider: "", amount_centavos, charged_centavos: amount_centavos, received_centavos: amount_centavos, cash } as const;
    return this.#shop.begin(takes, aPayment({ id: crypto.randomUUID(), ...values }), () => {});
  }

  charge(takes: ChargeCard): Done {
    const cards = takes.cards.map((card, at) => this.#kept(card, at));
    const fates = takes.cards.map((card) => this.#shop.practice()?.numbers.find((one) => one.number === digitsOf(card.number))?.fate ?? "approve");
    const amount_centavos = takes.cards.reduce((sum, card) => sum + card.amount_centavos, 0);
    const charged_centavos = cards.reduce((sum, card) => sum + card.offer.total_centavos, 0);
    const payment = aPayment({ id: crypto.randomUUID(), method: "card", state: "sent", provider: "pagouno", amount_centavos, charged_centavos, cards });
    return this.#shop.begin(takes, payment, (sale) => answerAfter(ANSWER_MS, () => this.#answer(sale, payment.id, fates)));
  }

  settle({ sale, payment, paid, reason, pin }: SettleDoubt): Done {
    if (reason.trim() === "") throw new Refused({ code: "reason-missing", detail: null });
    this.#shop.managerOf(pin);
    return this.#shop.change(sale, payment, { state: paid ? "settled-paid" : "settled-unpaid", doubt: null });
  }

  /** Acts as the issuer; null if the action is not about cards. */
  play(action: PracticeAction, sale: string | null, payment: string | null): PracticeView | null {
    const practice = this.#shop.practice();
    if (practice === null || !action.startsWith("card-")) return null;
    const under_way = sale !== null && payment !== null && ["pending", "in-doubt", "sent"].includes(this.#shop.payment(sale, payment).state);
    switch (action) {
      case "card-lose-answer":
        return this.#shop.bend({ ...practice, lose_next_answer: true });
      case "card-notice-late":
        return this.#shop.bend({ ...practice, next_notice_late: true });
      case "card-notice-lost":
        return this.#shop.bend({ ...practice, next_notice_lost: true });
      case "card-decline":
        if (!under_way) return this.#shop.bend({ ...practice, decline_next: true });
        this.#decline(sale, payment);
        return this.#shop.bend(practice);
      default:
        if (!under_way) throw new Refused({ code: "practice-nothing-to-pay", detail: null });
        this.#approve(sale, payment);
        return this.#shop.bend(practice);
    }
  }

  #kept({ number, plan, amount_centavos, document }: CardAsk, card: number): CardView {
    if (document === "00000000") throw new Refused({ code: "card-field", detail: null, card: { card, field: "document", why: "not-taken" } });
    const offer = offersOf(this.#plans, amount_centavos).find((one) => one.plan === plan);
    if (offer === undefined) throw new Refused({ code: "card-field", detail: null, card: { card, field: "plan", why: "not-offered" } });
    const last_four = lastFour(number);
    const legs = [{ amount_centavos: offer.total_centavos, word: "unknown" as const, message: null, reference: null, last_four }];
    return { brand: brandOf(number) ?? "other", last_four, offer, legs };
  }

  #answer(sale: string, id: string, fates: readonly string[]): void {
    const practice = this.#shop.practice();
    if (practice?.lose_next_answer === true) {
      this.#shop.bend({ ...practice, lose_next_answer: false });
      this.#shop.change(sale, id, { state: "in-doubt", doubt: { why: "answer-lost", since_ms: Date.now(), asking: false } });
      return;
    }
    const declined = practice?.decline_next === true || fates.includes("decline");
    if (practice?.decline_next === true) this.#shop.bend({ ...practice, decline_next: false });
    if (fates.includes("no-terminal")) this.#shop.change(sale, id, { state: "refused", reason: "provider-refused" });
    else if (fates.includes("bad-amount")) this.#decline(sale, id, "MONTO INVALIDO");
    else if (declined) this.#decline(sale, id);
    else if (fates.some((fate) => fate.startsWith("pending"))) {
      this.#legs(sale, id, "not-yet", null, { state: "pending" });
      if (!fates.includes("pending-for-ever")) answerAfter(PENDING_MS, () => this.#settlePending(sale, id, fates.includes("pending-then-approve")));
    } else this.#approve(sale, id);
  }

  #settlePending(sale: string, id: string, good: boolean): void {
    if (this.#shop.payment(sale, id).state !== "pending") return;
    if (good) this.#approve(sale, id);
    else this.#decline(sale, id);
  }

  #approve(sale: string, id: string): void {
    this.#legs(sale, id, "succeeded", "APROBADA", { state: "approved", doubt: null, received_centavos: this.#shop.payment(sale, id).charged_centavos });
  }

  #decline(sale: string, id: string, message = "FONDOS INSUFICIENTES"): void {
    this.#legs(sale, id, "failed", message, { state: "declined", doubt: null });
  }

  #legs(sale: string, id: string, word: LegWord, message: string | null, values: Partial<PaymentView>): void {
    const cards = this.#shop.payment(sale, id).cards.map((card) => ({ ...card, legs: card.legs.map((leg) => ({ ...leg, word, message })) }));
    this.#shop.change(sale, id, { ...values, cards });
  }

  askAgain({ sale, payment }: PaymentRef): Done {
    const { state, doubt } = this.#shop.payment(sale, payment);
    if (state === "in-doubt" && doubt?.asking !== true) throw new Refused({ code: "nothing-to-ask", detail: null });
    return this.#shop.done(sale);
  }

  #permit(pin: string | null): void {
    if (!this.#shop.hasManager() || pin === null) throw new Refused({ code: "needs-manager", detail: null });
    this.#shop.managerOf(pin);
  }
}

function refusedPlan(row: number | null, key: string | null, why: "malformed" | "means-ahora" | "not-in-ahora"): Refused {
  return new Refused({ code: "plan-refused", detail: null, plan: { row, key, why } });
}
