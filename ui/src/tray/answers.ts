/** A manager's possible answers to the items of the tray. Pure; the till decides. */

import type { FixedGroup, SettleHow, TrayItem } from "../backend/bindings";

/** What an answer must name besides its reason. */
export function asksFor(item: TrayItem, how: SettleHow): { readonly amount: boolean; readonly target: boolean } {
  const covers = how === "completes-this-sale" || how === "belongs-to-another-sale";
  return { amount: covers && item.covers_centavos === null, target: how === "belongs-to-another-sale" };
}

/** What tells one group from another: another notice or sale makes it another question. */
export function groupId(group: FixedGroup): string {
  return [...group.notices.map((one) => one.item), ...group.claims.map((one) => one.payment)].join(" ");
}

/** Whether an item is money that only waits to be returned. */
export function isToReturn({ kind }: TrayItem): boolean {
  return kind === "to-be-returned";
}

/** The items as the screen lists them: money to return has a group of its own at the end. */
export function inOrder(items: readonly TrayItem[]): readonly TrayItem[] {
  return [...items.filter((item) => !isToReturn(item)), ...items.filter(isToReturn)];
}

/** The item in front after the tray changed: the same one, or the one that took its place. */
export function inFront(items: readonly TrayItem[], before: readonly TrayItem[], chosen: string | null): string | null {
  if (items.some((item) => item.id === chosen)) return chosen;
  const place = before.findIndex((item) => item.id === chosen);
  return items[Math.min(Math.max(0, place), items.length - 1)]?.id ?? null;
}

/** The item `steps` below the chosen one; it stops at the first and the last. */
export function beside(items: readonly TrayItem[], chosen: string | null, steps: number): string | null {
  const place = items.findIndex((item) => item.id === chosen);
  return items[Math.min(Math.max(0, place + steps), items.length - 1)]?.id ?? null;
}

/** The least digits of a card's number. */
const CARD_DIGITS_MIN = 13;
const CARD_DIGITS_MAX = 19;

/** Whether a text may have a card's number, which is never written down, not even in a reason. */
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
