/** The fixed QR in words. A new state of it does not compile until it has them. */

import type { FixedQrState, FixedQrView } from "../backend/bindings";
import type { Line } from "../till/line";
import { m } from "./words";

type Words = { readonly title: string; readonly what: string };

/** Why there is no fixed QR to pay with, and what to do. */
export function missingWords({ state, refused }: FixedQrView, line: Line): Words {
  if (refused !== null && state !== "off") return { title: m.fixed_qr_refused(), what: refusedWords(refused) };
  switch (state) {
    case "off":
      return { title: m.fixed_qr_off(), what: m.fixed_qr_off_what() };
    case "making":
      return { title: m.fixed_qr_making(), what: line === "cut" ? m.fixed_qr_none_what() : m.fixed_qr_making_what() };
    case "ended":
      return { title: m.fixed_qr_ended(), what: m.fixed_qr_ended_what() };
    case "none":
    case "in-force":
    case "ending":
      return { title: m.fixed_qr_none(), what: m.fixed_qr_none_what() };
  }
}

/** TotalCoin's refusal, with its own words where it gave any. */
export function refusedWords(word: string): string {
  return word === "" ? m.fixed_qr_refused_bare() : m.fixed_qr_refused_what({ word });
}

/** How it stands, in a word. */
export const FIXED_QR_STATES: Record<FixedQrState, () => string> = {
  off: m.fixed_qr_state_off,
  none: m.fixed_qr_state_none,
  making: m.fixed_qr_state_making,
  "in-force": m.fixed_qr_state_in_force,
  ending: m.fixed_qr_state_ending,
  ended: m.fixed_qr_state_ended,
};
