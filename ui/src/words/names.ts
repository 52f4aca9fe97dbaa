/** Names as people write them. */

import type { PaymentView } from "../backend/bindings";
import { METHODS } from "./states";
import { m } from "./words";

const PROVIDERS: ReadonlyMap<string, () => string> = new Map([
  ["totalcoin", m.light_totalcoin],
  ["pagouno", m.light_pagouno],
  ["bind", m.light_bind],
  ["wallet", m.provider_wallet],
]);

/** `totalcoin` is `TotalCoin`; an unknown name stays as it is. */
export function providerName(provider: string): string {
  return PROVIDERS.get(provider)?.() ?? provider;
}

/** Who is asked about a payment: for the QR of the house's wallet that is Bind, and for the money the wallet. */
export function askedName({ method, provider, state }: Pick<PaymentView, "method" | "provider" | "state">): string {
  return providerName(method === "wallet" && (state === "requested" || state === "refused") ? "bind" : provider);
}

/** The method of payment and its provider; cash has no provider, and the house's wallet is its own. */
export function methodName({ method, provider }: Pick<PaymentView, "method" | "provider">): string {
  const name = METHODS[method]();
  return provider === "" || method === "wallet" ? name : m.method_by({ method: name, provider: providerName(provider) });
}

/** The till's name, with its number unless the name has it already. */
export function tillName(name: string, number: number): string {
  const said = name.match(/\d+/g)?.some((digits) => Number(digits) === number) ?? false;
  return said ? name : m.till({ name, number });
}
