/** The settings of the till in memory. They last as long as the page, and no connection is ever made. */

import { Refused } from "../backend";
import type {
  BackupState,
  ChangePayee,
  ConnectionReport,
  OutsideChange,
  Requests,
  SaveSettings,
  SecretStanding,
  SetSecrets,
  SettingsChanges,
  SettingsValues,
  SettingsView,
  TestConnection,
} from "../bindings";
import type { SettingsScene } from "./settings-scenes";

const TEST_MS = 40;
/** What one copy has, and how much of it is copied between two questions. */
const COPY_BYTES = 18_874_368;
const COPIED_PER_MILLE = 250;

/** What the settings need from the rest of the till. */
export type Shop = {
  /** Throws if the PIN belongs to no manager. */
  readonly managerOf: (pin: string) => { readonly name: string };
  readonly hasManager: () => boolean;
  /** Removes the address that a manager confirmed from the screen; false if there is none. */
  readonly confirmed: (address: string) => boolean;
  /** Replaces practice by the sample week, where that is said or nothing is lost. Answers its last day. */
  readonly loadWeek: (replaces: boolean) => string;
  /** Opens practice with the house's wallet and Bind, or without. */
  readonly switchWallet: (on: boolean) => null;
  readonly outside: (change: OutsideChange | null) => void;
  /** Tells the till that the shop was opened again with these values. */
  readonly reopened: (values: SettingsValues) => void;
};

type Asked = "load_practice_week" | "switch_practice_wallet" | "settings" | "save_settings" | "set_secrets" | "take_up_settings" | "confirm_payee" | "change_payee" | "confirm_address" | "backup_now" | "backup_state" | "stop_backup";
type Answers = { [K in Asked]: (takes: Requests[K]["takes"]) => Requests[K]["gives"] };

export class MemorySettings {
  #view: SettingsView;
  readonly #scene: SettingsScene;
  readonly #shop: Shop;

  constructor(scene: SettingsScene, shop: Shop) {
    this.#view = scene.view;
    this.#scene = scene;
    this.#shop = shop;
  }

