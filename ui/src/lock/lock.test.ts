/** A locked till hears a PIN and nothing else, keeps no PIN, and is as it was when it opens. */

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Refused } from "../backend/backend";
import type { Backend } from "../backend/backend";
import type { ErrorCode, Events, PaymentState, Requests, Snapshot } from "../backend/bindings";
import { LUCIA, TOMAS } from "../backend/memory/people";
import { aPayment, aSale, aSession, aSnapshot, atTheCounter } from "../backend/memory/samples";
import { keyGroups } from "../frame/key-help";
import { route } from "../frame/keys";
import { SCREENS } from "../frame/screens";
import type { Screens } from "../frame/screens";
import { WindowState } from "../frame/window-state.svelte";
import type { Preferences } from "../preferences/preferences.svelte";
import { Till } from "../till/till.svelte";
import { m } from "../words/words";
import { lockWhenIdle } from "./idle";

const MINUTE_MS = 60_000;
const SHUT = { ...atTheCounter(LUCIA), person: null, locked: true };
type Asked = { readonly name: keyof Requests; readonly takes: unknown };

let asked: Asked[] = [];
let refuses: Partial<Record<keyof Requests, ErrorCode>> = {};
let snapshot: Snapshot = aSnapshot();

/** A window over a till that locks and unlocks as it is asked. */
async function windowOf(with_values: Partial<Snapshot>): Promise<WindowState> {
  snapshot = aSnapshot({ has_manager: true, ...with_values });
  const heard: { [K in keyof Events]?: (event: Events[K]) => void } = {};
  const backend: Backend = {
    ask: <K extends keyof Requests>(name: K, takes: Requests[K]["takes"]): Promise<Requests[K]["gives"]> => {
      if (name !== "snapshot") asked.push({ name, takes });
      const code = refuses[name];
      if (code !== undefined) return Promise.reject(new Refused({ code, detail: null }));
      if (name === "lock") snapshot = { ...snapshot, session: SHUT };
      if (name === "unlock") snapshot = { ...snapshot, session: atTheCounter(LUCIA) };
      return Promise.resolve((name === "snapshot" ? snapshot : snapshot.session) as Requests[K]["gives"]);
    },
    hear: (name, fn) => {
      Object.assign(heard, { [name]: fn });
      return Promise.resolve(() => {});
    },
  };
  const till = new Till(backend);
  await till.start();
  const win = new WindowState(till, {} as Preferences, SCREENS);
  win.lockChanged();
  return win;
}

function press(win: WindowState, key: string, values: Partial<KeyboardEvent> = {}): boolean {
  return route(win, { key, code: "", repeat: false, target: null, timeStamp: performance.now(), ...values } as KeyboardEvent);
}

function inHand(state: PaymentState): Partial<Snapshot> {
  const sale = aSale({ payments: [aPayment({ id: "p-hand", state })] });
  return { sales: [sale], in_hand: sale.id };
}

