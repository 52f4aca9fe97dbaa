/** The name of an address, and the words for what waits for it. */

import type { AddressOf } from "../backend/bindings";
import { m } from "./words";

const NAMES: Record<AddressOf, () => string> = {
  totalcoin: m.address_of_totalcoin,
  pagouno: m.address_of_pagouno,
  relay: m.address_of_relay,
  bind: m.address_of_bind,
  "bind-token": m.address_of_bind_token,
  "card-identity": m.address_of_cards,
};

const WAITS: Record<AddressOf, () => string> = {
  totalcoin: m.address_waits_qr,
  relay: m.address_waits_qr,
  pagouno: m.address_waits_cards,
  bind: m.address_waits_reports,
  "bind-token": m.address_waits_reports,
  "card-identity": m.address_waits_cards,
};

export function addressName(what: AddressOf): string {
  return NAMES[what]();
}

export function addressWaits(what: AddressOf): string {
  return WAITS[what]();
}
