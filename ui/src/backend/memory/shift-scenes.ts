/** States of the till for shifts, counts and closes: `?scene=shift-open`. */

import type { EndedShift, PersonView, SessionView, ShiftFacts, Snapshot } from "../bindings";
import { LUCIA, MARINA, TOMAS } from "./people";
import { aSession, aSnapshot, atTheCounter } from "./samples";

const HOUR_MS = 60 * 60_000;
const LEFT_CENTAVOS = 4_500_000;

/** Every scene of this file. */
export const SHIFT_SCENES = ["shift-first", "shift-morning", "shift-open", "shift-blind", "shift-hand-over", "shift-retired", "shift-forgotten", "shift-needed", "shift-confirm", "shift-practice", "shift-printer"] as const;
export type ShiftSceneName = (typeof SHIFT_SCENES)[number];

/** How the shifts of a till begin, beside what its session says. */
export type ShiftStart = {
  readonly blind?: boolean;
  /** The shift that ended last. */
  readonly last?: ShiftFacts;
  readonly pending?: boolean;
  readonly to_confirm?: readonly EndedShift[];
};

export type ShiftScene = { readonly till: Snapshot; readonly start: ShiftStart };

export function shiftScene(name: string): ShiftScene | null {
  const known = SHIFT_SCENES.find((one) => one === name);
  return known === undefined ? null : sceneOf(known);
}

function sceneOf(name: ShiftSceneName): ShiftScene {
  switch (name) {
    case "shift-first":
      return { till: live(without(TOMAS)), start: {} };
    case "shift-morning":
      return { till: live(without(TOMAS)), start: { last: yesterday() } };
    case "shift-open":
      return { till: live(atTheCounter(LUCIA)), start: { pending: true } };
    case "shift-printer":
      return { till: withPrinter(live(atTheCounter(LUCIA))), start: {} };
    case "shift-blind":
      return { till: live(atTheCounter(LUCIA)), start: { pending: true, blind: true } };
    case "shift-hand-over":
      return { till: live(of(TOMAS, LUCIA, 5, false)), start: { pending: true } };
    case "shift-retired":
      return { till: live(of({ ...TOMAS, retired: true }, LUCIA, 5, false)), start: { pending: true } };
    case "shift-forgotten":
      return { till: live(of(TOMAS, LUCIA, 26, true)), start: { pending: true } };
    case "shift-needed":
      return { till: { ...live(without(TOMAS)), shift_required: true }, start: { last: yesterday(), pending: true } };
    case "shift-practice":
      return { till: aSnapshot({ has_manager: true, session: atTheCounter(LUCIA), glance: null }), start: { pending: true } };
    case "shift-confirm":
      return { till: live(without(MARINA)), start: { last: short(), to_confirm: [ended(short())] } };
  }
}

function live(session: SessionView): Snapshot {
  return aSnapshot({ mode: "live", practice: null, has_manager: true, session, glance: null });
}

function withPrinter(till: Snapshot): Snapshot {
  return { ...till, lights: { ...till.lights, printer: { trouble: null, waiting: 0, for_person: 0, way: "printer", has_other: false } } };
}

function without(person: PersonView): SessionView {
  return aSession({ person, can_lock: true });
}

/** `leaves` has an open shift, and `takes` is at the counter. */
function of(leaves: PersonView, takes: PersonView, hours: number, forgotten: boolean): SessionView {
  return aSession({ person: takes, can_lock: true, shift: { number: 1, person: leaves, opened_at_ms: Date.now() - hours * HOUR_MS, own: false, forgotten } });
}

function yesterday(): ShiftFacts {
  return {
    number: 7,
    person: LUCIA,
    open: false,
    forgotten: false,
    opened_at_ms: Date.now() - 18 * HOUR_MS,
    ended_at_ms: Date.now() - 12 * HOUR_MS,
    float_centavos: LEFT_CENTAVOS,
    drawer: [],
    takings: [],
    expected_cash_centavos: LEFT_CENTAVOS,
    counts: [{ tender: "cash", expected_centavos: LEFT_CENTAVOS, counted_centavos: LEFT_CENTAVOS, difference_centavos: 0 }],
    to_confirm: false,
    accepted: null,
    accepted_by: null,
  };
}

/** The same evening with less in the drawer than there should be, and nobody in charge there. */
function short(): ShiftFacts {
  const short_centavos = 150_000;
  return {
    ...yesterday(),
    counts: [{ tender: "cash", expected_centavos: LEFT_CENTAVOS, counted_centavos: LEFT_CENTAVOS - short_centavos, difference_centavos: -short_centavos }],
    to_confirm: true,
  };
}

function ended({ number, person, opened_at_ms, counts }: ShiftFacts): EndedShift {
  return { number, person, opened_at_ms, difference_centavos: counts?.[0]?.difference_centavos ?? 0 };
}
