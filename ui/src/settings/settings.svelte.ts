/**
 * The settings screen's state: the values in force, what was typed and not
 * saved, and the till's answers. A typed secret stays only here, until it is
 * sent or discarded.
 */

import { Refused } from "../backend/backend";
import type { ConnectionReport, SecretStanding, SettingsView } from "../backend/bindings";
import type { Till } from "../till/till.svelte";
import { errorWords } from "../words/errors";
import { troubleWords, unfitWords } from "../words/settings";
import { m } from "../words/words";
import { Copies } from "./copies.svelte";
import { BUILT_IN, changedKeys, changesOf, isAccessKey, isKey, isSecret, moneyChanges, SECRETS, textOf, unfitIn } from "./fields";
import type { Change, Key, SecretName, Typed } from "./fields";
import { FORM } from "./form";
import { People } from "./people.svelte";
import { refusedBy } from "./refusal";
import { splitOf } from "./split";

export const SECTIONS = ["till", "totalcoin", "pagouno", "bind", "relay", "day", "printer", "look", "backup", "people", "mode"] as const;
export type Section = (typeof SECTIONS)[number];
export type Tested = "totalcoin" | "pagouno" | "bind" | "relay";
/** The result of a test, or that it is in progress, or that the till itself did not answer. */
export type Test = { readonly kind: "going" } | { readonly kind: "manager"; readonly trouble: string | null } | { readonly kind: "report"; readonly report: ConnectionReport } | { readonly kind: "lost"; readonly words: string };
export type RelayChoice = "none" | "built-in" | "url";

const SECTION_OF_SECRET: Record<(typeof SECRETS)[number], Section> = {
  "totalcoin.username": "totalcoin",
  "totalcoin.password": "totalcoin",
  "relay.till_key": "relay",
  "pagouno.public_key": "pagouno",
  "pagouno.private_key": "pagouno",
  "bind.client_id": "bind",
  "bind.client_secret": "bind",
};

const TESTED_BY_SECRET: Record<(typeof SECRETS)[number], Tested> = {
  "totalcoin.username": "totalcoin",
  "totalcoin.password": "totalcoin",
  "relay.till_key": "relay",
  "pagouno.public_key": "pagouno",
  "pagouno.private_key": "pagouno",
  "bind.client_id": "bind",
  "bind.client_secret": "bind",
};

function sectionOf(name: Key | SecretName): Section {
  if (isAccessKey(name)) return "pagouno";
  return isKey(name) ? FORM[name].section : SECTION_OF_SECRET[name];
}

export class Settings {
  readonly #till: Till;
  readonly people: People;
  readonly copies: Copies;
  /** Null before the till has answered. */
  view = $state.raw<SettingsView | null>(null);
  section = $state<Section>("till");
  #typed = $state.raw<Typed>({});
  #secrets = $state.raw<Readonly<Partial<Record<SecretName, string>>>>({});
  #troubles = $state.raw<Readonly<Partial<Record<Key | SecretName, string>>>>({});
  /** The first field that must be corrected: it gets the focus each time that it is found. */
  wrong = $state.raw<{ readonly name: Key | SecretName } | null>(null);
  #relay_choice = $state<RelayChoice | null>(null);
  pin = $state("");
  pin_trouble = $state<string | null>(null);
  /** What went wrong that belongs to no field. */
  trouble = $state<string | null>(null);
  saving = $state(false);
  /** The answer about the payee that a manager is giving. */
  payee_asked = $state<"confirm" | "change" | null>(null);
  /** The message about the last thing done, until the next one. */
  done = $state<string | null>(null);
  #tests = $state.raw<Readonly<Partial<Record<Tested, Test>>>>({});
  /** Counts the tests, so that an outdated one shows nothing. */
  #tested = 0;

