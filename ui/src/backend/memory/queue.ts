/** The queue of the till in memory: what a scene owes, in the order of the screen. Trying one does it; nothing goes out by itself. */

import { Refused } from "../backend";
import type { ErrandProvider, ErrandStanding, ErrandView, ErrorCode, InDoubtView, Meanwhile, OutageView, PersonView, QueueGroup, QueueView, Requests } from "../bindings";

type Asked = "queue" | "try_now" | "give_up_errand";
type Answers = { [K in Asked]: (takes: Requests[K]["takes"]) => Requests[K]["gives"] };

const PAGE_ROWS_MAX = 50;
/** The order of a provider's errands. */
const STANDINGS: readonly ErrandStanding[] = ["dead", "in-flight", "owed", "held"];

/** What a scene of the queue begins with. */
export type QueueStart = {
  readonly groups: readonly Pick<QueueGroup, "provider" | "paused" | "outage">[];
  readonly errands: readonly ErrandView[];
  readonly outage: OutageView | null;
  readonly meanwhile: Meanwhile;
  readonly in_doubt: readonly InDoubtView[];
  /** The queue cannot be read. */
  readonly unread?: true;
};

export type QueueShop = {
  readonly managerOf: (pin: string) => PersonView;
  readonly changed: () => void;
  /** Tries what is not of this list; true where it was. */
  readonly tried?: (number: number) => boolean;
};

export class MemoryQueue {
  readonly #shop: QueueShop;
  readonly #start: QueueStart;
  #errands: readonly ErrandView[] = [];
  /** Counted when they change, and not for each page. */
  #groups: readonly QueueGroup[] = [];

  constructor(start: QueueStart, shop: QueueShop) {
    this.#start = start;
    this.#shop = shop;
    this.#put(inOrder(start.errands, start.groups.map(({ provider }) => provider)));
  }

  readonly answers: Answers = {
    queue: ({ provider, after, limit }) => this.#page(provider ?? null, after?.number ?? null, limit ?? PAGE_ROWS_MAX),
    try_now: ({ number }) => {
      if (number !== undefined && this.#shop.tried?.(number) === true) {
        this.#put(this.#errands.filter((errand) => errand.number !== number));
        this.#shop.changed();
        return this.#page(null, null, PAGE_ROWS_MAX);
      }
      const wanted = (errand: ErrandView): boolean => errand.can_retry && (number ?? errand.number) === errand.number;
      if (!this.#errands.some(wanted) && number !== undefined) throw refusal("errand-unknown");
      // Behind an outage nothing goes out, and an attempt more was made.
      const reachable = (errand: ErrandView): boolean => this.#group(errand.provider)?.outage === null;
      const tried = this.#errands.map((errand) => (wanted(errand) ? { ...errand, standing: "owed" as const, dead_because: null, attempts: errand.attempts + 1 } : errand));
      this.#put(tried.filter((errand) => !(wanted(errand) && reachable(errand))));
      this.#shop.changed();
      return this.#page(null, null, PAGE_ROWS_MAX);
    },
    give_up_errand: ({ number, reason, pin }) => {
      if (reason.trim() === "") throw refusal("reason-missing");
      this.#shop.managerOf(pin);
      const found = this.#errands.find((errand) => errand.number === number);
      if (found === undefined) throw refusal("errand-unknown");
      if (!found.can_give_up) throw refusal("errand-kept");
      this.#put(this.#errands.filter((errand) => errand !== found));
      this.#shop.changed();
      return this.#page(null, null, PAGE_ROWS_MAX);
    },
  };

  /** What the status bar counts. */
  get owed(): number {
    return this.#errands.filter(({ standing }) => standing !== "held").length;
  }

  /** How many of those need a person. */
  get dead(): number {
    return this.#errands.filter(({ standing }) => standing === "dead").length;
  }

  #group(provider: ErrandProvider): Pick<QueueGroup, "outage"> | undefined {
    return this.#start.groups.find((group) => group.provider === provider);
  }

  #page(provider: ErrandProvider | null, after: number | null, limit: number): QueueView {
    const { outage, meanwhile, in_doubt, unread } = this.#start;
    if (unread) throw refusal("ledger-unavailable");
    const listed = provider === null ? this.#errands : this.#errands.filter((errand) => errand.provider === provider);
    const from = after === null ? 0 : listed.findIndex(({ number }) => number === after) + 1;
    const rows = listed.slice(from, from + Math.min(limit, PAGE_ROWS_MAX));
    const last = rows.at(-1);
    const next = last === undefined || from + rows.length >= listed.length ? null : { list: STANDINGS.indexOf(last.standing), due_at_ms: last.owed_at_ms, number: last.number };
    return { groups: [...this.#groups], rows, next, outage, meanwhile, in_doubt: [...in_doubt] };
  }

  #put(errands: readonly ErrandView[]): void {
    this.#errands = errands;
    this.#groups = this.#start.groups.map((group) => ({ ...group, ...this.#countsOf(group.provider) }));
  }

  #countsOf(provider: ErrandProvider): Pick<QueueGroup, "owed" | "dead" | "held" | "oldest_owed_at_ms"> {
    const own = this.#errands.filter((errand) => errand.provider === provider);
    const count = (...standings: ErrandStanding[]): number => own.filter(({ standing }) => standings.includes(standing)).length;
    const owed_at = own.filter(({ standing }) => standing === "owed").map(({ owed_at_ms }) => owed_at_ms);
    const oldest_owed_at_ms = owed_at.length === 0 ? null : owed_at.reduce((a, b) => Math.min(a, b));
    return { owed: count("owed", "in-flight"), dead: count("dead"), held: count("held"), oldest_owed_at_ms };
  }
}

function inOrder(errands: readonly ErrandView[], providers: readonly ErrandProvider[]): readonly ErrandView[] {
  const place = ({ provider, standing }: ErrandView): number => providers.indexOf(provider) * STANDINGS.length + STANDINGS.indexOf(standing);
  return [...errands].sort((a, b) => place(a) - place(b) || a.owed_at_ms - b.owed_at_ms || a.number - b.number);
}

function refusal(code: ErrorCode): Refused {
  return new Refused({ code, detail: null });
}
