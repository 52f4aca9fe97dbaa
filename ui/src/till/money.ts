/**
 * The one place where centavos become text and text becomes centavos.
 * Amounts are integers of centavos everywhere; nothing here divides, so nothing rounds.
 */

/** The longest whole part that can be typed, in digits. Far below 2^53 centavos, also when chained. */
export const WHOLE_DIGITS_MAX = 11;

const CENTAVOS_DIGITS = 2;
const GROUP_DIGITS = 3;

/** `150050` is `1.500,50` and `150000` is `1.500`: centavos are shown only where there are any. */
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
 * Reads an amount as people write it here: `1500`, `1.500`, `1500,5`, `$ 1.500,50`.
 * Anything that could be read in two ways, such as `1500.50`, is not an amount.
 */
export function parseAmount(text: string): { whole: string; decimals: string | null } | null {
  const clean = text.replace(/[\u00a0\u202f]/g, " ").trim();
  const match = /^(?:\$|ARS)? ?(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d{1,2}))?$/.exec(clean);
  if (match === null) return null;
  const whole = (match[1] ?? "").replaceAll(".", "").replace(/^0+(?=\d)/, "");
  if (whole.length > WHOLE_DIGITS_MAX) return null;
  return { whole, decimals: match[2] ?? null };
}
