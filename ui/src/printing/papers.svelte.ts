/** The papers that have not come out: which one is in front, and what a person decided about it. */

import type { PrinterView, SettlePapers, WaitingPaper } from "../backend/bindings";
import type { Till } from "../till/till.svelte";
import { errorWords, readErrorWords } from "../words/errors";
import { paperName } from "../words/papers";
import { m } from "../words/words";

/** What can be done with a paper that waits. */
export type PaperAct = "print" | "other" | "pdf" | "give-up";

/** A paper that came to the front by itself is left as it is for so long: a key or a click may still mean the one before it, in milliseconds. */
const JUST_CAME_MS = 800;

export class Papers {
  readonly #till: Pick<Till, "ask">;
  /** Null before the till has answered. */
  view = $state.raw<PrinterView | null>(null);
  #chosen = $state<number | null>(null);
  /** A person chose the paper in front. */
  by_person = $state(false);
  /** What is being asked for: of one paper, or of all. */
  busy = $state<number | "all" | null>(null);
  /** Why the list could not be read. */
  #unread = $state<string | null>(null);
  /** Why the till did not do what was asked, until the next act. */
  #refused = $state<string | null>(null);
  /** Said after something was done, until the next act. */
  done = $state<string | null>(null);
  /** When the paper in front came there by itself. */
  #came_at_ms = Number.NEGATIVE_INFINITY;
  /** Counts what was asked, so that an answer that was overtaken is not taken. */
  #asked = 0;

  constructor(till: Pick<Till, "ask">) {
    this.#till = till;
  }

  get papers(): readonly WaitingPaper[] {
    return this.view?.papers ?? [];
  }

  /** The paper in front: the chosen one, or else the oldest. */
  get chosen(): WaitingPaper | null {
    return this.papers.find((paper) => paper.job === this.#chosen) ?? this.papers[0] ?? null;
  }

  get failed(): string | null {
    return this.#refused ?? this.#unread;
  }

  async load(): Promise<void> {
    if (this.busy !== null) return;
    const asked = (this.#asked += 1);
    try {
      const view = await this.#till.ask("printer", null);
      if (asked !== this.#asked) return;
      const before = this.chosen?.job;
      this.#take(view);
      if (before !== undefined && before !== this.chosen?.job) this.#came_at_ms = performance.now();
      this.#unread = null;
    } catch (error) {
      if (asked === this.#asked) this.#unread = readErrorWords(error);
    }
  }

  choose(job: number): void {
    [this.#chosen, this.by_person, this.done] = [job, true, null];
    this.#came_at_ms = Number.NEGATIVE_INFINITY;
  }

  move(by: 1 | -1): void {
    const { papers, chosen } = this;
    const place = papers.findIndex((paper) => paper.job === chosen?.job);
    const next = papers[Math.min(Math.max(0, place + by), papers.length - 1)];
    if (next !== undefined) this.choose(next.job);
  }

  /** What can be done with a paper. The drawer is no paper, what is being sent is left alone, and what shows cash is printed by a manager while counting is blind. */
  acts({ paper, printing, needs_manager }: WaitingPaper): readonly PaperAct[] {
    if (printing) return [];
    if (needs_manager) return ["give-up"];
    const other = this.view?.light?.has_other === true;
    const pdf = paper !== null && paper.what !== "drawer";
    return ["print", ...(other ? (["other"] as const) : []), ...(pdf ? (["pdf"] as const) : []), "give-up"];
  }

  /** Does this with the paper in front, where it can be done. */
  async act(act: PaperAct): Promise<void> {
    const { chosen } = this;
    if (chosen === null || !this.acts(chosen).includes(act)) return;
    if (performance.now() - this.#came_at_ms < JUST_CAME_MS) return;
    const { job } = chosen;
    const takes: SettlePapers = act === "give-up" ? { how: "give-up", job } : { how: "print", way: act === "print" ? this.#way : act, job };
    if (!(await this.#settle(takes, job))) return;
    // What was being sent meanwhile was left alone.
    if (act === "give-up" && this.papers.some((paper) => paper.job === job)) return;
    this.done = DONE[act]({ paper: paperName(chosen.paper, chosen.ticket) });
  }

  /** Prints every paper now, by the way that is in use. */
  async printAll(): Promise<void> {
    if (this.papers.length === 0) return;
    if (this.papers.every((paper) => paper.needs_manager)) {
      this.#refused = m.papers_needs_manager();
      return;
    }
    if (await this.#settle({ how: "print", way: this.#way }, "all")) this.done = this.papers.some((paper) => paper.needs_manager) ? m.papers_done_others() : m.papers_done_all();
  }

  async giveUpAll(): Promise<void> {
    if (await this.#settle({ how: "give-up" }, "all")) this.done = m.papers_done_none();
  }

  get #way(): "printer" | "other" {
    return this.view?.light?.way === "other" ? "other" : "printer";
  }

  /** Where the paper in front is gone, the next one comes to the front, or else the one before it. */
  #take(view: PrinterView): void {
    const { papers: before, chosen } = this;
    this.view = view;
    if (chosen === null || this.papers.some(({ job }) => job === chosen.job)) return;
    const place = before.indexOf(chosen);
    const nearest = [...before.slice(place + 1), ...before.slice(0, place).reverse()];
    this.#chosen = nearest.find(({ job }) => this.papers.some((paper) => paper.job === job))?.job ?? null;
  }

  async #settle(takes: SettlePapers, what: number | "all"): Promise<boolean> {
    if (this.busy !== null) return false;
    [this.busy, this.#refused, this.done] = [what, null, null];
    const asked = (this.#asked += 1);
    try {
      const view = await this.#till.ask("settle_papers", takes);
      if (asked === this.#asked) this.#take(view);
      return true;
    } catch (error) {
      this.#refused = errorWords(error);
      return false;
    } finally {
      this.busy = null;
    }
  }
}

const DONE: Record<PaperAct, (about: { paper: string }) => string> = {
  print: m.papers_done_print,
  other: m.papers_done_other,
  pdf: m.papers_done_pdf,
  "give-up": m.papers_done_give_up,
};
