/** The settings in words: the error of a field, the state of a secret, and the meaning of every outcome of a test. */

import { Refused } from "../backend/backend";
import type { ConnectionOutcome, OrderSeen, OrderState, SecretStanding } from "../backend/bindings";
import { rangeOf, REFERENCE } from "../settings/fields";
import type { Key, Unfit } from "../settings/fields";
import type { Section, Tested } from "../settings/settings.svelte";
import { errorWords } from "./errors";
import { formatAmount } from "../till/money";
import { m } from "./words";

export const SECTION_NAMES: Record<Section, () => string> = {
  till: m.section_till,
  totalcoin: m.light_totalcoin,
  pagouno: m.light_pagouno,
  bind: m.light_bind,
  relay: m.section_relay,
  day: m.section_day,
  printer: m.section_printer,
  look: m.section_look,
  backup: m.section_backup,
  people: m.section_people,
  mode: m.section_mode,
};

export const STANDINGS: Record<SecretStanding, () => string> = {
  set: m.secret_set,
  missing: m.secret_missing,
  unavailable: m.secret_unavailable,
};

export function unfitWords(unfit: Unfit, key: Key): string {
  const [least, most] = rangeOf(key) ?? [0, 0];
  switch (unfit) {
    case "missing":
      return m.unfit_missing();
    case "not-a-number":
      return m.unfit_not_a_number();
    case "too-small":
      return m.unfit_too_small({ least });
    case "too-large":
      return m.unfit_too_large({ most });
    case "not-an-address":
      return m.unfit_not_an_address();
    case "not-secure":
      return m.unfit_not_secure();
    case "not-a-dni":
      return m.unfit_not_a_dni();
    case "no-reference":
      return m.unfit_no_reference({ reference_sign: REFERENCE });
    case "not-a-zone":
      return m.unfit_not_a_zone();
    case "not-an-amount":
      return m.unfit_not_an_amount();
    case "not-an-hour":
      return m.unfit_not_an_hour();
    case "not-of-these":
      return m.unfit_not_of_these();
    case "named-twice":
      return m.unfit_named_twice();
    case "not-a-share":
      return m.unfit_not_a_share();
  }
}

type Said = { readonly title: () => string; readonly what: () => string };
type Named = { name: string };

/** The words that are the same for every provider. */
const OUTCOMES: Record<ConnectionOutcome, { readonly title: (named: Named) => string; readonly what: (named: Named) => string }> = {
  ok: { title: m.test_ok, what: m.test_ok_what },
  "no-network": { title: m.test_no_network, what: m.test_no_network_what },
  "no-such-host": { title: m.test_no_such_host, what: m.test_no_such_host_what },
  "name-too-slow": { title: m.test_name_too_slow, what: m.test_name_too_slow_what },
  "connection-too-slow": { title: m.test_connection_too_slow, what: m.test_connection_too_slow_what },
  "certificate-untrusted": { title: m.test_certificate_untrusted, what: m.test_certificate_untrusted_what },
  "proxy-unreached": { title: m.test_proxy_unreached, what: m.test_proxy_unreached_what },
  "no-connection": { title: m.test_no_connection, what: m.test_no_connection_what },
  "bad-address": { title: m.test_bad_address, what: m.test_bad_address_what },
  "not-secure": { title: m.test_not_secure, what: m.test_not_secure_what },
  "wrong-credentials": { title: m.test_wrong_credentials, what: m.test_wrong_credentials_what },
  "no-permission": { title: m.test_no_permission, what: m.test_no_permission_what },
  "not-the-provider": { title: m.test_not_the_provider, what: m.test_not_the_provider_what },
  "too-slow": { title: m.test_too_slow, what: m.test_too_slow_what },
  "server-error": { title: m.test_server_error, what: m.test_server_error_what },
  busy: { title: m.test_busy, what: m.test_busy_what },
  "secret-missing": { title: m.test_secret_missing, what: m.test_secret_missing_what },
  "secrets-unavailable": { title: m.test_secrets_unavailable, what: m.test_secrets_unavailable_what },
  "relay-key-unknown": { title: m.test_relay_key_unknown, what: m.test_relay_key_unknown_what },
  "relay-key-of-another-till": { title: m.test_relay_key_of_another, what: m.test_relay_key_of_another_what },
  "relay-key-in-use": { title: m.test_relay_key_in_use, what: m.test_relay_key_in_use_what },
  "other-version": { title: m.test_other_version, what: m.test_other_version_what },
  "clock-skewed": { title: m.test_clock_skewed, what: m.test_clock_skewed_what },
  "relay-file-unfit": { title: m.test_relay_file_unfit, what: m.test_relay_file_unfit_what },
  "qr-unfit": { title: m.test_qr_unfit, what: m.test_qr_unfit_what },
  "machine-unfit": { title: m.test_machine_unfit, what: m.test_machine_unfit_what },
};

