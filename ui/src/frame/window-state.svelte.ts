/**
 * The state of the cashier's window: which screen and dialog is up, and what the cashier can do from any of them.
 * Screens and keys both come through here, so that a click and its key are the same thing.
 */

import { createContext } from "svelte";
import { Draft } from "../amount/draft.svelte";
import type { Typed } from "../amount/draft.svelte";
import type { Entry } from "../amount/entry";
import { Pad } from "../amount/pad.svelte";
import type { PaperRef, PaymentView, SaleView } from "../backend/bindings";
import { Day } from "../day/day.svelte";
import { Exporting } from "../export/exporting.svelte";
import { Claim } from "../fixed/claim.svelte";
import { GoLive } from "../golive/golive.svelte";
import { Lock } from "../lock/lock.svelte";
import { Playing } from "../practice/playing.svelte";
import { PracticeWeek } from "../practice/week.svelte";
import type { Preferences } from "../preferences/preferences.svelte";
import { Settings } from "../settings/settings.svelte";
import { ByHand, canBeEntered } from "../wallet/enter.svelte";
import { play } from "../sound/tones";
import { sumsOf } from "../split/parts";
import { paymentInHand } from "../till/changes";
import type { Cue } from "../till/cues";
import { formatAmount } from "../till/money";
import type { Till } from "../till/till.svelte";
import { errorWords } from "../words/errors";
import { m } from "../words/words";
import { Paying } from "./paying.svelte";
import { rowsOf } from "./screen-rows";
import type { ScreenKind, Screens } from "./screens";
import { belowQueue, stageOf } from "./views";
import type { DialogName, Stage, View } from "./views";

/** What was typed before a scanner's burst, which must not change it. */
export type WindowTyped = { readonly draft: Typed; readonly part: Entry; readonly handed: Entry; readonly pin: string; readonly float: Entry };

/** For this long, a new screen ignores keys that may have been meant for the one before it. */
export const SETTLE_MS = 800;
/** A key during that time extends it by this much, or the next amount would lose its first digits. */
const KEYS_QUIET_MS = 300;
const TOAST_MS = 8_000;

export class WindowState {
  readonly till: Till;
  /** Passed in, because the screens import this file. */
  readonly screens: Screens;
  readonly draft: Draft;
  readonly preferences: Preferences;
  readonly settings: Settings;
  readonly going_live: GoLive;
  readonly lock: Lock;
  readonly day: Day;
  readonly week: PracticeWeek;
  readonly exporting: Exporting;
  readonly paying: Paying;
  readonly playing: Playing;
  readonly claim: Claim;
  readonly by_hand: ByHand;
  /** The part of a total that is being typed; if it is empty, the whole rest is charged. */
  readonly part = new Pad();
  /** The cash that the customer hands over; if it is empty, the exact amount. */
  readonly handed = new Pad();
  /** What is in the drawer when a shift is opened; if it is empty, what was left at the last count. */
  readonly float = new Pad();
  /** The payment of the sale in hand that is shown instead of its latest one. */
  #picked = $state<string | null>(null);
  /** The answer that a manager is giving to a doubt. */
  settling_doubt = $state<"paid" | "unpaid" | null>(null);

  dialog = $state<DialogName | null>(null);
  #view = $state.raw<View>({ kind: "sale" });
  /** The view in front gets each key first. It returns true when it handled the key. */
  onViewKey: (event: KeyboardEvent) => boolean = () => false;
  /** Takes a text that was pasted outside of a field. Only a view with an amount of its own uses it. */
  onViewPaste: (text: string) => void = () => {};
  /** Takes what a reader typed, once per keyboard layout under which it can be a card's tracks. Only the card's form uses it. */
  onReader: (tracks: readonly string[]) => void = () => {};
  /** Whether leaving the view in front would lose something typed. */
  hasUnsaved: () => boolean = () => false;
  /** Where the cashier wanted to go when the view in front asked about unsaved changes. */
  #going: (() => void) | null = null;
  recent_open = $state(false);
  drawer_open = $state(true);
  /** News of a sale that is not on the screen, or why a key did nothing. */
  toast = $state.raw<{ readonly words: string; readonly cue: Cue; readonly sale: string | null } | null>(null);
  /** The words of a request that failed away from the amount, for the screen in front. */
  trouble = $state<string | null>(null);
  /** Prints the receipt of the sale that was just paid; null where there is no printer. */
  print_receipt: (() => void) | null = null;
  busy = $state(false);

