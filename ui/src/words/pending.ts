/** What is open, by name: on the day's screen, at a hand-over and at a close. */

import CircleDollarSign from "@lucide/svelte/icons/circle-dollar-sign";
import Inbox from "@lucide/svelte/icons/inbox";
import Undo from "@lucide/svelte/icons/undo-2";
import type { Component } from "svelte";
import type { DiscrepancyKind, PaymentState, PendingView, PendingWhy, Tender } from "../backend/bindings";
import { formatAmount } from "../till/money";
import { METHODS, STATES } from "./states";
import type { Tone } from "./states";
import { m } from "./words";

type Words = {
  /** Why it is open, in two or three words. */
  readonly title: () => string;
  /** What is left to do, in as few. */
  readonly short: () => string;
  /** What whoever takes it over has to know. */
  readonly what: () => string;
};

const ITEMS: Record<DiscrepancyKind, Pick<Words, "title" | "short">> = {
  late: { title: m.day_open_late, short: m.day_open_late_what },
  short: { title: m.day_open_short, short: m.day_open_short_what },
  over: { title: m.day_open_over, short: m.day_open_over_what },
  duplicate: { title: m.day_open_duplicate, short: m.day_open_duplicate_what },
  contradicted: { title: m.day_open_contradicted, short: m.day_open_review_what },
  "needs-review": { title: m.day_open_needs_review, short: m.day_open_review_what },
  unattributed: { title: m.day_open_unattributed, short: m.day_open_review_what },
  "reversal-to-confirm": { title: m.day_open_reversal, short: m.day_open_reversal_what },
  "to-be-returned": { title: m.day_open_to_return, short: m.day_open_to_return_what },
};

const PARTLY: Words = { title: m.day_open_partly, short: m.day_open_partly_what, what: m.shift_pending_partly_what };
const TO_RETURN: Words = { title: m.day_open_to_return, short: m.day_open_to_return_what, what: m.shift_pending_to_return_what };

function wordsOf(why: PendingWhy): Words {
  switch (why.why) {
    case "payment":
      return { title: () => STATES[why.state].word().toLocaleLowerCase(), ...ofPayment(why.state) };
    case "item":
      return { ...ITEMS[why.kind], what: m.shift_pending_item_what };
    case "to-return":
      return TO_RETURN;
    case "partly-paid":
      return PARTLY;
  }
}

/** `C1-000376 · en duda`. */
export function pendingTitle({ ticket, why }: PendingView): string {
  const title = wordsOf(why).title();
  return ticket === "" ? title : m.day_open_title({ ticket, why: title });
}

export function pendingShort({ why }: PendingView): string {
  return wordsOf(why).short();
}

export function pendingWhat({ why }: PendingView): string {
  return wordsOf(why).what();
}

/** How it is paid: `QR`, `Tarjeta terminada en 4821`, and what came in so far. */
export function pendingPaid({ method, last_four, received_centavos }: PendingView): string {
  const name = METHODS[method]();
  const paid = last_four.length === 0 ? name : m.pending_card({ method: name, last: last_four.join(", ") });
  return received_centavos === 0 ? paid : m.pending_received({ paid, amount: formatAmount(received_centavos) });
}

export function pendingIcon(why: PendingWhy): { readonly icon: Component; readonly tone: Tone } {
  switch (why.why) {
    case "payment":
      return { icon: STATES[why.state].icon, tone: STATES[why.state].tone };
    case "item":
      return { icon: Inbox, tone: "warn" };
    case "to-return":
      return { icon: Undo, tone: "warn" };
    case "partly-paid":
      return { icon: CircleDollarSign, tone: "warn" };
  }
}

export function tenderName(tender: Tender): string {
  return tender === "transfer" ? m.day_transfer() : METHODS[tender]();
}

function ofPayment(state: PaymentState): Pick<Words, "short" | "what"> {
  switch (state) {
    case "in-doubt":
    case "sent":
    case "pending":
      return { short: m.day_open_doubt_what, what: m.shift_pending_doubt_what };
    case "declared":
    case "unconfirmed":
      return { short: m.day_open_unconfirmed_what, what: m.shift_pending_unconfirmed_what };
    case "requested":
    case "waiting":
      return { short: m.day_open_waiting_what, what: m.shift_pending_waiting_what };
    case "approved":
    case "declined":
    case "refused":
    case "expired":
    case "cancelled":
    case "settled-paid":
    case "settled-unpaid":
      return { short: m.day_open_review_what, what: m.shift_pending_other_what };
  }
}
