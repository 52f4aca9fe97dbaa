/** The tray's state for a manager: its items, the one in front, and the answer being given. */

import { Refused } from "../backend/backend";
import type { AskedView, EndedShift, FixedGroup, HeldItem, OpenItem, ReturnItem, SettleHow, TillNoticeItem, TrayItem, TrayView } from "../backend/bindings";
import type { Till } from "../till/till.svelte";
import { centavosIn } from "../till/money";
import { errorWords, readErrorWords } from "../words/errors";
import { askedOnceDone } from "../words/tray";
import { m } from "../words/words";
import { asksFor, beside, groupId, holdsCardNumber, inFront, inOrder } from "./answers";

/** The part of an answer that must be corrected. */
export type Trouble = { readonly about: "reason" | "pin" | "item" | "amount" | "target"; readonly words: string };

/** An answer that a manager is giving. */
export interface Answering {
  reason: string;
  /** The reason came with the answer: only the PIN must be typed. */
  readonly given: boolean;
  pin: string;
  readonly trouble: Trouble | null;
  readonly settling: boolean;
  putDown(): void;
}

export class Review implements Answering {
  readonly #till: Till;
  /** Null before the till has answered. */
  items = $state.raw<readonly TrayItem[] | null>(null);
  held = $state.raw<readonly HeldItem[]>([]);
  /** Money that is to be returned. */
  returns = $state.raw<readonly ReturnItem[]>([]);
  /** Shifts whose difference a manager still has to accept. */
  to_confirm = $state.raw<readonly EndedShift[]>([]);
  notices = $state.raw<readonly TillNoticeItem[]>([]);
  /** Payments in doubt, and sales that were left partly paid. */
  open = $state.raw<readonly OpenItem[]>([]);
  /** Notices under the fixed QR that one answer settles. */
  groups = $state.raw<readonly FixedGroup[]>([]);
  /** Their items, which are not listed one by one. */
  grouped = $state.raw<readonly TrayItem[]>([]);
  /** The amount that the manager saw at the provider, as typed. */
  amount = $state("");
  /** The ticket of the sale to which the money belongs, as typed. */
  target = $state("");
  /** The stray is taken over from the till that has it. */
  take_over = $state(false);
  #chosen = $state<string | null>(null);
  how = $state<SettleHow | null>(null);
  reason = $state("");
  /** The reason came with the answer: only the PIN must be typed. */
  given = $state(false);
  pin = $state("");
  trouble = $state.raw<Trouble | null>(null);
  settling = $state(false);
  /** The message after something was settled, until the next action. */
  done = $state<string | null>(null);

  #tray: TrayView | null = null;
  /** Groups whose notices are answered one by one. */
  #apart: ReadonlySet<string> = new Set();

  /** Counts the requests, so that an outdated answer is ignored. */
  #asked = 0;

  constructor(till: Till, item: string | null) {
    this.#till = till;
    this.#chosen = item;
  }

