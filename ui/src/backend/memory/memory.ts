/**
 * A till in memory for a plain browser: enough of one to drive every screen. It
 * stores nothing, charges nobody, and does not model the rules, which belong to
 * the real till. `?scene=NAME` starts it in one state, for pictures and tests;
 * see `scenes.ts`.
 */

import { dayWords } from "../../words/times";
import { Refused } from "../backend";
import type { Backend } from "../backend";
import type {
  ApiError,
  ChargeQr,
  CustomerView,
  Done,
  ErrorCode,
  Events,
  PaymentView,
  Requests,
  SaleView,
  SettingsValues,
  Snapshot,
  TillNoticeItem,
  TrayItem,
} from "../bindings";
import { answerAfter } from "./answers";
import { MemoryCards } from "./cards";
import type { Begun } from "./cards";
import { cardScene } from "./card-scenes";
import { MemoryDay, listedSale } from "./day";
import { dayScene, dayStrays, dayTill } from "./day-scenes";
import { MemoryFixedQr } from "./fixed-qr";
import { fixedScene } from "./fixed-scenes";
import { MemoryPeople } from "./people";
import { MemorySettings } from "./settings";
import { settingsBehind, settingsScene } from "./settings-scenes";
import type { SettingsScene } from "./settings-scenes";
import { MemoryPractice } from "./practice";
import { practiceScene } from "./practice-scenes";
import { problemAnswers } from "./problem";
import { posterPaper, receiptOf, reportsPaper } from "./papers";
import { customerView, timelineOf } from "./review";
import { reviewScene } from "./review-scenes";
import { MemoryPrinter } from "./printer";
import { MemoryQueue } from "./queue";
import type { QueueStart } from "./queue";
import { queueBehind, queueScene } from "./queue-scenes";
import { DEADLINE_MS, QR_VALID_MS, aDiscrepancy, aPayment, aPractice, aQr, standingOf, withSums } from "./samples";
import { MemoryExports } from "./exports";
import { MemoryReports } from "./reports";
import type { ReportsStart } from "./reports";
import { reportScene } from "./report-scenes";
import { MemoryReturns } from "./returns";
import { scene } from "./scenes";
import { MemoryShift } from "./shift";
import { shiftScene } from "./shift-scenes";
import type { ShiftStart } from "./shift-scenes";
import { MemoryReview } from "./tray";
import { MemoryWallet } from "./wallet";
import { walletScene } from "./wallet-scenes";

const ANSWER_MS = 450;
const RETRY_MS = 1_500;

/** What is answered while the till is locked; everything else of the shop waits for a PIN. */
const WHILE_LOCKED: ReadonlySet<keyof Requests> = new Set([
  "snapshot", "unlock", "lock", "practice_play", "practice_offline", "put_first_run_away", "show_customer", "customer_snapshot",
  "settings", "save_settings", "set_secrets", "test_connection", "take_up_settings", "confirm_payee", "change_payee", "confirm_address", "backup_now", "backup_state", "stop_backup",
  "problem", "retry_opening", "upgrade_with_copy", "upgrade_without_copy", "restore_copy", "close_app",
]);

type Hearers = { [K in keyof Events]: Set<(event: Events[K]) => void> };
type OfOthers = MemoryPeople["answers"] & MemoryShift["answers"] & MemoryDay["answers"] & MemoryReturns["answers"] & MemoryQueue["answers"] & MemoryReports["answers"] & MemoryExports["answers"] & MemoryReview["answers"];
type Answers = { [K in keyof Requests]: (takes: Requests[K]["takes"]) => Requests[K]["gives"] | Promise<Requests[K]["gives"]> };

/** When a payment's times run out, by `performance.now()`. */
type Until = { qr_ms: number; deadline_ms: number };

/** What a scene begins with beside its snapshot. */
type Started = {
  /** The window was closed while a card is charged. */
  readonly closes: boolean;
  readonly strays: readonly TrayItem[];
  readonly notices: readonly TillNoticeItem[];
  readonly returned: ReadonlyMap<string, number>;
  readonly shift: ShiftStart | null;
  readonly queue: QueueStart;
  readonly reports: ReportsStart;
};

