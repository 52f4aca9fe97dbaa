/** Bytes in the unit that people use, rounded up: what is missing is never said to be less. */

import { groupThousands } from "../till/money";

const UNITS = ["KB", "MB", "GB", "TB"] as const;
const STEP = 1_024;
/** From so many on, the next unit is used. */
const FEW = 10 * STEP;

export function bytesWords(bytes: number): string {
  let amount = Math.ceil(bytes / STEP);
  let unit = 0;
  while (amount >= FEW && unit + 1 < UNITS.length) {
    amount = Math.ceil(amount / STEP);
    unit += 1;
  }
  return `${groupThousands(String(amount))} ${UNITS[unit]}`;
}
