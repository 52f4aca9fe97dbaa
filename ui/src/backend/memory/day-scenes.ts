/** The scenes of the day's screen: a Saturday in full, and the days on which something is missing. */

import type { Snapshot, TrayItem } from "../bindings";
import { listed, listedSale } from "./day";
import { LUCIA } from "./people";
import { aPractice, aSnapshot, atTheCounter } from "./samples";

export const DAY_SCENES = ["day", "day-practice", "day-practice-empty", "day-empty", "day-quiet", "day-blind", "day-stray", "day-trouble"] as const;
export type DayScene = (typeof DAY_SCENES)[number];

/** How many sales the window knows at its start. */
const KNOWN = 14;

export function dayScene(name: string): DayScene | null {
  return DAY_SCENES.find((one) => one === name) ?? null;
}

/** The till behind a scene of the day; null for other scenes. */
export function dayTill(name: string): Snapshot | null {
  const found = dayScene(name);
  if (found === null) return null;
  const today = new Date().toLocaleDateString("sv-SE");
  const is_empty = found === "day-empty" || found === "day-practice-empty";
  const sales = is_empty ? [] : listed(today).slice(0, KNOWN).flatMap(({ sale }) => listedSale(sale, today) ?? []);
  const practice = found === "day-practice" || found === "day-practice-empty" ? aPractice() : null;
  const glance = found === "day-blind" ? null : is_empty ? { count: 0, total_centavos: 0 } : { count: 80, total_centavos: 106_828_600 };
  // A practice in which nothing happened yet has nobody either.
  const people = found === "day-practice-empty" ? {} : { has_manager: true, session: atTheCounter(LUCIA), owed: 1 };
  return aSnapshot({ mode: practice === null ? "live" : "practice", practice, sales, glance, tray: is_empty ? 0 : 4, ...people });
}

/** Money of nobody's payment on a scene's day. */
export function dayStrays(name: string): TrayItem[] {
  if (name !== "day-stray") return [];
  return [
    {
      id: "stray/day", kind: "unattributed", amount_centavos: 480_000, since_ms: Date.now() - 8 * 60_000, reference: "MP-8841 1550", provider_word: null, payer: "Carla Gómez",
      sale: null, payment: null, proposed: [], sure: false, answers: ["belongs-to-another-sale", "not-a-sale", "to-be-returned", "written-off"], covers_centavos: 480_000, holder: null, by_fixed_qr: false, by_wallet: false,
    },
  ];
}
