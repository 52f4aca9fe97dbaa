/** Cards, plans and doubts in words. Rates and instalments are shown exactly, or not at all. */

import type { Brand, CardFate, CardFieldWhy, CardTrouble, CardView, DoubtReason, LegWord, OfferView, PlanTrouble, PlanWhy, Weekday } from "../backend/bindings";
import type { SaleState } from "../backend/bindings";
import type { FieldUnfit, TypedField } from "../card/fields";
import { formatAmount } from "../till/money";
import { m } from "./words";

export const BRANDS: Record<Brand, () => string> = {
  visa: m.brand_visa,
  mastercard: m.brand_mastercard,
  amex: m.brand_amex,
  cabal: m.brand_cabal,
  naranja: m.brand_naranja,
  maestro: m.brand_maestro,
  diners: m.brand_diners,
  other: m.brand_other,
};

export const DOUBTS: Record<DoubtReason, (about: { provider: string }) => string> = {
  "answer-lost": m.doubt_answer_lost,
  unreadable: m.doubt_unreadable,
  restarted: m.doubt_restarted,
  "pending-too-long": m.doubt_pending_too_long,
  disagrees: m.doubt_disagrees,
  "sent-before": m.doubt_sent_before,
  restored: m.doubt_restored,
};

export const LEGS: Record<LegWord, () => string> = {
  succeeded: m.leg_succeeded,
  failed: m.leg_failed,
  "not-yet": m.leg_not_yet,
  hinted: m.leg_hinted,
  unknown: m.leg_unknown,
};

export const FATES: Record<CardFate, () => string> = {
  approve: m.fate_approve,
  decline: m.fate_decline,
  "pending-then-approve": m.fate_pending_approve,
  "pending-then-decline": m.fate_pending_decline,
  "pending-for-ever": m.fate_pending,
  "no-terminal": m.fate_no_terminal,
  "bad-amount": m.fate_bad_amount,
};

export const SALES: Record<SaleState, () => string> = {
  open: m.sale_state_open,
  "partly-paid": m.sale_state_partly_paid,
  paid: m.sale_state_paid,
  abandoned: m.sale_state_abandoned,
};

export const WEEKDAYS: Record<Weekday, () => string> = {
  monday: m.day_monday,
  tuesday: m.day_tuesday,
  wednesday: m.day_wednesday,
  thursday: m.day_thursday,
  friday: m.day_friday,
  saturday: m.day_saturday,
  sunday: m.day_sunday,
};

/** `Visa terminada en 1111`. */
export function faceWords({ brand, last_four }: Pick<CardView, "brand" | "last_four">): string {
  return m.card_face({ brand: BRANDS[brand](), last: last_four });
}

/** `12 × $ 10.000`; if the first instalments are one centavo more, both amounts are shown. Neither breaks over two lines. */
export function instalmentsShort(offer: OfferView): string {
  const { count, each_centavos, dearer } = offer;
  const times = (n: number, centavos: number): string => m.instalments_short({ n, each: formatAmount(centavos) }).replaceAll(" ", "\u00a0");
  if (dearer === 0) return times(count, each_centavos);
  return `${times(dearer, each_centavos + 1)} + ${times(count - dearer, each_centavos)}`;
}

/** `12 cuotas de $ 10.000`. */
export function instalmentsWords(offer: OfferView): string {
  const { count, each_centavos, dearer } = offer;
  const each = formatAmount(each_centavos);
  if (count === 1) return m.instalments_one({ each });
  if (dearer === 0) return m.instalments({ n: count, each });
  return m.instalments_uneven({ n: count, dearer, more: formatAmount(each_centavos + 1), others: count - dearer, each });
}

/** `4530` is `45,30 %`; a rate that is not configured is shown as missing, never as zero. */
export function rateWords(bp: number | null): string {
  return bp === null ? m.rate_none() : m.rate({ rate: rateText(bp) });
}

export function rateText(bp: number): string {
  const digits = String(bp).padStart(3, "0");
  return `${digits.slice(0, -2)},${digits.slice(-2)}`;
}

const FIELD_UNFIT: Record<TypedField, Partial<Record<FieldUnfit, () => string>>> = {
  number: { missing: m.card_number_missing, length: m.card_number_length, mistyped: m.card_number_mistyped },
  expiry: { missing: m.card_expiry_missing, malformed: m.card_expiry_malformed, expired: m.card_expiry_expired },
  cvv: { missing: m.card_cvv_missing },
  holder: { missing: m.card_holder_missing, malformed: m.card_holder_missing },
  document: { missing: m.card_document_missing, malformed: m.card_document_malformed, length: m.card_document_malformed },
};

export function fieldWords(field: TypedField, unfit: FieldUnfit, code_digits: number): string {
  if (field === "cvv" && unfit === "length") return m.card_cvv_length({ n: code_digits });
  return FIELD_UNFIT[field][unfit]?.() ?? m.unfit_missing();
}

const FIELD_NAMES: Record<CardTrouble["field"], () => string> = {
  number: m.card_number,
  expiry: m.card_expiry,
  cvv: m.card_cvv,
  holder: m.card_holder,
  document: m.card_document,
  plan: m.card_plan,
  amount: m.card_amount,
};

const FIELD_WHYS: Record<CardFieldWhy, () => string> = {
  length: m.card_why_length,
  mistyped: m.card_why_mistyped,
  malformed: m.card_why_malformed,
  expired: m.card_why_expired,
  unknown: m.card_why_unknown,
  "not-offered": m.card_why_not_offered,
  "too-small": m.card_why_too_small,
  "too-large": m.card_why_too_large,
  "not-taken": m.card_why_not_taken,
};

/** The till's refusal of a card; `several` means that the words must say which card. */
export function cardTroubleWords({ card, field, why }: CardTrouble, several: boolean): string {
  const what = m.card_trouble({ field: FIELD_NAMES[field](), why: FIELD_WHYS[why]() });
  return several ? m.card_trouble_of({ n: card + 1, what }) : what;
}

const PLAN_WHYS: Record<PlanWhy, () => string> = {
  malformed: m.plan_why_malformed,
  "out-of-range": m.plan_why_out_of_range,
  "means-ahora": m.plan_why_means_ahora,
  "not-in-ahora": m.plan_why_not_in_ahora,
  "code-means-another": m.plan_why_code_means_another,
  "days-backwards": m.plan_why_days_backwards,
  "amounts-backwards": m.plan_why_amounts_backwards,
  "same-id": m.plan_why_same_id,
  "same-code": m.plan_why_same_code,
  "too-many": m.plan_why_too_many,
  unknown: m.plan_why_unknown,
};

export function planWhyWords(why: PlanWhy): string {
  return m.plan_why({ why: PLAN_WHYS[why]() });
}

export function planTroubleWords({ row, key, why }: PlanTrouble): string {
  const what = PLAN_WHYS[why]();
  const where = key === null ? "" : m.plan_trouble_key({ key });
  if (row === null) return where === "" ? what : `${where}: ${what}`;
  const place = m.plan_trouble_row({ n: row });
  return where === "" ? `${place}: ${what}` : `${place}, ${where}: ${what}`;
}
