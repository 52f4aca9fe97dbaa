/** The expiry of a card, as it is typed: `MM/YY`. Pure; today's date is passed in. */

export type ExpiryUnfit = "missing" | "malformed" | "expired";

/** `1126` becomes `11/26` while it is typed; a first digit that can only be a whole month gets its zero. */
export function withSlash(text: string, before: string): string {
  let digits = text.replace(/[^0-9]/g, "").slice(0, 4);
  if (digits.length === 1 && digits > "1") digits = `0${digits}`;
  if (digits.length > 2) return `${digits.slice(0, 2)}/${digits.slice(2)}`;
  // Deleting the slash also deletes the digit before it, or the slash would
  // come back.
  if (before.endsWith("/") && text === before.slice(0, -1)) return digits.slice(0, 1);
  return digits.length === 2 ? `${digits}/` : digits;
}

/** `day` is today at the till, in ISO 8601. */
export function unfitExpiry(text: string, day: string): ExpiryUnfit | null {
  if (text.trim() === "") return "missing";
  const match = /^(\d{2})\/(\d{2})$/.exec(text.trim());
  const month = Number(match?.[1]);
  if (match === null || month < 1 || month > 12) return "malformed";
  // A card is valid until the end of its month.
  return `20${match[2] ?? ""}-${match[1] ?? ""}` < day.slice(0, 7) ? "expired" : null;
}
