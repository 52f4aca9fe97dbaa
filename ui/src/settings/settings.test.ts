/** What was typed is saved once and as a whole, a secret is wiped when it is sent, and a refusal names its field. */

import { beforeEach, expect, test } from "vitest";
import { Refused } from "../backend/backend";
import type { Backend } from "../backend/backend";
import type { ApiError, ConnectionReport, Requests } from "../backend/bindings";
import { aSettings, aSnapshot } from "../backend/memory/samples";
import { Till } from "../till/till.svelte";
import { Settings } from "./settings.svelte";

type Asked = { readonly name: keyof Requests; readonly takes: unknown };
let asked: Asked[] = [];
let refuses: Partial<Record<keyof Requests, ApiError>> = {};
let needs_manager = false;
let report: () => Promise<ConnectionReport> = () => Promise.resolve({ ok: true, outcome: "ok", detail: null });

async function theSettings(): Promise<Settings> {
  const backend: Backend = {
    ask: async <K extends keyof Requests>(name: K, takes: Requests[K]["takes"]): Promise<Requests[K]["gives"]> => {
      const error = refuses[name];
      if (name !== "snapshot" && name !== "settings") asked.push({ name, takes });
      if (error !== undefined) throw new Refused(error);
      if (name === "snapshot") return aSnapshot() as Requests[K]["gives"];
      if (name === "test_connection") return (await report()) as Requests[K]["gives"];
      return aSettings({ needs_manager }) as Requests[K]["gives"];
    },
    hear: () => Promise.resolve(() => {}),
  };
  const settings = new Settings(new Till(backend));
  await settings.load();
  return settings;
}

beforeEach(() => {
  asked = [];
  refuses = {};
  needs_manager = false;
  report = () => Promise.resolve({ ok: true, outcome: "ok", detail: null });
});

test("secrets are sent first and wiped; then the changes are sent", async () => {
  const settings = await theSettings();
  settings.typeSecret("totalcoin.password", " s3cr3t ");
  settings.type("till.name", "Fondo");
  expect(settings.unsaved).toEqual(["till.name", "totalcoin.password"]);
  expect(await settings.save()).toBe(true);
  expect(asked).toEqual([
    { name: "set_secrets", takes: { pin: null, secrets: [{ name: "totalcoin.password", value: "s3cr3t" }] } },
    { name: "save_settings", takes: { pin: null, changes: { till: { name: "Fondo" } } } },
  ]);
  expect(settings.secret("totalcoin.password")).toBe("");
  expect(settings.dirty).toBe(false);
});

test("a refused secret is wiped too", async () => {
  refuses = { set_secrets: { code: "secrets-unavailable", detail: "locked" } };
  const settings = await theSettings();
  settings.typeSecret("totalcoin.password", "s3cr3t");
  expect(await settings.save()).toBe(false);
  expect(settings.secret("totalcoin.password")).toBe("");
  expect(settings.trouble).toContain("llavero");
  expect(settings.trouble).not.toContain("s3cr3t");
});

test("with a manager nothing is sent without a PIN, and a PIN is used once", async () => {
  needs_manager = true;
  const settings = await theSettings();
  settings.type("till.name", "Fondo");
  expect(await settings.save()).toBe(false);
  expect(asked).toEqual([]);
  settings.pin = "9999";
  refuses = { save_settings: { code: "pin-wrong", detail: null } };
  expect(await settings.save()).toBe(false);
  expect([settings.pin, settings.pin_trouble !== null, settings.text("till.name")]).toEqual(["", true, "Fondo"]);
});

test("an invalid value is not sent, and its section is shown", async () => {
  const settings = await theSettings();
  settings.type("totalcoin.default_dni", "12");
  expect(await settings.save()).toBe(false);
  expect(asked).toEqual([]);
  expect([settings.section, settings.troubleOf("totalcoin.default_dni") !== null]).toEqual(["totalcoin", true]);
});

test("the till's refusal of a key is shown at its field", async () => {
  refuses = { save_settings: { code: "settings-refused", detail: "unknown unit", about: "totalcoin.business_unit" } };
  const settings = await theSettings();
  settings.type("totalcoin.business_unit", "1");
  await settings.save();
  expect(settings.troubleOf("totalcoin.business_unit")).toContain("unknown unit");
  expect([settings.trouble, settings.wrong?.name]).toEqual([null, "totalcoin.business_unit"]);
  settings.type("totalcoin.business_unit", "348");
  expect(settings.troubleOf("totalcoin.business_unit")).toBeNull();
});

test("a test uses typed values, stored ones for the rest, and saves nothing", async () => {
  const settings = await theSettings();
  settings.typeSecret("totalcoin.username", "luis");
  await settings.test("totalcoin");
  expect(asked).toEqual([{ name: "test_connection", takes: { what: "totalcoin", base_url: "https://apicobranzas.totalcoin.com", username: "luis", password: null } }]);
  expect(settings.secret("totalcoin.username")).toBe("luis");
});

test("a stored secret for another address needs a manager, whose PIN is used for one try", async () => {
  refuses = { test_connection: { code: "needs-manager", detail: null } };
  const settings = await theSettings();
  settings.type("totalcoin.base_url", "https://otra.example.com");
  await settings.test("totalcoin");
  expect(settings.testOf("totalcoin")).toEqual({ kind: "manager", trouble: null });
  refuses = {};
  await settings.test("totalcoin", "246810");
  expect(settings.testOf("totalcoin")?.kind).toBe("report");
  await settings.test("totalcoin");
  expect(asked.map(({ takes }) => (takes as { pin?: string }).pin)).toEqual([undefined, "246810", undefined]);
});

test("what money depends on is shown before and after, and a name is not", async () => {
  const settings = await theSettings();
  settings.type("till.name", "Fondo");
  settings.type("totalcoin.base_url", " https://otra.example.com ");
  expect(settings.money_changes).toEqual([{ key: "totalcoin.base_url", before: "https://apicobranzas.totalcoin.com", after: "https://otra.example.com" }]);
});

test("a test of an address that was changed since shows nothing", async () => {
  let answer: (report: ConnectionReport) => void = () => {};
  report = () => new Promise((resolve) => (answer = resolve));
  const settings = await theSettings();
  const testing = settings.test("totalcoin");
  expect(settings.testOf("totalcoin")?.kind).toBe("going");
  settings.type("totalcoin.base_url", "https://other.example.com");
  answer({ ok: true, outcome: "ok", detail: null });
  await testing;
  expect(settings.testOf("totalcoin")).toBeNull();
});

test("a relay by its address is a change that needs the address", async () => {
  const settings = await theSettings();
  expect(settings.relay_choice).toBe("none");
  settings.relay_choice = "url";
  expect([settings.dirty, settings.text("relay.url")]).toEqual([true, ""]);
  expect(await settings.save()).toBe(false);
  expect(settings.troubleOf("relay.url")).not.toBeNull();
  settings.relay_choice = "none";
  expect(settings.dirty).toBe(false);
});

test("discarding wipes what was typed, with secrets and PIN", async () => {
  const settings = await theSettings();
  settings.type("till.name", "Fondo");
  settings.typeSecret("relay.till_key", "mk");
  settings.pin = "1234";
  settings.discard();
  expect([settings.dirty, settings.secret("relay.till_key"), settings.pin, settings.text("till.name")]).toEqual([false, "", "", "Caja 1"]);
});
