/** The settings that a person types: where each stands in the file, and what it must be before the till is asked. Pure; the till decides. */

import type { SettingsChanges, SettingsValues } from "../backend/bindings";
import { formatDigits } from "../till/money";
import { splitRows, splitText, splitTyped, unfitSplit } from "./split";
import type { SplitUnfit } from "./split";

/** A field by its key in `mostrador.toml`. */
export const KEYS = [
  "mode", "time_zone", "till.number", "till.name", "totalcoin.base_url", "totalcoin.business_unit", "totalcoin.default_dni",
  "totalcoin.qr_minutes", "totalcoin.company_reference", "totalcoin.open_amount", "totalcoin.fixed_qr_days", "totalcoin.fixed_match_minutes",
  "relay.url", "secrets.store", "privacy.days", "pagouno.base_url", "pagouno.merchant_code_group", "pagouno.seller_code", "pagouno.seller_name",
  "pagouno.pending_minutes", "pagouno.split",
] as const;
export type Key = (typeof KEYS)[number];

export const SECRETS = ["totalcoin.username", "totalcoin.password", "relay.till_key", "pagouno.public_key", "pagouno.private_key"] as const;
/** A merchant of a split has a key of its own. */
export type SecretName = (typeof SECRETS)[number] | `pagouno.access_key.${string}`;

/** What money or cards depend on: a change of it shows before and after. */
const MONEY_KEYS: ReadonlySet<Key> = new Set<Key>([
  "mode", "till.number", "totalcoin.base_url", "totalcoin.business_unit", "totalcoin.company_reference", "relay.url", "secrets.store", "pagouno.base_url",
  "pagouno.merchant_code_group", "pagouno.seller_code", "pagouno.seller_name", "pagouno.split",
]);

/** What stands in a field that was not touched, and what was typed in those that were. */
export type Typed = Readonly<Partial<Record<Key, string>>>;

/** What is wrong with what was typed; the words for it are the catalogue's. */
export type Unfit = "missing" | "not-a-number" | "too-small" | "too-large" | "not-an-address" | "not-secure" | "not-a-dni" | "no-reference" | "not-a-zone" | SplitUnfit;

/** The relay that runs inside the app. */
export const BUILT_IN = "built-in";
/** What a reference stands for in `totalcoin.company_reference`. */
export const REFERENCE = "{reference}";
const DNI = /^\d{7,8}$/;
const WHOLE = /^\d{1,15}$/;
const LOOPBACK: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** The least and the most of each number. */
const RANGES = {
  "till.number": [1, 65_535],
  "totalcoin.business_unit": [1, Number.MAX_SAFE_INTEGER],
  "totalcoin.qr_minutes": [1, 1_440],
  "totalcoin.open_amount": [0, Number.MAX_SAFE_INTEGER],
  "totalcoin.fixed_qr_days": [1, 3_650],
  "totalcoin.fixed_match_minutes": [1, 1_440],
  "privacy.days": [1, 36_500],
  "pagouno.pending_minutes": [1, 1_440],
} as const satisfies Partial<Record<Key, readonly [number, number]>>;
type NumberKey = keyof typeof RANGES;

/** The least and the most that a number may be; none for what is no number. */
export function rangeOf(key: Key): readonly [number, number] | null {
  return isNumber(key) ? RANGES[key] : null;
}

/** What stands in the file, as it is typed. */
export function textOf(values: SettingsValues, key: Key): string {
  switch (key) {
    case "mode":
      return values.mode;
    case "time_zone":
      return values.time_zone;
    case "till.number":
      return String(values.till.number);
    case "till.name":
      return values.till.name;
    case "totalcoin.base_url":
      return values.totalcoin.base_url;
    case "totalcoin.business_unit":
      return String(values.totalcoin.business_unit);
    case "totalcoin.default_dni":
      return values.totalcoin.default_dni;
    case "totalcoin.qr_minutes":
      return String(values.totalcoin.qr_minutes);
    case "totalcoin.company_reference":
      return values.totalcoin.company_reference;
    case "totalcoin.open_amount":
      return String(values.totalcoin.open_amount);
    case "totalcoin.fixed_qr_days":
      return String(values.totalcoin.fixed_qr_days);
    case "totalcoin.fixed_match_minutes":
      return String(values.totalcoin.fixed_match_minutes);
    case "relay.url":
      return values.relay.url;
    case "secrets.store":
      return values.secrets_store;
    case "privacy.days":
      return String(values.privacy_days);
    case "pagouno.base_url":
      return values.pagouno.base_url;
    case "pagouno.merchant_code_group":
      return values.pagouno.merchant_code_group;
    case "pagouno.seller_code":
      return values.pagouno.seller_code;
    case "pagouno.seller_name":
      return values.pagouno.seller_name;
    case "pagouno.pending_minutes":
      return String(values.pagouno.pending_minutes);
    case "pagouno.split":
      return splitText(splitTyped(values.pagouno.split));
  }
}

/** The keys of which something else was typed than stands in the file. */
export function changedKeys(values: SettingsValues, typed: Typed): Key[] {
  return KEYS.filter((key) => {
    const text = typed[key];
    return text !== undefined && text.trim() !== textOf(values, key);
  });
}

export type Change = { readonly key: Key; readonly before: string; readonly after: string };

/** What money or cards depend on and is another by now: as it stands and as it was typed. */
export function moneyChanges(values: SettingsValues, typed: Typed): Change[] {
  return changedKeys(values, typed)
    .filter((key) => MONEY_KEYS.has(key))
    .map((key) => ({ key, before: shown(key, textOf(values, key)), after: shown(key, (typed[key] ?? "").trim()) }));
}

