/** The merchants of a split charge, as they are typed. Pure; the till decides. */

import type { SplitRow } from "../backend/bindings";
import { formatDigits } from "../till/money";
import { basisPointsOf } from "./plan";

/** One merchant: its group of codes, and its share in percent. The first one gets what the others leave. */
export type SplitTyped = { readonly group: string; readonly share: string };
export type SplitUnfit = "missing" | "named-twice" | "not-a-share";

const WHOLE_BP = 10_000;
/** The minimum of a merchant's part of a charge, in centavos (pagoUno). */
export const LEG_MIN_CENTAVOS = 1_000;
/** The largest number of merchants that a screen shows. */
export const SPLIT_ROWS_MAX = 8;

/** The rows as one text, like every field of the settings. */
export function splitText(rows: readonly SplitTyped[]): string {
  return rows.length === 0 ? "" : JSON.stringify(rows);
}

export function splitOf(text: string): SplitTyped[] {
  return text === "" ? [] : (JSON.parse(text) as SplitTyped[]);
}

/** The file's rows, in the form in which they are typed. */
export function splitTyped(rows: readonly SplitRow[]): SplitTyped[] {
  return rows.map((row, at) => ({ group: row.merchant_code_group, share: at === 0 ? "" : formatDigits(row.share_bp) }));
}

/** What the others leave to the first merchant, in basis points; null if a share cannot be read or nothing is left. */
export function restOf(rows: readonly SplitTyped[]): number | null {
  const shares = rows.slice(1).map(({ share }) => basisPointsOf(share));
  if (shares.some((share) => share === null || share === 0)) return null;
  const rest = WHOLE_BP - shares.reduce<number>((sum, share) => sum + (share ?? 0), 0);
  return rest > 0 ? rest : null;
}

export function unfitSplit(text: string): SplitUnfit | null {
  const rows = splitOf(text);
  if (rows.length === 0) return null;
  const groups = rows.map(({ group }) => group.trim());
  if (groups.includes("")) return "missing";
  if (new Set(groups).size < groups.length) return "named-twice";
  return restOf(rows) === null ? "not-a-share" : null;
}

export function splitRows(text: string): SplitRow[] {
  const rows = splitOf(text);
  const rest = restOf(rows) ?? 0;
  return rows.map(({ group, share }, at) => ({ merchant_code_group: group.trim(), share_bp: at === 0 ? rest : (basisPointsOf(share) ?? 0) }));
}

/** The smallest charge in which every merchant gets the minimum, in centavos; null if the shares are invalid. */
export function leastCharge(text: string): number | null {
  if (text === "" || unfitSplit(text) !== null) return null;
  return Math.max(...splitRows(text).map(({ share_bp }) => Math.ceil((LEG_MIN_CENTAVOS * WHOLE_BP) / share_bp)));
}
