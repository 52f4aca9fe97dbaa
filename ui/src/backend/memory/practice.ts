/** Practice in memory: its customer, its network, and what its drawer switches on. */

import { Refused } from "../backend";
import type { ErrorCode, PaymentView, PracticeAction, PracticePlay, PracticeView, Snapshot } from "../bindings";
import { answerAfter } from "./answers";
import { isoDay } from "./day";
import { played } from "./played";
import { weekPeople } from "./samples";

/** A notice that waited for the network comes so long after it is back, in milliseconds. */
const NOTICE_MS = 450;
/** A customer who pays late does so after this time, in milliseconds. */
const LATE_MS = 1_500;
const DAY_MS = 24 * 60 * 60_000;

/** What practice needs from the rest of the till. */
type Shop = {
  readonly till: () => Snapshot;
  readonly amend: (values: Partial<Snapshot>) => void;
  readonly change: (sale: string, payment: string, values: Partial<PaymentView>) => void;
  /** Plays a card; null if the action is about something else. */
  readonly playCard: (action: PracticeAction, sale: string | null, payment: string | null) => PracticeView | null;
  readonly payFixed: (amount_centavos: number) => void;
  readonly hearFixed: () => void;
  readonly lightsChanged: () => void;
  readonly reopened: () => void;
};

export class MemoryPractice {
  readonly #shop: Shop;

  constructor(shop: Shop) {
    this.#shop = shop;
  }

  get #view(): PracticeView {
    const { practice } = this.#shop.till();
    if (practice === null) throw refusal("not-in-practice");
    return practice;
  }

  amend(values: Partial<PracticeView>): PracticeView {
    const practice = { ...this.#view, ...values };
    this.#shop.amend({ practice });
    return practice;
  }

  play({ action, payment: id, amount_centavos }: PracticePlay): PracticeView {
    const practice = this.#view;
    if (action === "lose-answer") return this.amend({ lose_next_answer: true });
    if (action === "bind-fail") {
      if (!practice.wallet.on) throw refusal("practice-nothing-to-pay");
      return this.amend({ wallet: { ...practice.wallet, fail_next_report: true } });
    }
    if (action === "pay-fixed") {
      if (!practice.fixed_qr || (amount_centavos ?? 0) <= 0) throw refusal("practice-nothing-to-pay");
      this.#shop.payFixed(amount_centavos ?? 0);
      return practice;
    }
    const sale = this.#shop.till().sales.find((known) => known.payments.some((payment) => payment.id === id));
    const bent = this.#shop.playCard(action, sale?.id ?? null, id);
    if (bent !== null) return bent;
    const payment = sale?.payments.find((known) => known.id === id);
    if (sale === undefined || payment === undefined || !canBePlayed(action, payment)) throw refusal("practice-nothing-to-pay");
    const becomes = played(action, payment);
    if (becomes !== null) {
      const { now, later } = becomes;
      this.#shop.change(sale.id, payment.id, now);
      if (later !== undefined) answerAfter(LATE_MS, () => this.#shop.change(sale.id, payment.id, later));
    }
    return practice;
  }

  goOffline(offline: boolean): PracticeView {
    const light = offline ? { state: "down" as const, age_ms: 8_000, outage: "no-internet" as const } : { state: "ok" as const, age_ms: 0 };
    const practice = this.amend({ offline });
    this.#shop.amend({ lights: { ...this.#shop.till().lights, totalcoin: light, pagouno: light, relay: light } });
    this.#shop.lightsChanged();
    if (!offline) answerAfter(NOTICE_MS, () => this.#shop.hearFixed());
    return practice;
  }

  /** Opens practice with the house's wallet and Bind, or without. */
  switchWallet(switched: boolean): null {
    const { wallet } = this.#view;
    const on = switched || wallet.by_settings;
    this.amend({ wallet: { ...wallet, on, fail_next_report: false } });
    const bind = on ? ({ state: "ok", age_ms: 0 } as const) : null;
    this.#shop.amend({ wallet: on ? "ready" : "off", lights: { ...this.#shop.till().lights, bind } });
    this.#shop.reopened();
    return null;
  }

  /** Replaces practice by the sample week, where that is said or nothing is lost. Answers its last day. */
  loadWeek(replaces: boolean): string {
    const practice = this.#view;
    const { sales, has_manager } = this.#shop.till();
    if (!replaces && (sales.length > 0 || has_manager)) throw refusal("practice-in-use");
    this.#shop.amend({ sales: [], in_hand: null, tray: 0, open_sales: 0, practice: { ...practice, people: weekPeople() } });
    this.#shop.reopened();
    return isoDay(Date.now() - DAY_MS);
  }
}

/** Each kind of payment has a customer of its own. */
function canBePlayed(action: PracticeAction, payment: PaymentView): boolean {
  if (payment.state === "requested" || payment.method === "fixed-qr") return false;
  return (payment.method === "wallet") === action.startsWith("wallet-");
}

function refusal(code: ErrorCode): Refused {
  return new Refused({ code, detail: null });
}
