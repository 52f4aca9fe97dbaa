/** Whether the numbers of a person's tax and account check by their own digits. Pure; the till decides whether it goes on without. */

const CUIT_WEIGHTS = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2] as const;
const CUIT_DIGITS = 11;
/** The two parts of a CBU or CVU end with a check digit each. */
const ACCOUNT_WEIGHTS = [[7, 1, 3, 9, 7, 1, 3], [3, 9, 7, 1, 3, 9, 7, 1, 3, 9, 7, 1, 3]] as const;
const ACCOUNT_DIGITS = 22;

/** Without the signs that people write between digits. */
export function bare(text: string): string {
  return text.replace(/[\s.-]/g, "");
}

/** A CUIT or CUIL: 11 digits, of which the last one follows from the others. */
export function checksCuit(text: string): boolean {
  const digits = bare(text);
  if (!/^\d+$/.test(digits) || digits.length !== CUIT_DIGITS) return false;
  const rest = CUIT_DIGITS - (sum(digits, CUIT_WEIGHTS) % CUIT_DIGITS);
  return Number(digits.at(-1)) === (rest === CUIT_DIGITS ? 0 : rest);
}

/** An account: a number of 22 digits has two check digits; a wallet's own id of it has none. */
export function checksAccount(text: string): boolean {
  const digits = bare(text);
  if (!/^\d+$/.test(digits) || digits.length !== ACCOUNT_DIGITS) return true;
  let from = 0;
  return ACCOUNT_WEIGHTS.every((weights) => {
    const part = digits.slice(from, from + weights.length + 1);
    from += part.length;
    return Number(part.at(-1)) === (10 - (sum(part, weights) % 10)) % 10;
  });
}

function sum(digits: string, weights: readonly number[]): number {
  return weights.reduce((so_far, weight, at) => so_far + weight * Number(digits[at]), 0);
}

/** The fields that have such a number, by the till's names of them. */
export const CUITS = ["buyer_cuit", "seller_cuit"] as const;
export const ACCOUNTS = ["buyer_account", "seller_account"] as const;
export type NumberField = (typeof CUITS)[number] | (typeof ACCOUNTS)[number];

/** Which of these numbers do not check. */
export function uncheckedIn(values: Partial<Record<NumberField, string>>): readonly NumberField[] {
  const wrong = (fields: readonly NumberField[], checks: (text: string) => boolean): NumberField[] =>
    fields.filter((field) => values[field] !== undefined && !checks(values[field]));
  return [...wrong(CUITS, checksCuit), ...wrong(ACCOUNTS, checksAccount)];
}

/** What the till named, and what the window sees besides: one answer goes for all of them. */
export function uncheckedWith(named: string | null, values: Partial<Record<NumberField, string>>): readonly NumberField[] {
  const known = [...CUITS, ...ACCOUNTS].filter((field) => field === named);
  return [...new Set([...known, ...uncheckedIn(values)])];
}
