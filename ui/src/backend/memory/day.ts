/** The day and the closes of the till in memory. A scene's day is the mockups' Saturday. */

import { Refused } from "../backend";
import type { AdjustmentView, CloseView, DayView, ErrorCode, FiguresView, PaperPreview, PersonView, Requests, SaleLineView, SalesPageView, SaleView, TakingSumView, TrayItem } from "../bindings";
import type { DayScene } from "./day-scenes";
import { LUCIA, TOMAS } from "./people";
import { closePaper } from "./papers";
import { aPayment, aSale } from "./samples";
import { pendingItems } from "./shift";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const NUMBER_FIRST = 215;
const SEQ_FIRST = 48_213;
const LINES = 690;

type Asked = "day" | "day_sales" | "day_sales_count" | "partial" | "close_day" | "close";
type Answers = { [K in Asked]: (takes: Requests[K]["takes"]) => Requests[K]["gives"] };

/** What the day and its closes ask of the rest of the till. */
export type DayShop = {
  readonly at: () => PersonView | null;
  readonly managerOf: (pin: string) => PersonView;
  readonly changed: () => void;
  /** Counting is blind for the person at the counter. */
  readonly blind: () => boolean;
  readonly seq: () => number;
  readonly strays: () => readonly TrayItem[];
  /** The sales that the window knows, newest first. */
  readonly sales: () => readonly SaleView[];
};

export class MemoryDay {
  readonly #shop: DayShop;
  #closes: readonly CloseView[] = [];

  readonly #scene: DayScene | null;
  /** How often the figures were asked for: a scene in which they fail fails from the second time on. */
  #asked = 0;

  constructor(shop: DayShop, scene: DayScene | null) {
    this.#shop = shop;
    this.#scene = scene;
  }

