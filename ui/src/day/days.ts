/** Days as people write and say them. A day is an ISO date, as `2026-11-28`; whose day it is now, the till says. */

import { getLocale } from "../words/paraglide/runtime.js";
import { m } from "../words/words";

/** From one day to another, both included. */
export type Period = { readonly from: string; readonly to: string };

const DAY_MS = 86_400_000;
const CENTURY = 2_000;
const DAY = /^(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{2}|\d{4}))?$/;

/** Noon, so that no zone turns it into another day. */
function noonOf(day: string): number {
  return Date.parse(`${day}T12:00:00Z`);
}

/** The day so many days later. */
export function dayAfter(day: string, days: number): string {
  return new Date(noonOf(day) + days * DAY_MS).toISOString().slice(0, 10);
}

/** From this week's Monday to `today`. */
export function weekOf(today: string): Period {
  const SUNDAY = 7;
  const weekday = new Date(noonOf(today)).getUTCDay() || SUNDAY;
  return { from: dayAfter(today, 1 - weekday), to: today };
}

/** How many days a period has. */
export function lengthOf({ from, to }: Period): number {
  return Math.round((noonOf(to) - noonOf(from)) / DAY_MS) + 1;
}

/** Reads a day as people write it here: `28/11/2026`, `28/11/26` or `28/11` of the year of `today`; null for what is none. */
export function parseDay(text: string, today: string): string | null {
  const read = DAY.exec(text.trim());
  if (read === null) return null;
  const [, day = "", month = "", year = today.slice(0, 4)] = read;
  const full = year.length === 2 ? String(CENTURY + Number(year)) : year;
  const iso = `${full}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  // A 31st of February becomes another day, or none.
  const at_ms = noonOf(iso);
  return Number.isNaN(at_ms) || new Date(at_ms).toISOString().slice(0, 10) !== iso ? null : iso;
}

/** Reads a day, or a range as `1/11 al 28/11/2026` or `1/11 - 28/11`. It ends on `today` at the latest. */
export function parsePeriod(text: string, today: string): Period | null {
  const parts = text.trim().split(/\s+(?:al?|to|-|–)\s+|\s*–\s*/);
  const days = parts.map((part) => parseDay(part, today));
  const [from, to = from] = days;
  if (parts.length > 2 || from == null || to == null || from > to || to > today) return null;
  return { from, to };
}

/** The period of the same length right before or after; null where that would begin after today. */
export function besidePeriod(period: Period, by: -1 | 1, today: string): Period | null {
  const days = by * lengthOf(period);
  const from = dayAfter(period.from, days);
  if (from > today) return null;
  const to = dayAfter(period.to, days);
  return { from, to: to > today ? today : to };
}

/** `2026-11-05` is `05/11/2026`: what can be typed again. */
export function typedDay(day: string): string {
  return `${day.slice(8)}/${day.slice(5, 7)}/${day.slice(0, 4)}`;
}

export function typedPeriod({ from, to }: Period): string {
  return from === to ? typedDay(from) : m.day_range({ from: typedDay(from), to: typedDay(to) });
}

/** `28/11`. */
export function shortDay(day: string): string {
  return `${Number(day.slice(8))}/${Number(day.slice(5, 7))}`;
}

/** `sáb 28/11`. */
export function weekdayShort(day: string): string {
  const weekday = new Intl.DateTimeFormat(getLocale(), { weekday: "short", timeZone: "UTC" }).format(noonOf(day));
  return `${weekday.replace(".", "")} ${shortDay(day)}`;
}

/** The period as the button of the date says it: `Hoy, sáb 28/11`. */
export function periodWords({ from, to }: Period, today: string): string {
  if (from !== to) return m.day_range({ from: shortDay(from), to: typedDay(to) });
  const day = weekdayShort(from);
  if (from === today) return m.day_today_is({ day });
  if (from === dayAfter(today, -1)) return m.day_yesterday_is({ day });
  return from.slice(0, 4) === today.slice(0, 4) ? day : `${day}/${from.slice(0, 4)}`;
}