  #stage_at_ms = 0;
  #key_at_ms = Number.NEGATIVE_INFINITY;
  #toast_timer: ReturnType<typeof setTimeout> | undefined;
  #leaving: Promise<void> = Promise.resolve();
  /** Whether the practice drawer was open before the till was locked. */
  #drawer_was_open = true;

  constructor(till: Till, preferences: Preferences, screens: Screens) {
    this.till = till;
    this.screens = screens;
    this.draft = new Draft(till);
    this.preferences = preferences;
    this.settings = new Settings(till);
    this.going_live = new GoLive(this.settings);
    this.lock = new Lock(till);
    this.day = new Day(till);
    this.paying = new Paying(this);
    this.claim = new Claim(this);
    this.by_hand = new ByHand(till);
    this.exporting = new Exporting(till, () => (this.dialog = "export"));
    this.playing = new Playing(till, () => this.playedOn?.payment.id ?? null);
    this.week = new PracticeWeek({
      till,
      day: this.day,
      showDay: () => this.show({ kind: "day" }),
      confirm: () => (this.dialog = "practice-week"),
    });
    till.onCue = (cue, sale) => this.#announce(cue, sale);
    till.onReopened = () => this.#reopened();
  }

  get sale(): SaleView | null {
    return this.till.inHand;
  }

  get payment(): PaymentView | null {
    const { sale } = this;
    return sale === null ? null : (sale.payments.find((one) => one.id === this.#picked) ?? paymentInHand(sale));
  }

  /** Shows one payment of the sale in hand; with null, its latest again. */
  pick(payment: string | null): void {
    this.#picked = payment;
  }

  get picked(): boolean {
    return this.#picked !== null;
  }

  get stage(): Stage {
    return stageOf(this.sale, this.payment);
  }

  /** Whether a manager is entering the payment on the screen by hand. */
  get enters_by_hand(): boolean {
    const { payment } = this;
    return payment !== null && this.by_hand.of === payment.id && canBeEntered(payment);
  }

  get view(): View {
    return this.#view;
  }

  show(view: View): void {
    this.#leave(() => {
      this.#view = view;
      this.recent_open = false;
      this.trouble = null;
      this.draft.noManager();
    });
  }

  /** Continues the path from practice to live at the step where it was left. */
  goLive(): void {
    this.show({ kind: "go-live" });
  }

  /** Goes where the cashier wanted to go, and discards what was typed. */
  leaveAnyway(): void {
    const going = this.#going;
    this.dialog = null;
    this.#going = null;
    going?.();
  }

