/** A sale by the fixed QR: what each key asks of the till, and what it never does. */

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Refused } from "../backend/backend";
import type { Backend } from "../backend/backend";
import type { FixedQrState, PaymentState, PaymentView, Requests, SaleView, Snapshot } from "../backend/bindings";
import { FIXED_VALID_MS, aFixedQr, aPayment, aQr, aSale, aSnapshot } from "../backend/memory/samples";
import { cueFor } from "../till/cues";
import { route } from "../frame/keys";
import { SCREENS } from "../frame/screens";
import { SETTLE_MS, WindowState } from "../frame/window-state.svelte";
import type { Preferences } from "../preferences/preferences.svelte";
import { sumsOf } from "../split/parts";
import { Till } from "../till/till.svelte";
import { STATES, stateWords } from "../words/states";
import { missingWords } from "../words/fixed";
import { m } from "../words/words";

type Asked = { readonly name: keyof Requests; readonly takes: unknown };

beforeEach(() => {
  for (const name of ["Element", "HTMLElement", "HTMLInputElement", "HTMLTextAreaElement", "HTMLButtonElement"]) vi.stubGlobal(name, class {});
  vi.stubGlobal("document", { activeElement: null });
});
afterEach(() => vi.unstubAllGlobals());

function byFixedQr(state: PaymentState, values: Partial<PaymentView> = {}): SaleView {
  const fixed = { valid_until_ms: Date.now() + FIXED_VALID_MS, declared_at_ms: state === "requested" ? null : Date.now(), declared_by: null, take_back_left_ms: state === "declared" ? 60_000 : null };
  return aSale({ payments: [aPayment({ method: "fixed-qr", state, qr: state === "requested" ? aQr() : null, fixed, ...values })] });
}

/** A window with this sale in hand, and what it asked of the till, which answers without doing anything. */
async function windowOf(sale: SaleView | null, values: Partial<Snapshot> = {}, refuses: Partial<Record<keyof Requests, Refused>> = {}): Promise<{ win: WindowState; asked: Asked[] }> {
  const asked: Asked[] = [];
  const snapshot = aSnapshot({ sales: sale === null ? [] : [sale], in_hand: sale?.id ?? null, ...values });
  const backend: Backend = {
    ask: <K extends keyof Requests>(name: K, takes: Requests[K]["takes"]): Promise<Requests[K]["gives"]> => {
      if (name === "snapshot") return Promise.resolve(snapshot as Requests[K]["gives"]);
      asked.push({ name, takes });
      const refused = refuses[name];
      return refused === undefined ? Promise.resolve({ sale: "s", seq: 0 } as Requests[K]["gives"]) : Promise.reject(refused);
    },
    hear: () => Promise.resolve(() => {}),
  };
  const till = new Till(backend);
  await till.start();
  return { win: new WindowState(till, {} as Preferences, SCREENS), asked };
}

function pressed(key: string, timeStamp = performance.now() + 10 * SETTLE_MS, repeat = false): KeyboardEvent {
  return { key, code: "", repeat, target: null, timeStamp } as unknown as KeyboardEvent;
}

test("F4 charges by the fixed QR, with no network and no document", async () => {
  const { win, asked } = await windowOf(null);
  win.draft.paste("4.800");
  win.draft.optional["payer-dni"] = "27594189";
  await win.paying.by("fixed-qr");
  expect(asked.map((one) => one.name)).toEqual(["charge_fixed_qr"]);
  expect(asked[0]?.takes).toEqual({ checkout: { request_id: expect.any(String), concept: null }, amount_centavos: 480_000 });
  expect(win.draft.total).toBe(0);
});

test("an unanswered F4 is repeated as one request", async () => {
  const lost = new Error("no answer") as unknown as Refused;
  const { win, asked } = await windowOf(null, {}, { charge_fixed_qr: lost });
  win.draft.paste("100");
  await win.paying.by("fixed-qr");
  await win.paying.by("fixed-qr");
  const ids = asked.map((one) => (one.takes as { checkout: { request_id: string } }).checkout.request_id);
  expect(ids.length).toBe(2);
  expect(new Set(ids).size).toBe(1);
});

test("an amount by the fixed QR is another request than the same amount by QR", async () => {
  const lost = new Error("no answer") as unknown as Refused;
  const { win, asked } = await windowOf(null, {}, { charge_fixed_qr: lost, charge_qr: lost });
  win.draft.paste("100");
  await win.paying.by("qr");
  await win.paying.by("fixed-qr");
  expect(asked.map((one) => one.name)).toEqual(["charge_qr", "charge_fixed_qr"]);
  const ids = asked.map((one) => (one.takes as { checkout: { request_id: string } }).checkout.request_id);
  expect(new Set(ids).size).toBe(2);
});