  constructor(till: Till) {
    this.#till = till;
    this.people = new People(till, (done) => (this.done = done));
    this.copies = new Copies(till, {
      take: (backup) => (this.view = this.view === null ? null : { ...this.view, backup }),
      ended: ({ trouble, stopped }) => (this.done = trouble === null && !stopped ? m.backup_done() : null),
      refused: (error) => (this.trouble = troubleWords(error)),
    });
  }

  async load(): Promise<void> {
    this.trouble = null;
    await this.refresh();
  }

  /** Loads the values in force now; the message about the last request stays. */
  async refresh(): Promise<void> {
    try {
      this.view = await this.#till.ask("settings", null);
    } catch (error) {
      this.trouble ??= troubleWords(error);
    }
  }

  text(key: Key): string {
    const typed = this.#typed[key];
    if (typed !== undefined) return typed;
    return this.view === null ? "" : textOf(this.view.values, key);
  }

  type(key: Key, text: string): void {
    this.#typed = { ...this.#typed, [key]: text };
    this.#mended(key);
    if (key === "totalcoin.base_url") this.#forgetTest("totalcoin");
    if (key === "pagouno.base_url") this.#forgetTest("pagouno");
    if (key.startsWith("bind.")) this.#forgetTest("bind");
    if (key === "relay.url" || key === "till.number") this.#forgetTest("relay");
  }

  /** Sets the typed mode back to the one in force; other messages stay. */
  untypeMode(): void {
    const { mode: _, ...rest } = this.#typed;
    this.#typed = rest;
  }

  secret(name: SecretName): string {
    return this.#secrets[name] ?? "";
  }

  typeSecret(name: SecretName, value: string): void {
    this.#secrets = { ...this.#secrets, [name]: value };
    this.#mended(name);
    this.#forgetTest(isAccessKey(name) ? "pagouno" : TESTED_BY_SECRET[name]);
  }

  standing(name: SecretName): SecretStanding {
    const view = this.view;
    if (view === null) return "missing";
    if (!view.secrets_store.reachable) return "unavailable";
    return view.secrets.find((one) => one.name === name)?.state ?? "missing";
  }

  troubleOf(name: Key | SecretName): string | null {
    return this.#troubles[name] ?? null;
  }

