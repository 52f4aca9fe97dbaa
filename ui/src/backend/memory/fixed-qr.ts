/** The fixed QR of the till in memory: it is shown, said to be paid, taken back, and paid by the practice customer. */

import { Refused } from "../backend";
import type { ChargeFixedQr, Done, FixedGroup, FixedQrView, PaymentRef, PaymentView, SaleView, SettleFixedGroup, Snapshot, TakeBack, TrayItem } from "../bindings";
import { answerAfter } from "./answers";
import type { Begun } from "./cards";
import { FIXED_VALID_MS, aFixedQr, aPayment, aQr } from "./samples";

/** For this long, the cashier takes back what was only mistyped. */
const TAKE_BACK_MS = 60_000;
const MAKE_MS = 1_200;
/** A notice under the fixed QR comes this much later. */
const NOTICE_MS = 700;

/** What the fixed QR needs from the rest of the till. */
export type FixedShop = {
  readonly till: () => Snapshot;
  readonly amend: (values: Partial<Snapshot>) => void;
  readonly begin: (takes: Begun, payment: PaymentView, then: (sale: string) => void) => Done;
  readonly change: (sale: string, payment: string, values: Partial<PaymentView>) => Done;
  readonly payment: (sale: string, id: string) => PaymentView;
  readonly person: () => string | null;
  readonly managerOf: (pin: string) => { readonly name: string };
  readonly managerIfAny: (pin: string | null) => void;
  readonly strays: () => readonly TrayItem[];
  readonly setStrays: (strays: readonly TrayItem[]) => void;
  readonly told: () => void;
};

export class MemoryFixedQr {
  readonly #shop: FixedShop;
  #paid = 0;
  /** What customers paid while the network was cut. */
  #unheard: TrayItem[] = [];

  constructor(shop: FixedShop) {
    this.#shop = shop;
  }

  charge(takes: ChargeFixedQr): Done {
    const { state, valid_until_ms } = this.#shop.till().fixed_qr;
    if (valid_until_ms === null || (state !== "in-force" && state !== "ending")) throw new Refused({ code: "no-fixed-qr", detail: null });
    const { amount_centavos } = takes;
    const qr = aQr({ left_ms: FIXED_VALID_MS, valid_ms: FIXED_VALID_MS });
    const fixed = { valid_until_ms, declared_at_ms: null, declared_by: null, take_back_left_ms: null };
    const payment = aPayment({ id: crypto.randomUUID(), method: "fixed-qr", state: "requested", amount_centavos, charged_centavos: amount_centavos, qr, fixed });
    return this.#shop.begin(takes, payment, () => {});
  }

