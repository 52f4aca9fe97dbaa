/**
 * The cashier's desk: which screen and dialog is up, and what the cashier can do from any of them.
 * Screens and keys both come through here, so that a click and its key are the same thing.
 */

import { createContext } from "svelte";
import { Draft } from "../amount/draft.svelte";
import type { PaymentState, PaymentView, PracticeAction, SaleView } from "../backend/bindings";
import { GoLive } from "../golive/golive.svelte";
import type { Look } from "../look/look.svelte";
import { Settings } from "../settings/settings.svelte";
import { play } from "../sound/tones";
import { paymentInHand } from "../till/changes";
import type { Cue } from "../till/cues";
import { formatAmount } from "../till/money";
import type { Till } from "../till/till.svelte";
import { errorWords } from "../words/errors";
import { m } from "../words/words";

export type DialogName = "keys" | "cancel" | "unsaved";

/** What fills the window: the sale's screen, or one that Esc comes back from. */
export type View =
  | { readonly kind: "sale" }
  | { readonly kind: "tray"; readonly item: string | null }
  | { readonly kind: "settings" }
  | { readonly kind: "go-live" }
  | { readonly kind: "timeline"; readonly sale: string; readonly from: View };

/** What the sale's screen lets the cashier do. */
export type Stage = "amount" | "under-way" | "approved" | "ended" | "watching";

/** A screen that has just come does not obey keys meant for the one before it, for so long. */
export const SETTLE_MS = 800;
/** Keys typed meanwhile prolong it, or the next amount would lose its first digits. */
const KEYS_QUIET_MS = 300;
const TOAST_MS = 8_000;

const STAGE_OF: Record<PaymentState, Stage> = {
  requested: "under-way",
  waiting: "under-way",
  sent: "watching",
  pending: "watching",
  approved: "approved",
  declined: "ended",
  refused: "ended",
  expired: "ended",
  cancelled: "ended",
  "in-doubt": "watching",
  "settled-paid": "watching",
  "settled-unpaid": "watching",
  declared: "watching",
  unconfirmed: "watching",
};

export class Desk {
  readonly till: Till;
  readonly draft: Draft;
  readonly look: Look;
  readonly settings: Settings;
  readonly going_live: GoLive;

  dialog = $state<DialogName | null>(null);
  #view = $state.raw<View>({ kind: "sale" });
  /** What the view in front does with a key before anybody else; true when it did something. */
  onViewKey: (event: KeyboardEvent) => boolean = () => false;
  /** Whether something typed on the view in front would be lost by leaving it. */
  holds: () => boolean = () => false;
  /** Where the cashier was going when the view in front asked first. */
  #going: (() => void) | null = null;
  recent_open = $state(false);
  drawer_open = $state(true);
  /** News of a sale that is not on the screen. */
  toast = $state.raw<{ readonly words: string; readonly cue: Cue; readonly sale: string } | null>(null);
  /** The words of a request that failed away from the amount, for the screen in front. */
  trouble = $state<string | null>(null);
  practice_trouble = $state<string | null>(null);
  busy = $state(false);

  #stage_at_ms = 0;
  #key_at_ms = Number.NEGATIVE_INFINITY;
  #toast_timer: ReturnType<typeof setTimeout> | undefined;
  #leaving: Promise<void> = Promise.resolve();

  constructor(till: Till, look: Look) {
    this.till = till;
    this.draft = new Draft(till);
    this.look = look;
    this.settings = new Settings(till);
    this.going_live = new GoLive(this.settings);
    till.onCue = (cue, sale) => this.#announce(cue, sale);
    till.onReopened = () => this.#reopened();
  }

  get sale(): SaleView | null {
    return this.till.inHand;
  }

  get payment(): PaymentView | null {
    return this.sale === null ? null : paymentInHand(this.sale);
  }

  get stage(): Stage {
    if (this.sale === null) return "amount";
    return this.payment === null ? "ended" : STAGE_OF[this.payment.state];
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

  /** The path from practice to the real thing, where it was left. */
  goLive(): void {
    this.show({ kind: "go-live" });
  }

  /** To where the cashier was going, whatever was typed. */
  leaveAnyway(): void {
    const going = this.#going;
    this.dialog = null;
    this.#going = null;
    going?.();
  }

  #leave(go: () => void): void {
    if (!this.holds()) {
      go();
      return;
    }
    this.#going = go;
    this.dialog = "unsaved";
  }

