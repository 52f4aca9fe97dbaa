/** A group of notices under the fixed QR, and the sales that say they were paid: one answer of a manager settles all of them. */

import { Refused } from "../backend/backend";
import type { FixedGroup, TrayView } from "../backend/bindings";
import type { Till } from "../till/till.svelte";
import { errorWords } from "../words/errors";
import { m } from "../words/words";
import { groupId, holdsCardNumber } from "./answers";
import type { Answering, Trouble } from "./review.svelte";

export class Grouping implements Answering {
  readonly #till: Till;
  readonly #taken: (tray: TrayView) => void;
  readonly #changed: () => Promise<void>;
  /** The group that is being answered. */
  group = $state<string | null>(null);
  reason = $state("");
  readonly given = true;
  pin = $state("");
  trouble = $state.raw<Trouble | null>(null);
  settling = $state(false);

  /** `taken` receives what still waits; `changed` loads the tray, which is no longer what was shown. */
  constructor(till: Till, taken: (tray: TrayView) => void, changed: () => Promise<void>) {
    this.#till = till;
    this.#taken = taken;
    this.#changed = changed;
  }

  begin(group: FixedGroup): void {
    this.group = groupId(group);
    this.reason = m.group_reason();
    this.pin = "";
    this.trouble = null;
  }

  putDown(): void {
    this.group = null;
    this.reason = "";
    this.pin = "";
    this.trouble = null;
  }

  /** Gives each notice of the group to one of its sales. */
  async settle(groups: readonly FixedGroup[]): Promise<void> {
    const group = groups.find((one) => groupId(one) === this.group);
    if (group === undefined || this.settling) return;
    this.trouble = this.#missing();
    if (this.trouble !== null) return;
    const notices = group.notices.map((one) => one.item);
    const payments = group.claims.map((one) => one.payment);
    const takes = { notices, payments, reason: this.reason.trim(), pin: this.pin };
    this.pin = "";
    this.settling = true;
    try {
      const tray = await this.#till.ask("settle_fixed_group", takes);
      this.putDown();
      this.#taken(tray);
    } catch (error) {
      const code = error instanceof Refused ? error.code : null;
      this.trouble = { about: code === "reason-missing" ? "reason" : "pin", words: errorWords(error) };
      if (code === "item-unknown") await this.#changed();
    } finally {
      this.settling = false;
    }
  }

  #missing(): Trouble | null {
    if (this.reason.trim() === "") return { about: "reason", words: m.error_reason_missing() };
    if (holdsCardNumber(this.reason)) return { about: "reason", words: m.tray_reason_card() };
    if (this.pin === "") return { about: "pin", words: m.manager_pin_missing() };
    return null;
  }
}