  declare({ sale, payment }: PaymentRef): Done {
    const { state, fixed } = this.#shop.payment(sale, payment);
    if (state !== "requested" || fixed === undefined) throw new Refused({ code: "not-cancellable", detail: null });
    const now_ms = Date.now();
    const done = this.#shop.change(sale, payment, { state: "declared", qr: null, fixed: { ...fixed, declared_at_ms: now_ms, declared_by: this.#shop.person(), take_back_left_ms: TAKE_BACK_MS } });
    answerAfter(NOTICE_MS, () => this.#match());
    return done;
  }

  takeBack({ sale, payment, pin }: TakeBack): Done {
    const { fixed } = this.#shop.payment(sale, payment);
    const since_ms = Date.now() - (fixed?.declared_at_ms ?? 0);
    if ((pin ?? null) !== null) this.#shop.managerOf(pin ?? "");
    else if (since_ms > TAKE_BACK_MS) throw new Refused({ code: "needs-manager", detail: null, manager: "minute-over" });
    return this.#shop.change(sale, payment, { state: "cancelled" });
  }

  make(pin: string | null): FixedQrView {
    this.#shop.managerIfAny(pin);
    const before = this.#shop.till().fixed_qr;
    this.#shop.amend({ fixed_qr: { ...before, making: true, state: before.state === "none" || before.state === "ended" ? "making" : before.state } });
    answerAfter(MAKE_MS, () => {
      this.#shop.amend({ fixed_qr: aFixedQr() });
      this.#shop.told();
    });
    return this.#shop.till().fixed_qr;
  }

  /** The customer pays with an amount of their own; the notice waits while the network is cut. */
  pay(amount_centavos: number): void {
    this.#paid += 1;
    this.#unheard.push(aNotice({ id: `fixed/${this.#paid}`, amount_centavos, since_ms: Date.now(), reference: `MP-9001 ${String(this.#paid).padStart(4, "0")}` }));
    if (this.#shop.till().practice?.offline !== true) answerAfter(NOTICE_MS, () => this.hear());
  }

  /** The notices that waited come in. */
  hear(): void {
    const came = this.#unheard;
    this.#unheard = [];
    if (came.length === 0) return;
    this.#shop.setStrays([...this.#shop.strays(), ...came]);
    this.#match();
  }

  /** One notice and one sale of an amount belong together. The real till has the whole rule. */
  #match(): void {
    for (const notice of this.#shop.strays().filter((one) => one.by_fixed_qr)) {
      const claims = claimsOf(this.#shop.till().sales, notice.amount_centavos);
      const alike = this.#shop.strays().filter((one) => one.by_fixed_qr && one.amount_centavos === notice.amount_centavos);
      const [claim] = claims;
      if (claim !== undefined && claims.length === 1 && alike.length === 1) this.#give(notice, claim.sale.id, claim.payment);
    }
    this.#shop.told();
  }

  #give(notice: TrayItem, sale: string, payment: string): void {
    this.#shop.setStrays(this.#shop.strays().filter((one) => one.id !== notice.id));
    this.#shop.change(sale, payment, { state: "approved", received_centavos: notice.amount_centavos ?? 0, payer: { name: notice.payer, reference: notice.reference ?? "" } });
  }

  settle({ notices, payments, reason, pin }: SettleFixedGroup): void {
    if (reason.trim() === "") throw new Refused({ code: "reason-missing", detail: null });
    this.#shop.managerOf(pin);
    for (const [at, item] of notices.entries()) {
      const notice = this.#shop.strays().find((one) => one.id === item);
      const sale = this.#shop.till().sales.find((one) => one.payments.some(({ id }) => id === payments[at]));
      if (notice === undefined || sale === undefined) throw new Refused({ code: "item-unknown", detail: null });
      this.#give(notice, sale.id, payments[at] ?? "");
    }
    this.#shop.told();
  }
}

type Claim = FixedGroup["claims"][number];

function claimsOf(sales: readonly SaleView[], amount_centavos: number | null): Claim[] {
  const of_sale = (sale: SaleView): Claim[] =>
    sale.payments
      .filter(({ method, state, charged_centavos }) => method === "fixed-qr" && (state === "declared" || state === "unconfirmed") && charged_centavos === amount_centavos)
      .map(({ id, fixed }) => ({ sale, payment: id, declared_at_ms: fixed?.declared_at_ms ?? sale.opened_at_ms }));
  return sales.flatMap(of_sale).sort((a, b) => a.declared_at_ms - b.declared_at_ms);
}

/** As many notices as sales of one amount, and more than one of each. */
export function fixedGroups(sales: readonly SaleView[], strays: readonly TrayItem[]): FixedGroup[] {
  const notices = strays.filter((one) => one.by_fixed_qr);
  const amounts = [...new Set(notices.map((one) => one.amount_centavos ?? 0))];
  return amounts.flatMap((amount_centavos) => {
    const own = notices.filter((one) => one.amount_centavos === amount_centavos).sort((a, b) => a.since_ms - b.since_ms);
    const claims = claimsOf(sales, amount_centavos);
    if (own.length < 2 || own.length !== claims.length) return [];
    return [{ amount_centavos, notices: own.map(({ id, since_ms, reference }) => ({ item: id, at_ms: since_ms, reference })), claims }];
  });
}

/** A notice under the fixed QR that is nobody's. */
export function aNotice(with_values: Partial<TrayItem>): TrayItem {
  return {
    id: "fixed/0",
    kind: "unattributed",
    amount_centavos: 90_000,
    since_ms: 0,
    reference: null,
    provider_word: null,
    payer: "Ana Pérez",
    sale: null,
    payment: null,
    proposed: [],
    sure: false,
    answers: ["belongs-to-another-sale", "not-a-sale", "to-be-returned", "written-off"],
    covers_centavos: with_values.amount_centavos ?? 90_000,
    holder: null,
    by_fixed_qr: true,
    by_wallet: false,
    ...with_values,
  };
}
