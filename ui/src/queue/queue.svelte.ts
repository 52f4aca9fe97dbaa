/** The queue's state: what is owed to the providers, the errand in front, and the one that is being given up. */

import { Refused } from "../backend/backend";
import type { ErrandProvider, ErrandView, QueueGroup, QueueView, Snapshot } from "../backend/bindings";
import type { Answering, Trouble } from "../tray/review.svelte";
import { holdsCardNumber } from "../tray/answers";
import type { Till } from "../till/till.svelte";
import { errorWords, readErrorWords } from "../words/errors";
import { m } from "../words/words";

/** So many rows of one provider are shown at the most. What comes after them goes out after them. */
export const ROWS_MAX = 500;
/** While there is more than one page in all, each provider begins with so many rows: its counts come first. */
const ROWS_FIRST = 5;
/** So many more are shown at a time. */
const ROWS_MORE = 50;

/** What is being tried at once: one errand, or all of them. */
export type Trying = number | "all";

export class Queue implements Answering {
  readonly #till: Till;
  /** The counts, the outage and the rest of the first page; null before the till has answered. */
  view = $state.raw<QueueView | null>(null);
  /** The errands that are shown, in the order of the screen. */
  rows = $state.raw<readonly ErrandView[]>([]);
  /** How many of a provider a person wanted to see. */
  #wanted: ReadonlyMap<ErrandProvider, number> = new Map();
  #chosen = $state<number | null>(null);
  /** A person chose the errand in front. Until then the screen stays at its top. */
  by_person = $state(false);
  /** The errand that a manager is giving up. */
  giving_up = $state<number | null>(null);
  reason = $state("");
  readonly given = false;
  pin = $state("");
  trouble = $state.raw<Trouble | null>(null);
  /** Why the till did not do what was asked. */
  failed = $state<string | null>(null);
  settling = $state(false);
  trying = $state<Trying | null>(null);
  /** The provider of which more was asked for. */
  loading_more = $state<ErrandProvider | null>(null);
  /** The message after something was done, until the next action. */
  done = $state<string | null>(null);

  /** Counts the answers that were asked for, so that an outdated one is ignored. */
  #asked = 0;

  constructor(till: Till, errand: number | null) {
    this.#till = till;
    this.#chosen = errand;
    this.by_person = errand !== null;
  }

