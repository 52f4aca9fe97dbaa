/**
 * The one place where centavos become text and text becomes centavos. Amounts
 * are integers of centavos everywhere; nothing here divides, so nothing rounds.
 */

/** The longest whole part that can be typed, in digits: far below 2^53 centavos, also when chained. */
export const WHOLE_DIGITS_MAX = 11;

const CENTAVOS_DIGITS = 2;
const GROUP_DIGITS = 3;

/** `150050` is `1.500,50` and `150000` is `1.500`: centavos are shown only if there are any. */
export function formatDigits(centavos: number): string {
  const digits = String(Math.abs(centavos)).padStart(CENTAVOS_DIGITS + 1, "0");
  const whole = digits.slice(0, -CENTAVOS_DIGITS);
  const rest = digits.slice(-CENTAVOS_DIGITS);
  const sign = centavos < 0 ? "-" : "";
  return sign + groupThousands(whole) + (rest === "00" ? "" : `,${rest}`);
}

/** `150050` is `$ 1.500,50`. */
export function formatAmount(centavos: number): string {
  return `$ ${formatDigits(centavos)}`;
}

/** Money that came or went: `+$ 20.000`, `−$ 3.800`; nothing is `$ 0` without a sign. */
export function formatSigned(centavos: number): string {
  const sign = centavos > 0 ? "+" : centavos < 0 ? "−" : "";
  return sign + formatAmount(Math.abs(centavos));
}

/** What is missing or deducted with its sign, anything else without: `−$ 1.500`, `$ 1.500`. */
export function formatBalance(centavos: number): string {
  return (centavos < 0 ? "−" : "") + formatAmount(Math.abs(centavos));
}

/** `1500` is `1.500`. */
export function groupThousands(whole: string): string {
  let grouped = "";
  for (let end = whole.length; end > 0; end -= GROUP_DIGITS) {
    const group = whole.slice(Math.max(0, end - GROUP_DIGITS), end);
    grouped = grouped === "" ? group : `${group}.${grouped}`;
  }
  return grouped;
}

/** The centavos of a whole part and up to two decimals, both digits only or empty. */
export function centavosOf(whole: string, decimals: string): number {
  return Number(`${whole === "" ? "0" : whole}${decimals.padEnd(CENTAVOS_DIGITS, "0")}`);
}

/**
 * Reads an amount as people write it here: `1500`, `1.500`, `1 500`, `1500,5`, `1500.50`, `$ 1.500,50`. This is the one
 * rule for every amount: one or two digits after a point are centavos, exactly three are thousands. What fits neither,
 * such as `1500.505`, is not an amount.
 */
export function parseAmount(text: string): { whole: string; decimals: string | null } | null {
  const clean = text.replace(/[\u00a0\u202f]/g, " ").trim();
  const match = /^(?:\$|ARS)? ?([1-9]\d{0,2}([. ])\d{3}(?:\2\d{3})*|\d*)(?:[.,](\d{0,2}))?$/.exec(clean);
  if (match === null) return null;
  const digits = (match[1] ?? "").replace(/[. ]/g, "");
  const decimals = match[3] ?? "";
  const whole = digits.replace(/^0+(?=\d)/, "");
  if (digits + decimals === "" || whole.length > WHOLE_DIGITS_MAX) return null;
  return { whole: whole === "" ? "0" : whole, decimals: decimals === "" ? null : decimals };
}

/** The same in centavos; null if the text is not an amount. */
export function centavosIn(text: string): number | null {
  const read = parseAmount(text);
  return read === null ? null : centavosOf(read.whole, read.decimals ?? "");
}