  readonly answers: Answers = {
    day: (takes) => this.#day(takes),
    day_sales: (takes) => {
      const blind = this.#isBlind(takes.pin);
      if ((takes.payer ?? "") !== "" && takes.pin === undefined && this.#shop.at()?.role !== "manager") throw refusal("needs-manager");
      return salesOf(takes, this.#listed(takes.to), blind);
    },
    day_sales_count: (takes) => ({ count: matching(takes, this.#listed(takes.to)).length, is_limit: false }),
    partial: ({ pin }) => {
      if (pin === undefined) return this.#shown(this.#next());
      this.#shop.managerOf(pin);
      return this.#next();
    },
    close_day: ({ number }) => {
      const made = this.#closes.find((one) => one.number === number);
      if (made !== undefined) return this.#shown(made);
      const next = this.#next();
      if (number !== next.number) throw refusal("close-of-another");
      const at = this.#shop.at();
      const close: CloseView = { ...next, partial: false, actor: at === null ? { who: "counter" } : { who: "person", name: at.name } };
      this.#closes = [...this.#closes, close];
      this.#shop.changed();
      return this.#shown(close);
    },
    close: ({ number }) => {
      const found = this.#closes.find((one) => one.number === number);
      if (found === undefined) throw refusal("item-unknown");
      return this.#shown(found);
    },
  };

  /** The paper of a close: one that was made, or what the next would say. */
  paper(of: { readonly what: "partial" } | { readonly what: "coming" } | { readonly what: "close"; readonly number: number }, pin: string | undefined): PaperPreview {
    if (of.what === "close") return closePaper(this.answers.close({ number: of.number }), "close");
    return closePaper(this.answers.partial(pin === undefined ? {} : { pin }), of.what);
  }

  /** The sales of this window that no scene listed, newest first. */
  #news(day: string): SaleLineView[] {
    if (day !== isoDay(Date.now())) return [];
    const known = new Set(listed(day).map((one) => one.sale));
    return this.#shop.sales().filter((sale) => !known.has(sale.id)).map((sale) => lineOf(sale, this.#shop.at()));
  }

  #isBlind(pin: string | undefined): boolean {
    if (pin !== undefined) this.#shop.managerOf(pin);
    return this.#scene === "day-blind" && pin === undefined;
  }

  #listed(day: string): readonly SaleLineView[] {
    return this.#isEmpty(day) ? [] : [...this.#news(day), ...listed(day)];
  }

  /** Whether nothing happened on a day: in practice, only today can be so. */
  #isEmpty(day: string): boolean {
    return this.#scene === "day-empty" || (this.#scene === "day-practice-empty" && day >= isoDay(Date.now()));
  }

  /** A day of the till: every day has the figures of the same Saturday, and today what was charged since. */
  #day({ from, to, pin }: Requests["day"]["takes"]): DayView {
    this.#asked += 1;
    if (this.#scene === "day-trouble" && this.#asked > 1) throw refusal("ledger-unavailable");
    const today = isoDay(Date.now());
    const first = from ?? today;
    const empty = this.#isEmpty(to ?? first);
    const figures = saturday();
    const came = empty ? [] : this.#news(to ?? first).filter((sale) => sale.state === "paid");
    const takings = empty ? [] : figures.takings.map((sum) => withSales(sum, came));
    const view: DayView = {
      from: first,
      to: to ?? first,
      today,
      seq: this.#shop.seq(),
      without_cash: false,
      received_centavos: receivedIn(takings),
      count: countIn(takings),
      takings,
      plans: empty ? [] : figures.plans,
      people: empty ? [] : figures.people,
      deductions: empty ? [] : figures.deductions.map((sum) => (this.#scene === "day-quiet" ? untold(sum) : sum)),
      arrivals: empty || this.#scene === "day-quiet" ? [] : [
        { day: first, tender: "qr", net_centavos: 32_710_271 },
        { day: dayAfter(first, 2), tender: "qr", net_centavos: 21_163_139 },
        { day: dayAfter(first, 16), tender: "qr", net_centavos: 6_785_328 },
      ],
      hours: empty ? [] : HOURS.map(([hour, pesos]) => ({ hour, amount_centavos: pesos * 100 })),
      days: Array.from({ length: 30 }, (_, place) => ({ day: dayAfter(first, place - 29), amount_centavos: (62 + ((place * 37) % 55)) * 1_000_000 })),
      open: empty || this.#scene === "day-quiet" ? [] : [...pendingItems()],
      open_others: 0,
      strays: empty || this.#scene === "day-quiet" ? [] : this.#shop.strays().map(({ id, amount_centavos, since_ms, reference }) => ({ item: id, amount_centavos, since_ms, reference })),
      closes: [...this.#closes.map(({ number, at_ms, figures: { received_centavos } }) => ({ number, at_ms, received_centavos })), { number: NUMBER_FIRST - 1, at_ms: Date.now() - DAY_MS, received_centavos: 94_210_550 }],
      filter_plans: figures.plans.map((one) => one.plan),
      filter_people: [TOMAS, LUCIA],
      filter_shifts: [1, 2],
    };
    return this.#isBlind(pin) ? blinded(view) : view;
  }

  /** While counting is blind, no sum with cash in it is seen. */
  #shown(close: CloseView): CloseView {
    if (!this.#shop.blind()) return close;
    const { figures, before } = close;
    return {
      ...close,
      before: before === null ? null : { ...before, received_centavos: null },
      figures: {
        ...figures,
        without_cash: true,
        received_centavos: null,
        takings: figures.takings.filter((one) => one.tender !== "cash"),
        people: [],
        adjustments: figures.adjustments.filter((one) => one.tender !== "cash"),
        uncounted: [],
      },
    };
  }

  /** What the next close would say: after a close, a day with nothing in it yet. */
  #next(): CloseView {
    const at_ms = Date.now();
    const last = this.#closes.at(-1);
    if (last === undefined) {
      const before = { number: NUMBER_FIRST - 1, at_ms: at_ms - DAY_MS, received_centavos: 94_210_550 };
      return { number: NUMBER_FIRST, partial: true, at_ms, actor: null, before, from_seq: SEQ_FIRST, to_seq: SEQ_FIRST + LINES - 1, figures: saturday() };
    }
    const before = { number: last.number, at_ms: last.at_ms, received_centavos: last.figures.received_centavos };
    return { number: last.number + 1, partial: true, at_ms, actor: null, before, from_seq: last.to_seq + 2, to_seq: last.to_seq + 2, figures: nothing(last.figures) };
  }
}

/** What each hour of that Saturday brought, in pesos. */
const HOURS: readonly (readonly [number, number])[] = [
  [9, 75_000], [10, 126_000], [11, 85_000], [12, 12_000], [13, 78_000], [14, 62_000],
  [15, 35_000], [16, 91_000], [17, 94_000], [18, 129_000], [19, 262_000], [20, 19_286],
];

export function isoDay(at_ms: number): string {
  return new Date(at_ms).toLocaleDateString("sv-SE");
}

/** The day so many days after an ISO day. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T12:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

const CONCEPTS = ["Cesto", null, "Individuales x4", "Juego de cubiertos", "Toallón"];
const LISTED = 78;
const PAGE = 40;

/** The sales of that Saturday, newest first. */
export function listed(day: string): SaleLineView[] {
  const end_ms = Date.parse(`${day}T20:17:00-03:00`);
  return Array.from({ length: LISTED }, (_, place): SaleLineView => {
    const number = 434 - place;
    const method = (["qr", "qr", "card", "cash", "qr"] as const)[place % 5] ?? "qr";
    const expired = place === 2;
    const total_centavos = (24 + ((place * 53) % 400)) * 10_000;
    return {
      sale: `s${number}`,
      ticket: `C1-${String(number).padStart(6, "0")}`,
      opened_at_ms: end_ms - place * 8 * MINUTE_MS,
      concept: CONCEPTS[place % CONCEPTS.length] ?? null,
      state: expired ? "open" : "paid",
      total_centavos,
      payments: [{ method, state: expired ? "expired" : "approved", charged_centavos: total_centavos, person: place < 47 ? LUCIA : TOMAS }],
      open_items: expired ? 1 : 0,
    };
  });
}

/** A listed sale as the window knows sales; null where there is none of that id. */
export function listedSale(id: string, day = isoDay(Date.now())): SaleView | null {
  const line = listed(day).find((one) => one.sale === id);
  if (line === undefined) return null;
  const { sale, ticket, state, concept, opened_at_ms } = line;
  const amount_centavos = line.total_centavos ?? 0;
  const payments = line.payments.map((one) => {
    const received_centavos = one.state === "approved" ? amount_centavos : 0;
    const provider = one.method === "cash" ? "" : one.method === "card" ? "pagouno" : "totalcoin";
    return aPayment({ id: `p${ticketNumber(ticket)}`, method: one.method, state: one.state, provider, amount_centavos, charged_centavos: amount_centavos, received_centavos });
  });
  return aSale({ id: sale, ticket, state, total_centavos: amount_centavos, concept, opened_at_ms, payments });
}

function lineOf(sale: SaleView, person: PersonView | null): SaleLineView {
  const { id, ticket, opened_at_ms, concept, state, total_centavos } = sale;
  const payments = sale.payments.map((one) => ({ method: one.method, state: one.state, charged_centavos: one.charged_centavos, person }));
  const open_items = sale.payments.reduce((sum, one) => sum + one.discrepancies.filter((item) => !item.settled).length, 0);
  return { sale: id, ticket, opened_at_ms, concept, state, total_centavos, payments, open_items };
}

function ticketNumber(ticket: string): number {
  return Number(ticket.slice(ticket.lastIndexOf("-") + 1));
}

const PAYERS = ["Ana Pérez", "Bruno Díaz", "Carla Gómez", "Darío Luna"];

/** Who paid a listed sale; nobody is known to have paid in cash. */
function payerOf({ ticket, payments }: SaleLineView): string {
  return payments.some((one) => one.method === "qr") ? (PAYERS[ticketNumber(ticket) % PAYERS.length] ?? "") : "";
}

/** A page of the sales that are asked for. Where counting is blind, those in cash have no amount. */
function matching(takes: Requests["day_sales"]["takes"], all: readonly SaleLineView[]): readonly SaleLineView[] {
  const wanted = (takes.text ?? "").trim().toLowerCase();
  const payer = (takes.payer ?? "").trim().toLowerCase();
  return all.filter((sale) => {
    const has = (fits: (one: SaleLineView["payments"][number]) => boolean): boolean => sale.payments.some(fits);
    return (
      (takes.state == null || has((one) => one.state === takes.state)) &&
      (takes.method == null || has((one) => one.method === takes.method)) &&
      (takes.person == null || has((one) => one.person?.id === takes.person)) &&
      (takes.least_centavos == null || (sale.total_centavos ?? 0) >= takes.least_centavos) &&
      (takes.most_centavos == null || (sale.total_centavos ?? 0) <= takes.most_centavos) &&
      (payer === "" || payerOf(sale).toLowerCase().includes(payer)) &&
      (wanted === "" || sale.ticket.toLowerCase().includes(wanted) || (sale.concept ?? "").toLowerCase().includes(wanted))
    );
  });
}

function salesOf(takes: Requests["day_sales"]["takes"], all: readonly SaleLineView[], blind: boolean): SalesPageView {
  const found = matching(takes, all);
  const after = takes.after ?? null;
  const rest = after === null ? found : found.filter((sale) => ticketNumber(sale.ticket) < after.ticket);
  const sales = rest.slice(0, PAGE).map((sale) => (blind && sale.payments.some((one) => one.method === "cash") ? { ...sale, total_centavos: null } : sale));
  const last = sales.at(-1);
  const next = last === undefined || rest.length <= PAGE ? null : { day_at_ms: last.opened_at_ms, ticket: ticketNumber(last.ticket) };
  return { sales, next };
}

function withSales(sum: TakingSumView, came: readonly SaleLineView[]): TakingSumView {
  if (sum.kind !== "received") return sum;
  const own = came.flatMap((sale) => sale.payments).filter((one) => one.method === sum.tender && one.state === "approved");
  return { ...sum, count: sum.count + own.length, amount_centavos: sum.amount_centavos + own.reduce((all, one) => all + (one.charged_centavos ?? 0), 0) };
}

function receivedIn(takings: readonly TakingSumView[]): number {
  return takings.filter((one) => one.kind === "received").reduce((sum, one) => sum + one.amount_centavos, 0);
}

function countIn(takings: readonly TakingSumView[]): number {
  return takings.filter((one) => one.kind === "received").reduce((sum, one) => sum + one.count, 0);
}

/** The provider has told nothing yet. */
function untold({ tender, known, unknown, gross_centavos, unknown_gross_centavos }: FiguresView["deductions"][number]): FiguresView["deductions"][number] {
  const none = { known: 0, without_taxes: 0, gross_centavos: 0, fees_centavos: 0, taxes_centavos: 0, net_centavos: 0 };
  return { tender, ...none, unknown: known + unknown, unknown_gross_centavos: gross_centavos + unknown_gross_centavos };
}

/** What a cashier sees of a day whose cash is counted blind. */
function blinded(view: DayView): DayView {
  const takings = view.takings.filter((one) => one.tender !== "cash");
  const closes = view.closes.map((one) => ({ ...one, received_centavos: null }));
  return { ...view, without_cash: true, received_centavos: null, count: countIn(takings), takings, people: [], hours: [], days: [], closes };
}

const TAKINGS: readonly TakingSumView[] = [
  { tender: "qr", kind: "received", count: 47, amount_centavos: 63_710_000 },
  { tender: "card", kind: "received", count: 14, amount_centavos: 21_474_600 },
  { tender: "cash", kind: "received", count: 15, amount_centavos: 19_044_000 },
  { tender: "fixed-qr", kind: "received", count: 4, amount_centavos: 2_600_000 },
  { tender: "qr", kind: "by-word", count: 1, amount_centavos: 980_000 },
  { tender: "cash", kind: "rounded", count: 1, amount_centavos: -990 },
];

/** The figures of one day: every sum is of the lines below it. */
function saturday(): FiguresView {
  const now_ms = Date.now();
  const adjustment = (close: number, ticket: string, tender: AdjustmentView["tender"], amount_centavos: number, minutes: number): AdjustmentView => ({
    close,
    sale: ticket,
    ticket,
    tender,
    kind: "received",
    amount_centavos,
    at_ms: now_ms - minutes * MINUTE_MS,
  });
  return {
    without_cash: false,
    received_centavos: TAKINGS.filter((one) => one.kind === "received").reduce((sum, one) => sum + one.amount_centavos, 0),
    takings: [...TAKINGS],
    plans: [
      { plan: "1 pago", instalments: 1, count: 1, amount_centavos: 1_250_000 },
      { plan: "3 cuotas", instalments: 3, count: 10, amount_centavos: 16_034_600 },
      { plan: "6 cuotas", instalments: 6, count: 3, amount_centavos: 4_190_000 },
    ],
    people: [
      { person: TOMAS, count: 31, amount_centavos: 38_654_000 },
      { person: LUCIA, count: 47, amount_centavos: 67_294_600 },
      { person: null, count: 2, amount_centavos: 880_000 },
    ],
    deductions: [
      { tender: "qr", known: 47, unknown: 0, without_taxes: 0, gross_centavos: 63_710_000, fees_centavos: 780_956, taxes_centavos: 164_001, net_centavos: 62_765_043, unknown_gross_centavos: 0 },
      { tender: "fixed-qr", known: 4, unknown: 0, without_taxes: 1, gross_centavos: 2_600_000, fees_centavos: 30_000, taxes_centavos: 6_305, net_centavos: 2_563_695, unknown_gross_centavos: 0 },
      { tender: "card", known: 0, unknown: 14, without_taxes: 0, gross_centavos: 0, fees_centavos: 0, taxes_centavos: 0, net_centavos: 0, unknown_gross_centavos: 21_474_600 },
    ],
    adjustments: [adjustment(214, "C1-000347", "qr", 640_000, 682), adjustment(212, "C1-000298", "fixed-qr", 240_000, 631)],
    adjustments_others: 0,
    pending: pendingItems(),
    pending_others: 0,
    shifts: [
      { number: 1, person: TOMAS, opened_at_ms: now_ms - 697 * MINUTE_MS, ending: "counted", difference_centavos: 0 },
      { number: 2, person: LUCIA, opened_at_ms: now_ms - 390 * MINUTE_MS, ending: "open", difference_centavos: 0 },
    ],
    uncounted: [{ shift: 2, amount_centavos: 13_810_000 }],
    strays_settled: 0,
    strays_settled_centavos: 0,
    strays_open: 1,
    wrong_pins: 2,
    managers_forgotten: 0,
  };
}

/** A day that has just begun: what was pending still is. */
function nothing(before: FiguresView): FiguresView {
  return { ...before, received_centavos: 0, takings: [], plans: [], people: [], deductions: [], adjustments: [], shifts: [], strays_settled: 0, strays_settled_centavos: 0, wrong_pins: 0 };
}

function refusal(code: ErrorCode): Refused {
  return new Refused({ code, detail: null });
}