test.each(["none", "making", "ended", "off"] as const)("where it is %s, F4 says why instead of charging", async (state: FixedQrState) => {
  const { win, asked } = await windowOf(null, { fixed_qr: aFixedQr({ state, made_at_ms: null }) });
  win.draft.paste("4.800");
  await win.paying.by("fixed-qr");
  expect(asked).toEqual([]);
  expect(win.view.kind).toBe("fixed-qr");
});

test("a clock that is wrong does not stop it: nothing is asked of TotalCoin", async () => {
  const { win, asked } = await windowOf(null, { lights: { ...aSnapshot().lights, qr_blocked_by_clock_ms: 300_000 } });
  win.draft.paste("100");
  await win.paying.by("fixed-qr");
  expect(asked.map((one) => one.name)).toEqual(["charge_fixed_qr"]);
});

test("Enter declares once the code was shown for a while, and a repeated Enter nothing more", async () => {
  const { win, asked } = await windowOf(byFixedQr("requested"));
  win.stageChanged();
  expect(win.stage).toBe("fixed-qr");
  expect(route(win, pressed("Enter", performance.now()))).toBe(true);
  expect(asked).toEqual([]);
  route(win, pressed("Enter", undefined, true));
  expect(asked).toEqual([]);
  route(win, pressed("Enter"));
  route(win, pressed("Enter"));
  expect(asked.map((one) => one.name)).toEqual(["declare"]);
});

test("Esc asks before it hides the code; hidden, the amount is typed again", async () => {
  const sale = byFixedQr("requested", { amount_centavos: 150_050, charged_centavos: 150_050 });
  const { win, asked } = await windowOf(sale);
  route(win, pressed("Escape"));
  expect(win.dialog).toBe("cancel");
  expect(asked).toEqual([]);
  await win.claim.hide();
  expect(asked.map((one) => one.name)).toEqual(["cancel_payment", "leave_sale"]);
});

test("what was typed for a sale that came to nothing is typed again, with its centavos", async () => {
  const { win } = await windowOf(null);
  win.draft.retype(150_050, "pan");
  expect(win.draft.total).toBe(150_050);
  expect(win.draft.optional.concept).toBe("pan");
  win.draft.retype(480_000, null);
  expect(win.draft.total).toBe(480_000);
});

test("a declared payment is neither paid nor green, makes no sound, and binds its amount", () => {
  const before = byFixedQr("requested");
  for (const state of ["declared", "unconfirmed"] as const) {
    const after = byFixedQr(state);
    expect(STATES[state].tone).toBe("warn");
    expect(cueFor(before, after)).toBeNull();
    expect(sumsOf(after)).toMatchObject({ paid_centavos: 0, bound_centavos: 150_000, chargeable_centavos: 0 });
  }
  expect(cueFor(byFixedQr("declared"), byFixedQr("approved"))).toBe("approved");
});

test("Enter on a declared payment begins the next sale; F6 charges another way", async () => {
  const { win, asked } = await windowOf(byFixedQr("declared"));
  win.stageChanged();
  route(win, pressed("F6"));
  expect(win.view.kind).toBe("split");
  win.show({ kind: "sale" });
  route(win, pressed("Enter"));
  expect(asked.map((one) => one.name)).toEqual(["leave_sale"]);
});

test("within the minute it is taken back without a PIN; Esc puts the manager's question away first", async () => {
  const { win, asked } = await windowOf(byFixedQr("declared"));
  await win.claim.takeBack();
  expect(asked).toEqual([{ name: "take_back", takes: { sale: "s", payment: "p" } }]);
  win.claim.taking_back = true;
  route(win, pressed("Escape"));
  expect(win.claim.taking_back).toBe(false);
  expect(asked.length).toBe(1);
});

test("the words of a code on show do not say that it is being made", () => {
  expect(stateWords({ method: "fixed-qr", state: "requested" }).word()).toBe(m.state_fixed_qr_shown());
  expect(stateWords({ method: "qr", state: "requested" }).word()).toBe(m.state_requested());
});

test("TotalCoin's own reason is said where it refused one", () => {
  expect(missingWords(aFixedQr({ state: "none", refused: "unidad inválida" }), "good").what).toContain("unidad inválida");
  expect(missingWords(aFixedQr({ state: "making" }), "cut").what).toBe(m.fixed_qr_none_what());
  expect(missingWords(aFixedQr({ state: "making" }), "good").what).toBe(m.fixed_qr_making_what());
});
