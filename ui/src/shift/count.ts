/** Counting a drawer: pieces, sums and differences, in whole centavos. Pure, and the only place where this is reckoned. */

import type { CountView, CountedPieces, CountedTender, ShiftFacts, Tender } from "../backend/bindings";
import { centavosIn, parseAmount } from "../till/money";

/** More notes of one value than any drawer holds. */
const PIECES_MAX = 99_999;

/** What was typed for one note or coin: how many, and what they come to. Both null for what is no number of pieces. */
export type CountedRow = { readonly value_centavos: number; readonly pieces: number | null; readonly amount_centavos: number | null };

export type Pile = {
  readonly rows: readonly CountedRow[];
  /** Those of which there are any. */
  readonly pieces: CountedPieces[];
  readonly sum_centavos: number;
  /** The first value whose number of pieces cannot be read. */
  readonly unfit: number | null;
};

/** How many pieces a text says: nothing typed is none; null for what is no number of them. */
export function piecesIn(text: string): number | null {
  if (text.trim() === "") return 0;
  const read = parseAmount(text);
  if (read === null || read.decimals !== null) return null;
  const pieces = Number(read.whole);
  return pieces > PIECES_MAX ? null : pieces;
}

/** What the typed pieces come to; `typed` is by value in centavos. */
export function pileOf(denominations: readonly number[], typed: Readonly<Record<number, string>>): Pile {
  const rows = denominations.map((value_centavos): CountedRow => {
    const pieces = piecesIn(typed[value_centavos] ?? "");
    return { value_centavos, pieces, amount_centavos: pieces === null ? null : pieces * value_centavos };
  });
  const pieces = rows.flatMap(({ value_centavos, pieces }) => (pieces === null || pieces === 0 ? [] : [{ value_centavos, pieces }]));
  const sum_centavos = rows.reduce((sum, row) => sum + (row.amount_centavos ?? 0), 0);
  return { rows, pieces, sum_centavos, unfit: rows.find((row) => row.pieces === null)?.value_centavos ?? null };
}

/** A typed sum in centavos, `+` adding several: `496,45+65,86`. Nothing typed is zero; null for what is no amount. */
export function sumIn(text: string): number | null {
  if (text.trim() === "") return 0;
  let sum = 0;
  for (const part of text.split("+")) {
    const centavos = centavosIn(part);
    if (centavos === null) return null;
    sum += centavos;
  }
  return sum;
}

/** What there should be of a tender; null where counting is blind. */
export function expectedOf(shift: ShiftFacts, tender: Tender): number | null {
  if (tender === "cash") return shift.expected_cash_centavos;
  return shift.takings.find((one) => one.tender === tender)?.amount_centavos ?? 0;
}

/** What was counted beside what there should be; null where that is not known yet. */
export function besideExpected(shift: ShiftFacts, counted: readonly CountedTender[]): CountView[] | null {
  const beside = counted.flatMap(({ tender, counted_centavos }): CountView[] => {
    const expected_centavos = expectedOf(shift, tender);
    return expected_centavos === null ? [] : [{ tender, expected_centavos, counted_centavos, difference_centavos: counted_centavos - expected_centavos }];
  });
  return beside.length < counted.length ? null : beside;
}

/** Counted less expected, of all tenders that were counted. */
export function differenceIn(counts: readonly Pick<CountView, "difference_centavos">[]): number {
  return counts.reduce((sum, one) => sum + one.difference_centavos, 0);
}

/** How a count came out. Too much of one tender does not make up for too little of another. */
export type Outcome = {
  readonly difference_centavos: number;
  readonly matches: boolean;
  /** Some tender differs by more than is accepted without a manager. */
  readonly beyond: boolean;
};

export function outcomeOf(counts: readonly CountView[], max_centavos: number): Outcome {
  return {
    difference_centavos: differenceIn(counts),
    matches: counts.every((one) => one.difference_centavos === 0),
    beyond: counts.some((one) => Math.abs(one.difference_centavos) > max_centavos),
  };
}

/** A line of how the expected cash is made up. */
export type CashLine = { readonly kind: "float" | "takings" | "moved"; readonly at_ms: number; readonly reason: string; readonly amount_centavos: number };

/** The float, the sales in cash and each movement of the drawer, in the order in which they are added. */
export function cashLines(shift: ShiftFacts): CashLine[] {
  const takings = shift.takings.find((one) => one.tender === "cash")?.amount_centavos ?? 0;
  const moved = shift.drawer.filter((line) => line.amount_centavos !== 0);
  return [
    { kind: "float", at_ms: shift.opened_at_ms, reason: "", amount_centavos: shift.float_centavos },
    { kind: "takings", at_ms: shift.opened_at_ms, reason: "", amount_centavos: takings },
    ...moved.map(({ at_ms, reason, amount_centavos }): CashLine => ({ kind: "moved", at_ms, reason, amount_centavos })),
  ];
}
