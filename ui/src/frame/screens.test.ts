/** The table of screens has no conflicts, and the help lists only keys that do something. */

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Backend } from "../backend/backend";
import type { PaymentState, Requests, WalletSetUp } from "../backend/bindings";
import { aPayment, aSale, aSnapshot } from "../backend/memory/samples";
import { TWO_CARDS_KEY } from "../card/keys";
import type { Preferences } from "../preferences/preferences.svelte";
import { dayKey } from "../day/keys";
import { paperKey } from "../paper/keys";
import { papersKey } from "../printing/keys";
import { queueKey } from "../queue/keys";
import { reportsKey } from "../reports/keys";
import { trayKey } from "../tray/keys";
import { Till } from "../till/till.svelte";
import { m } from "../words/words";
import { WindowState } from "./window-state.svelte";
import type { Stage } from "./views";
import { keyGroups } from "./key-help";
import { listenToKeys, route } from "./keys";
import { rowsOf } from "./screen-rows";
import { SCREENS } from "./screens";

const STATE_FOR: Partial<Record<Stage, PaymentState>> = { "under-way": "waiting", ended: "expired", approved: "approved", "fixed-qr": "requested" };

/** The state of a window whose sale is in this stage. */
async function windowIn(stage: Stage, wallet: WalletSetUp = "ready"): Promise<WindowState> {
  const state = STATE_FOR[stage];
  const sales = state === undefined ? [] : [aSale({ payments: [aPayment({ state, method: stage === "fixed-qr" ? "fixed-qr" : "qr" })] })];
  const snapshot = aSnapshot({ sales, in_hand: sales[0]?.id ?? null, wallet });
  const backend: Backend = {
    ask: <K extends keyof Requests>(name: K): Promise<Requests[K]["gives"]> =>
      name === "snapshot" ? Promise.resolve(snapshot as Requests[K]["gives"]) : new Promise(() => {}),
    hear: () => Promise.resolve(() => {}),
  };
  const till = new Till(backend);
  await till.start();
  const win = new WindowState(till, {} as Preferences, SCREENS);
  expect(win.stage).toBe(stage);
  return win;
}

function pressed(key: string): KeyboardEvent {
  return { key, code: "", repeat: false, target: null, timeStamp: 0 } as unknown as KeyboardEvent;
}

const listened: string[] = [];
beforeEach(() => {
  listened.length = 0;
  for (const name of ["Element", "HTMLElement", "HTMLInputElement", "HTMLTextAreaElement", "HTMLButtonElement"]) vi.stubGlobal(name, class {});
  vi.stubGlobal("document", { activeElement: null });
  vi.stubGlobal("window", { addEventListener: (event: string) => listened.push(event), removeEventListener: () => {} });
});
afterEach(() => vi.unstubAllGlobals());

test("no two screens have one key or one test id", () => {
  const keys = rowsOf(SCREENS).flatMap(([, { key }]) => key?.name ?? []);
  const ids = rowsOf(SCREENS).flatMap(([, { rail }]) => rail?.testid ?? []);
  expect(new Set(keys).size).toBe(keys.length);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toEqual(["nav-sale", "nav-day", "nav-tray", "nav-settings"]);
});

test("every rail entry and key can open its screen, and every section has a rail entry", () => {
  for (const [kind, { rail, key, open, section }] of rowsOf(SCREENS)) {
    expect(open !== undefined, kind).toBe(rail !== undefined || key !== undefined);
    if (section !== null) expect(SCREENS[section].rail, kind).toBeDefined();
  }
});

test("the help names every screen's key once", () => {
  // The card form has a key of its own, which elsewhere is a screen's.
  const helped = keyGroups(SCREENS, "ready").filter(({ name }) => name !== "card").flatMap((group) => group.lines.flatMap((line) => line.keys));
  for (const [kind, { key }] of rowsOf(SCREENS)) {
    if (key !== undefined) expect(helped.filter((one) => one === key.name), kind).toHaveLength(1);
  }
});

test("no line of the help is there twice in its group", () => {
  for (const { name, lines } of keyGroups(SCREENS, "ready")) {
    const said = lines.map(({ label, words }) => `${label} ${words}`);
    expect(new Set(said).size, name).toBe(said.length);
  }
});

test("the help of the tray promises no number of answers, which each item has its own of", () => {
  const line = keyGroups(SCREENS, "ready").find(({ name }) => name === "tray")?.lines.find(({ keys }) => keys.includes("1"));
  expect(line?.label).toBe("1, 2, …");
  expect(m.keys_answers({}, { locale: "es-AR" })).toBe("Elegir esa respuesta");
  expect(m.keys_answers({}, { locale: "en" })).toBe("Choose that answer");
});

describe.each(keyGroups(SCREENS, "ready"))("the help under $title", ({ name, lines }) => {
  test.each(lines)("$label is handled", async ({ keys, event, stage = "amount" }) => {
    expect(keys.length + (event === undefined ? 0 : 1)).toBeGreaterThan(0);
    for (const key of keys) {
      if (name === "day") expect(dayKey(key), key).not.toBeNull();
      else if (name === "tray") expect(trayKey(key), key).not.toBeNull();
      else if (name === "reports") expect(reportsKey(key), key).not.toBeNull();
      else if (name === "queue") expect(queueKey(key), key).not.toBeNull();
      else if (name === "paper") expect(paperKey(key), key).not.toBeNull();
      else if (name === "papers") expect(papersKey(key), key).not.toBeNull();
      else if (name === "card") expect(key).toBe(TWO_CARDS_KEY);
      else expect(route(await windowIn(stage), pressed(key)), key).toBe(true);
    }
    // The day's screen listens for its chord itself, while it is in front.
    if (event === "paste") {
      listenToKeys(await windowIn(stage))();
      expect(listened).toContain(event);
    }
  });
});

test("a screen's key opens it and, from there, goes back to the sale", async () => {
  for (const [kind, { key }] of rowsOf(SCREENS)) {
    if (key?.works !== "always") continue;
    const win = await windowIn("amount");
    expect(route(win, pressed(key.name))).toBe(true);
    expect(win.view.kind).toBe(kind);
    expect(route(win, pressed(key.name))).toBe(true);
    expect(win.view.kind).toBe("sale");
  }
});

test("a key that the help does not list is not handled", async () => {
  expect(keyGroups(SCREENS, "off").flatMap(({ lines }) => lines.flatMap(({ keys }) => keys))).not.toContain("F11");
  expect(route(await windowIn("amount", "off"), pressed("F11"))).toBe(false);
});
