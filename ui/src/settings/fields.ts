/** The typed settings: the place of each in the file, and its rules before the till is asked. Pure; the till decides. */

import { SETTINGS } from "../backend/bindings";
import type { SettingRow, SettingsChanges, SettingsValues, SplitRow } from "../backend/bindings";
import { centavosIn, formatDigits } from "../till/money";
import { splitRows, splitText, splitTyped, unfitSplit } from "./split";
import type { SplitUnfit } from "./split";

/** A setting by its key in `mostrador.toml`. */
export type Key = keyof typeof SETTINGS;
export const KEYS = Object.keys(SETTINGS) as Key[];

/** The value of a setting, on the wire. */
type Value = string | number | boolean | SplitRow[];
type Tables = Record<string, Value | Record<string, Value>>;

export const SECRETS = ["totalcoin.username", "totalcoin.password", "relay.till_key", "pagouno.public_key", "pagouno.private_key", "bind.client_id", "bind.client_secret"] as const;
/** Each merchant of a split has a key of its own. */
export type SecretName = (typeof SECRETS)[number] | `pagouno.access_key.${string}`;

/** What was typed in the fields that were changed; other fields show the file's value. */
export type Typed = Readonly<Partial<Record<Key, string>>>;

/** What is wrong with what was typed; the words for it are the catalogue's. */
export type Unfit = "missing" | "not-a-number" | "too-small" | "too-large" | "not-an-address" | "not-secure" | "not-a-dni" | "no-reference" | "not-a-zone" | "not-an-amount" | "not-an-hour" | "not-of-these" | SplitUnfit;

/** The relay that runs inside the app. */
export const BUILT_IN = "built-in";
/** The typed value of a switch that is on. */
export const ON = "true";
/** The placeholder for a reference in `totalcoin.company_reference`. */
export const REFERENCE = "{reference}";
const DNI = /^\d{7,8}$/;
const HOUR = /^(?:[01]\d|2[0-3]):[0-5]\d$/;
const WHOLE = /^\d{1,15}$/;
const LOOPBACK: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);

export function ruleOf(key: Key): SettingRow["rule"] {
  return SETTINGS[key].rule;
}

/** The least and the most of a number; null if the setting is not a number. */
export function rangeOf(key: Key): readonly [number, number] | null {
  const rule = ruleOf(key);
  return rule.is === "number" ? [rule.least, rule.most] : null;
}

/** The numbers of which a setting is one; none for any other setting. */
export function numbersOf(key: Key): readonly number[] | null {
  const rule = ruleOf(key);
  return rule.is === "one-of" ? rule.numbers : null;
}

/** Whether a setting is an amount: centavos in the file, pesos where a person types it. */
export function isAmount(key: Key): boolean {
  return ruleOf(key).is === "number" && key.endsWith("_centavos");
}

/** What stands in the file, as it is typed. */
export function textOf(values: SettingsValues, key: Key): string {
  const value = valueOf(values, key);
  if (typeof value === "number" && isAmount(key)) return formatDigits(value);
  return Array.isArray(value) ? splitText(splitTyped(value)) : String(value);
}

function valueOf(values: SettingsValues, key: Key): Value {
  const [table, name] = placeOf(key);
  const tables: Tables = values;
  const found = table === null ? tables[name] : (tables[table] as Record<string, Value>)[name];
  return (found ?? "") as Value;
}

/** The table of a key, if it has one, and its name there. */
function placeOf(key: Key): readonly [string | null, string] {
  const dot = key.indexOf(".");
  return dot === -1 ? [null, key] : [key.slice(0, dot), key.slice(dot + 1)];
}

/** The keys whose typed value differs from the file's. */
export function changedKeys(values: SettingsValues, typed: Typed): Key[] {
  return KEYS.filter((key) => {
    const text = typed[key];
    return text !== undefined && !isSame(key, text.trim(), textOf(values, key));
  });
}

/** `1000` and `1.000` are one amount. */
function isSame(key: Key, typed: string, kept: string): boolean {
  return typed === kept || (isAmount(key) && centavosIn(typed) === centavosIn(kept));
}

export type Change = { readonly key: Key; readonly before: string; readonly after: string };

/** The changed settings on which money or cards depend: the file's value and the typed one. */
export function moneyChanges(values: SettingsValues, typed: Typed): Change[] {
  return changedKeys(values, typed)
    .filter((key) => SETTINGS[key].money)
    .map((key) => ({ key, before: shown(key, textOf(values, key)), after: shown(key, (typed[key] ?? "").trim()) }));
}

/** A text in the form that people read. */
function shown(key: Key, text: string): string {
  if (key !== "pagouno.split") return text;
  return splitRows(text).map((row) => `${row.merchant_code_group} ${formatDigits(row.share_bp)} %`).join(" · ");
}

/** What is wrong with a text; null if the till may be asked. */
export function unfitIn(key: Key, text: string): Unfit | null {
  const trimmed = text.trim();
  const rule = ruleOf(key);
  switch (rule.is) {
    case "number":
      return isAmount(key) ? unfitAmount(trimmed) : unfitNumber(trimmed, [rule.least, rule.most]);
    case "one-of":
      return rule.numbers.some((number) => String(number) === trimmed) ? null : "not-of-these";
    case "hour":
      return HOUR.test(trimmed) ? null : "not-an-hour";
    case "required":
      return trimmed === "" ? "missing" : null;
    case "time-zone":
      return isZone(trimmed) ? null : "not-a-zone";
    case "address":
      return trimmed === "" ? "missing" : unfitAddress(trimmed);
    case "dni":
      return trimmed === "" || DNI.test(trimmed) ? null : "not-a-dni";
    case "reference":
      return trimmed.includes(REFERENCE) ? null : "no-reference";
    case "optional-address":
      return trimmed === "" ? null : unfitAddress(trimmed);
    case "relay-url":
      return trimmed === "" || trimmed === BUILT_IN ? null : unfitAddress(trimmed);
    case "split":
      return unfitSplit(trimmed);
    case "text":
    case "switch":
    case "choice":
    case "other":
      return null;
  }
}

/** The settings to write: only those that changed. */
export function changesOf(values: SettingsValues, typed: Typed): SettingsChanges {
  const changes: Tables = {};
  for (const key of changedKeys(values, typed)) {
    const [table, name] = placeOf(key);
    const value = typedValue(typeof valueOf(values, key), key, (typed[key] ?? "").trim());
    if (table === null) changes[name] = value;
    else changes[table] = { ...(changes[table] as Record<string, Value> | undefined), [name]: value };
  }
  return changes as SettingsChanges;
}

/** A typed value in the type that the till uses. */
function typedValue(type: string, key: Key, text: string): Value {
  if (ruleOf(key).is === "split") return splitRows(text);
  if (isAmount(key)) return centavosIn(text) ?? 0;
  if (type === "number") return Number(text);
  return type === "boolean" ? text === ON : text;
}

/** Plain HTTP is only for this machine: every other host needs encryption. */
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

/** Every amount that can be typed is in its range: the least is 0, and the most is more than fits. */
function unfitAmount(text: string): Unfit | null {
  if (text === "") return "missing";
  return centavosIn(text) === null ? "not-an-amount" : null;
}

function isZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: text });
    return text !== "";
  } catch {
    return false;
  }
}

/** Whether the till's word is one of the keys here. */
export function isKey(text: string): text is Key {
  return KEYS.some((key) => key === text);
}

/** Whether the till's word is one of the secrets here. */
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