  get chosen(): ErrandView | null {
    return this.rows.find((row) => row.number === this.#chosen) ?? null;
  }

  /** The providers of the screen: also one that is no longer set up, if a charge of it is in doubt. */
  get groups(): readonly QueueGroup[] {
    const groups = this.view?.groups ?? [];
    const doubted = new Set((this.view?.in_doubt ?? []).map(({ provider }) => provider));
    const missing = [...doubted].filter((provider) => !groups.some((group) => group.provider === provider));
    return [...groups, ...missing.map((provider) => ({ provider, owed: 0, dead: 0, held: 0, oldest_owed_at_ms: null, paused: null, outage: null }))];
  }

  /** How many there are in all. */
  get count(): number {
    return (this.view?.groups ?? []).reduce((sum, group) => sum + totalOf(group), 0);
  }

  rowsOf(provider: ErrandProvider): readonly ErrandView[] {
    return this.rows.filter((row) => row.provider === provider);
  }

  /** Reads again what is shown. */
  async load(): Promise<void> {
    if (this.trying !== null || this.settling) return;
    const asked = (this.#asked += 1);
    try {
      const view = await this.#till.ask("queue", {});
      const rows = await this.#rowsFor(view);
      if (asked === this.#asked) {
        this.#take(view, rows);
        this.failed = null;
      }
    } catch (error) {
      if (asked === this.#asked) this.failed = readErrorWords(error);
    }
  }

  /** Shows more of one provider. */
  async showMore(provider: ErrandProvider): Promise<void> {
    if (this.loading_more !== null) return;
    this.loading_more = provider;
    this.#wanted = new Map([...this.#wanted, [provider, Math.min(ROWS_MAX, this.rowsOf(provider).length + ROWS_MORE)]]);
    await this.load();
    this.loading_more = null;
  }

  /** The first page is all of a short queue. Of a long one, each provider shows its first rows, and more where a person wanted more. */
  async #rowsFor(view: QueueView): Promise<readonly ErrandView[]> {
    if (view.next === null) return view.rows;
    const of_groups: (readonly ErrandView[])[] = [];
    for (const group of view.groups) {
      const wanted = Math.min(totalOf(group), this.#wanted.get(group.provider) ?? ROWS_FIRST);
      const first = view.rows.filter((row) => row.provider === group.provider);
      of_groups.push(first.length >= wanted ? first.slice(0, wanted) : await this.#pages(group.provider, wanted));
    }
    return of_groups.flat();
  }

  async #pages(provider: ErrandProvider, wanted: number): Promise<readonly ErrandView[]> {
    const rows = new Map<number, ErrandView>();
    let after: QueueView["next"] = null;
    do {
      const page: QueueView = await this.#till.ask("queue", { provider, after });
      // An errand that moved between two pages is shown once.
      for (const row of page.rows) rows.set(row.number, row);
      after = page.next;
    } while (after !== null && rows.size < wanted);
    return [...rows.values()].slice(0, wanted);
  }

  choose(errand: number | null): void {
    if (errand === this.#chosen) return;
    this.putDown();
    this.#chosen = errand;
    this.by_person = true;
    this.done = null;
  }

  move(by: number): void {
    const place = this.rows.findIndex((row) => row.number === this.#chosen);
    const row = this.rows[Math.min(Math.max(0, place + by), this.rows.length - 1)];
    if (row !== undefined) this.choose(row.number);
  }

  /** Tries one errand at once, or with "all" every one. */
  async retry(which: Trying): Promise<void> {
    if (this.trying !== null) return;
    this.trying = which;
    this.done = null;
    const asked = (this.#asked += 1);
    try {
      const view = await this.#till.ask("try_now", which === "all" ? {} : { number: which });
      const rows = await this.#rowsFor(view);
      if (asked === this.#asked) this.#take(view, rows);
      this.failed = null;
    } catch (error) {
      this.failed = errorWords(error);
    }
    this.trying = null;
  }

  giveUp(errand: ErrandView): void {
    if (!errand.can_give_up || this.giving_up === errand.number) return;
    this.putDown();
    this.giving_up = errand.number;
    this.done = null;
  }

  /** Discards what was typed about giving up. */
  putDown(): void {
    this.giving_up = null;
    this.reason = "";
    this.pin = "";
    this.trouble = null;
  }

  /** Gives the errand up, with the reason and the PIN that were typed. */
  async settle(): Promise<void> {
    const { giving_up: number } = this;
    if (number === null || this.settling) return;
    this.trouble = this.#missing();
    if (this.trouble !== null) return;
    const takes = { number, reason: this.reason.trim(), pin: this.pin };
    this.pin = "";
    this.settling = true;
    const asked = (this.#asked += 1);
    try {
      const view = await this.#till.ask("give_up_errand", takes);
      this.putDown();
      const rows = await this.#rowsFor(view);
      if (asked === this.#asked) this.#take(view, rows);
      this.failed = null;
      this.done = m.errand_given_up();
    } catch (error) {
      this.trouble = { about: error instanceof Refused && error.code === "reason-missing" ? "reason" : "pin", words: errorWords(error) };
    }
    this.settling = false;
  }

  #missing(): Trouble | null {
    if (this.reason.trim() === "") return { about: "reason", words: m.error_reason_missing() };
    if (holdsCardNumber(this.reason)) return { about: "reason", words: m.tray_reason_card() };
    if (this.pin === "") return { about: "pin", words: m.manager_pin_missing() };
    return null;
  }

  #take(view: QueueView, rows: readonly ErrandView[]): void {
    const before = this.rows;
    this.view = view;
    this.rows = rows;
    this.#chosen = inFront(rows, before, this.#chosen);
    // It went out, or somebody else gave it up.
    if (this.giving_up !== null && this.giving_up !== this.#chosen) this.putDown();
  }
}

/** Whether Bind is told anything here: the house has a wallet, or had one whose reports wait. */
export function hasReports({ wallet, reports }: Pick<Snapshot, "wallet" | "reports">): boolean {
  return wallet !== "off" || reports > 0;
}

/** How many errands of a provider are listed. */
export function totalOf({ owed, dead, held }: QueueGroup): number {
  return owed + dead + held;
}

/** The errand in front after the queue changed: the same one, or the one that took its place. */
export function inFront(rows: readonly ErrandView[], before: readonly ErrandView[], chosen: number | null): number | null {
  if (rows.some((row) => row.number === chosen)) return chosen;
  const place = before.findIndex((row) => row.number === chosen);
  return rows[Math.min(Math.max(0, place), rows.length - 1)]?.number ?? null;
}
