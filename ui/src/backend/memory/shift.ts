/** The shifts of the till in memory: the drawer, the count, and what is pending at a hand-over. */

import { Refused } from "../backend";
import type { ActorView, CountShift, CountView, EndedShift, ErrorCode, MoveCash, OpenShift, PaperPreview, PendingView, PersonView, Requests, ShiftBrief, ShiftFacts, ShiftView, Snapshot, Tender, TenderSum } from "../bindings";
import { countPaper, movementPaper } from "./papers";
import { LUCIA, TOMAS } from "./people";
import { DENOMINATIONS } from "./samples";
import type { ShiftStart } from "./shift-scenes";

const MINUTE_MS = 60_000;
const FLOAT_CENTAVOS = 4_500_000;
const DIFFERENCE_MAX_CENTAVOS = 100_000;
const REASON_CHARS_MAX = 200;

/** What the sales of a scene's open shift brought. */
const TAKINGS: readonly TenderSum[] = [
  { tender: "qr", amount_centavos: 38_640_000 },
  { tender: "fixed-qr", amount_centavos: 2_120_000 },
  { tender: "card", amount_centavos: 12_724_600 },
  { tender: "cash", amount_centavos: 13_810_000 },
];

type Asked = "shift" | "open_shift" | "cash_in" | "cash_out" | "open_drawer" | "count_shift" | "accept_difference";
type Answers = { [K in Asked]: (takes: Requests[K]["takes"]) => Requests[K]["gives"] };

/** What shifts ask of the rest of the till. */
export type ShiftShop = {
  /** Who is at the counter. */
  readonly at: () => PersonView | null;
  readonly managerOf: (pin: string) => PersonView;
  /** Throws where the shop has a manager and this is none. */
  readonly managerIfAny: (pin: string | undefined) => void;
  readonly changed: () => void;
};

export class MemoryShift {
  readonly #shop: ShiftShop;
  #shift: ShiftFacts | null;
  #to_confirm: readonly EndedShift[];
  #pending: readonly PendingView[];
  readonly #blind: boolean;
  /** The last line that a movement of the drawer has in the journal. */
  #seq = 500;

  /** A scene without a `start` has something pending as soon as it has a shift. */
  constructor({ session }: Snapshot, start: ShiftStart | null, shop: ShiftShop) {
    this.#shop = shop;
    this.#shift = session.shift === null ? (start?.last ?? null) : factsOf(session.shift);
    this.#pending = (start === null ? session.shift !== null : start.pending === true) ? pendingItems() : [];
    this.#to_confirm = start?.to_confirm ?? [];
    this.#blind = start?.blind ?? false;
  }

  /** Shifts whose difference a manager still has to accept. */
  get to_confirm(): readonly EndedShift[] {
    return this.#to_confirm;
  }

