/** The charts' geometry: what is as high as what, and which words stand below. Nothing here is shown as money but rounded, in the unit that is named. */

import { groupThousands } from "../till/money";

/** One bar: how high it is of the highest one, from 0 to 1, and what it says. */
export type Bar = { readonly name: string; readonly centavos: number; readonly share: number; readonly label: string };

export type ChartUnit = "pesos" | "thousands" | "millions";

const CENTAVOS_OF: Record<ChartUnit, number> = { pesos: 100, thousands: 100_000, millions: 100_000_000 };
/** From these on, in centavos, the next unit is easier to read. */
const THOUSANDS_FROM = 1_000_000;
const MILLIONS_FROM = 1_000_000_000;
/** Below this, a number in its unit says too little without its tenths. */
const TENTHS_BELOW = 10;

export function unitOf(amounts: readonly number[]): ChartUnit {
  const most = Math.max(0, ...amounts.map(Math.abs));
  if (most >= MILLIONS_FROM) return "millions";
  return most >= THOUSANDS_FROM ? "thousands" : "pesos";
}

/** The number above a bar: in the chart's unit, rounded. */
export function labelOf(centavos: number, unit: ChartUnit): string {
  const value = centavos / CENTAVOS_OF[unit];
  const shows_tenths = unit === "millions" && Math.abs(value) < TENTHS_BELOW;
  const [whole = "", tenths] = Math.abs(value).toFixed(shows_tenths ? 1 : 0).split(".");
  const digits = groupThousands(whole) + (tenths === undefined ? "" : `,${tenths}`);
  return value < 0 && /[1-9]/.test(digits) ? `-${digits}` : digits;
}

/** The bars of some amounts, scaled to the largest. Money that went out draws no bar, and keeps its number. */
export function barsOf(amounts: readonly { readonly name: string; readonly centavos: number }[]): { readonly bars: readonly Bar[]; readonly unit: ChartUnit } {
  const unit = unitOf(amounts.map((one) => one.centavos));
  const most = Math.max(1, ...amounts.map((one) => one.centavos));
  const bars = amounts.map(({ name, centavos }) => ({ name, centavos, share: Math.max(0, centavos) / most, label: labelOf(centavos, unit) }));
  return { bars, unit };
}

/** Every hour from the first with money to the last, also those without. A business day may run past midnight. */
export function hoursBetween(hours: readonly { readonly hour: number; readonly amount_centavos: number }[]): readonly { readonly name: string; readonly centavos: number }[] {
  const filled: { name: string; centavos: number }[] = [];
  for (const { hour, amount_centavos } of hours) {
    const last = filled.at(-1);
    for (let gap = last === undefined ? hour : (Number(last.name) + 1) % 24; gap !== hour; gap = (gap + 1) % 24) filled.push({ name: String(gap), centavos: 0 });
    filled.push({ name: String(hour), centavos: amount_centavos });
  }
  return filled;
}

/** Which names stand below: all of a few, else every so many, counted from the last. */
export function namedEvery(count: number, most: number): number {
  return Math.max(1, Math.ceil(count / most));
}