  /** A sale's steps; Esc then comes back to `from`. */
  showTimeline(sale: string, from: View = this.#view): void {
    this.show({ kind: "timeline", sale, from: from.kind === "timeline" ? from.from : from });
  }

  /** To where the view in front was opened from. */
  back(): void {
    this.show(this.#view.kind === "timeline" ? this.#view.from : { kind: "sale" });
  }

  /** What F12 does: to the settings, and from them back. */
  toggleSettings(): void {
    this.show(this.#view.kind === "settings" ? { kind: "sale" } : { kind: "settings" });
  }

  showCustomer(): Promise<void> {
    return this.#try(() => this.till.ask("show_customer", null));
  }

  /** Called when another screen comes up. */
  stageChanged(): void {
    this.#stage_at_ms = performance.now();
    this.trouble = null;
    if (this.dialog === "cancel" && this.stage !== "under-way") this.dialog = null;
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

  async chargeAgain(): Promise<void> {
    const { sale, payment } = this;
    if (sale === null) return;
    await this.draft.chargeAgain(sale, payment?.amount_centavos ?? sale.total_centavos);
    this.trouble = this.draft.notice?.words ?? null;
  }

  cancel(): Promise<void> {
    const { sale, payment } = this;
    this.dialog = null;
    if (sale === null || payment === null) return Promise.resolve();
    return this.#try(() => this.till.ask("cancel_payment", { sale: sale.id, payment: payment.id }));
  }

  /** Back to the amount; a sale that waits goes on waiting among the last ones. */
  leave(): Promise<void> {
    const { sale } = this;
    this.dialog = null;
    if (sale === null) return Promise.resolve();
    this.#leaving = this.#try(async () => {
      await this.till.ask("leave_sale", { sale: sale.id });
      await this.till.expectInHand(null);
    });
    return this.#leaving;
  }

  open(sale: string): Promise<void> {
    this.show({ kind: "sale" });
    this.toast = null;
    // What was typed is asked about first; the sale is among the last ones.
    if (this.#view.kind !== "sale") return Promise.resolve();
    return this.#try(async () => {
      await this.till.ask("open_sale", { sale });
      await this.till.expectInHand(sale);
    });
  }

  /** The payment that the practice customer plays with: the one in hand, else the latest. */
  get playedOn(): { readonly sale: SaleView; readonly payment: PaymentView } | null {
    const sale = this.sale ?? this.till.snapshot?.sales.find((one) => one.payments.length > 0) ?? null;
    const payment = sale === null ? null : paymentInHand(sale);
    return sale === null || payment === null ? null : { sale, payment };
  }

  async play(action: PracticeAction): Promise<void> {
    await this.#practise(() => this.till.ask("practice_play", { action, payment: this.playedOn?.payment.id ?? null }));
  }

  async goOffline(offline: boolean): Promise<void> {
    await this.#practise(() => this.till.ask("practice_offline", { offline }));
  }

  async putFirstRunAway(): Promise<void> {
    await this.#try(async () => {
      await this.till.ask("put_first_run_away", null);
      this.till.takeFirstRunAway();
    });
  }

  async #practise(ask: () => ReturnType<typeof this.till.ask<"practice_play">>): Promise<void> {
    this.practice_trouble = null;
    try {
      this.till.takePractice(await ask());
    } catch (error) {
      this.practice_trouble = errorWords(error);
    }
  }

  async #try(work: () => Promise<unknown>): Promise<void> {
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

  /** The news may have been of the other mode's sales, and the settings are others. */
  #reopened(): void {
    this.toast = null;
    if (this.settings.view !== null) void this.settings.look();
  }

  #announce(cue: Cue, sale: SaleView): void {
    play(cue);
    if (sale.id === this.till.snapshot?.in_hand && this.#view.kind === "sale") return;
    const about = { ticket: sale.ticket, amount: formatAmount(sale.total_centavos) };
    const words = { approved: m.toast_approved, ended: m.toast_ended, attention: m.toast_attention }[cue](about);
    this.toast = { words, cue, sale: sale.id };
    clearTimeout(this.#toast_timer);
    this.#toast_timer = setTimeout(() => (this.toast = null), TOAST_MS);
  }
}

export const [useDesk, provideDesk] = createContext<Desk>();