  #leave(go: () => void): void {
    if (!this.hasUnsaved()) {
      go();
      return;
    }
    this.#going = go;
    this.dialog = "unsaved";
  }

  /** Shows a sale's steps; Esc then goes back to `from`. */
  showTimeline(sale: string, from: View = this.#view): void {
    this.show({ kind: "timeline", sale, from: from.kind === "timeline" ? from.from : from });
  }

  /** Shows the shift and its drawer; Esc then goes back to `from`. */
  showShift(from: View = this.#view): void {
    if (this.#view.kind === "shift") return;
    this.float.clear();
    this.show({ kind: "shift", from });
  }

  /** Shows what is owed to the providers; Esc then goes back to `from`. */
  showQueue(from: View = this.#view): void {
    if (this.#view.kind !== "queue") this.show({ kind: "queue", errand: null, from: belowQueue(from) });
  }

  /** Shows what Bind is told, beside the queue; Esc then goes back to `from`. */
  showReports(from: View = this.#view): void {
    if (this.#view.kind !== "reports") this.show({ kind: "reports", report: null, from: belowQueue(from) });
  }

  /** Shows what the next close would say; unless only a partial was asked for, the day can be closed there. */
  showClose(partial = false, from: View = this.#view): void {
    if (this.#view.kind === "close") return;
    this.show({ kind: "close", partial, from });
  }

  /** Shows a paper as it would be printed; Esc then goes back to `from`. */
  showPaper(paper: PaperRef, from: View = this.#view): void {
    this.show({ kind: "paper", paper, from: from.kind === "paper" ? from.from : from });
  }

  /** Shows the papers that have not come out; Esc then goes back to `from`. */
  showPapers(from: View = this.#view): void {
    if (this.#view.kind !== "papers") this.show({ kind: "papers", from });
  }

  /** Goes back to where the view in front was opened from. */
  back(): void {
    this.show("from" in this.#view ? this.#view.from : { kind: "sale" });
  }

  typed(): WindowTyped {
    return { draft: this.draft.typed(), part: this.part.entry, handed: this.handed.entry, pin: this.lock.pin, float: this.float.entry };
  }

  putBack(before: WindowTyped): void {
    // While the till is locked, a PIN is all that can be typed.
    if (this.lock.locked) return this.lock.typed(before.pin);
    this.part.entry = before.part;
    this.handed.entry = before.handed;
    this.float.entry = before.float;
    this.draft.putBack(before.draft);
  }

  /** What a screen's key does: it opens the screen, or goes back to the sale if the screen is in front. */
  toggle(kind: ScreenKind): void {
    if (this.#view.kind === kind) this.show({ kind: "sale" });
    else this.screens[kind].open?.(this);
  }

  /** What the rail's entry for the sale does: it goes to the sale's screen and, if already there, leaves the sale. */
  toSale(): void {
    this.recent_open = false;
    if (this.#view.kind !== "sale") return this.show({ kind: "sale" });
    // A sale under way is only left on purpose.
    if (this.stage === "under-way" || this.stage === "fixed-qr") this.dialog = "cancel";
    else void this.leave();
  }

  /** Whether the sale in hand stays on the screen while the till is locked: money of it may be on its way. */
  get watches_sale(): boolean {
    return this.lock.watches(this.payment);
  }

  /** Locks the till, or says why it does not lock. */
  async lockTill(): Promise<void> {
    if (this.till.snapshot?.session.can_lock !== true) return this.#say(m.error_nobody_to_lock());
    await this.attempt(() => this.lock.lock(false));
  }

  /** Called when the till may have been locked or opened: what was half done is as it was, but for prompts that ask for a PIN. */
  lockChanged(): void {
    if (!this.lock.changed(this.payment)) return;
    if (this.lock.locked) {
      this.dialog = null;
      this.#going = null;
      this.toast = null;
      this.recent_open = false;
      this.draft.noManager();
      this.settings.wipePins();
      this.by_hand.putDown();
      this.#drawer_was_open = this.drawer_open;
      this.drawer_open = false;
    } else {
      this.drawer_open = this.#drawer_was_open;
    }
  }

  /** Opens the screen of shifts; null while there is none. */
  get toShift(): (() => void) | null {
    // The screen may be missing from the table, which this file knows by its type only.
    const open = rowsOf(this.screens).find(([kind]) => (kind as string) === "shift")?.[1].open;
    return open === undefined ? null : () => open(this);
  }

  showCustomer(): Promise<void> {
    return this.attempt(() => this.till.ask("show_customer", null));
  }

  /** Called when another screen is shown. */
  stageChanged(): void {
    // The sale in hand shows its own state, so a toast about it is not needed.
    if (this.toast?.sale === this.sale?.id && !this.screens[this.#view.kind].covers_sale) this.toast = null;
    this.settling_doubt = null;
    this.claim.taking_back = false;
    this.by_hand.keepOnly(this.payment?.id ?? null);
    this.#stage_at_ms = performance.now();
    this.trouble = null;
    if (this.dialog === "cancel" && this.stage !== "under-way" && this.stage !== "fixed-qr") this.dialog = null;
  }

  /** Whether a key may leave this screen: it has been up for a while and nobody was typing. */
  obeys(at_ms: number): boolean {
    const settled = at_ms - this.#stage_at_ms >= SETTLE_MS && at_ms - this.#key_at_ms >= KEYS_QUIET_MS;
    if (!settled) this.#key_at_ms = at_ms;
    return settled;
  }

  async charge(): Promise<void> {
    await this.#leaving;
    await this.draft.charge();
  }

  /** Opens the parts of a total: of the sale in hand, or of the typed amount. */
  split(): void {
    if (this.paying.owed === null) return this.draft.showNotice(m.amount_zero(), "refused");
    this.part.clear();
    this.show({ kind: "split", sale: this.sale?.id ?? null });
  }

  /** The sale that was in hand is left, or being left. */
  get left(): Promise<void> {
    return this.#leaving;
  }

  /** Shows the sale of a new payment. */
  made(): void {
    this.part.clear();
    this.handed.clear();
    this.#picked = null;
    this.#view = { kind: "sale" };
  }

  /** A manager allowed the payment, so the screen that asked for it is done. */
  allowed(): void {
    this.made();
  }

  /** Asks the provider at once about a payment. */
  askAgain(): Promise<void> {
    const { sale, payment } = this;
    if (sale === null || payment === null) return Promise.resolve();
    return this.attempt(() => this.till.do("ask_again", { sale: sale.id, payment: payment.id }));
  }

  cancel(): Promise<void> {
    const { sale, payment } = this;
    this.dialog = null;
    if (sale === null || payment === null) return Promise.resolve();
    return this.attempt(() => this.till.do("cancel_payment", { sale: sale.id, payment: payment.id }));
  }

  /** Goes back to the amount. A waiting sale goes on waiting in the list of last sales. */
  leave(): Promise<void> {
    const { sale } = this;
    this.dialog = null;
    if (sale === null) return Promise.resolve();
    const { paid_centavos, bound_centavos } = sumsOf(sale);
    // For an unfinished sale, the cashier is first asked about the money
    // already paid.
    if (sale.state === "partly-paid" && paid_centavos > 0 && bound_centavos === 0) {
      this.dialog = "abandon";
      return Promise.resolve();
    }
    return this.#goFrom(sale);
  }

  /** Gives up the sale in hand: its money must be returned. */
  abandon(): Promise<void> {
    return this.#putDown("abandon_sale");
  }

  /** Leaves the sale in hand as it is. A partly paid sale waits in the tray. */
  leaveForLater(): Promise<void> {
    return this.#putDown("leave_sale");
  }

  #putDown(how: "abandon_sale" | "leave_sale"): Promise<void> {
    const { sale } = this;
    this.dialog = null;
    this.#view = { kind: "sale" };
    return sale === null ? Promise.resolve() : this.#goFrom(sale, how);
  }

  #goFrom(sale: SaleView, how: "abandon_sale" | "leave_sale" = "leave_sale"): Promise<void> {
    this.#picked = null;
    this.part.clear();
    this.#leaving = this.attempt(() => this.till.do(how, { sale: sale.id }));
    return this.#leaving;
  }

  open(sale: string): Promise<void> {
    this.show({ kind: "sale" });
    this.toast = null;
    this.#picked = null;
    // The view asks about unsaved changes first. The sale stays in the list of last sales.
    if (this.#view.kind !== "sale") return Promise.resolve();
    return this.attempt(() => this.till.do("open_sale", { sale }));
  }

  /** Opens any sale by its ticket. */
  openTicket(ticket: string): Promise<void> {
    this.show({ kind: "sale" });
    this.toast = null;
    this.#picked = null;
    if (this.#view.kind !== "sale") return Promise.resolve();
    return this.attempt(() => this.till.do("open_ticket", { ticket }));
  }

  /** The payment on which the practice customer acts: the one in hand, or else the latest. */
  get playedOn(): { readonly sale: SaleView; readonly payment: PaymentView } | null {
    const sale = this.sale ?? this.till.snapshot?.sales.find((one) => one.payments.length > 0) ?? null;
    const payment = sale === null ? null : paymentInHand(sale);
    return sale === null || payment === null ? null : { sale, payment };
  }

  async putFirstRunAway(): Promise<void> {
    await this.attempt(async () => {
      await this.till.ask("put_first_run_away", null);
      this.till.takeFirstRunAway();
    });
  }

  /** Does what was asked for, and keeps the words of its failure for the screen in front. */
  async attempt(work: () => Promise<unknown>): Promise<void> {
    this.trouble = null;
    this.busy = true;
    try {
      await work();
    } catch (error) {
      this.trouble = errorWords(error);
    } finally {
      this.busy = false;
    }
  }

  /** The toast may be about a sale of the other mode, and the settings may have changed. */
  #reopened(): void {
    this.toast = null;
    if (this.settings.view !== null) void this.settings.refresh();
  }

  /** Says why a key did nothing, where the cashier looks. */
  #say(words: string): void {
    if (this.#view.kind === "sale" && this.stage === "amount") this.draft.showNotice(words, "calm");
    else this.#showToast({ words, cue: "attention", sale: null });
  }

  #announce(cue: Cue, sale: SaleView): void {
    play(cue);
    if (sale.id === this.till.snapshot?.in_hand && !this.screens[this.#view.kind].covers_sale) return;
    const about = { ticket: sale.ticket, amount: formatAmount(sale.total_centavos) };
    const words = { approved: m.toast_approved, ended: m.toast_ended, attention: m.toast_attention }[cue](about);
    this.#showToast({ words, cue, sale: sale.id });
  }

  #showToast(toast: NonNullable<typeof this.toast>): void {
    this.toast = toast;
    clearTimeout(this.#toast_timer);
    this.#toast_timer = setTimeout(() => (this.toast = null), TOAST_MS);
  }
}

export const [useWindow, provideWindow] = createContext<WindowState>();
