/** Each step of a sale in words, colour and icon. A new step does not compile until it has them. */

import Ban from "@lucide/svelte/icons/ban";
import Banknote from "@lucide/svelte/icons/banknote";
import Bell from "@lucide/svelte/icons/bell";
import Check from "@lucide/svelte/icons/check";
import CircleHelp from "@lucide/svelte/icons/circle-question-mark";
import CircleX from "@lucide/svelte/icons/circle-x";
import CreditCard from "@lucide/svelte/icons/credit-card";
import ClockAlert from "@lucide/svelte/icons/clock-alert";
import Printer from "@lucide/svelte/icons/printer";
import QrCode from "@lucide/svelte/icons/qr-code";
import Receipt from "@lucide/svelte/icons/receipt";
import Send from "@lucide/svelte/icons/send";
import ShieldCheck from "@lucide/svelte/icons/shield-check";
import TimerOff from "@lucide/svelte/icons/timer-off";
import TriangleAlert from "@lucide/svelte/icons/triangle-alert";
import Undo from "@lucide/svelte/icons/undo-2";
import UserX from "@lucide/svelte/icons/user-x";
import type { Component } from "svelte";
import type { ActorView, FactKind, FactView, StepKind, StepView } from "../backend/bindings";
import { formatAmount } from "../till/money";
import { DOUBTS, LEGS, faceWords, instalmentsWords, rateWords } from "./cards";
import { DISCREPANCIES } from "./states";
import type { Tone } from "./states";
import { ANSWER_WORDS, askedStep } from "./tray";
import { dayWords, secondWords } from "./times";
import { m } from "./words";

type StepWords = {
  readonly title: () => string;
  /** The words around the step's detail; null if the detail needs none. */
  readonly detail: ((about: { detail: string }) => string) | null;
  readonly tone: Tone;
  readonly icon: Component;
};

export const STEPS: Record<StepKind, StepWords> = {
  opened: { title: m.step_opened, detail: m.step_detail_concept, tone: "quiet", icon: Receipt },
  abandoned: { title: m.step_abandoned, detail: null, tone: "quiet", icon: Undo },
  requested: { title: m.step_requested, detail: m.step_detail_own, tone: "going", icon: Send },
  "qr-received": { title: m.step_qr_received, detail: m.step_detail_order, tone: "going", icon: QrCode },
  "late-answer": { title: m.step_late_answer, detail: m.step_detail_order, tone: "warn", icon: ClockAlert },
  refused: { title: m.step_refused, detail: m.step_detail_answer, tone: "bad", icon: CircleX },
  "time-ran-out": { title: m.step_time_ran_out, detail: null, tone: "warn", icon: TimerOff },
  expired: { title: m.step_expired, detail: null, tone: "warn", icon: TimerOff },
  cancelled: { title: m.step_cancelled, detail: null, tone: "quiet", icon: Ban },
  sent: { title: m.step_sent, detail: null, tone: "going", icon: Send },
  "never-sent": { title: m.step_never_sent, detail: null, tone: "warn", icon: CircleX },
  pending: { title: m.step_pending, detail: null, tone: "warn", icon: ClockAlert },
  approved: { title: m.step_approved, detail: m.step_detail_reference, tone: "good", icon: Check },
  declined: { title: m.step_declined, detail: m.step_detail_answer, tone: "bad", icon: CircleX },
  "in-doubt": { title: m.step_in_doubt, detail: null, tone: "warn", icon: TriangleAlert },
  "settled-paid": { title: m.step_settled_paid, detail: m.step_detail_reason, tone: "quiet", icon: ShieldCheck },
  "settled-unpaid": { title: m.step_settled_unpaid, detail: m.step_detail_reason, tone: "quiet", icon: ShieldCheck },
  declared: { title: m.step_declared, detail: null, tone: "warn", icon: CircleHelp },
  unconfirmed: { title: m.step_unconfirmed, detail: null, tone: "warn", icon: CircleHelp },
  "notice-heard": { title: m.step_notice_heard, detail: m.step_detail_notice, tone: "going", icon: Bell },
  "money-counted": { title: m.step_money_counted, detail: m.step_detail_reference, tone: "going", icon: Banknote },
  "discrepancy-found": { title: m.step_found, detail: m.step_detail_reference, tone: "warn", icon: TriangleAlert },
  "discrepancy-withdrawn": { title: m.step_withdrawn, detail: null, tone: "quiet", icon: Undo },
  "discrepancy-settled": { title: m.step_settled, detail: m.step_detail_reason, tone: "good", icon: ShieldCheck },
  held: { title: m.step_held, detail: null, tone: "warn", icon: ClockAlert },
  released: { title: m.step_released, detail: m.step_detail_reason, tone: "going", icon: Send },
  "cards-shown": { title: m.step_cards_shown, detail: null, tone: "quiet", icon: CreditCard },
  "legs-heard": { title: m.step_legs_heard, detail: null, tone: "going", icon: Bell },
  "hint-heard": { title: m.step_hint_heard, detail: m.step_detail_order, tone: "going", icon: Bell },
  "cash-counted": { title: m.step_cash_counted, detail: null, tone: "good", icon: Banknote },
  "put-aside": { title: m.step_put_aside, detail: null, tone: "quiet", icon: Undo },
  resumed: { title: m.step_resumed, detail: null, tone: "going", icon: Receipt },
  "cash-rounded": { title: m.step_cash_rounded, detail: null, tone: "quiet", icon: Banknote },
  "returned-from-drawer": { title: m.step_returned_from_drawer, detail: m.step_detail_reason, tone: "quiet", icon: Undo },
  "returned-at-provider": { title: m.step_returned_at_provider, detail: m.step_detail_reason, tone: "quiet", icon: Undo },
  "means-corrected": { title: m.step_means_corrected, detail: m.step_detail_reason, tone: "quiet", icon: ShieldCheck },
  "money-assigned": { title: m.step_money_assigned, detail: m.step_detail_reason, tone: "good", icon: ShieldCheck },
  "money-disowned": { title: m.step_money_disowned, detail: m.step_detail_reference, tone: "warn", icon: TriangleAlert },
  "receipt-reprinted": { title: m.step_receipt_reprinted, detail: null, tone: "quiet", icon: Printer },
  "payer-forgotten": { title: m.step_payer_forgotten, detail: null, tone: "quiet", icon: UserX },
  "given-up": { title: m.step_given_up, detail: m.step_detail_reason, tone: "quiet", icon: Ban },
};