  readonly answers: Answers = {
    shift: () => this.#view(),
    open_shift: (takes) => this.#open(takes),
    cash_in: (takes) => this.#move(takes, 1),
    cash_out: (takes) => {
      this.#shop.managerIfAny(takes.pin);
      return this.#move(takes, -1);
    },
    open_drawer: ({ reason, pin }) => {
      this.#shop.managerIfAny(pin);
      return this.#note(0, reason);
    },
    count_shift: (takes) => this.#count(takes),
    accept_difference: ({ shift, reason, pin }) => {
      const { name } = this.#shop.managerOf(pin);
      const accepted = fitReason(reason);
      if (!this.#to_confirm.some((one) => one.number === shift)) throw refusal("shift-over");
      this.#to_confirm = this.#to_confirm.filter((one) => one.number !== shift);
      if (this.#shift?.number === shift) this.#shift = { ...this.#shift, to_confirm: false, accepted, accepted_by: { who: "person", name } };
      return this.#changed();
    },
  };

  /** The open shift, for the status bar. */
  get brief(): ShiftBrief | null {
    const shift = this.#shift;
    if (shift === null || !shift.open) return null;
    const { number, person, opened_at_ms, forgotten } = shift;
    return { number, person, opened_at_ms, own: person?.id === this.#shop.at()?.id, forgotten };
  }

  /** Counting is blind for a cashier. */
  get blind(): boolean {
    return this.#blind && this.#shop.at()?.role !== "manager";
  }

  /** The paper of a movement of the drawer, or of the count of the last shift. */
  paper(of: { readonly what: "movement"; readonly seq: number } | { readonly what: "count"; readonly shift: number }): PaperPreview {
    const shift = this.#shift;
    if (of.what === "count") {
      if (shift === null || shift.number !== of.shift || shift.counts === null) throw refusal("item-unknown");
      return countPaper(shift, shift.counts);
    }
    const line = shift?.drawer.find((one) => one.seq === of.seq);
    if (shift === null || line === undefined) throw refusal("item-unknown");
    return movementPaper(shift, line);
  }

  /** Another ledger, in which no shift was opened. */
  forget(): void {
    this.#shift = null;
    this.#to_confirm = [];
    this.#pending = [];
  }

  /** A shift that is still open ends without a count. */
  #open({ float_centavos, accepted }: OpenShift): ShiftView {
    if (float_centavos < 0) throw refusal("amount-too-large");
    this.#pending = this.#pending.filter((one) => !accepted.includes(one.payment));
    const before = this.#shift?.number ?? 0;
    this.#shift = {
      number: before + 1,
      person: this.#shop.at(),
      open: true,
      forgotten: false,
      opened_at_ms: Date.now(),
      ended_at_ms: null,
      float_centavos,
      drawer: [],
      takings: [],
      expected_cash_centavos: float_centavos,
      counts: null,
      to_confirm: false,
      accepted: null,
      accepted_by: null,
    };
    return this.#changed();
  }

  #move({ amount_centavos, reason }: MoveCash, sign: 1 | -1): ShiftView {
    if (amount_centavos <= 0) throw refusal("amount-zero");
    return this.#note(sign * amount_centavos, reason);
  }

  #note(amount_centavos: number, reason: string): ShiftView {
    const shift = this.#opened();
    const line = { seq: (this.#seq += 1), at_ms: Date.now(), actor: this.#actor(), amount_centavos, reason: fitReason(reason) };
    const expected_cash_centavos = (shift.expected_cash_centavos ?? 0) + amount_centavos;
    this.#shift = { ...shift, drawer: [...shift.drawer, line], expected_cash_centavos };
    return this.#changed();
  }

  #count({ counts, accepts, pin }: CountShift): ShiftView {
    const shift = this.#opened();
    const by = pin === undefined ? null : this.#shop.managerOf(pin);
    const counted = counts.map((one): CountView => {
      const sum = one.pieces.reduce((so_far, { value_centavos, pieces }) => so_far + value_centavos * pieces, 0);
      if (one.pieces.length > 0 && sum !== one.counted_centavos) throw refusal("count-unfit");
      const expected_centavos = this.#expected(shift, one.tender);
      return { tender: one.tender, expected_centavos, counted_centavos: one.counted_centavos, difference_centavos: one.counted_centavos - expected_centavos };
    });
    const difference_centavos = counted.reduce((sum, one) => sum + one.difference_centavos, 0);
    const over = counted.some((one) => Math.abs(one.difference_centavos) > DIFFERENCE_MAX_CENTAVOS);
    const accepted = over && by !== null && (accepts ?? "").trim() !== "" ? fitReason(accepts ?? "") : null;
    const to_confirm = over && accepted === null;
    const accepted_by: ActorView | null = accepted === null || by === null ? null : { who: "person", name: by.name };
    this.#shift = { ...shift, open: false, forgotten: false, ended_at_ms: Date.now(), counts: counted, to_confirm, accepted, accepted_by };
    if (to_confirm) this.#to_confirm = [...this.#to_confirm, { number: shift.number, person: shift.person, opened_at_ms: shift.opened_at_ms, difference_centavos }];
    return this.#changed();
  }

