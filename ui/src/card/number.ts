/**
 * A card's number as it is typed: its brand by the first digits, its check
 * digit, its spaces. Pure, and it stores nothing. It checks the form and finds
 * the name; only the provider knows whether a card is good.
 */

import type { Brand } from "../backend/bindings";

/** The most digits of a number (ISO/IEC 7812-1). */
export const DIGITS_MAX = 19;
const BIN_DIGITS = 6;

/** The least and the most digits of each brand's numbers. */
const DIGITS: Record<Brand, readonly [number, number]> = {
  visa: [13, 19],
  mastercard: [16, 16],
  amex: [15, 15],
  cabal: [16, 19],
  naranja: [16, 19],
  maestro: [12, 19],
  diners: [14, 19],
  other: [12, 19],
};
/** The positions of the spaces, as printed on the card. */
const SPACES_FOUR: readonly number[] = [4, 8, 12, 16];
const SPACES_AMEX: readonly number[] = [4, 10];

export type NumberUnfit = "missing" | "length" | "mistyped";

export function digitsOf(text: string): string {
  return text.replace(/[^0-9]/g, "");
}

/** The brand; null while there are too few digits. */
export function brandOf(text: string): Brand | null {
  const digits = digitsOf(text);
  // Visa and American Express are recognised at once, which tells the cashier
  // that the reading is right.
  if (digits.length < BIN_DIGITS) return digits.startsWith("4") ? "visa" : /^3[47]/.test(digits) ? "amex" : null;
  return brandOfBin(Number(digits.slice(0, BIN_DIGITS)));
}

/** The brand by the ranges that the networks publish, as the till knows them. */
function brandOfBin(bin: number): Brand {
  const within = (least: number, most: number): boolean => bin >= least && bin <= most;
  if (bin === 589_562) return "naranja";
  if (bin === 589_657 || bin === 603_522 || within(604_201, 604_400) || bin === 627_170 || bin === 650_272) return "cabal";
  if (within(340_000, 349_999) || within(370_000, 379_999)) return "amex";
  if (within(300_000, 305_999) || within(309_500, 309_599) || within(360_000, 369_999) || within(380_000, 399_999)) return "diners";
  if (within(400_000, 499_999)) return "visa";
  if (within(510_000, 559_999) || within(222_100, 272_099)) return "mastercard";
  if (within(500_000, 509_999) || within(560_000, 589_999) || within(670_000, 679_999)) return "maestro";
  return "other";
}

/**
 * The international networks require Luhn's check digit. Argentina's own
 * schemes have numbers that break it, and cards without a printed code: such a
 * card never counts as mistyped.
 */
const INTERNATIONAL: readonly Brand[] = ["visa", "mastercard", "amex", "diners"];

export function hasCheckDigit(brand: Brand): boolean {
  return INTERNATIONAL.includes(brand);
}

/** Whether some cards of a brand have no printed security code. */
export function mayLackCode(brand: Brand | null): boolean {
  return brand !== null && !INTERNATIONAL.includes(brand);
}

/** How many digits the security code has. */
export function codeDigits(brand: Brand | null): number {
  return brand === "amex" ? 4 : 3;
}

/** Luhn's formula (ISO/IEC 7812-1, annex B). */
export function hasGoodCheckDigit(digits: string): boolean {
  let sum = 0;
  for (let place = 0; place < digits.length; place += 1) {
    const digit = Number(digits[digits.length - 1 - place]);
    const twice = digit * 2;
    sum += place % 2 === 0 ? digit : twice > 9 ? twice - 9 : twice;
  }
  return sum % 10 === 0;
}

export function unfitNumber(text: string): NumberUnfit | null {
  const digits = digitsOf(text);
  if (digits === "") return "missing";
  const brand = brandOf(digits) ?? "other";
  const [least, most] = DIGITS[brand];
  if (digits.length < least || digits.length > most) return "length";
  return !hasCheckDigit(brand) || hasGoodCheckDigit(digits) ? null : "mistyped";
}

/** The digits with their spaces, at most as many as a card can have. */
export function spaced(text: string): string {
  const digits = digitsOf(text).slice(0, DIGITS_MAX);
  const spaces = brandOf(digits) === "amex" || brandOf(digits) === "diners" ? SPACES_AMEX : SPACES_FOUR;
  let out = "";
  for (let place = 0; place < digits.length; place += 1) out += spaces.includes(place) ? ` ${digits[place] ?? ""}` : (digits[place] ?? "");
  return out;
}

/** The position of the caret after spaces were added: after the same number of digits as before. */
export function caretIn(text: string, digits_before: number): number {
  let seen = 0;
  for (let place = 0; place < text.length; place += 1) {
    if (seen === digits_before) return place;
    if (text[place] !== " ") seen += 1;
  }
  return text.length;
}

export function lastFour(text: string): string {
  return digitsOf(text).slice(-4);
}
