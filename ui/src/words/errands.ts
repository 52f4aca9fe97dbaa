/** What the till owes to a provider, in words. A new kind of errand does not compile until it has them. */

import CreditCard from "@lucide/svelte/icons/credit-card";
import Hand from "@lucide/svelte/icons/hand";
import QrCode from "@lucide/svelte/icons/qr-code";
import ScanQrCode from "@lucide/svelte/icons/scan-qr-code";
import Send from "@lucide/svelte/icons/send";
import TriangleAlert from "@lucide/svelte/icons/triangle-alert";
import Wallet from "@lucide/svelte/icons/wallet";
import type { Component } from "svelte";
import type { DeadBecause, ErrandKind, ErrandView, Outage, QueueGroup, Trouble } from "../backend/bindings";
import { clockText } from "../till/clock.svelte";
import { formatAmount, groupThousands } from "../till/money";
import { providerName } from "./names";
import { OUTAGES } from "./outages";
import type { Tone } from "./states";
import { ageWords, timeWords } from "./times";
import { m } from "./words";

type KindWords = {
  readonly title: (about: { ticket: string; amount: string }) => string;
  /** The words where no sale is known. */
  readonly bare: () => string;
  /** Its way to pay, in small letters. */
  readonly small: () => string;
  readonly icon: Component;
};

const KINDS: Record<ErrandKind, KindWords> = {
  "pre-order": { title: m.errand_pre_order, bare: m.errand_pre_order_bare, small: m.errand_small_pre_order, icon: ScanQrCode },
  "card-charge": { title: m.errand_card_charge, bare: m.errand_card_charge_bare, small: m.errand_small_card_charge, icon: CreditCard },
  "fixed-qr": { title: m.errand_fixed_qr, bare: m.errand_fixed_qr, small: m.errand_small_fixed_qr, icon: QrCode },
  "read-qr": { title: m.errand_read_qr, bare: m.errand_read_qr_bare, small: m.errand_small_wallet, icon: Wallet },
  report: { title: m.errand_report, bare: m.errand_report_bare, small: m.errand_small_wallet, icon: Send },
};

/** In two or three words. */
const TROUBLES: Record<Trouble, () => string> = {
  "no-connection": m.errand_trouble_no_connection,
  "no-answer": m.errand_trouble_no_answer,
  "provider-error": m.errand_trouble_provider_error,
  "not-yet": m.errand_trouble_not_yet,
  "waits-for-first": m.errand_trouble_waits,
};

const DEAD: Record<DeadBecause, (about: { provider: string }) => string> = {
  "time-over": () => m.errand_what_time_over(),
  refused: m.errand_what_refused,
  "answer-lost": m.errand_what_answer_lost,
};

/** From so long on, the time of the next try is a time of day. */
const CLOCK_MS_MAX = 3_600_000;

export function errandTitle({ kind, ticket, amount_centavos }: ErrandView): string {
  const words = KINDS[kind];
  return ticket === null || amount_centavos === null ? words.bare() : words.title({ ticket, amount: formatAmount(amount_centavos) });
}

/** What a manager's PIN allows. */
export function giveUpWords(errand: ErrandView): string {
  const { ticket, amount_centavos } = errand;
  return ticket === null || amount_centavos === null ? errandTitle(errand) : m.errand_give_up_allows({ ticket, amount: formatAmount(amount_centavos) });
}

export function errandIcon({ kind, standing }: ErrandView): { readonly icon: Component; readonly tone: Tone } {
  if (standing === "dead") return { icon: TriangleAlert, tone: "warn" };
  if (standing === "held") return { icon: Hand, tone: "warn" };
  return { icon: KINDS[kind].icon, tone: "going" };
}

/** Below the title: its kind, and how far it came. */
export function errandSmall(errand: ErrandView): string {
  const waits = errand.customer_waits && errand.standing !== "dead" ? [m.errand_customer_waits()] : [];
  return [KINDS[errand.kind].small(), ...waits, howFar(errand)].join(" · ");
}

function howFar({ standing, dead_because, lost_before, attempts }: ErrandView): string {
  switch (standing) {
    case "dead":
      return dead_because === "refused" ? m.errand_refused() : m.errand_dead();
    case "held":
      return m.errand_held();
    case "in-flight":
      return m.errand_going();
    case "owed":
      if (lost_before) return m.errand_lost();
      return attempts === 0 ? m.errand_not_yet() : m.errand_attempts_short({ n: attempts });
  }
}

