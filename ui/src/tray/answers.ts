/** What a manager may answer to what waits in the tray. Pure; the till decides. */

import type { DiscrepancyKind, SettleHow, TrayItem } from "../backend/bindings";

/** Of money that came for a sale: only answers that say something of it, the likeliest first. */
const ANSWERS: Record<DiscrepancyKind, readonly SettleHow[]> = {
  late: ["completes-this-sale", "to-be-returned", "belongs-to-another-sale"],
  short: ["completes-this-sale", "to-be-returned", "belongs-to-another-sale", "written-off"],
  over: ["to-be-returned", "belongs-to-another-sale", "written-off"],
  duplicate: ["to-be-returned", "belongs-to-another-sale", "written-off"],
  contradicted: ["completes-this-sale", "to-be-returned", "written-off"],
  "needs-review": ["written-off", "completes-this-sale", "to-be-returned", "not-a-sale"],
  unattributed: ["belongs-to-another-sale", "not-a-sale", "to-be-returned", "written-off"],
  "reversal-to-confirm": ["to-be-returned", "written-off"],
  "to-be-returned": ["to-be-returned", "belongs-to-another-sale", "written-off"],
};

export function answersFor(item: Pick<TrayItem, "kind" | "sale">): readonly SettleHow[] {
  const answers = ANSWERS[item.kind];
  // A second payment of a sale that still lacks money may be what it lacks.
  if (item.kind === "duplicate" && item.sale !== null && item.sale.state !== "paid") return ["completes-this-sale", ...answers];
  return answers;
}

/** The item that is in front after the tray changed: the same one, else the one that took its place. */
export function inFront(items: readonly TrayItem[], before: readonly TrayItem[], chosen: string | null): string | null {
  if (items.some((item) => item.id === chosen)) return chosen;
  const place = before.findIndex((item) => item.id === chosen);
  return items[Math.min(Math.max(0, place), items.length - 1)]?.id ?? null;
}

/** The item `steps` below the chosen one; the first and the last stay where they are. */
export function beside(items: readonly TrayItem[], chosen: string | null, steps: number): string | null {
  const place = items.findIndex((item) => item.id === chosen);
  return items[Math.min(Math.max(0, place + steps), items.length - 1)]?.id ?? null;
}

/** Digits of a card's number, in characters. */
const CARD_DIGITS_MIN = 13;
const CARD_DIGITS_MAX = 19;

/** Whether a text holds what may be a card's number: that is never written down, nor in a reason. */
export function holdsCardNumber(text: string): boolean {
  const runs = text.match(/\d(?:[ .-]?\d)+/g) ?? [];
  return runs.some((run) => {
    const digits = run.replace(/\D/g, "");
    return digits.length >= CARD_DIGITS_MIN && digits.length <= CARD_DIGITS_MAX && passesLuhn(digits);
  });
}

function passesLuhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, place) => {
    const value = Number(digit) * (place % 2 === 0 ? 1 : 2);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}
