/** A payment with the house's wallet that a manager enters by hand, because no notice of it came. */

import { Refused } from "../backend/backend";
import type { PaymentState, PaymentView, SaleView } from "../backend/bindings";
import { holdsCardNumber } from "../tray/answers";
import type { Till } from "../till/till.svelte";
import { errorWords } from "../words/errors";
import { m } from "../words/words";
import { bare, uncheckedWith } from "./numbers";
import type { NumberField } from "./numbers";

export const ENTERED = ["cuit", "account", "reference", "reason"] as const;
export type Entered = (typeof ENTERED)[number];
export type EnterTrouble = { readonly about: Entered | "pin"; readonly words: string };

const BEFORE_MONEY: ReadonlySet<PaymentState> = new Set(["waiting", "expired", "cancelled", "refused"]);
/** The till's names of the fields. */
const FIELD_OF: Readonly<Record<string, Entered>> = { buyer_cuit: "cuit", buyer_account: "account", reference: "reference" };
const MISSING: Record<Entered, () => string> = {
  cuit: m.wallet_cuit_missing,
  account: m.wallet_account_missing,
  reference: m.wallet_reference_missing,
  reason: m.error_reason_missing,
};

/** Whether a manager may say that it was paid. */
export function canBeEntered({ method, state }: Pick<PaymentView, "method" | "state">): boolean {
  return method === "wallet" && BEFORE_MONEY.has(state);
}

export class ByHand {
  readonly #till: Till;
  /** The payment that is being entered. */
  of = $state<string | null>(null);
  typed = $state<Record<Entered, string>>(nothing());
  pin = $state("");
  trouble = $state.raw<EnterTrouble | null>(null);
  /** The numbers that do not check, while it is asked about them. */
  unchecked = $state.raw<readonly NumberField[]>([]);
  saving = $state(false);

  constructor(till: Till) {
    this.#till = till;
  }

  begin(payment: string): void {
    if (this.of === payment) return;
    this.putDown();
    this.of = payment;
  }

  /** Discards what was typed: it names the payer. */
  putDown(): void {
    this.of = null;
    this.typed = nothing();
    this.pin = "";
    this.trouble = null;
    this.unchecked = [];
  }

  /** Keeps what was typed about this payment only. */
  keepOnly(payment: string | null): void {
    if (this.of !== null && this.of !== payment) this.putDown();
  }

  /** A corrected number is asked about anew. */
  changed(): void {
    this.unchecked = [];
  }

  /** Enters it; `sure` goes on although a number does not check. */
  async submit(sale: SaleView, payment: PaymentView, sure: boolean): Promise<void> {
    if (this.saving) return;
    this.trouble = this.#missing();
    if (this.trouble !== null) return;
    const { cuit, account, reference, reason } = this.typed;
    const numbers = { buyer_cuit: bare(cuit), buyer_account: account.trim() };
    const { pin } = this;
    this.pin = "";
    this.saving = true;
    try {
      await this.#till.do("enter_wallet", { sale: sale.id, payment: payment.id, ...numbers, reference: reference.trim(), reason: reason.trim(), sure, pin });
      this.putDown();
    } catch (error) {
      if (error instanceof Refused && error.code === "number-unchecked") {
        this.unchecked = uncheckedWith(error.about, numbers);
        // The question is about a number, so the PIN need not be typed twice.
        this.pin = pin;
      } else this.trouble = { about: aboutOf(error), words: errorWords(error) };
    }
    this.saving = false;
  }

  #missing(): EnterTrouble | null {
    const empty = ENTERED.find((field) => this.typed[field].trim() === "");
    if (empty !== undefined) return { about: empty, words: MISSING[empty]() };
    if (holdsCardNumber(this.typed.reason)) return { about: "reason", words: m.tray_reason_card() };
    return this.pin === "" ? { about: "pin", words: m.manager_pin_missing() } : null;
  }
}

function nothing(): Record<Entered, string> {
  return { cuit: "", account: "", reference: "", reason: "" };
}

function aboutOf(error: unknown): EnterTrouble["about"] {
  if (!(error instanceof Refused)) return "pin";
  if (error.code === "field-unfit") return FIELD_OF[error.about ?? ""] ?? "pin";
  return error.code === "reason-missing" || error.code === "reason-too-long" ? "reason" : "pin";
}