beforeEach(() => {
  asked = [];
  refuses = {};
  vi.useFakeTimers();
  for (const name of ["Element", "HTMLElement", "HTMLInputElement", "HTMLTextAreaElement", "HTMLButtonElement"]) vi.stubGlobal(name, class {});
  vi.stubGlobal("document", { activeElement: null });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("a locked till", () => {
  test("takes every key for itself, and none of them does anything below", async () => {
    const win = await windowOf({ session: SHUT, ...inHand("waiting") });
    const keys = new Set(keyGroups(SCREENS, "ready").flatMap(({ lines }) => lines.flatMap((line) => line.keys)));
    for (const key of [...keys, "F8", "F9", "Tab", "ArrowDown", " ", "a"]) expect(press(win, key), key).toBe(true);
    expect([win.dialog, win.view.kind, win.draft.total]).toEqual([null, "sale", 0]);
    // Enter found the PIN that the digits typed.
    expect(asked.map(({ name }) => name)).toEqual(["unlock"]);
  });

  test("types the PIN with both rows of digits, also while NumLock is off", async () => {
    const win = await windowOf({ session: SHUT });
    press(win, "9");
    press(win, "Home", { code: "Numpad7" });
    press(win, "5");
    press(win, "Backspace");
    press(win, "2", { repeat: true });
    press(win, "v", { ctrlKey: true, getModifierState: () => false } as Partial<KeyboardEvent>);
    expect(win.lock.pin).toBe("97");
    press(win, "Escape");
    expect(win.lock.pin).toBe("");
  });

  test.each<[ErrorCode | null, string | null]>([
    [null, null],
    ["pin-wrong", m.lock_pin_wrong()],
    ["pin-wait", m.error_pin_wait()],
  ])("keeps no PIN once it is sent: %s", async (code, words) => {
    const win = await windowOf({ session: SHUT });
    if (code !== null) refuses = { unlock: code };
    for (const digit of "975310") press(win, digit);
    press(win, "Enter");
    expect(win.lock.pin).toBe("");
    await vi.waitFor(() => expect(win.lock.unlocking).toBe(false));
    expect(asked).toEqual([{ name: "unlock", takes: { typed: "975310" } }]);
    expect([win.lock.locked, win.lock.trouble]).toEqual([code !== null, words]);
  });

  test("asks nothing without a PIN, and wipes one that is left half typed", async () => {
    const win = await windowOf({ session: SHUT });
    await win.lock.unlock();
    expect([asked, win.lock.trouble]).toEqual([[], m.lock_pin_missing()]);
    press(win, "9");
    vi.advanceTimersByTime(9_999);
    expect(win.lock.pin).toBe("9");
    vi.advanceTimersByTime(1);
    expect(win.lock.pin).toBe("");
  });

  test("gives a reader's keys back to the PIN alone", async () => {
    const win = await windowOf({ session: SHUT });
    press(win, "9");
    const before = win.typed();
    for (const digit of "77908") press(win, digit);
    win.putBack(before);
    expect([win.lock.pin, win.draft.notice]).toEqual(["9", null]);
  });
});

describe("a sale while the till is locked", () => {
  test("stays on the screen from the QR to its end", async () => {
    const win = await windowOf({ session: SHUT, ...inHand("waiting") });
    expect(win.watches_sale).toBe(true);
    snapshot = { ...snapshot, ...inHand("approved") };
    await win.till.load();
    expect(win.watches_sale).toBe(true);
    snapshot = { ...snapshot, session: atTheCounter(LUCIA) };
    await win.till.load();
    win.lockChanged();
    expect([win.watches_sale, win.stage]).toEqual([false, "approved"]);
  });

  test("is out of sight where nothing of it is on its way", async () => {
    for (const state of ["approved", "expired", "in-doubt"] as const) {
      const win = await windowOf({ session: SHUT, ...inHand(state) });
      expect(win.watches_sale, state).toBe(false);
    }
  });

  test("is as it was, with the amount that was being typed", async () => {
    const win = await windowOf({ session: atTheCounter(LUCIA) });
    for (const digit of "1500") press(win, digit);
    win.settings.pin = "246810";
    win.dialog = "keys";
    press(win, "F8");
    await vi.waitFor(() => expect(win.lock.locked).toBe(true));
    win.lockChanged();
    expect([win.dialog, win.settings.pin, win.draft.total]).toEqual([null, "", 150_000]);
    for (const digit of "975310") press(win, digit);
    press(win, "Enter");
    await vi.waitFor(() => expect(win.lock.locked).toBe(false));
    win.lockChanged();
    expect([win.draft.total, win.view.kind]).toEqual([150_000, "sale"]);
    // The Enter of the PIN may come twice.
    press(win, "Enter");
    expect(asked.map(({ name }) => name)).toEqual(["lock", "unlock"]);
    vi.advanceTimersByTime(800);
    press(win, "Enter");
    await vi.waitFor(() => expect(asked.at(-1)?.name).toBe("charge_qr"));
  });

  test("is charged at once where no PIN was typed to open the till", async () => {
    const win = await windowOf({ session: SHUT });
    snapshot = { ...snapshot, session: atTheCounter(LUCIA) };
    await win.till.load();
    win.lockChanged();
    for (const digit of "1500") press(win, digit);
    press(win, "Enter");
    await vi.waitFor(() => expect(asked.at(-1)?.name).toBe("charge_qr"));
  });
});

test("whose the till is: the shift's, else the person who was here last", async () => {
  const win = await windowOf({ session: aSession({ person: TOMAS, can_lock: true }) });
  win.lock.personChanged();
  snapshot = { ...snapshot, session: aSession({ can_lock: true, locked: true }) };
  await win.till.load();
  win.lock.personChanged();
  expect(win.lock.whose).toEqual(TOMAS);
  snapshot = { ...snapshot, session: SHUT };
  await win.till.load();
  expect(win.lock.whose).toEqual(LUCIA);
});

test("the shift's screen is opened by its own row, and is missed nowhere while there is none", async () => {
  const win = await windowOf({ session: atTheCounter(LUCIA) });
  const { ...without } = SCREENS;
  delete (without as { shift?: unknown }).shift;
  expect(new WindowState(win.till, {} as Preferences, without).toShift).toBeNull();
  const open = vi.fn();
  const with_shift = new WindowState(win.till, {} as Preferences, { ...SCREENS, shift: { ...SCREENS.tray, open } } as unknown as Screens);
  with_shift.toShift?.();
  expect(open).toHaveBeenCalledWith(with_shift);
});

describe("F8", () => {
  test("locks by a person's wish", async () => {
    const win = await windowOf({ session: atTheCounter(LUCIA) });
    expect(press(win, "F8")).toBe(true);
    expect(asked).toEqual([{ name: "lock", takes: { idle: false } }]);
  });

  test("says why a shop without a cashier does not lock, on the amount and elsewhere", async () => {
    const win = await windowOf({});
    press(win, "F8");
    expect([asked, win.draft.notice?.words]).toEqual([[], m.error_nobody_to_lock()]);
    win.show({ kind: "tray", item: null });
    press(win, "F8");
    expect(win.toast).toMatchObject({ words: m.error_nobody_to_lock(), sale: null });
  });
});

test("what is refused because the till is locked brings the lock", async () => {
  const win = await windowOf({ session: atTheCounter(LUCIA) });
  refuses = { open_sale: "locked" };
  snapshot = { ...snapshot, session: SHUT };
  await win.open("s");
  await vi.waitFor(() => expect(win.lock.locked).toBe(true));
});

describe("a till that nobody touches", () => {
  const listeners = new Map<string, () => void>();
  const stops: (() => void)[] = [];

  async function idle(with_values: Partial<Snapshot>): Promise<WindowState> {
    const win = await windowOf(with_values);
    stops.push(lockWhenIdle(win.lock));
    return win;
  }

  beforeEach(() => {
    vi.stubGlobal("window", { addEventListener: (name: string, fn: () => void) => listeners.set(name, fn), removeEventListener: (name: string) => listeners.delete(name) });
  });
  afterEach(() => {
    for (const stop of stops.splice(0)) stop();
    expect(listeners.size).toBe(0);
  });

  test("locks after the minutes that the shop says, counted from the last touch", async () => {
    await idle({ session: atTheCounter(LUCIA), lock_minutes: 2 });
    for (const touch of ["keydown", "pointerdown", "pointermove"]) {
      await vi.advanceTimersByTimeAsync(2 * MINUTE_MS - 1_000);
      listeners.get(touch)?.();
    }
    await vi.advanceTimersByTimeAsync(2 * MINUTE_MS - 1_000);
    expect(asked).toEqual([]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(asked).toEqual([{ name: "lock", takes: { idle: true } }]);
    // It is locked by now, and not asked again.
    await vi.advanceTimersByTimeAsync(10 * MINUTE_MS);
    expect(asked.length).toBe(1);
  });

  test("locks by the first touch after the PC slept", async () => {
    await idle({ session: atTheCounter(LUCIA), lock_minutes: 2 });
    vi.setSystemTime(Date.now() + 3 * MINUTE_MS);
    listeners.get("pointermove")?.();
    expect(asked).toEqual([{ name: "lock", takes: { idle: true } }]);
  });

  test.each<[string, Partial<Snapshot>]>([
    ["by the setting", { session: atTheCounter(LUCIA), lock_minutes: 0 }],
    ["without a cashier", { lock_minutes: 2 }],
    ["once it is locked", { session: SHUT, lock_minutes: 2 }],
  ])("is never locked %s", async (_, with_values) => {
    await idle(with_values);
    await vi.advanceTimersByTimeAsync(60 * MINUTE_MS);
    expect(asked).toEqual([]);
  });
});