/** What happened so far, and what comes next. */
export function errandWhat(errand: ErrandView): string {
  const about = { provider: providerName(errand.provider) };
  switch (errand.standing) {
    case "dead":
      return errand.dead_because === null ? m.errand_what_time_over() : DEAD[errand.dead_because](about);
    case "held":
      return m.errand_what_held();
    case "in-flight":
      return m.errand_what_going();
    case "owed":
      if (errand.lost_before) return m.errand_what_no_answer();
      return errand.trouble === null ? m.errand_what_new() : whatOf(errand.trouble, about);
  }
}

function whatOf(trouble: Trouble, about: { provider: string }): string {
  switch (trouble) {
    case "no-connection":
      return m.errand_what_no_connection();
    case "no-answer":
      return m.errand_what_no_answer();
    case "provider-error":
      return m.errand_what_provider_error(about);
    case "not-yet":
      return m.errand_what_not_yet(about);
    case "waits-for-first":
      return m.errand_what_waits(about);
  }
}

/** The last error: the outage itself, where it is why no connection came about. */
export function lastErrorWords({ trouble }: ErrandView, outage: Outage | null): string {
  if (trouble === null) return m.errand_last_none();
  return trouble === "no-connection" && outage !== null ? OUTAGES[outage].chip() : TROUBLES[trouble]();
}

/** When it goes out next, and what more there is to say of it. */
export type NextWords = { readonly when: string; readonly more: string };

/** Null for an errand that does not go out by itself. `place` counts from 1. */
export function nextWords({ standing, next_at_ms, waits_for_probe }: ErrandView, about: { outage: Outage | null; place: number; now_ms: number }): NextWords | null {
  switch (standing) {
    case "dead":
    case "held":
      return null;
    case "in-flight":
      return { when: m.errand_now(), more: m.errand_going() };
    case "owed": {
      const more = placeWords(about.place);
      if (waits_for_probe) return { when: backWords(about.outage), more };
      const left_ms = (next_at_ms ?? about.now_ms) - about.now_ms;
      if (left_ms <= 0) return { when: m.errand_now(), more };
      return { when: left_ms < CLOCK_MS_MAX ? m.errand_in({ left: clockText(left_ms) }) : m.errand_at({ time: timeWords(about.now_ms + left_ms) }), more };
    }
  }
}

function backWords(outage: Outage | null): string {
  if (outage === "no-network") return m.errand_with_network();
  return outage === "no-internet" ? m.errand_with_internet() : m.errand_with();
}

const PLACES: readonly (() => string)[] = [m.errand_first, m.errand_second, m.errand_third];

function placeWords(place: number): string {
  return PLACES[place - 1]?.() ?? m.errand_place({ n: groupThousands(String(place)) });
}

/** `3 por enviar, en pausa`, and each count that needs a person. */
export function groupWords({ owed, dead, held, paused }: QueueGroup): { readonly owed: string; readonly people: readonly string[] } {
  const count = owed === 0 ? m.queue_group_none() : m.queue_group_owed({ n: groupThousands(String(owed)) });
  const words = paused === null || owed === 0 ? count : `${count}, ${m.queue_group_paused()}`;
  const dead_words = dead === 0 ? [] : [m.queue_group_dead({ n: dead })];
  const held_words = held === 0 ? [] : [m.queue_group_held({ n: held })];
  return { owed: owed === 0 && dead + held > 0 ? "" : words, people: [...dead_words, ...held_words] };
}

/** What more there is to say of a group: when it is probed, unless a panel above says it, or how old its oldest errand is. */
export function groupNext({ owed, oldest_owed_at_ms, paused, outage }: QueueGroup, now_ms: number): string | null {
  if (owed === 0) return null;
  if (paused !== null && outage === null) {
    const left_ms = paused.next_probe_at_ms - now_ms;
    return left_ms <= 0 ? m.queue_group_probing() : m.queue_group_probe({ left: clockText(left_ms) });
  }
  return oldest_owed_at_ms === null ? null : m.queue_group_oldest({ age: ageWords(now_ms - oldest_owed_at_ms) });
}