export function stepTitle(step: StepView): string {
  const title = STEPS[step.kind].title();
  return step.discrepancy === null ? title : m.step_found_kind({ title, kind: DISCREPANCIES[step.discrepancy].mark() });
}

export function stepDetail(step: StepView): string | null {
  if (step.settled !== null) {
    const answer = ANSWER_WORDS[step.settled].name();
    return step.detail === null ? answer : `${answer}: ${step.detail}`;
  }
  const words = STEPS[step.kind].detail;
  return step.detail === null || words === null ? step.detail : words({ detail: step.detail });
}

/** The lines of a step about cards, legs, banknotes, a doubt or the other tills. */
export function stepLines(step: StepView): string[] {
  const cards = step.cards.map((card) => {
    const figures = m.step_offer({
      plan: card.offer.name,
      instalments: instalmentsWords(card.offer),
      cash: formatAmount(card.offer.cash_centavos),
      total: formatAmount(card.offer.total_centavos),
      rate: rateWords(card.offer.cftea_bp),
    });
    return `${faceWords(card)}: ${figures}`;
  });
  const legs = step.legs.map((leg) => {
    const amount = leg.amount_centavos === null ? "" : `${formatAmount(leg.amount_centavos)} · `;
    const card = leg.last_four === null ? "" : `${m.step_leg_card({ last: leg.last_four })} · `;
    return `${card}${amount}${LEGS[leg.word]()}${leg.message === null ? "" : ` · “${leg.message}”`}`;
  });
  const cash = step.cash === null ? [] : [m.step_cash({ handed: formatAmount(step.cash.handed_centavos), change: formatAmount(step.cash.change_centavos) })];
  const doubt = step.doubt === null ? [] : [DOUBTS[step.doubt]({ provider: m.light_pagouno() })];
  const others = askedStep(step.asked);
  const asked = others === null ? [] : [others];
  return [...cards, ...legs, ...cash, ...doubt, ...asked, ...step.facts.map(factsWords)];
}

/** The provider's facts besides the money. A new fact does not compile until it has a name. */
const FACTS: Record<FactKind, () => string> = {
  method: m.fact_method,
  card: m.fact_card,
  instalments: m.fact_instalments,
  fees: m.fact_fees,
  taxes: m.fact_taxes,
  net: m.fact_net,
  created: m.fact_created,
  confirmed: m.fact_confirmed,
  credited: m.fact_credited,
  authorization: m.fact_authorization,
  ticket: m.fact_ticket,
  batch: m.fact_batch,
  "captured-on": m.fact_captured_on,
  "merchant-code": m.fact_merchant_code,
  terminal: m.fact_terminal,
};

/** A line of facts. A fact that the provider did not tell is shown as missing, never as zero. */
export function factsWords(facts: readonly FactView[]): string {
  return facts.map((fact) => m.fact({ name: FACTS[fact.kind](), value: factValue(fact) })).join(" · ");
}

function factValue({ at_ms, amount_centavos, text }: FactView): string {
  if (at_ms !== null) return `${dayWords(at_ms)} ${secondWords(at_ms)}`;
  if (amount_centavos !== null) return formatAmount(amount_centavos);
  return text ?? m.fact_none();
}

export function actorName(actor: ActorView): string {
  switch (actor.who) {
    case "till":
      return m.actor_till();
    case "counter":
      return m.actor_counter();
    case "unidentified":
      return m.actor_unidentified();
    case "person":
      return actor.name;
  }
}