/** A text as a person reads it. */
function shown(key: Key, text: string): string {
  if (key !== "pagouno.split") return text;
  return splitRows(text).map((row) => `${row.merchant_code_group} ${formatDigits(row.share_bp)} %`).join(" · ");
}

/** What is wrong with a text; nothing where the till may be asked. */
export function unfitIn(key: Key, text: string): Unfit | null {
  const trimmed = text.trim();
  if (isNumber(key)) return unfitNumber(trimmed, RANGES[key]);
  switch (key) {
    case "till.name":
      return trimmed === "" ? "missing" : null;
    case "time_zone":
      return isZone(trimmed) ? null : "not-a-zone";
    case "totalcoin.base_url":
    case "pagouno.base_url":
      return trimmed === "" ? "missing" : unfitAddress(trimmed);
    case "totalcoin.default_dni":
      return trimmed === "" || DNI.test(trimmed) ? null : "not-a-dni";
    case "totalcoin.company_reference":
      return trimmed.includes(REFERENCE) ? null : "no-reference";
    case "relay.url":
      return trimmed === "" || trimmed === BUILT_IN ? null : unfitAddress(trimmed);
    case "pagouno.split":
      return unfitSplit(trimmed);
    case "mode":
    case "secrets.store":
    case "pagouno.merchant_code_group":
    case "pagouno.seller_code":
    case "pagouno.seller_name":
      return null;
  }
}

/** What of the settings is to be written: nothing that was not changed. */
export function changesOf(values: SettingsValues, typed: Typed): SettingsChanges {
  const changes: SettingsChanges = {};
  for (const key of changedKeys(values, typed)) put(changes, key, (typed[key] ?? "").trim());
  return changes;
}

function put(changes: SettingsChanges, key: Key, text: string): void {
  switch (key) {
    case "mode":
      changes.mode = text === "live" ? "live" : "practice";
      return;
    case "time_zone":
      changes.time_zone = text;
      return;
    case "till.number":
      changes.till = { ...changes.till, number: Number(text) };
      return;
    case "till.name":
      changes.till = { ...changes.till, name: text };
      return;
    case "totalcoin.base_url":
      changes.totalcoin = { ...changes.totalcoin, base_url: text };
      return;
    case "totalcoin.business_unit":
      changes.totalcoin = { ...changes.totalcoin, business_unit: Number(text) };
      return;
    case "totalcoin.default_dni":
      changes.totalcoin = { ...changes.totalcoin, default_dni: text };
      return;
    case "totalcoin.qr_minutes":
      changes.totalcoin = { ...changes.totalcoin, qr_minutes: Number(text) };
      return;
    case "totalcoin.company_reference":
      changes.totalcoin = { ...changes.totalcoin, company_reference: text };
      return;
    case "totalcoin.open_amount":
      changes.totalcoin = { ...changes.totalcoin, open_amount: Number(text) };
      return;
    case "totalcoin.fixed_qr_days":
      changes.totalcoin = { ...changes.totalcoin, fixed_qr_days: Number(text) };
      return;
    case "totalcoin.fixed_match_minutes":
      changes.totalcoin = { ...changes.totalcoin, fixed_match_minutes: Number(text) };
      return;
    case "relay.url":
      changes.relay = { url: text };
      return;
    case "secrets.store":
      changes.secrets_store = text === "file" ? "file" : "os";
      return;
    case "privacy.days":
      changes.privacy_days = Number(text);
      return;
    case "pagouno.base_url":
      changes.pagouno = { ...changes.pagouno, base_url: text };
      return;
    case "pagouno.merchant_code_group":
      changes.pagouno = { ...changes.pagouno, merchant_code_group: text };
      return;
    case "pagouno.seller_code":
      changes.pagouno = { ...changes.pagouno, seller_code: text };
      return;
    case "pagouno.seller_name":
      changes.pagouno = { ...changes.pagouno, seller_name: text };
      return;
    case "pagouno.pending_minutes":
      changes.pagouno = { ...changes.pagouno, pending_minutes: Number(text) };
      return;
    case "pagouno.split":
      changes.pagouno = { ...changes.pagouno, split: splitRows(text) };
      return;
  }
}

/** Plain HTTP is for this machine alone: any other host is spoken to in secret. */
function unfitAddress(text: string): Unfit | null {
  if (!URL.canParse(text)) return "not-an-address";
  const { protocol, hostname } = new URL(text);
  if (protocol === "https:") return null;
  if (protocol !== "http:") return "not-an-address";
  return LOOPBACK.has(hostname) ? null : "not-secure";
}

function unfitNumber(text: string, [least, most]: readonly [number, number]): Unfit | null {
  if (text === "") return "missing";
  if (!WHOLE.test(text)) return "not-a-number";
  if (Number(text) < least) return "too-small";
  return Number(text) > most ? "too-large" : null;
}

function isNumber(key: Key): key is NumberKey {
  return Object.hasOwn(RANGES, key);
}

function isZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: text });
    return text !== "";
  } catch {
    return false;
  }
}

/** Whether a word of the till's is one of the keys here. */
export function isKey(text: string): text is Key {
  return KEYS.some((key) => key === text);
}

/** Whether a word of the till's is one of the secrets here. */
export function isSecret(text: string): text is SecretName {
  return SECRETS.some((name) => name === text) || text.startsWith("pagouno.access_key.");
}

export function isAccessKey(name: Key | SecretName): name is `pagouno.access_key.${string}` {
  return name.startsWith("pagouno.access_key.");
}

/** `totalcoin.base_url` as a part of a test id: `totalcoin-base_url`. */
export function idOf(name: Key | SecretName): string {
  return name.replaceAll(".", "-");
}