  get chosen(): TrayItem | null {
    return this.items?.find((item) => item.id === this.#chosen) ?? null;
  }

  /** How much waits in all. */
  get count(): number {
    const { items, held, groups, open, returns, to_confirm } = this;
    return (items?.length ?? 0) + groups.length + held.length + open.length + returns.length + to_confirm.length;
  }

  get answers(): readonly SettleHow[] {
    return this.chosen?.answers ?? [];
  }

  /** What the current answer must name. */
  get asks(): { readonly amount: boolean; readonly target: boolean } {
    const { chosen, how } = this;
    return chosen === null || how === null ? { amount: false, target: false } : asksFor(chosen, how);
  }

  /** Answers that the money belongs to the proposed sale. A sure proposal needs only the PIN. */
  propose(ticket: string, reason: string): void {
    this.target = ticket;
    this.answer("belongs-to-another-sale", reason);
  }

  async load(): Promise<void> {
    const asked = (this.#asked += 1);
    try {
      const tray = await this.#till.ask("tray", null);
      if (asked === this.#asked) this.#take(tray);
    } catch (error) {
      this.trouble = { about: "item", words: readErrorWords(error) };
    }
  }

  choose(item: string | null): void {
    if (item === this.#chosen) return;
    this.#chosen = item;
    this.putDown();
    this.done = null;
  }

  move(steps: number): void {
    this.choose(beside(this.items ?? [], this.#chosen, steps));
  }

  answer(how: SettleHow, reason = ""): void {
    if (this.how === how && reason === "") return;
    this.how = how;
    if (reason !== "") this.reason = reason;
    this.given = reason !== "";
    this.trouble = null;
    this.done = null;
  }

  /** Discards the current answer. */
  putDown(): void {
    this.how = null;
    this.given = false;
    this.reason = "";
    this.amount = "";
    this.target = "";
    this.take_over = false;
    this.pin = "";
    this.trouble = null;
  }

  async settle(): Promise<void> {
    const { chosen, how } = this;
    if (chosen === null || how === null || this.settling) return;
    this.trouble = this.#missing();
    if (this.trouble !== null) return;
    const { asks } = this;
    const amount_centavos = asks.amount ? centavosIn(this.amount) : null;
    const target = asks.target ? this.target.trim() : null;
    const named = { ...(amount_centavos === null ? {} : { amount_centavos }), ...(target === null ? {} : { target }) };
    const taken = chosen.holder !== null && this.take_over ? { take_over: true } : {};
    const takes = { item: chosen.id, how, ...named, ...taken, reason: this.reason.trim(), pin: this.pin };
    this.pin = "";
    this.settling = true;
    try {
      const { tray, asked } = await this.#till.ask("settle", takes);
      this.took(tray, asked);
    } catch (error) {
      this.trouble = { about: aboutOf(error), words: errorWords(error) };
      // Somebody else settled it, or another till has it: the tray has changed.
      if (this.trouble.about === "item" || isHeldElsewhere(error)) await this.load();
    } finally {
      this.settling = false;
    }
  }

  /** Something was settled, and `tray` still waits. */
  took(tray: TrayView, asked: AskedView | null = null): void {
    this.#asked += 1;
    this.#take(tray);
    const others = askedOnceDone(asked);
    this.done = others === null ? m.tray_done() : `${m.tray_done()} ${others}`;
  }

  #missing(): Trouble | null {
    if (this.asks.target && this.target.trim() === "") return { about: "target", words: m.settle_target_missing() };
    if (this.asks.amount && (centavosIn(this.amount) ?? 0) <= 0) return { about: "amount", words: m.settle_amount_bad() };
    if (this.reason.trim() === "") return { about: "reason", words: m.error_reason_missing() };
    if (holdsCardNumber(this.reason)) return { about: "reason", words: m.tray_reason_card() };
    if (this.pin === "") return { about: "pin", words: m.manager_pin_missing() };
    return null;
  }

  /** Lists the notices of a group one by one, for a manager who answers each. */
  setApart(group: string): void {
    this.#apart = new Set([...this.#apart, group]);
    if (this.#tray !== null) this.#take(this.#tray);
  }

  #take(tray: TrayView): void {
    this.#tray = tray;
    const { items: all, held, open, returns, to_confirm, notices } = tray;
    const groups = tray.groups.filter((group) => !this.#apart.has(groupId(group)));
    const in_groups = new Set(groups.flatMap((group) => group.notices.map((one) => one.item)));
    const items = inOrder(all.filter((item) => !in_groups.has(item.id)));
    this.groups = groups;
    this.grouped = all.filter((item) => in_groups.has(item.id));
    this.held = held;
    this.returns = returns;
    this.to_confirm = to_confirm;
    this.open = open;
    this.notices = notices;
    const chosen = inFront(items, this.items ?? [], this.#chosen);
    const moved = chosen !== this.#chosen;
    this.items = items;
    this.#chosen = chosen;
    if (moved) this.putDown();
  }
}

function isHeldElsewhere(error: unknown): boolean {
  return error instanceof Refused && error.code === "held-elsewhere";
}

function aboutOf(error: unknown): Trouble["about"] {
  if (!(error instanceof Refused)) return "pin";
  if (error.code === "reason-missing") return "reason";
  if (error.code === "amount-missing") return "amount";
  if (error.code === "target-missing" || error.code === "sale-unknown" || error.code === "covers-nothing") return "target";
  return error.code === "item-unknown" ? "item" : "pin";
}
