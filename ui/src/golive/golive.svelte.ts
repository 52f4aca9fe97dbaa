/**
 * The path from practice to live, step by step. It can be left and continued at
 * the same step. Nothing takes effect before its last step, except secrets,
 * which are stored as soon as their step is done.
 */

import { SECRETS } from "../settings/fields";
import type { Key, SecretName } from "../settings/fields";
import type { Settings } from "../settings/settings.svelte";

export const STEPS = ["till", "totalcoin", "relay", "review"] as const;
export type Step = (typeof STEPS)[number];

/** The settings of each step. */
const ASKED: Record<Step, readonly Key[]> = {
  till: ["till.name", "till.number"],
  totalcoin: ["totalcoin.base_url", "totalcoin.business_unit", "totalcoin.default_dni"],
  relay: ["relay.url"],
  review: [],
};

export class GoLive {
  readonly #settings: Settings;
  step = $state<Step>("till");
  /** Pressing Enter does not give up the relay: the path starts with a relay, and having none must be chosen. */
  #relay_offered = false;
  /** The shop is live, and a manager may still be named. */
  arrived = $state(false);

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** The number of the step, from 1. */
  get place(): number {
    return STEPS.indexOf(this.step) + 1;
  }

  /** Whether the next step sends secrets, which needs the PIN in a shop with a manager. */
  get sends(): boolean {
    return this.step === "review" || SECRETS.some((name) => this.#settings.secret(name) !== "");
  }

  back(): void {
    const before = STEPS[this.place - 2];
    if (before !== undefined) this.step = before;
  }

  /** Goes to a step that is done already, or to the current one. */
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
    // A field that the till refused is corrected in its own step.
    const refused = STEPS.find((step) => ASKED[step].some((key) => settings.troubleOf(key) !== null));
    if (refused !== undefined) this.step = refused;
  }

  /** Secrets that the step needs, that are not stored and were not typed. */
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

  /** Ends the path; the next one starts at the first step. */
  leave(): void {
    this.step = "till";
    this.arrived = false;
    this.#relay_offered = false;
  }
}
