/**
 * The path from practice to the real thing, a step at a time. It is left and taken up again where it was;
 * nothing is in force before its last step, but for secrets, which are kept as soon as their step is over.
 */

import { SECRETS } from "../settings/fields";
import type { Key, SecretName } from "../settings/fields";
import type { Settings } from "../settings/settings.svelte";

export const STEPS = ["till", "totalcoin", "relay", "review"] as const;
export type Step = (typeof STEPS)[number];

/** What each step asks for. */
const ASKED: Record<Step, readonly Key[]> = {
  till: ["till.name", "till.number"],
  totalcoin: ["totalcoin.base_url", "totalcoin.business_unit", "totalcoin.default_dni"],
  relay: ["relay.url"],
  review: [],
};

export class GoLive {
  readonly #settings: Settings;
  step = $state<Step>("till");
  /** Nobody does without a relay by pressing Enter: the path begins at one, and having none is chosen. */
  #relay_offered = false;
  /** The shop is live, and somebody may yet be named who answers for it. */
  arrived = $state(false);

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** Where the step stands in the path, from 1. */
  get place(): number {
    return STEPS.indexOf(this.step) + 1;
  }

  /** Whether going on sends secrets, for which a shop with a manager asks for the PIN. */
  get sends(): boolean {
    return this.step === "review" || SECRETS.some((name) => this.#settings.secret(name) !== "");
  }

  back(): void {
    const before = STEPS[this.place - 2];
    if (before !== undefined) this.step = before;
  }

  /** To a step that was already gone through, or the one in front. */
  to(step: Step): void {
    if (STEPS.indexOf(step) < this.place) this.step = step;
  }

  async next(): Promise<void> {
    const settings = this.#settings;
    if (settings.saving || !settings.fits(ASKED[this.step])) return;
    const missing = this.#missing();
    if (missing.length > 0) {
      settings.miss(missing);
      return;
    }
    if (this.step === "review") return this.#goLive();
    if (this.sends && !(await settings.saveSecrets())) return;
    const next = STEPS[this.place];
    if (next === "relay" && !this.#relay_offered) {
      this.#relay_offered = true;
      if (settings.relay_choice === "none") settings.relay_choice = "url";
    }
    if (next !== undefined) this.step = next;
  }

  async #goLive(): Promise<void> {
    const settings = this.#settings;
    settings.type("mode", "live");
    if (await settings.save()) {
      settings.done = null;
      this.arrived = true;
      return;
    }
    settings.untypeMode();
    // A field that the till refused is mended where it stands.
    const refused = STEPS.find((step) => ASKED[step].some((key) => settings.troubleOf(key) !== null));
    if (refused !== undefined) this.step = refused;
  }

  /** Secrets that the step needs, that are not kept and were not typed. */
  #missing(): SecretName[] {
    const settings = this.#settings;
    const needed: readonly SecretName[] =
      this.step === "totalcoin"
        ? ["totalcoin.username", "totalcoin.password"]
        : this.step === "relay" && settings.relay_choice === "url"
          ? ["relay.till_key"]
          : [];
    return needed.filter((name) => settings.secret(name).trim() === "" && settings.standing(name) !== "set");
  }

  /** The path is over; another begins at its beginning. */
  leave(): void {
    this.step = "till";
    this.arrived = false;
    this.#relay_offered = false;
  }
}
