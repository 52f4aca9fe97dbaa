/** Times of day, ages and lengths of time in words. */

import { m } from "./words";

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const YEAR_MS = 365 * DAY_MS;
const JUST_NOW_MS = 5 * SECOND_MS;

type Formats = { readonly time: Intl.DateTimeFormat; readonly second: Intl.DateTimeFormat; readonly day: Intl.DateTimeFormat; readonly short: Intl.DateTimeFormat; readonly iso: Intl.DateTimeFormat };

function formatsOf(timeZone: string | undefined): Formats {
  const time = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone } as const;
  return {
    time: new Intl.DateTimeFormat("es-AR", time),
    second: new Intl.DateTimeFormat("es-AR", { ...time, second: "2-digit" }),
    day: new Intl.DateTimeFormat("es-AR", { day: "numeric", month: "numeric", year: "numeric", timeZone }),
    short: new Intl.DateTimeFormat("es-AR", { day: "numeric", month: "numeric", timeZone }),
    // Sweden writes days as ISO does.
    iso: new Intl.DateTimeFormat("sv-SE", { timeZone }),
  };
}

/** The machine's own zone, until the till tells its own. */
let formats = formatsOf(undefined);

/** Uses the till's zone for times, or the machine's if this web view does not know it. */
export function setTimeZone(zone: string): void {
  try {
    formats = formatsOf(zone);
  } catch {
    formats = formatsOf(undefined);
  }
}

export function timeWords(at_ms: number): string {
  return formats.time.format(at_ms);
}

export function secondWords(at_ms: number): string {
  return formats.second.format(at_ms);
}

export function dayWords(at_ms: number): string {
  return formats.day.format(at_ms);
}

/** The day as the till is asked about it: `2026-11-28`. */
export function isoDay(at_ms: number): string {
  return formats.iso.format(at_ms);
}

/** `28/11 20:17`, for a list of several days. */
export function dayTimeWords(at_ms: number): string {
  return `${formats.short.format(at_ms)} ${timeWords(at_ms)}`;
}

/** The time of day, with the day where that is not today. */
export function whenWords(at_ms: number, now_ms: number): string {
  const time = timeWords(at_ms);
  return dayWords(at_ms) === dayWords(now_ms) ? time : m.when_other_day({ day: dayWords(at_ms), time });
}

export function ageWords(age_ms: number): string {
  if (age_ms < JUST_NOW_MS) return m.age_now();
  if (age_ms < MINUTE_MS) return m.age_seconds({ n: Math.floor(age_ms / SECOND_MS) });
  if (age_ms < HOUR_MS) return m.age_minutes({ n: Math.floor(age_ms / MINUTE_MS) });
  return m.age_hours({ n: Math.floor(age_ms / HOUR_MS) });
}

/** A duration in the unit that a person would use: a unit is used from two of it on. */
export function lengthWords(length_ms: number): string {
  const abs_ms = Math.abs(length_ms);
  if (abs_ms < 2 * MINUTE_MS) return m.duration_seconds({ n: Math.round(abs_ms / SECOND_MS) });
  if (abs_ms < 2 * HOUR_MS) return m.duration_minutes({ n: Math.round(abs_ms / MINUTE_MS) });
  if (abs_ms < 2 * DAY_MS) return m.duration_hours({ n: Math.round(abs_ms / HOUR_MS) });
  if (abs_ms < 2 * YEAR_MS) return m.duration_days({ n: Math.round(abs_ms / DAY_MS) });
  return m.duration_years({ n: Math.round(abs_ms / YEAR_MS) });
}