/** The relay's own words for some outcomes. */
const OF_RELAY: Partial<Record<ConnectionOutcome, Said>> = {
  ok: { title: m.test_relay_ok, what: m.test_relay_ok_what },
  "secret-missing": { title: m.test_relay_key_missing, what: m.test_relay_key_missing_what },
  "wrong-credentials": { title: m.test_relay_key_unknown, what: m.test_relay_key_unknown_what },
};

/** pagoUno's own words: a test can check the public key; only a charge can check the private one, and a test makes none. */
const OF_PAGOUNO: Partial<Record<ConnectionOutcome, Said>> = {
  ok: { title: m.test_pagouno_ok, what: m.test_pagouno_ok_what },
  "secret-missing": { title: m.test_pagouno_key_missing, what: m.test_pagouno_key_missing_what },
  "wrong-credentials": { title: m.test_pagouno_wrong_key, what: m.test_pagouno_wrong_key_what },
};

/** Bind's own words: its credentials are no user and password. */
const OF_BIND: Partial<Record<ConnectionOutcome, Said>> = {
  ok: { title: m.test_bind_ok, what: m.test_bind_ok_what },
  "secret-missing": { title: m.test_bind_secret_missing, what: m.test_bind_secret_missing_what },
  "wrong-credentials": { title: m.test_bind_wrong_secret, what: m.test_bind_wrong_secret_what },
  "no-permission": { title: m.test_bind_no_permission, what: m.test_bind_no_permission_what },
};

const ORDERS: Record<OrderState, () => string> = {
  open: m.order_open,
  closed: m.order_closed,
  pending: m.order_pending,
  empty: m.order_empty,
  "time-out": m.order_time_out,
  refused: m.order_refused,
  "unsupported-qr": m.order_unsupported_qr,
  "unsupported-merchant": m.order_unsupported_merchant,
  error: m.order_error,
};

/** What Bind says about the shop's QR: whose it is, and the state of its order. */
export function orderWords({ collector, state, amount_centavos }: OrderSeen): string {
  const amount = amount_centavos === null ? null : formatAmount(amount_centavos);
  return [collector ?? m.order_of_nobody(), ORDERS[state](), amount].filter((part) => part !== null).join(" · ");
}

const OF: Record<Tested, Partial<Record<ConnectionOutcome, Said>>> = { totalcoin: {}, pagouno: OF_PAGOUNO, bind: OF_BIND, relay: OF_RELAY };

export function outcomeWords(tested: Tested, outcome: ConnectionOutcome): { readonly title: string; readonly what: string } {
  const named = { name: testedName(tested) };
  // A newer till may know an outcome that this window does not.
  const said: Said | (typeof OUTCOMES)[ConnectionOutcome] | undefined = OF[tested][outcome] ?? OUTCOMES[outcome];
  return said === undefined ? { title: m.test_other({ outcome }), what: m.test_machine_unfit_what(named) } : { title: said.title(named), what: said.what(named) };
}

export function testedName(tested: Tested): string {
  return { totalcoin: m.light_totalcoin, pagouno: m.light_pagouno, bind: m.light_bind, relay: m.test_the_relay }[tested]();
}

/** The till's refusal of the whole, with the details for a technician. */
export function troubleWords(error: unknown): string {
  const asked = error instanceof Refused ? [error.about, error.detail].filter((one) => one !== null).join(": ") : "";
  return asked === "" ? errorWords(error) : `${errorWords(error)}\n${m.test_detail({ detail: asked })}`;
}
