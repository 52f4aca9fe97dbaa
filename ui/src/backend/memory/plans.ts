/** The plans of the till in memory, and their offers for an amount, computed as the till does. */

import type { OfferView, PlanDraft, PlanView, Programme, Weekday } from "../bindings";

export const WEEK: readonly Weekday[] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const WHOLE_BP = 10_000;
const AHORA: ReadonlyMap<number, number> = new Map([
  [3, 13],
  [6, 16],
  [12, 7],
  [18, 8],
]);

export function codeOf(programme: Programme, count: number): number | null {
  if (programme === "ahora") return AHORA.get(count) ?? null;
  return count < 1 || count > 99 || [...AHORA.values()].includes(count) ? null : count;
}

export function planOf(draft: PlanDraft): PlanView {
  return {
    ...draft,
    valid_from: draft.valid_from ?? null,
    valid_until: draft.valid_until ?? null,
    amount_max_centavos: draft.amount_max_centavos ?? null,
    tna_bp: draft.tna_bp ?? null,
    tea_bp: draft.tea_bp ?? null,
    cftea_bp: draft.cftea_bp ?? null,
    subscription_code: draft.subscription_code ?? null,
    code: codeOf(draft.programme, draft.count) ?? 0,
    today: draft.enabled,
  };
}

function plan(programme: Programme, count: number, values: Partial<PlanDraft> = {}): PlanView {
  const name = programme === "ahora" ? `Ahora ${count}` : count === 1 ? "1 pago" : `${count} cuotas`;
  const id = programme === "ahora" ? `ahora-${count}` : `cuotas-${count}`;
  return planOf({ id, name, programme, count, weekdays: [...WEEK], amount_min_centavos: 1_000, coefficient_bp: 0, enabled: true, ...values });
}

export function firstPlans(): PlanView[] {
  return [
    plan("standard", 1),
    plan("standard", 3, { coefficient_bp: 1_250, tna_bp: 7_490, tea_bp: 10_671, cftea_bp: 13_472 }),
    plan("standard", 6, { coefficient_bp: 2_333, tna_bp: 7_490, tea_bp: 10_671, cftea_bp: 13_472 }),
    plan("standard", 12, { enabled: false }),
    plan("standard", 18, { enabled: false }),
    plan("ahora", 3),
    plan("ahora", 6),
    plan("ahora", 12),
    plan("ahora", 18, { valid_from: "2026-01-01", valid_until: "2026-12-31", weekdays: ["thursday", "friday", "saturday"] }),
  ];
}

export function offersOf(plans: readonly PlanView[], cash_centavos: number): OfferView[] {
  return plans
    .filter((one) => one.today && cash_centavos >= one.amount_min_centavos && cash_centavos <= (one.amount_max_centavos ?? cash_centavos))
    .map((one) => {
      const total_centavos = Math.floor((cash_centavos * (WHOLE_BP + one.coefficient_bp) + WHOLE_BP / 2) / WHOLE_BP);
      const { id, name, count, tna_bp, tea_bp, cftea_bp } = one;
      const each_centavos = Math.floor(total_centavos / count);
      return { plan: id, name, count, cash_centavos, each_centavos, dearer: total_centavos % count, total_centavos, tna_bp, tea_bp, cftea_bp };
    })
    .sort((a, b) => a.count - b.count || a.total_centavos - b.total_centavos);
}

/** The plans as a file: enough TOML to export them and import them again. */
export function textOf(plans: readonly PlanView[]): string {
  return plans.map((one) => `[[plan]]\nid = "${one.id}"\nname = "${one.name}"\nprogramme = "${one.programme}"\ncount = ${one.count}\nenabled = ${one.enabled}\n`).join("\n");
}