  readonly answers: Answers = {
    load_practice_week: ({ replaces }) => ({ last_day: this.#shop.loadWeek(replaces) }),
    switch_practice_wallet: ({ on }) => this.#shop.switchWallet(on),
    settings: () => this.#seen(),
    save_settings: (takes) => this.#save(takes),
    set_secrets: (takes) => this.#setSecrets(takes),
    take_up_settings: () => {
      this.#shop.outside(null);
      this.#shop.reopened(this.#view.values);
      return null;
    },
    confirm_payee: ({ pin }) => {
      const { name } = this.#shop.managerOf(pin);
      const payee = this.#view.payee;
      if (payee === null) throw refusal("payee-unknown");
      this.#view = { ...this.#view, payee: { ...payee, confirmed_by: name, confirmed_at: Date.now() } };
      return this.#seen();
    },
    change_payee: ({ pin, reason }: ChangePayee) => {
      this.#shop.managerOf(pin);
      if (reason.trim() === "") throw refusal("reason-missing");
      this.#view = { ...this.#view, payee: null };
      return this.#seen();
    },
    confirm_address: ({ address, pin }) => {
      this.#shop.managerOf(pin);
      if (!this.#shop.confirmed(address)) throw refusal("item-unknown");
      this.#shop.reopened(this.#view.values);
      return this.#seen();
    },
    backup_now: () => {
      const { backup } = this.#view;
      if (this.#scene.full_disk) return this.#copied({ ...backup, trouble: { kind: "no-room", missing_bytes: 220_200_960, detail: "the copy needs 304087040 bytes, and 83886080 are free" } });
      return this.#copied({ ...backup, trouble: null, stopped: false, making: { step: "copying", per_mille: 0, stopping: false } });
    },
    backup_state: () => {
      const { backup } = this.#view;
      const { making } = backup;
      if (making === null) return backup;
      if (making.stopping) return this.#copied({ ...backup, making: null, stopped: true });
      if (making.step === "checking") return this.#copied({ ...backup, making: null, last_at: Date.now(), kept: backup.kept + 1, bytes: backup.bytes + COPY_BYTES });
      const per_mille = making.per_mille + COPIED_PER_MILLE;
      return this.#copied({ ...backup, making: per_mille < 1_000 ? { ...making, per_mille } : { ...making, step: "checking", per_mille: 1_000 } });
    },
    stop_backup: () => {
      const { backup } = this.#view;
      return backup.making === null ? backup : this.#copied({ ...backup, making: { ...backup.making, stopping: true } });
    },
  };

  #copied(backup: BackupState): BackupState {
    this.#view = { ...this.#view, backup };
    return backup;
  }

  /** Ends as the scene says, but reports a missing secret first, as the till does. */
  async test(takes: TestConnection): Promise<ConnectionReport> {
    if (this.#sendsStoredSecretElsewhere(takes)) {
      if (!this.#shop.hasManager() || (takes.pin ?? null) === null) throw refusal("needs-manager");
      this.#shop.managerOf(takes.pin ?? "");
    }
    await new Promise((resolve) => setTimeout(resolve, TEST_MS));
    const outcome = this.#lacks(takes) ? "secret-missing" : this.#scene.outcome;
    const detail = outcome === "ok" ? null : `${takes.what === "relay" ? takes.url : takes.base_url}: ${outcome}`;
    const asked = takes.what === "bind" && takes.qr_text !== "" && outcome === "ok";
    return { ok: outcome === "ok", outcome, detail, ...(asked ? { qr: { collector: "ALMACEN DON LUIS", state: "open", amount_centavos: null } } : {}) };
  }

  /** Sending a stored secret to an address other than the one in force needs a manager. */
  #sendsStoredSecretElsewhere(takes: TestConnection): boolean {
    const values = this.#view.values;
    if (takes.what === "totalcoin") return (takes.username === null || takes.password === null) && takes.base_url !== values.totalcoin.base_url;
    if (takes.what === "pagouno") return takes.public_key === null && takes.base_url !== values.pagouno.base_url;
    if (takes.what === "bind") return (takes.client_id === null || takes.client_secret === null) && (takes.base_url !== values.bind.base_url || takes.token_url !== values.bind.token_url);
    return takes.till_key === null && takes.url !== "built-in" && takes.url !== values.relay.url;
  }

  #lacks(takes: TestConnection): boolean {
    const known = (name: string, typed: string | null): boolean => typed !== null || this.#standing(name) === "set";
    if (takes.what === "totalcoin") return !known("totalcoin.username", takes.username) || !known("totalcoin.password", takes.password);
    if (takes.what === "pagouno") return !known("pagouno.public_key", takes.public_key);
    if (takes.what === "bind") return !known("bind.client_id", takes.client_id) || !known("bind.client_secret", takes.client_secret);
    return takes.url !== "built-in" && !known("relay.till_key", takes.till_key);
  }

  #standing(name: string): SecretStanding {
    return this.#view.secrets.find((one) => one.name === name)?.state ?? "missing";
  }

  #seen(): SettingsView {
    return { ...this.#view, needs_manager: this.#shop.hasManager() };
  }

  #save({ pin, changes }: SaveSettings): SettingsView {
    this.#permit(pin);
    if (this.#scene.unwritable) throw refusal("settings-unwritable", "Permission denied (os error 13)", this.#view.path);
    if (changes.totalcoin?.business_unit === 999) throw refusal("settings-refused", "TotalCoin knows no such unit", "totalcoin.business_unit");
    const values = changed(this.#view.values, changes);
    this.#view = { ...this.#view, values };
    this.#shop.reopened(values);
    return this.#seen();
  }

  #setSecrets({ pin, secrets }: SetSecrets): SettingsView {
    this.#permit(pin);
    if (!this.#view.secrets_store.reachable) throw refusal("secrets-unavailable", this.#view.secrets_store.why);
    const named = new Set(secrets.map((one) => one.name));
    const others = this.#view.secrets.filter((one) => !named.has(one.name));
    this.#view = { ...this.#view, secrets: [...others, ...[...named].map((name) => ({ name, state: "set" as const }))] };
    return this.#seen();
  }

  #permit(pin: string | null): void {
    if (!this.#shop.hasManager()) return;
    if (pin === null) throw refusal("needs-manager");
    this.#shop.managerOf(pin);
  }
}

/** The values with the given changes; null leaves a value unchanged. */
function changed(values: SettingsValues, changes: SettingsChanges): SettingsValues {
  return merged(values, changes) as SettingsValues;
}

function merged(values: object, changes: object): object {
  const before = values as Readonly<Record<string, unknown>>;
  const given = Object.entries(changes as Readonly<Record<string, unknown>>).filter(([, value]) => value !== null && value !== undefined);
  return { ...values, ...Object.fromEntries(given.map(([name, value]) => [name, isTable(value) ? merged(before[name] as object, value) : value])) };
}

function isTable(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function refusal(code: Refused["code"], detail: string | null = null, about?: string): Refused {
  return new Refused(about === undefined ? { code, detail } : { code, detail, about });
}
