/**
 * What the cashier has typed, and what each key does to it. An amount means the
 * same here as in `parseAmount`. It knows no screen and no limit of the shop:
 * those are checked when the amount is charged.
 */

import { padDigit } from "../input/signs";
import { WHOLE_DIGITS_MAX, centavosOf, groupThousands, parseAmount } from "../till/money";

/** How many amounts one sale can chain, so that the sum stays limited. */
export const PARTS_MAX = 40;

const DECIMALS_MAX = 2;
const GROUP_DIGITS = 3;

export type Entry = {
  /** The amounts before the last `+`, in centavos. */
  readonly parts: readonly number[];
  /** The digits before the comma of the amount being typed. */
  readonly whole: string;
  /** The digits after the comma; null before a comma is typed. */
  readonly decimals: string | null;
  /** The comma was typed as a point, so a third digit turns it into a thousands separator. */
  readonly point?: boolean;
  /** The whole part ends in three digits after a thousands separator. */
  readonly grouped?: boolean;
};

export type EntryKey =
  | { readonly kind: "digit"; readonly digit: string }
  | { readonly kind: "comma" | "point" | "plus" | "back" | "clear" };

/** Why a key had no effect. */
export type EntryRefusal = "third-decimal" | "after-thousands" | "too-long" | "nothing-to-add" | "too-many-parts" | "not-an-amount";

export type EntryStep = { readonly entry: Entry; readonly refusal: EntryRefusal | null };

export const EMPTY_ENTRY: Entry = { parts: [], whole: "", decimals: null };

/** Applies one key. A refused key leaves the entry unchanged. */
export function press(entry: Entry, key: EntryKey): EntryStep {
  switch (key.kind) {
    case "digit":
      return typeDigit(entry, key.digit);
    case "comma":
    case "point":
      if (entry.decimals !== null) return done(entry);
      return done({ ...entry, whole: entry.whole === "" ? "0" : entry.whole, decimals: "", point: key.kind === "point" });
    case "plus":
      return chain(entry);
    case "back":
      return done(takeBack(entry));
    case "clear":
      return done(EMPTY_ENTRY);
  }
}

/** Replaces the amount being typed by a pasted text; the parts before it stay. */
export function paste(entry: Entry, text: string): EntryStep {
  const read = parseAmount(text);
  if (read === null) return refuse(entry, "not-an-amount");
  return done({ parts: entry.parts, whole: read.whole, decimals: read.decimals });
}

/** The total in centavos: the parts and the amount being typed. */
export function total(entry: Entry): number {
  return entry.parts.reduce((sum, part) => sum + part, 0) + current(entry);
}

/** The amount being typed, in centavos. */
export function current(entry: Entry): number {
  return centavosOf(entry.whole, entry.decimals ?? "");
}

export function isEmpty(entry: Entry): boolean {
  return entry.parts.length === 0 && entry.whole === "" && entry.decimals === null;
}

/** The typed amount, and the zeros that complete it: `1.500,5` and `0`. */
export function typed(entry: Entry): { solid: string; ghost: string } {
  const whole = groupThousands(entry.whole === "" ? "0" : entry.whole);
  if (entry.decimals === null) return { solid: whole, ghost: "" };
  return { solid: `${whole},${entry.decimals}`, ghost: "0".repeat(DECIMALS_MAX - entry.decimals.length) };
}

/**
 * The entry's key for a key of the keyboard; null for every other key. While
 * NumLock is off, the position on the number pad counts.
 */
export function entryKey(key: string, code = ""): EntryKey | null {
  const digit = padDigit(code) ?? key;
  if (/^[0-9]$/.test(digit)) return { kind: "digit", digit };
  if (code === "NumpadDecimal") return { kind: key === "," ? "comma" : "point" };
  switch (key) {
    case ",":
    case "Separator":
      return { kind: "comma" };
    case ".":
    case "Decimal":
      return { kind: "point" };
    case "+":
    case "Add":
      return { kind: "plus" };
    case "Backspace":
      return { kind: "back" };
    case "c":
    case "C":
    case "Delete":
    case "Clear":
      return { kind: "clear" };
    default:
      return null;
  }
}

function typeDigit(entry: Entry, digit: string): EntryStep {
  const { whole, decimals } = entry;
  if (decimals !== null) {
    if (decimals.length < DECIMALS_MAX) return done({ ...entry, decimals: decimals + digit });
    const thousands = entry.point === true && canGroup(whole, entry.grouped === true);
    if (!thousands) return refuse(entry, "third-decimal");
    const grouped = whole + decimals + digit;
    if (grouped.length > WHOLE_DIGITS_MAX) return refuse(entry, "too-long");
    return done({ parts: entry.parts, whole: grouped, decimals: null, grouped: true });
  }
  if (entry.grouped === true) return refuse(entry, "after-thousands");
  const longer = whole === "0" ? digit : whole + digit;
  if (longer.length > WHOLE_DIGITS_MAX) return refuse(entry, "too-long");
  return done({ ...entry, whole: longer });
}

/** Whether a thousands separator may follow. */
function canGroup(whole: string, grouped: boolean): boolean {
  return grouped || (whole.length <= GROUP_DIGITS && whole !== "0");
}

function chain(entry: Entry): EntryStep {
  const amount = current(entry);
  if (amount === 0) return refuse(entry, "nothing-to-add");
  if (entry.parts.length + 1 >= PARTS_MAX) return refuse(entry, "too-many-parts");
  return done({ parts: [...entry.parts, amount], whole: "", decimals: null });
}

function takeBack(entry: Entry): Entry {
  if (entry.decimals !== null) {
    return entry.decimals === "" ? { ...entry, decimals: null } : { ...entry, decimals: entry.decimals.slice(0, -1) };
  }
  if (entry.grouped === true) {
    const whole = entry.whole.slice(0, -GROUP_DIGITS);
    return { parts: entry.parts, whole, decimals: entry.whole.slice(-GROUP_DIGITS, -1), point: true, grouped: whole.length > GROUP_DIGITS };
  }
  if (entry.whole !== "") return { ...entry, whole: entry.whole.slice(0, -1) };
  const last = entry.parts.at(-1);
  if (last === undefined) return entry;
  // Deleting the `+` opens the amount before it again, with its value.
  const digits = String(last).padStart(DECIMALS_MAX + 1, "0");
  const rest = digits.slice(-DECIMALS_MAX);
  return {
    parts: entry.parts.slice(0, -1),
    whole: digits.slice(0, -DECIMALS_MAX),
    decimals: rest === "00" ? null : rest,
  };
}

function done(entry: Entry): EntryStep {
  return { entry, refusal: null };
}

function refuse(entry: Entry, refusal: EntryRefusal): EntryStep {
  return { entry, refusal };
}
