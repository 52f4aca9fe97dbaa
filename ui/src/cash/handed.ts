/** What a customer is likely to hand over for an amount, by the notes in use. Centavos; nothing here is charged. */

/** A customer does not count out notes below this part of the amount. */
const SMALLEST_OF = 20;
/** Sums this close, as a percentage, are alike: the one with fewer notes is handed over. */
const ALIKE_PERCENT = 10;
const SHOWN_MAX = 5;

/**
 * The amount rounded up to each note that is not too small for it, lowest first. A sum is left out where one that is
 * hardly more is made of fewer notes: for $ 18.300, a note of $ 20.000 instead of $ 19.000 in six notes.
 */
export function likelyHanded(owed_centavos: number, notes: readonly number[]): number[] {
  if (owed_centavos <= 0) return [];
  const sums = notes.filter((note) => note * SMALLEST_OF >= owed_centavos).map((note) => Math.ceil(owed_centavos / note) * note);
  const above = [...new Set(sums)].filter((sum) => sum > owed_centavos).sort((a, b) => a - b);
  const counted = above.map((sum) => ({ sum, pieces: piecesOf(sum, notes) }));
  const is_best = ({ sum, pieces }: (typeof counted)[number]): boolean =>
    !counted.some((other) => other.sum > sum && other.sum * 100 <= sum * (100 + ALIKE_PERCENT) && other.pieces < pieces);
  return counted
    .filter(is_best)
    .map(({ sum }) => sum)
    .slice(0, SHOWN_MAX);
}

/** How many notes make a sum, the largest first. */
function piecesOf(sum_centavos: number, notes: readonly number[]): number {
  let [rest, pieces] = [sum_centavos, 0];
  for (const note of [...notes].sort((a, b) => b - a)) {
    pieces += Math.floor(rest / note);
    rest %= note;
  }
  // What no note makes is paid in coins.
  return rest === 0 ? pieces : pieces + 1;
}