  get relay_choice(): RelayChoice {
    if (this.#relay_choice !== null) return this.#relay_choice;
    const url = this.text("relay.url");
    if (url === "") return "none";
    return url === BUILT_IN ? "built-in" : "url";
  }

  set relay_choice(choice: RelayChoice) {
    const url = this.view?.values.relay.url ?? "";
    this.#relay_choice = choice;
    this.type("relay.url", choice === "none" ? "" : choice === "built-in" ? BUILT_IN : url === BUILT_IN ? "" : url);
  }

  /** Keys and secrets that were typed and are not saved. */
  get unsaved(): (Key | SecretName)[] {
    if (this.view === null) return [];
    const secrets = this.#typedSecrets();
    const keys: (Key | SecretName)[] = changedKeys(this.view.values, this.#typed);
    // An address that is still to be typed counts as a change.
    if (this.relay_choice === "url" && this.text("relay.url") === "" && !keys.includes("relay.url")) keys.push("relay.url");
    return [...keys, ...secrets];
  }

  /** The changed settings on which money or cards depend, before and after. */
  get money_changes(): Change[] {
    return this.view === null ? [] : moneyChanges(this.view.values, this.#typed);
  }

  /** The typed secrets, among those that the till knows. */
  #typedSecrets(): SecretName[] {
    const known = this.view?.secrets.map(({ name }) => name).filter(isSecret) ?? [];
    const added = splitOf(this.text("pagouno.split")).map(({ group }): SecretName => `pagouno.access_key.${group.trim()}`);
    return [...new Set([...SECRETS, ...known, ...added])].filter((name) => this.secret(name) !== "");
  }

  get dirty(): boolean {
    return this.unsaved.length > 0;
  }

  dirtyIn(section: Section): boolean {
    return this.unsaved.some((name) => sectionOf(name) === section);
  }

  /** Discards what was typed; secrets are wiped. */
  discard(): void {
    this.#typed = {};
    this.#secrets = {};
    this.#troubles = {};
    this.wrong = null;
    this.#relay_choice = null;
    this.#tests = {};
    this.pin = "";
    this.pin_trouble = null;
    this.trouble = null;
  }

  /** Marks fields that must be filled in. */
  miss(names: readonly (Key | SecretName)[]): void {
    this.#troubles = Object.fromEntries(names.map((name) => [name, m.unfit_missing()]));
    if (names[0] !== undefined) this.#goTo(names[0]);
  }

  /** Closes an open question; returns true if there was one. */
  putDown(): boolean {
    const asked = this.payee_asked !== null;
    this.payee_asked = null;
    return this.people.putDown() || asked;
  }

  /** Wipes the PINs that were typed and are not sent: the till is locked. */
  wipePins(): void {
    this.pin = "";
    this.people.wipePins();
  }

  /** Checks what was typed in these fields; returns true if the till may be asked. */
  fits(names: readonly (Key | SecretName)[]): boolean {
    const troubles: Partial<Record<Key | SecretName, string>> = {};
    for (const name of names) {
      const words = this.#wrongWith(name);
      if (words !== null) troubles[name] = words;
    }
    this.#troubles = troubles;
    const first = names.find((name) => troubles[name] !== undefined);
    if (first !== undefined) this.#goTo(first);
    return first === undefined;
  }

  /** Saves everything that was typed; returns true once it is in force. */
  async save(): Promise<boolean> {
    return this.fits(this.unsaved) && this.#save(true);
  }

  /** Saves only the typed secrets. */
  async saveSecrets(): Promise<boolean> {
    return this.#save(false);
  }

  /** Tests a connection; with a manager's PIN, a stored secret may go to another address than the one in force. */
  async test(what: Tested, pin: string | null = null): Promise<void> {
    const address: Key = what === "relay" ? "relay.url" : `${what}.base_url`;
    const names: Key[] = what === "relay" ? [address, "till.number"] : what === "bind" ? [address, "bind.token_url"] : [address];
    if (!this.fits(names)) return;
    if (what === "bind" && this.text("bind.token_url").trim() === "") {
      this.miss(["bind.token_url"]);
      return;
    }
    const mine = (this.#tested += 1);
    this.#say(what, { kind: "going" });
    let said: Test;
    try {
      said = { kind: "report", report: await this.#till.ask("test_connection", { ...this.#testOf(what), ...(pin === null ? {} : { pin }) }) };
    } catch (error) {
      const asks = error instanceof Refused && refusedBy(error).kind === "pin";
      said = asks ? { kind: "manager", trouble: pin === null ? null : errorWords(error) } : { kind: "lost", words: errorWords(error) };
    }
    if (mine === this.#tested) this.#say(what, said);
  }

  testOf(what: Tested): Test | null {
    return this.#tests[what] ?? null;
  }

  /** Takes up what was changed outside; what was typed here stays. */
  takeUp(): Promise<boolean> {
    return this.#do(async () => {
      await this.#till.ask("take_up_settings", null);
      await this.refresh();
    }, m.settings_taken_up());
  }


  /** Confirms the payee, as a manager; the caller shows the till's refusal. */
  async confirmPayee(pin: string): Promise<void> {
    this.view = await this.#till.ask("confirm_payee", { pin });
    this.done = m.payee_confirmed_now();
  }

  async changePayee(pin: string, reason: string): Promise<void> {
    this.view = await this.#till.ask("change_payee", { pin, reason });
    this.done = m.payee_forgotten();
  }

  #testOf(what: Tested) {
    const typed = (name: SecretName): string | null => (this.secret(name) === "" ? null : this.secret(name));
    if (what === "totalcoin") {
      const base_url = this.text("totalcoin.base_url").trim();
      return { what, base_url, username: typed("totalcoin.username"), password: typed("totalcoin.password") } as const;
    }
    if (what === "pagouno") return { what, base_url: this.text("pagouno.base_url").trim(), public_key: typed("pagouno.public_key") } as const;
    if (what === "bind") {
      const [base_url, token_url, scope, qr_text] = [this.text("bind.base_url").trim(), this.text("bind.token_url").trim(), this.text("bind.scope").trim(), this.text("bind.qr_text").trim()];
      return { what, base_url, token_url, scope, qr_text, client_id: typed("bind.client_id"), client_secret: typed("bind.client_secret") } as const;
    }
    const url = this.text("relay.url").trim();
    return { what, url, till_key: url === BUILT_IN ? null : typed("relay.till_key"), till_number: Number(this.text("till.number")) } as const;
  }

  async #save(with_values: boolean): Promise<boolean> {
    const view = this.view;
    if (view === null || this.saving) return false;
    const pin = view.needs_manager ? this.pin : null;
    if (pin === "") {
      this.pin_trouble = m.manager_pin_missing();
      return false;
    }
    this.pin = "";
    this.pin_trouble = null;
    const saved = await this.#do(async () => {
      await this.#sendSecrets(pin);
      if (with_values) await this.#sendValues(pin);
      await this.#till.load();
    }, with_values ? m.settings_saved() : null);
    return saved;
  }

  /** Secrets are sent first, because what is saved next may need them. They are wiped here before the answer comes. */
  async #sendSecrets(pin: string | null): Promise<void> {
    const secrets = this.#typedSecrets().map((name) => ({ name, value: this.secret(name).trim() }));
    if (secrets.length === 0) return;
    this.#secrets = {};
    this.view = await this.#till.ask("set_secrets", { pin, secrets });
  }

  async #sendValues(pin: string | null): Promise<void> {
    const view = this.view;
    if (view === null || changedKeys(view.values, this.#typed).length === 0) return;
    this.view = await this.#till.ask("save_settings", { pin, changes: changesOf(view.values, this.#typed) });
    this.#typed = {};
    this.#relay_choice = null;
  }

  async #do(work: () => Promise<void>, done: string | null): Promise<boolean> {
    this.trouble = null;
    this.done = null;
    this.saving = true;
    try {
      await work();
      this.done = done;
      return true;
    } catch (error) {
      this.#refused(error);
      return false;
    } finally {
      this.saving = false;
    }
  }

  #refused(error: unknown): void {
    const by = error instanceof Refused ? refusedBy(error) : null;
    if (by?.kind === "pin") this.pin_trouble = errorWords(error);
    else if (by?.kind === "field") {
      this.#troubles = { [by.name]: by.what === null ? m.settings_refused() : m.settings_refused_what({ what: by.what }) };
      this.#goTo(by.name);
    } else this.trouble = troubleWords(error);
    // The file or a secret may have changed by now.
    void this.refresh();
  }

  #goTo(name: Key | SecretName): void {
    this.section = sectionOf(name);
    this.wrong = { name };
  }

  #wrongWith(name: Key | SecretName): string | null {
    if (!isKey(name)) return null;
    const text = this.text(name);
    if (name === "relay.url" && this.relay_choice === "url" && text.trim() === "") return unfitWords("missing", name);
    const unfit = unfitIn(name, text);
    return unfit === null ? null : unfitWords(unfit, name);
  }

  #mended(name: Key | SecretName): void {
    this.#troubles = { ...this.#troubles, [name]: undefined };
    this.done = null;
  }

  #forgetTest(what: Tested): void {
    this.#tested += 1;
    this.#tests = { ...this.#tests, [what]: undefined };
  }

  #say(what: Tested, said: Test): void {
    this.#tests = { ...this.#tests, [what]: said };
  }
}
