/** Scenes for the settings: `?scene=settings`. In `settings-test-OUTCOME`, every connection test ends with that outcome. */

import type { ConnectionOutcome, OutsideChange, SettingsView, Snapshot } from "../bindings";
import { MARINA } from "./people";
import { aSession, aSettings, aSnapshot, atTheCounter } from "./samples";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Every outcome of a connection test. */
export const OUTCOMES = [
  "ok", "no-network", "no-such-host", "name-too-slow", "no-connection", "connection-too-slow", "certificate-untrusted", "proxy-unreached", "bad-address", "not-secure", "wrong-credentials", "no-permission", "not-the-provider",
  "too-slow", "server-error", "busy", "secret-missing", "secrets-unavailable", "relay-key-unknown", "relay-key-of-another-till",
  "relay-key-in-use", "other-version", "clock-skewed", "relay-file-unfit", "qr-unfit", "machine-unfit",
] as const satisfies readonly ConnectionOutcome[];

/** Every scene of this file except those for a test's outcome. */
export const SETTINGS_SCENES = [
  "settings", "settings-live", "settings-unconfirmed", "settings-unwritable", "settings-no-keychain", "settings-file-store",
  "settings-full-disk", "settings-outside", "settings-outside-wrong", "settings-number-fixed", "address-waits", "address-unknown", "strips-many", "number-in-file", "folder-network", "folder-cloud", "go-live-refused",
  "settings-no-cashier",
] as const;
export type SettingsSceneName = (typeof SETTINGS_SCENES)[number];

export type SettingsScene = {
  readonly till: Snapshot;
  readonly view: SettingsView;
  /** The outcome of every connection test. */
  readonly outcome: ConnectionOutcome;
  readonly unwritable: boolean;
  readonly full_disk: boolean;
};

export function settingsScene(name: string): SettingsScene | null {
  const outcome = OUTCOMES.find((one) => name === `settings-test-${one}`);
  if (outcome !== undefined) return { ...sceneOf("settings-live"), outcome };
  const known = SETTINGS_SCENES.find((one) => one === name);
  return known === undefined ? null : sceneOf(known);
}

/** Default settings for the till of another scene. */
export function settingsBehind(till: Snapshot): SettingsScene {
  const values = { ...aSettings().values, mode: till.mode };
  return { till, view: aSettings({ values }), outcome: "ok", unwritable: false, full_disk: false };
}

function sceneOf(name: SettingsSceneName): SettingsScene {
  switch (name) {
    case "settings":
      return settingsBehind(aSnapshot({ first_run: true }));
    case "settings-live":
      return live();
    case "settings-unconfirmed": {
      const scene = live();
      const { payee } = scene.view;
      return { ...scene, view: { ...scene.view, payee: payee === null ? null : { ...payee, confirmed_by: null, confirmed_at: null } } };
    }
    case "settings-unwritable":
      return { ...settingsBehind(aSnapshot()), unwritable: true };
    case "settings-no-keychain": {
      const scene = live();
      const why = "org.freedesktop.secrets: no such service";
      return { ...scene, view: { ...scene.view, secrets_store: { store: "os", reachable: false, why } } };
    }
    case "settings-file-store": {
      const scene = live();
      const values = { ...scene.view.values, secrets: { store: "file" as const } };
      return { ...scene, view: { ...scene.view, values, secrets_store: { store: "file", reachable: true, why: null } } };
    }
    case "settings-full-disk": {
      const scene = live();
      return { ...scene, full_disk: true };
    }
    case "settings-outside":
      return outside({ readable: true, detail: "till.name, totalcoin.qr_minutes" });
    case "settings-outside-wrong":
      return outside({ readable: false, detail: "totalcoin.qr_minuts: esa clave no existe (línea 12)" });
    case "settings-number-fixed": {
      const scene = live();
      return { ...scene, view: { ...scene.view, till_number_fixed: true } };
    }
    case "address-waits":
      return banded({
        addresses: [
          { what: "totalcoin", address: "https://apicobranzas.example.com", before: "https://apicobranzas.totalcoin.com", waits: true },
          { what: "card-identity", address: "MG-09999 · P2 · OTRO", before: "MG-03207 · P1C1C1 · TEATRO UNO", waits: true },
        ],
      });
    case "address-unknown":
      return banded({ addresses: [{ what: "pagouno", address: "https://pagos.example.com", before: null, waits: false }] });
    case "strips-many":
      return banded({
        ...sceneOf("address-waits").till,
        folder_risk: { kind: "cloud", name: "OneDrive" },
        restored: "relay-unread",
      });
    case "folder-network":
      return banded({ folder_risk: { kind: "network", name: "cifs" } });
    case "folder-cloud":
      return banded({ folder_risk: { kind: "cloud", name: "OneDrive" } });
    case "number-in-file":
      return banded({ number_in_file: 7 });
    case "settings-no-cashier":
      return banded({ session: aSession() });
    case "go-live-refused":
      return { ...settingsBehind(aSnapshot({ first_run: true })), outcome: "wrong-credentials" };
  }
}

function live(): SettingsScene {
  const till = aSnapshot({ mode: "live", practice: null, session: atTheCounter(MARINA), has_manager: true });
  const settings = aSettings();
  const view = aSettings({
    values: {
      ...settings.values,
      mode: "live",
      totalcoin: { ...settings.values.totalcoin, default_dni: "27594189" },
      relay: { url: "https://relay.donluis.com.ar" },
    },
    secrets: settings.secrets.map((one) => ({ ...one, state: "set" })),
    payee: { cuit: "30-71234567-1", cvu: "0000003100010000000001", confirmed_by: "Marina", confirmed_at: Date.now() - 3 * DAY_MS },
    backup: {
      ...settings.backup,
      last_at: Date.now() - 95 * MINUTE_MS,
      kept: 14,
      bytes: 264_241_152,
      second: { folder: "/media/luis/COPIAS", standing: "away", since: Date.now() - 2 * DAY_MS, last_at: Date.now() - 2 * DAY_MS - 95 * MINUTE_MS, kept: 12, detail: null },
    },
  });
  return { till, view, outcome: "ok", unwritable: false, full_disk: false };
}

function banded(with_values: Partial<Snapshot>): SettingsScene {
  const scene = live();
  return { ...scene, till: { ...scene.till, ...with_values } };
}

function outside(settings_outside: OutsideChange): SettingsScene {
  return banded({ settings_outside });
}
