/** Card numbers in free text. The till masks them; this only says so before it does. Pure. */

import type { Brand } from "../backend/bindings";
import { brandOf, hasGoodCheckDigit } from "./number";

const DIGITS_MIN = 12;
const DIGITS_MAX = 19;
/** The separators within a number, as people write them. */
const JOINED = /^[\s\-._·]{1,3}$/;

/** Whether cards of the brand have this many digits. Only American Express has 15, because an IMEI has 15 too. */
function hasLength(brand: Brand | null, length: number): boolean {
  switch (brand) {
    case "visa":
      return length === 13 || length === 16 || length === 19;
    case "mastercard":
    case "cabal":
    case "naranja":
      return length === 16;
    case "amex":
      return length === 15;
    case "diners":
      return length === 14 || length >= 16;
    case "maestro":
      return length !== 15;
    case "other":
    case null:
      return false;
  }
}

function isCard(digits: string): boolean {
  return digits.length >= DIGITS_MIN && digits.length <= DIGITS_MAX && hasLength(brandOf(digits), digits.length) && hasGoodCheckDigit(digits);
}

/** The last four digits of the first card number in a text; null if it has none. */
export function cardIn(text: string): string | null {
  const runs = [...text.matchAll(/[0-9]+/g)].map((found) => ({ from: found.index, digits: found[0], to: found.index + found[0].length }));
  for (let first = 0; first < runs.length; first += 1) {
    let digits = "";
    for (let next = first; next < runs.length; next += 1) {
      const run = runs[next];
      const before = runs[next - 1];
      if (run === undefined || (next > first && before !== undefined && !JOINED.test(text.slice(before.to, run.from)))) break;
      digits += run.digits;
      if (digits.length > DIGITS_MAX) break;
      if (isCard(digits)) return digits.slice(-4);
    }
  }
  return null;
}
