/** Scenes of the till for what a manager reviews: `?scene=tray`. */

import type { EndedShift, SaleView, Snapshot, TillNoticeItem, TrayItem } from "../bindings";
import { LUCIA, MARINA } from "./people";
import { aDiscrepancy, aPayment, aSale, aSnapshot, atTheCounter } from "./samples";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const ANA = { name: "Ana Pérez", reference: "MP-8841 2093" };

/** Every scene of this file. */
export const REVIEW_SCENES = ["tray", "tray-no-manager", "tray-empty", "tray-taken", "tray-held", "tray-notices", "tray-returns", "needs-manager"] as const;
export type ReviewSceneName = (typeof REVIEW_SCENES)[number];

/** `returned` has what a manager said is to be returned, with what went back of it so far. */
export type ReviewScene = { readonly till: Snapshot; readonly returned?: ReadonlyMap<string, number>; readonly to_confirm?: readonly EndedShift[]; readonly strays: readonly TrayItem[]; readonly notices?: readonly TillNoticeItem[] };

export function reviewScene(name: string): ReviewScene | null {
  const known = REVIEW_SCENES.find((one) => one === name);
  return known === undefined ? null : sceneOf(known);
}

function sceneOf(name: ReviewSceneName): ReviewScene {
  switch (name) {
    case "tray":
      return full({ has_manager: true, session: atTheCounter(MARINA) });
    case "tray-no-manager":
      return full({ has_manager: false });
    case "tray-empty":
      return { till: aSnapshot({ has_manager: true }), strays: [] };
    case "tray-taken":
      return taken();
    case "tray-held":
      return held();
    case "tray-notices":
      return noticed();
    case "tray-returns":
      return toReturn();
    case "needs-manager":
      return needsManager();
  }
}

/** Another till has taken a stray. */
function taken(): ReviewScene {
  const stray: TrayItem = {
    id: "stray/2",
    kind: "unattributed",
    amount_centavos: 120_000,
    since_ms: Date.now() - 15 * MINUTE_MS,
    reference: "MP-8841 1551",
    provider_word: null,
    payer: "Darío Luna",
    sale: null,
    payment: null,
    proposed: [],
    sure: false,
    answers: ["belongs-to-another-sale", "not-a-sale", "to-be-returned", "written-off"],
    covers_centavos: 120_000,
    holder: 2,
    by_fixed_qr: false,
    by_wallet: false,
  };
  return { till: aSnapshot({ mode: "live", practice: null, session: atTheCounter(MARINA), has_manager: true, tray: 1 }), strays: [stray] };
}

/** A person was named without a PIN, another has a short PIN, and the journal was changed. */
function noticed(): ReviewScene {
  const at_ms = Date.now() - 3 * MINUTE_MS;
  const notices: TillNoticeItem[] = [
    { seq: 12, at_ms, kind: "manager-forgotten", name: "Beto" },
    { seq: 15, at_ms, kind: "pin-short", name: "Marina" },
    { seq: 19, at_ms, kind: "rolled-back", name: null },
    { seq: 23, at_ms, kind: "worker-failed", name: null },
  ];
  return { till: aSnapshot({ mode: "live", practice: null, has_manager: true, tray: notices.length }), strays: [], notices };
}

/** The ledger was just restored: the relay is being read, and two requests are held. */
function held(): ReviewScene {
  const now_ms = Date.now();
  const sales = [
    sale(57, "requested", 150_050, now_ms - 2 * MINUTE_MS, { held: true }),
    sale(56, "requested", 320_000, now_ms - 40 * MINUTE_MS, { held: true }),
  ];
  const till = aSnapshot({ mode: "live", practice: null, session: atTheCounter(MARINA), has_manager: true, sales, tray: sales.length, restored: "relay-unread" });
  return { till, strays: [] };
}