export function memoryBackend(asked: URLSearchParams): Backend {
  const name = asked.get("scene") ?? "first-run";
  const review = reviewScene(name);
  const fixed = fixedScene(name);
  const shift = shiftScene(name);
  const reports = reportScene(name);
  const queue = queueScene(name);
  const settings = settingsScene(name) ?? settingsBehind(review?.till ?? fixed?.till ?? queue?.till ?? reports?.till ?? walletScene(name) ?? practiceScene(name) ?? shift?.till ?? cardScene(name) ?? dayTill(name) ?? scene(name));
  const start = shift?.start ?? (review?.to_confirm === undefined ? null : { to_confirm: review.to_confirm });
  return new MemoryTill(settings, { closes: name === "closing", strays: review?.strays ?? fixed?.strays ?? dayStrays(name), notices: review?.notices ?? [], returned: review?.returned ?? new Map(), shift: start, queue: queue?.start ?? reports?.queue ?? queueBehind(settings.till), reports: reports?.start ?? { reports: [] } });
}

class MemoryTill implements Backend {
  #till: Snapshot;
  readonly #until = new Map<string, Until>();
  readonly #requests = new Map<string, string>();
  readonly #hearers: Hearers = {
    "till-changed": new Set(),
    "attempts-changed": new Set(),
    "lights-changed": new Set(),
    "customer-changed": new Set(),
    "settings-outside": new Set(),
    "shop-reopened": new Set(),
    closing: new Set(),
  };
  /** In this scene, the window was closed while a card is charged. */
  readonly #closes: boolean;
  readonly #settings: MemorySettings;
  readonly #cards: MemoryCards;
  readonly #fixed: MemoryFixedQr;
  #strays: readonly TrayItem[];
  readonly #review: MemoryReview;
  readonly #answers: Answers;
  readonly #printer = new MemoryPrinter({
    till: () => this.#till,
    lit: (printer) => {
      this.#till = { ...this.#till, lights: { ...this.#till.lights, printer } };
      this.#hearers["lights-changed"].forEach((fn) => fn(this.#till.lights));
    },
  });
  readonly #people: MemoryPeople;
  readonly #shift: MemoryShift;
  readonly #day: MemoryDay;
  readonly #returns: MemoryReturns;
  readonly #queue: MemoryQueue;
  readonly #reports: MemoryReports;
  readonly #exports: MemoryExports;
  readonly #wallet: MemoryWallet;
  readonly #practice: MemoryPractice;
  #next_ticket: number;

  constructor(settings: SettingsScene, started: Started) {
    const till = settings.till;
    this.#closes = started.closes;
    this.#till = till;
    this.#people = new MemoryPeople(till, { shift: () => this.#shift.brief, changed: () => this.#sessionChanged() });
    this.#shift = new MemoryShift(till, started.shift, {
      at: () => this.#people.at,
      managerOf: (pin) => this.#people.managerOf(pin),
      managerIfAny: (pin) => this.#people.managerIfAny(pin),
      changed: () => this.#sessionChanged(),
    });
    this.#day = new MemoryDay({
      at: () => this.#people.at,
      blind: () => this.#shift.blind,
      managerOf: (pin) => this.#people.managerOf(pin),
      changed: () => this.#sessionChanged(),
      seq: () => this.#till.seq,
      sales: () => this.#till.sales,
      strays: () => this.#strays,
    }, dayScene(new URLSearchParams(window.location.search).get("scene") ?? ""));
    this.#returns = new MemoryReturns({
      managerOf: (pin) => this.#people.managerOf(pin),
      payment: (sale, payment) => this.#payment(sale, payment),
      change: (sale, payment, values) => this.#change(payment, values, sale),
      payments: (sale) => this.#sale(sale).payments,
      forget: (id) => {
        const sale = this.#sale(id);
        const payments = sale.payments.map((one) => ({ ...one, payer: one.payer === null ? null : { ...one.payer, name: null } }));
        this.#put({ ...sale, payments });
        return this.#done(id);
      },
    }, started.returned);
    this.#reports = new MemoryReports(started.reports, {
      managerOf: (pin) => this.#people.managerOf(pin),
      changed: () => {
        this.#till = { ...this.#till, reports: this.#reports.waiting };
        this.#tell([]);
      },
    });
    this.#wallet = new MemoryWallet({
      till: () => this.#till,
      begin: (takes, payment, then) => this.#begin(takes, payment, then),
      makeQr: (sale, payment) => answerAfter(ANSWER_MS, () => this.#makeQr(sale, payment)),
      change: (sale, payment, values) => this.#change(payment, values, sale),
      payment: (sale, id) => this.#payment(sale, id),
      managerOf: (pin) => this.#people.managerOf(pin),
    });
    this.#exports = new MemoryExports((pin) => this.#people.managerOf(pin));
    this.#queue = new MemoryQueue(started.queue, {
      managerOf: (pin) => this.#people.managerOf(pin),
      tried: (number) => this.#reports.tried(number),
      changed: () => {
        this.#till = { ...this.#till, owed: this.#queue.owed, dead: this.#queue.dead };
        this.#tell([]);
      },
    });
    this.#settings = new MemorySettings(settings, {
      managerOf: (pin) => this.#people.managerOf(pin),
      hasManager: () => this.#till.has_manager,
      outside: (change) => {
        this.#till = { ...this.#till, settings_outside: change };
        for (const fn of this.#hearers["settings-outside"]) fn(change);
      },
      loadWeek: (replaces) => this.#practice.loadWeek(replaces),
      switchWallet: (on) => this.#practice.switchWallet(on),
      reopened: (values) => this.#reopen(values),
      confirmed: (address) => {
        const left = this.#till.addresses.filter((one) => one.address !== address);
        if (left.length === this.#till.addresses.length) return false;
        this.#till = { ...this.#till, addresses: left };
        return true;
      },
    });
    this.#cards = new MemoryCards({
      begin: (takes, payment, then) => this.#begin(takes, payment, then),
      change: (sale, payment, values) => this.#change(payment, values, sale),
      payment: (sale, id) => this.#payment(sale, id),
      done: (sale) => this.#done(sale),
      managerOf: (pin) => this.#people.managerOf(pin),
      hasManager: () => this.#till.has_manager,
      practice: () => this.#till.practice?.cards ?? null,
      bend: (cards) => this.#practice.amend({ cards }),
      told: () => this.#tell([]),
    }, new URLSearchParams(window.location.search).get("scene") ?? "");
    this.#fixed = new MemoryFixedQr({
      till: () => this.#till,
      amend: (values) => (this.#till = { ...this.#till, ...values }),
      begin: (takes, payment, then) => this.#begin(takes, payment, then),
      change: (sale, payment, values) => this.#change(payment, values, sale),
      payment: (sale, id) => this.#payment(sale, id),
      person: () => this.#till.session.person?.name ?? null,
      managerOf: (pin) => this.#people.managerOf(pin),
      managerIfAny: (pin) => void this.#people.managerIfAny(pin ?? undefined),
      strays: () => this.#strays,
      setStrays: (strays) => (this.#strays = strays),
      told: () => this.#tell([]),
    });
    this.#practice = new MemoryPractice({
      till: () => this.#till,
      amend: (values) => (this.#till = { ...this.#till, ...values }),
      change: (sale, payment, values) => void this.#change(payment, values, sale),
      playCard: (action, sale, payment) => this.#cards.play(action, sale, payment),
      payFixed: (amount_centavos) => this.#fixed.pay(amount_centavos),
      hearFixed: () => this.#fixed.hear(),
      lightsChanged: () => this.#hearers["lights-changed"].forEach((fn) => fn(this.#till.lights)),
      reopened: () => this.#hearers["shop-reopened"].forEach((fn) => fn(null)),
    });
    this.#strays = started.strays;
    this.#review = new MemoryReview(started.notices, {
      till: () => this.#till,
      amend: (values) => (this.#till = { ...this.#till, ...values }),
      sales: () => this.#till.sales.map((sale) => this.#timed(sale)),
      strays: () => this.#strays,
      setStrays: (strays) => (this.#strays = strays),
      returns: this.#returns,
      to_confirm: () => this.#shift.to_confirm,
      managerOf: (pin) => this.#people.managerOf(pin),
      change: (sale, payment, values) => this.#change(payment, values, sale),
      put: (sale) => this.#put(sale),
      told: () => this.#tell([]),
    });
    this.#next_ticket = 1 + Math.max(0, ...till.sales.map(({ ticket }) => Number(ticket.slice(ticket.lastIndexOf("-") + 1))));
    for (const sale of till.sales) for (const payment of sale.payments) this.#note(payment);
    this.#answers = { ...this.#own, ...this.#people.answers, ...this.#shift.answers, ...this.#day.answers, ...this.#returns.answers, ...this.#queue.answers, ...this.#reports.answers, ...this.#exports.answers, ...this.#review.answers };
    setInterval(() => this.#runOut(), 250);
  }

  readonly #own: Omit<Answers, keyof OfOthers> = {
    snapshot: () => ({ ...this.#till, sales: this.#till.sales.map((sale) => this.#timed(sale)) }),
    charge_qr: (takes) => this.#charge(takes),
    charge_card: (takes) => this.#cards.charge(takes),
    charge_cash: (takes) => this.#cards.count(takes),
    charge_fixed_qr: (takes) => this.#fixed.charge(takes),
    charge_wallet: (takes) => this.#wallet.charge(takes),
    enter_wallet: (takes) => this.#wallet.enter(takes),
    declare: (takes) => this.#fixed.declare(takes),
    take_back: (takes) => this.#fixed.takeBack(takes),
    make_fixed_qr: ({ pin }) => this.#fixed.make(pin ?? null),
    settle_fixed_group: (takes) => {
      this.#fixed.settle(takes);
      return this.#review.tray();
    },
    card_offers: ({ amount_centavos }) => this.#cards.offers(amount_centavos),
    show_offers: (takes) => this.#cards.show(takes),
    settle_doubt: (takes) => this.#cards.settle(takes),
    ask_again: (takes) => this.#cards.askAgain(takes),
    plans: () => this.#cards.plans(),
    keep_plan: ({ pin, plan }) => this.#cards.keep(pin ?? null, plan),
    remove_plan: ({ pin, id }) => this.#cards.remove(pin ?? null, id),
    export_plans: () => this.#cards.exported(),
    import_plans: ({ pin, text }) => this.#cards.imported(pin ?? null, text),
    abandon_sale: ({ sale }) => this.#abandon(sale),
    cancel_payment: ({ sale, payment }) => this.#change(payment, { state: "cancelled", qr: null, deadline_left_ms: null }, sale),
    leave_sale: ({ sale }) => this.#leave(sale),
    open_ticket: ({ ticket }) => {
      const number = /^(?:C1-)?0*(\d+)$/i.exec(ticket.trim())?.[1] ?? "";
      const found = this.#till.sales.find((one) => one.ticket === `C1-${number.padStart(6, "0")}`);
      if (found === undefined) throw refusal("sale-unknown");
      this.#till = { ...this.#till, in_hand: found.id };
      this.#tell([]);
      return this.#done(found.id);
    },
    open_sale: ({ sale }) => {
      this.#till = { ...this.#till, in_hand: this.#sale(sale).id };
      this.#tell([]);
      return this.#done(sale);
    },
    practice_play: (takes) => this.#practice.play(takes),
    practice_offline: ({ offline }) => this.#practice.goOffline(offline),
    put_first_run_away: () => {
      this.#till = { ...this.#till, first_run: false };
      return null;
    },
    paper_preview: (takes) => this.#paper(takes),
    timeline: ({ sale }) => timelineOf(this.#timed(this.#sale(sale)), this.#review.settled_by, this.#returns.steps(sale), this.#returns.payerOf(sale)),
    name_first_manager: (takes) => {
      this.#people.nameFirstManager(takes);
      return null;
    },
    show_customer: () => null,
    settings: () => this.#settings.answers.settings(null),
    save_settings: (takes) => this.#settings.answers.save_settings(takes),
    set_secrets: (takes) => this.#settings.answers.set_secrets(takes),
    take_up_settings: () => this.#settings.answers.take_up_settings(null),
    confirm_payee: (takes) => this.#settings.answers.confirm_payee(takes),
    change_payee: (takes) => this.#settings.answers.change_payee(takes),
    load_practice_week: (takes) => this.#settings.answers.load_practice_week(takes),
    switch_practice_wallet: (takes) => this.#settings.answers.switch_practice_wallet(takes),
    backup_now: () => this.#settings.answers.backup_now(null),
    backup_state: () => this.#settings.answers.backup_state(null),
    stop_backup: () => this.#settings.answers.stop_backup(null),
    confirm_address: (takes) => this.#settings.answers.confirm_address(takes),
    print: ({ paper, way }) => this.#printer.print(paper, way ?? null),
    printer: () => this.#printer.view(),
    settle_papers: (takes) => this.#printer.settle(takes),
    find_printers: () => this.#printer.find(),
    test_connection: (takes) => this.#settings.test(takes),
    customer_snapshot: () => this.#customer(),
    ...problemAnswers(new URLSearchParams(window.location.search).get("scene") ?? ""),
  };

  async ask<K extends keyof Requests>(name: K, takes: Requests[K]["takes"]): Promise<Requests[K]["gives"]> {
    await new Promise((resolve) => setTimeout(resolve, 5));
    if (this.#till.session.locked && !WHILE_LOCKED.has(name)) throw refusal("locked");
    return this.#answers[name](takes);
  }

  hear<K extends keyof Events>(name: K, fn: (event: Events[K]) => void): Promise<() => void> {
    const hearers: Set<(event: Events[K]) => void> = this.#hearers[name];
    hearers.add(fn);
    if (name === "closing" && this.#closes) for (const closing of this.#hearers.closing) closing(null);
    return Promise.resolve(() => void hearers.delete(fn));
  }

  /** Practice and live have a ledger each: the other one is empty, and has no manager. */
  #reopen(values: SettingsValues): void {
    const { mode, till } = values;
    const other = mode !== this.#till.mode;
    if (other) {
      this.#people.forget();
      this.#shift.forget();
      this.#till = { ...this.#till, session: this.#people.session, sales: [], in_hand: null, has_manager: false, first_run: false, tray: 0, open_sales: 0 };
    }
    const practice = mode === "practice" ? aPractice() : null;
    const of_day = { shift_required: values.shift.required, lock_minutes: values.shift.lock_minutes, cash_rounding_centavos: values.day.cash_rounding_centavos };
    this.#till = { ...this.#till, mode, till_name: till.name, till_number: till.number, practice, ...of_day };
    for (const fn of this.#hearers["shop-reopened"]) fn(null);
  }

  #sessionChanged(): void {
    this.#till = { ...this.#till, session: this.#people.session, has_manager: this.#people.has_manager };
    this.#tell([]);
  }

  #charge(takes: ChargeQr): Done {
    if (takes.payer_dni !== null && !/^\d{7,8}$/.test(takes.payer_dni)) throw refusal("dni-malformed");
    const { amount_centavos } = takes;
    const payment = aPayment({
      id: crypto.randomUUID(),
      state: "requested",
      amount_centavos,
      charged_centavos: amount_centavos,
      deadline_left_ms: DEADLINE_MS,
      attempts: 1,
    });
    return this.#begin(takes, payment, (sale) => answerAfter(ANSWER_MS, () => this.#makeQr(sale, payment.id)));
  }

  /** Makes a payment of a known or new sale. A repeated request returns its sale. */
  #begin(takes: Begun, payment: PaymentView, then: (sale: string) => void): Done {
    const { checkout } = takes;
    const made = this.#requests.get(checkout.request_id);
    if (made !== undefined) return this.#done(made);
    const { amount_centavos } = payment;
    if (amount_centavos <= 0) throw refusal("amount-zero");
    const manager = (takes.pin ?? null) === null ? null : this.#people.managerOf(takes.pin ?? "");
    if (amount_centavos > this.#till.amount_max_centavos && manager === null) throw refusal("amount-too-large");
    const known = (checkout.sale ?? null) === null ? null : this.#sale(checkout.sale ?? "");
    if (known !== null && amount_centavos > known.chargeable_centavos && manager === null) throw refusal("needs-manager");
    const sale: SaleView = known ?? {
      id: crypto.randomUUID(),
      ticket: `C${this.#till.till_number}-${String(this.#next_ticket++).padStart(6, "0")}`,
      state: "open",
      total_centavos: checkout.total_centavos ?? amount_centavos,
      chargeable_centavos: 0,
      approved_centavos: 0,
      concept: checkout.concept ?? null,
      opened_at_ms: Date.now(),
      time_doubtful: false,
      payments: [],
    };
    this.#note(payment);
    this.#requests.set(checkout.request_id, sale.id);
    this.#till = { ...this.#till, in_hand: sale.id };
    this.#cards.hide();
    const begun = withSums({ ...sale, payments: [...sale.payments, payment] });
    this.#put({ ...begun, state: standingOf(begun) });
    then(sale.id);
    return this.#done(sale.id);
  }

  #done(sale: string): Done {
    return { sale, seq: this.#till.seq };
  }

  #makeQr(sale: string, id: string): void {
    const payment = this.#payment(sale, id);
    if (payment.state !== "requested") return;
    const practice = this.#till.practice;
    if (practice?.offline === true || practice?.lose_next_answer === true) {
      const trouble = practice.offline ? "no-connection" : "no-answer";
      this.#till = { ...this.#till, practice: { ...practice, lose_next_answer: false } };
      this.#change(id, { attempts: payment.attempts + 1, trouble }, sale);
      answerAfter(RETRY_MS, () => this.#makeQr(sale, id));
      return;
    }
    this.#until.set(id, { qr_ms: performance.now() + QR_VALID_MS, deadline_ms: 0 });
    this.#change(id, { state: "waiting", qr: aQr(), deadline_left_ms: null, trouble: null }, sale);
  }

  /** A partly paid sale waits for a person; a sale that got nothing and can get nothing is given up. */
  #leave(id: string): Done {
    const sale = this.#sale(id);
    const under_way = sale.payments.some((payment) => ["requested", "waiting", "in-doubt", "sent", "pending", "declared", "unconfirmed"].includes(payment.state));
    return under_way || sale.approved_centavos > 0 ? this.#putDown(sale) : this.#abandon(id);
  }

  /** Gives a sale up: what was paid must be returned. */
  #abandon(id: string): Done {
    const sale = this.#sale(id);
    const payments = sale.payments.map((payment) =>
      payment.state === "approved" ? { ...payment, discrepancies: [...payment.discrepancies, aDiscrepancy("to-be-returned", payment.amount_centavos)] } : payment,
    );
    return this.#putDown({ ...sale, payments, state: "abandoned", approved_centavos: 0 });
  }

  #putDown(sale: SaleView): Done {
    this.#till = { ...this.#till, in_hand: this.#till.in_hand === sale.id ? null : this.#till.in_hand };
    this.#put(sale);
    return this.#done(sale.id);
  }

  /** Expires payments without time left; offline, it only says that the time is up. */
  #runOut(): void {
    const now_ms = performance.now();
    for (const sale of this.#till.sales) {
      for (const payment of sale.payments) {
        const until = this.#until.get(payment.id);
        if (until === undefined || payment.method === "fixed-qr") continue;
        if (payment.state === "requested" && !payment.held && until.deadline_ms <= now_ms) {
          this.#change(payment.id, { state: "expired", reason: "deadline", deadline_left_ms: null }, sale.id);
        } else if (payment.state === "waiting" && until.qr_ms <= now_ms) {
          if (this.#till.lights.relay.state === "ok") this.#change(payment.id, { state: "expired", qr: null, time_up: false }, sale.id);
          else if (!payment.time_up) this.#change(payment.id, { time_up: true }, sale.id);
        }
      }
    }
  }

  #change(id: string, values: Partial<PaymentView>, sale_id: string): Done {
    const sale = this.#sale(sale_id);
    const payments = sale.payments.map((payment) => (payment.id === id ? { ...payment, ...values } : payment));
    const summed = withSums({ ...sale, payments });
    const changed: SaleView = { ...summed, state: standingOf(summed) };
    this.#put(changed);
    const told = values.state === "approved" || values.state === "settled-paid" ? changed.payments.find((payment) => payment.id === id && payment.method === "wallet") : undefined;
    if (told !== undefined) this.#reports.owe(changed, told);
    return this.#done(sale_id);
  }

  #put(sale: SaleView): void {
    const others = this.#till.sales.filter((known) => known.id !== sale.id);
    this.#till = { ...this.#till, sales: [sale, ...others] };
    this.#tell([sale]);
  }

  #tell(sales: SaleView[]): void {
    const open = this.#till.sales.filter((sale) => sale.state === "open" || sale.state === "partly-paid").length;
    const after = this.#till.seq;
    const seq = after + sales.length;
    const tray_count = this.#review.count;
    this.#till = { ...this.#till, seq, open_sales: open, tray: tray_count };
    const { owed, dead = 0, reports, open_sales, tray, session, glance, in_hand, fixed_qr, restored } = this.#till;
    for (const fn of this.#hearers["till-changed"]) fn({ after, seq, sales: sales.map((sale) => this.#timed(sale)), owed, dead, reports, open_sales, tray, session, glance, in_hand, fixed_qr, restored });
    for (const fn of this.#hearers["customer-changed"]) fn(this.#customer());
  }

  #customer(): CustomerView {
    return customerView({ ...this.#till, sales: this.#till.sales.map((sale) => this.#timed(sale)) }, this.#cards.shown);
  }

  #paper({ of, pin }: Requests["paper_preview"]["takes"]): Requests["paper_preview"]["gives"] {
    switch (of.what) {
      case "receipt":
        return receiptOf(this.#sale(of.sale));
      case "partial":
      case "coming":
      case "close":
        return this.#day.paper(of, pin ?? undefined);
      case "count":
      case "movement":
        return this.#shift.paper(of);
      case "reports":
        return reportsPaper(this.#reports.of(of.from, of.to), of.from, of.to);
      case "poster":
        if (this.#till.fixed_qr.valid_until_ms === null) throw refusal("item-unknown");
        return posterPaper(dayWords(this.#till.fixed_qr.valid_until_ms));
      // The test is about the printer itself, and the drawer is no paper.
      case "test":
      case "drawer":
        throw refusal("item-unknown");
    }
  }

  /** The sale with the milliseconds that are left now. */
  #timed(sale: SaleView): SaleView {
    const now_ms = performance.now();
    const payments = sale.payments.map((payment) => {
      const until = this.#until.get(payment.id);
      if (until === undefined) return payment;
      return {
        ...payment,
        deadline_left_ms: payment.deadline_left_ms === null ? null : Math.max(0, until.deadline_ms - now_ms),
        qr: payment.qr === null ? null : { ...payment.qr, left_ms: Math.max(0, until.qr_ms - now_ms) },
      };
    });
    return { ...sale, payments };
  }

  #note(payment: PaymentView): void {
    const now_ms = performance.now();
    this.#until.set(payment.id, { qr_ms: now_ms + (payment.qr?.left_ms ?? 0), deadline_ms: now_ms + (payment.deadline_left_ms ?? 0) });
  }

  #sale(id: string): SaleView {
    const found = this.#till.sales.find((sale) => sale.id === id) ?? listedSale(id);
    if (found === null) throw refusal("sale-unknown");
    return found;
  }

  #payment(sale: string, id: string): PaymentView {
    const found = this.#sale(sale).payments.find((payment) => payment.id === id);
    if (found === undefined) throw refusal("sale-unknown");
    return found;
  }
}

function refusal(code: ErrorCode): Refused {
  const error: ApiError = { code, detail: null };
  return new Refused(error);
}
