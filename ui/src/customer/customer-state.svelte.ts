/**
 * What the customer sees of the till. It makes one kind of request and listens
 * to one kind of event; a sale, a payer or a count never comes here.
 */

import type { Backend } from "../backend/backend";
import type { CustomerView } from "../backend/bindings";
import { leftAt, now_ms } from "../till/clock.svelte";

/** After a failed request the till is asked again this much later, in milliseconds. */
const ASK_AGAIN_MS = 1_000;

export class CustomerState {
  readonly #backend: Backend;
  #seen = $state.raw<{ readonly view: CustomerView; readonly at_ms: number } | null>(null);
  /** Counts the events, so that an answer older than the latest event is not shown. */
  #news = 0;
  /** Called whenever the view changes. */
  onChange: () => void = () => {};

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  get view(): CustomerView | null {
    return this.#seen?.view ?? null;
  }

  /** Milliseconds left to pay; zero when there is nothing to pay. */
  get left_ms(): number {
    const seen = this.#seen;
    return seen === null || seen.view.qr === null ? 0 : leftAt(seen.view.qr.left_ms, seen.at_ms, now_ms());
  }

  /** Subscribes before it asks, so that no change is missed in between. */
  async start(): Promise<void> {
    await this.#backend.hear("customer-changed", (view) => this.#see(view));
    await this.#backend.hear("shop-reopened", () => void this.load());
    await this.load();
  }

  /** Asks for the view until the till answers. */
  async load(): Promise<void> {
    for (;;) {
      const news = this.#news;
      try {
        const view = await this.#backend.ask("customer_snapshot", null);
        if (news === this.#news) this.#see(view);
        return;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
      }
    }
  }

  #see(view: CustomerView): void {
    this.#news += 1;
    this.#seen = { view, at_ms: performance.now() };
    this.onChange();
  }
}
