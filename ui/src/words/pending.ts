/** What is open, by name: at a hand-over and at a close. */

import CircleDollarSign from "@lucide/svelte/icons/circle-dollar-sign";
import Inbox from "@lucide/svelte/icons/inbox";
import Undo from "@lucide/svelte/icons/undo-2";
import type { Component } from "svelte";
import type { PaymentState, PendingView, PendingWhy, Tender } from "../backend/bindings";
import { DISCREPANCIES, METHODS, STATES } from "./states";
import type { Tone } from "./states";
import { m } from "./words";

/** Why it is open, in two or three words. */
export function pendingWhy(why: PendingWhy): string {
  switch (why.why) {
    case "payment":
      return STATES[why.state].word().toLocaleLowerCase();
    case "item":
      return m.shift_pending_item({ mark: DISCREPANCIES[why.kind].mark() });
    case "to-return":
      return m.shift_pending_to_return();
    case "partly-paid":
      return m.shift_pending_partly();
  }
}

/** `C1-000376 · en duda`. */
export function pendingTitle({ ticket, why }: PendingView): string {
  return ticket === "" ? pendingWhy(why) : `${ticket} · ${pendingWhy(why)}`;
}

/** What whoever takes it over has to know. */
export function pendingWhat({ why }: PendingView): string {
  switch (why.why) {
    case "payment":
      return paymentWhat(why.state);
    case "item":
      return m.shift_pending_item_what();
    case "to-return":
      return m.shift_pending_to_return_what();
    case "partly-paid":
      return m.shift_pending_partly_what();
  }
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
  return tender === "transfer" ? m.shift_tender_transfer() : METHODS[tender]();
}

function paymentWhat(state: PaymentState): string {
  switch (state) {
    case "in-doubt":
    case "sent":
    case "pending":
      return m.shift_pending_doubt_what();
    case "declared":
    case "unconfirmed":
      return m.shift_pending_unconfirmed_what();
    case "requested":
    case "waiting":
      return m.shift_pending_waiting_what();
    case "approved":
    case "declined":
    case "refused":
    case "expired":
    case "cancelled":
    case "settled-paid":
    case "settled-unpaid":
      return m.shift_pending_other_what();
  }
}