  #expected(shift: ShiftFacts, tender: Tender): number {
    if (tender === "cash") return shift.expected_cash_centavos ?? 0;
    return shift.takings.find((one) => one.tender === tender)?.amount_centavos ?? 0;
  }

  #opened(): ShiftFacts {
    if (this.#shift === null || !this.#shift.open) throw refusal("no-shift");
    return this.#shift;
  }

  #actor(): ActorView {
    const at = this.#shop.at();
    return at === null ? { who: "counter" } : { who: "person", name: at.name };
  }

  #changed(): ShiftView {
    this.#shop.changed();
    return this.#view();
  }

  /** While a shift is open and counting is blind, no sum with cash in it is seen. */
  #shown(): ShiftFacts | null {
    const shift = this.#shift;
    if (shift === null || !shift.open || !this.blind) return shift;
    return { ...shift, expected_cash_centavos: null, takings: shift.takings.filter((one) => one.tender !== "cash") };
  }

  #view(): ShiftView {
    return {
      shift: this.#shown(),
      pending: [...this.#pending],
      pending_others: 0,
      to_confirm: [...this.#to_confirm],
      denominations: [...DENOMINATIONS],
      blind: this.blind,
      difference_max_centavos: DIFFERENCE_MAX_CENTAVOS,
    };
  }
}

/** A scene's open shift with an afternoon's movements. */
function factsOf(brief: ShiftBrief): ShiftFacts {
  const actor: ActorView = brief.person === null ? { who: "counter" } : { who: "person", name: brief.person.name };
  const at = (minutes: number) => brief.opened_at_ms + minutes * MINUTE_MS;
  const drawer = [
    { seq: 311, at_ms: at(36), actor, amount_centavos: 0, reason: "Cambiar un billete" },
    { seq: 342, at_ms: at(76), actor, amount_centavos: -380_000, reason: "Agua y limpieza" },
    { seq: 430, at_ms: at(246), actor, amount_centavos: 2_000_000, reason: "Cambio del banco" },
  ];
  const cash = TAKINGS.find((one) => one.tender === "cash")?.amount_centavos ?? 0;
  return {
    number: brief.number,
    person: brief.person,
    open: true,
    forgotten: brief.forgotten,
    opened_at_ms: brief.opened_at_ms,
    ended_at_ms: null,
    float_centavos: FLOAT_CENTAVOS,
    drawer,
    takings: [...TAKINGS],
    expected_cash_centavos: drawer.reduce((sum, line) => sum + line.amount_centavos, FLOAT_CENTAVOS + cash),
    counts: null,
    to_confirm: false,
    accepted: null,
    accepted_by: null,
  };
}

/** What is open by name, at a hand-over and at a close. */
export function pendingItems(): PendingView[] {
  const now_ms = Date.now();
  const item = (ticket: number, why: PendingView["why"], amount_centavos: number, minutes: number, person: PersonView, values: Partial<PendingView> = {}): PendingView => ({
    sale: `s${ticket}`,
    payment: `p${ticket}`,
    ticket: `C1-${String(ticket).padStart(6, "0")}`,
    why,
    amount_centavos,
    method: "qr",
    last_four: [],
    received_centavos: 0,
    since_ms: now_ms - minutes * MINUTE_MS,
    person,
    ...values,
  });
  return [
    item(376, { why: "payment", state: "in-doubt" }, 3_600_000, 483, TOMAS, { method: "card", last_four: ["4821"] }),
    item(378, { why: "payment", state: "unconfirmed" }, 480_000, 470, TOMAS, { method: "fixed-qr" }),
    item(413, { why: "item", kind: "duplicate" }, 520_000, 132, LUCIA, { received_centavos: 1_040_000 }),
    item(432, { why: "item", kind: "short" }, 50_000, 25, LUCIA, { received_centavos: 310_000 }),
  ];
}

function fitReason(reason: string): string {
  const fit = reason.trim();
  if (fit === "") throw refusal("reason-missing");
  if (fit.length > REASON_CHARS_MAX) throw refusal("reason-too-long");
  return fit;
}

function refusal(code: ErrorCode): Refused {
  return new Refused({ code, detail: null });
}
