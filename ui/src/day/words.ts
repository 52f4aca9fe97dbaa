/** What a day's screen calls things: means, what is open, a sale's state. */

import ArrowLeftRight from "@lucide/svelte/icons/arrow-left-right";
import Banknote from "@lucide/svelte/icons/banknote";
import CircleDashed from "@lucide/svelte/icons/circle-dashed";
import CreditCard from "@lucide/svelte/icons/credit-card";
import QrCode from "@lucide/svelte/icons/qr-code";
import ScanQrCode from "@lucide/svelte/icons/scan-qr-code";
import Split from "@lucide/svelte/icons/split";
import Wallet from "@lucide/svelte/icons/wallet";
import type { LucideProps } from "@lucide/svelte";
import type { Component } from "svelte";
import type { CloseBrief, DayView, OpenStray, PaymentState, PendingView, SaleLineView, ShiftBrief, Tender } from "../backend/bindings";
import { groupThousands } from "../till/money";
import { pendingShort, pendingTitle } from "../words/pending";
import { personName } from "../words/people";
import { METHODS, stateWords } from "../words/states";
import type { Tone } from "../words/states";
import { dayWords, timeWords, whenWords } from "../words/times";
import { m } from "../words/words";
import type { ChartUnit } from "./chart";
import { isFiltered } from "./filters";
import type { Filters } from "./filters";

const DAY_MS = 86_400_000;

export type Means = { readonly name: () => string; readonly icon: Component<LucideProps> };

export const MEANS: Record<Tender, Means> = {
  qr: { name: METHODS.qr, icon: QrCode },
  card: { name: METHODS.card, icon: CreditCard },
  cash: { name: METHODS.cash, icon: Banknote },
  "fixed-qr": { name: METHODS["fixed-qr"], icon: ScanQrCode },
  wallet: { name: METHODS.wallet, icon: Wallet },
  transfer: { name: m.day_transfer, icon: ArrowLeftRight },
};

/** `QR y tarjeta`, for the means of one line. */
export function meansNames(tenders: readonly Tender[]): string {
  return tenders.map((tender) => MEANS[tender].name()).join(", ");
}

export const UNITS: Record<ChartUnit, () => string> = { pesos: m.day_unit_pesos, thousands: m.day_unit_thousands, millions: m.day_unit_millions };

/** What is open, by its name, and what to know of it: two lines. */
export function openWords(item: PendingView, now_ms: number): { readonly title: string; readonly what: string } {
  const since = whenWords(item.since_ms, now_ms);
  const who = item.person === null ? since : m.day_open_who({ since, name: personName(item.person) });
  return { title: pendingTitle(item), what: m.day_open_what({ what: pendingShort(item), who }) };
}

/** Money of nobody's payment: two lines. */
export function strayWords({ reference, since_ms }: OpenStray, now_ms: number): { readonly title: string; readonly what: string } {
  const since = whenWords(since_ms, now_ms);
  return { title: m.day_open_stray(), what: reference === null ? m.day_open_stray_what({ since }) : m.day_open_stray_reference({ reference, since }) };
}

/** How many sales a filter found. */
export function foundWords({ count, is_limit }: { readonly count: number; readonly is_limit: boolean }): string {
  if (is_limit) return m.day_found_more({ n: groupThousands(String(count)) });
  return count === 1 ? m.day_found_one() : m.day_found({ n: groupThousands(String(count)) });
}

export type LineState = { readonly word: string; readonly icon: Component<LucideProps>; readonly tone: Tone; readonly state: PaymentState | "" };

/** Where a sale of the list is: its last payment's state, unless it is paid in part. */
export function stateOf({ state, payments }: SaleLineView): LineState {
  const last = payments.at(-1);
  if (last === undefined) return { word: m.sale_without_payment(), icon: CircleDashed, tone: "quiet", state: "" };
  if (state === "partly-paid") return { word: m.state_partly_paid(), icon: CircleDashed, tone: "warn", state: last.state };
  const { word, icon, tone } = stateWords(last);
  return { word: word(), icon, tone, state: last.state };
}

/** By which means a sale of the list is paid. */
export function meansOf({ payments }: SaleLineView): { readonly name: string; readonly icon: Component<LucideProps> | null } {
  const methods = [...new Set(payments.map((one) => one.method))];
  const [only] = methods;
  if (only === undefined) return { name: "", icon: null };
  return { name: meansNames(methods), icon: methods.length > 1 ? Split : MEANS[only].icon };
}

/** Who took a sale's payments. */
export function personOf({ payments }: SaleLineView): string {
  return [...new Set(payments.flatMap((one) => one.person?.name ?? []))].join(", ");
}

/** What a day without money says: today it may yet come. */
export function nothingWords({ to, today }: Pick<DayView, "to" | "today">): string {
  return to === today ? m.day_nothing_yet() : m.day_nothing();
}

/** What the empty list says. */
export function emptyWords(filters: Filters, view: Pick<DayView, "to" | "today">): string {
  return isFiltered(filters) ? m.day_nothing_found() : nothingWords(view);
}

/** Whose shift it is, and since when. */
export function shiftWords(shift: ShiftBrief | null, now_ms: number): { readonly who: string; readonly since: string } {
  if (shift === null) return { who: m.day_no_shift(), since: "" };
  const who = shift.person === null ? m.session_shift_only({ number: shift.number }) : m.day_shift({ number: shift.number, name: shift.person.name });
  return { who, since: m.day_since({ when: whenWords(shift.opened_at_ms, now_ms) }) };
}

/** The time, and the day where it is not today's. */
function atWords(at_ms: number, now_ms: number): string {
  return dayWords(at_ms) === dayWords(now_ms - DAY_MS) ? m.day_yesterday_at({ time: timeWords(at_ms) }) : whenWords(at_ms, now_ms);
}

export function lastCloseWords(closes: readonly CloseBrief[], now_ms: number): string {
  const [last] = closes;
  return last === undefined ? m.day_no_close() : m.day_last_close({ number: last.number, when: atWords(last.at_ms, now_ms) });
}

/** Until when the figures go. */
export function untilWords(at_ms: number): string {
  return m.day_until_now({ time: timeWords(at_ms) });
}
