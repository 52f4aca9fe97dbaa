/** A plan as it is typed, and its rules before the till is asked. Pure; the till decides. */

import type { PlanDraft, PlanView, PlanWhy, Programme, Weekday } from "../backend/bindings";
import { centavosIn, formatDigits } from "../till/money";

export const WEEK: readonly Weekday[] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/** Ahora's counts and their wire codes (pagoUno, purchasegroup, "Valores para Programa Ahora"). */
const AHORA: ReadonlyMap<number, number> = new Map([
  [3, 13],
  [6, 16],
  [12, 7],
  [18, 8],
]);
export const COUNT_MAX = 99;
export const NAME_MAX = 40;
export const SUBSCRIPTION_MAX = 40;

export type TypedPlan = {
  readonly id: string;
  readonly name: string;
  readonly programme: Programme;
  readonly count: string;
  readonly valid_from: string;
  readonly valid_until: string;
  readonly weekdays: readonly Weekday[];
  readonly amount_min: string;
  readonly amount_max: string;
  readonly coefficient: string;
  readonly tna: string;
  readonly tea: string;
  readonly cftea: string;
  readonly subscription_code: string;
  readonly enabled: boolean;
};

export type PlanField = Exclude<keyof TypedPlan, "id" | "enabled" | "programme">;
export type PlanUnfit = { readonly field: PlanField; readonly why: PlanWhy };

export const NEW_PLAN: TypedPlan = {
  id: "",
  name: "",
  programme: "standard",
  count: "",
  valid_from: "",
  valid_until: "",
  weekdays: WEEK,
  amount_min: "10",
  amount_max: "",
  coefficient: "0",
  tna: "",
  tea: "",
  cftea: "",
  subscription_code: "",
  enabled: true,
};

export function typedOf(plan: PlanView): TypedPlan {
  const rate = (bp: number | null): string => (bp === null ? "" : formatDigits(bp));
  return {
    id: plan.id,
    name: plan.name,
    programme: plan.programme,
    count: String(plan.count),
    valid_from: dayText(plan.valid_from),
    valid_until: dayText(plan.valid_until),
    weekdays: plan.weekdays,
    amount_min: formatDigits(plan.amount_min_centavos),
    amount_max: plan.amount_max_centavos === null ? "" : formatDigits(plan.amount_max_centavos),
    coefficient: formatDigits(plan.coefficient_bp),
    tna: rate(plan.tna_bp),
    tea: rate(plan.tea_bp),
    cftea: rate(plan.cftea_bp),
    subscription_code: plan.subscription_code ?? "",
    enabled: plan.enabled,
  };
}

/** The value that is sent as `installments`; null if the count has no code. */
export function codeOf(programme: Programme, count: number): number | null {
  if (programme === "ahora") return AHORA.get(count) ?? null;
  return count >= 1 && count <= COUNT_MAX && ahoraOf(count) === null ? count : null;
}

/** The count of Ahora that a code means; null if it means none. */
export function ahoraOf(code: number): number | null {
  return [...AHORA].find(([, known]) => known === code)?.[0] ?? null;
}

/** `2026-12-31` is `31/12/2026`. */
export function dayText(day: string | null): string {
  return day === null ? "" : day.split("-").reverse().join("/");
}

/** Reads `31/12/2026`; null if the text is not a day. */
export function dayOf(text: string): string | null {
  const match = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text.trim());
  if (match === null) return null;
  const [day, month, year] = [match[1] ?? "", match[2] ?? "", match[3] ?? ""];
  const iso = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  const known = new Date(`${iso}T00:00:00Z`);
  return Number.isNaN(known.getTime()) || known.toISOString().slice(0, 10) !== iso ? null : iso;
}

/** `45,3` is 4530: hundredths of a percent. */
export function basisPointsOf(text: string): number | null {
  return centavosIn(text.replace("%", ""));
}

/** A short id for a new plan, from its name and count, that no other plan has. */
export function idFor(typed: TypedPlan, taken: readonly string[]): string {
  const plain = typed.name.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 28) || "plan";
  const numbers = Array.from({ length: taken.length + 1 }, (_, at) => (at === 0 ? plain : `${plain}-${at + 1}`));
  return numbers.find((id) => !taken.includes(id)) ?? plain;
}

/** The plan, or the first error in what was typed. */
export function draftOf(typed: TypedPlan, taken: readonly string[]): PlanDraft | PlanUnfit {
  const wrong = (field: PlanField, why: PlanWhy): PlanUnfit => ({ field, why });
  if (typed.name.trim() === "") return wrong("name", "malformed");
  if (!/^\d{1,2}$/.test(typed.count.trim()) || Number(typed.count) === 0) return wrong("count", "malformed");
  const count = Number(typed.count);
  if (codeOf(typed.programme, count) === null) return wrong("count", typed.programme === "ahora" ? "not-in-ahora" : "means-ahora");
  const [valid_from, valid_until] = [dayOf(typed.valid_from), dayOf(typed.valid_until)];
  if (typed.valid_from.trim() !== "" && valid_from === null) return wrong("valid_from", "malformed");
  if (typed.valid_until.trim() !== "" && valid_until === null) return wrong("valid_until", "malformed");
  if (valid_from !== null && valid_until !== null && valid_until < valid_from) return wrong("valid_until", "days-backwards");
  if (typed.weekdays.length === 0) return wrong("weekdays", "malformed");
  const [least, most] = [centavosIn(typed.amount_min), centavosIn(typed.amount_max)];
  if (least === null) return wrong("amount_min", "malformed");
  if (typed.amount_max.trim() !== "" && most === null) return wrong("amount_max", "malformed");
  if (least === 0 || (most !== null && most < least)) return wrong("amount_min", "amounts-backwards");
  const coefficient_bp = basisPointsOf(typed.coefficient);
  if (coefficient_bp === null) return wrong("coefficient", "malformed");
  for (const field of ["tna", "tea", "cftea"] as const) {
    if (typed[field].trim() !== "" && basisPointsOf(typed[field]) === null) return wrong(field, "malformed");
  }
  return {
    id: typed.id === "" ? idFor(typed, taken) : typed.id,
    name: typed.name.trim(),
    programme: typed.programme,
    count,
    valid_from,
    valid_until,
    weekdays: WEEK.filter((day) => typed.weekdays.includes(day)),
    amount_min_centavos: least,
    ...(most === null ? {} : { amount_max_centavos: most }),
    coefficient_bp,
    tna_bp: basisPointsOf(typed.tna),
    tea_bp: basisPointsOf(typed.tea),
    cftea_bp: basisPointsOf(typed.cftea),
    subscription_code: typed.subscription_code.trim() || null,
    enabled: typed.enabled,
  };
}

export function isUnfit(made: PlanDraft | PlanUnfit): made is PlanUnfit {
  return "field" in made;
}

/** The longest descriptor, in characters (pagoUno, purchasegroup, `seller_descriptor`). */
const DESCRIPTOR_MAX = 25;

/**
 * The text on the card's statement, by the till's own rule, shown while it is
 * typed. Null if the code or the name is unusable.
 */
export function descriptorOf(code: string, name: string): string | null {
  const allowed = (text: string): string => text.normalize("NFD").toUpperCase().replace(/[^A-Z0-9]/g, "");
  const [first, second] = [allowed(code), allowed(name)];
  if (first === "" || second === "" || first.length + 2 > DESCRIPTOR_MAX) return null;
  return `${first}*${second}`.slice(0, DESCRIPTOR_MAX);
}