function full(values: Partial<Snapshot>): ReviewScene {
  const now_ms = Date.now();
  const unpaid = sale(51, "expired", 480_000, now_ms - 9 * MINUTE_MS, {});
  const sales = [
    sale(57, "approved", 150_050, now_ms - 4 * MINUTE_MS, {
      payer: ANA,
      received_centavos: 160_050,
      discrepancies: [{ ...aDiscrepancy("over", 10_000), id: "d-over" }],
    }),
    sale(56, "expired", 320_000, now_ms - 7 * MINUTE_MS, {
      payer: { name: "Bruno Díaz", reference: "MP-8840 7719" },
      received_centavos: 310_000,
      discrepancies: [aDiscrepancy("short", 10_000)],
    }),
    unpaid,
    sale(49, "approved", 89_990, now_ms - 31 * MINUTE_MS, {
      payer: { name: null, reference: "MP-8833 0004" },
      discrepancies: [aDiscrepancy("duplicate", 89_990)],
    }),
    sale(48, "approved", 1_250_000, now_ms - 52 * MINUTE_MS, { payer: ANA, discrepancies: [aDiscrepancy("late")] }),
    sale(44, "expired", 60_000, now_ms - 80 * MINUTE_MS, { provider_word: "RECHAZADO", discrepancies: [aDiscrepancy("needs-review")] }),
    sale(31, "approved", 2_175_050, now_ms - DAY_MS, { payer: ANA, provider_word: "DEVUELTO", discrepancies: [aDiscrepancy("contradicted")] }),
    sale(30, "approved", 715_000, now_ms - DAY_MS - 40 * MINUTE_MS, { payer: ANA, discrepancies: [aDiscrepancy("to-be-returned", 715_000)] }),
  ];
  const strays: TrayItem[] = [
    {
      id: "stray/1",
      kind: "unattributed",
      amount_centavos: 480_000,
      since_ms: now_ms - 8 * MINUTE_MS,
      reference: "MP-8841 1550",
      provider_word: null,
      payer: "Carla Gómez",
      sale: null,
      payment: null,
      proposed: [unpaid],
      sure: true,
      answers: ["belongs-to-another-sale", "not-a-sale", "to-be-returned", "written-off"],
      covers_centavos: 480_000,
      holder: null,
      by_fixed_qr: false,
      by_wallet: false,
    },
  ];
  const till = aSnapshot({ mode: "live", practice: null, sales, tray: sales.length, ...values });
  return { till, strays };
}

/** Money that is to be returned: of a sale that was given up, whole, and in part. A shift waits for its difference too. */
function toReturn(): ReviewScene {
  const now_ms = Date.now();
  const settled = (kind: "duplicate" | "over", by_centavos: number) => ({ ...aDiscrepancy(kind, by_centavos), settled: true });
  const sales = [
    sale(61, "approved", 245_000, now_ms - 6 * MINUTE_MS, { payer: ANA, received_centavos: 255_000, discrepancies: [{ ...aDiscrepancy("over", 10_000), id: "d-open" }] }),
    { ...sale(60, "approved", 180_000, now_ms - 14 * MINUTE_MS, { method: "cash", provider: "", discrepancies: [aDiscrepancy("to-be-returned", 180_000)] }), state: "abandoned" as const },
    sale(57, "approved", 150_050, now_ms - 4 * 60 * MINUTE_MS, { payer: ANA, received_centavos: 160_050, discrepancies: [settled("over", 10_000)] }),
    sale(49, "approved", 90_000, now_ms - 5 * 60 * MINUTE_MS, { payer: { name: null, reference: "MP-8833 0004" }, returned_centavos: 60_000, discrepancies: [settled("duplicate", 90_000)] }),
  ];
  const to_confirm: EndedShift[] = [{ number: 7, person: LUCIA, opened_at_ms: now_ms - 18 * 60 * MINUTE_MS, difference_centavos: -150_000 }];
  const till = aSnapshot({ mode: "live", practice: null, sales, tray: 5, has_manager: true, session: atTheCounter(MARINA) });
  return { till, strays: [], returned: new Map([["d-over", 0], ["d-duplicate", 60_000]]), to_confirm };
}

/** A sale whose first payment still waits: charging it again needs a manager. */
function needsManager(): ReviewScene {
  const payments = [
    aPayment({ id: "p-doubt", state: "in-doubt", method: "card", provider: "pagouno", amount_centavos: 150_050, charged_centavos: 150_050 }),
    aPayment({ id: "p-over", state: "expired", amount_centavos: 150_050, charged_centavos: 150_050 }),
  ];
  const held = aSale({ id: "s-hand", ticket: "C1-000042", total_centavos: 150_050, opened_at_ms: Date.now(), payments });
  return { till: aSnapshot({ has_manager: true, sales: [held], in_hand: held.id, open_sales: 1 }), strays: [] };
}

function sale(ticket: number, state: "requested" | "approved" | "expired", amount_centavos: number, opened_at_ms: number, values: Parameters<typeof aPayment>[0]): SaleView {
  const paid = state === "approved";
  const received_centavos = paid ? amount_centavos : 0;
  return aSale({
    id: `s${ticket}`,
    ticket: `C1-${String(ticket).padStart(6, "0")}`,
    state: paid ? "paid" : "abandoned",
    total_centavos: amount_centavos,
    opened_at_ms,
    payments: [aPayment({ id: `p${ticket}`, state, amount_centavos, charged_centavos: amount_centavos, received_centavos, ...values })],
  });
}
