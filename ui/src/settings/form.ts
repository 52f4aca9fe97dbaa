/** The form: the section of each setting, and its words. The till's own table has the rules. */

import { m } from "../words/words";
import { REFERENCE } from "./fields";
import type { Key } from "./fields";
import type { Section } from "./settings.svelte";

export type FormRow = {
  readonly section: Exclude<Section, "look" | "people">;
  readonly label: () => string;
  readonly hint?: () => string;
  readonly unit?: () => string;
  /** What 0 is called, among a few amounts. */
  readonly none?: () => string;
  /** For a number of few digits. */
  readonly short?: boolean;
  /** The section's own component places it; the others come one below the other, in the order of the till's table. */
  readonly placed?: boolean;
};

export const FORM: Record<Key, FormRow> = {
  mode: { section: "mode", placed: true, label: m.section_mode },
  time_zone: { section: "till", label: m.time_zone, hint: m.time_zone_hint },
  "till.number": { section: "till", placed: true, label: m.till_number, hint: m.till_number_hint, short: true },
  "till.name": { section: "till", placed: true, label: m.till_name, hint: m.till_name_hint },
  "totalcoin.base_url": { section: "totalcoin", placed: true, label: m.totalcoin_base_url, hint: m.totalcoin_base_url_hint },
  "totalcoin.business_unit": { section: "totalcoin", placed: true, label: m.totalcoin_business_unit, hint: m.totalcoin_business_unit_hint },
  "totalcoin.default_dni": { section: "totalcoin", placed: true, label: m.totalcoin_default_dni, hint: m.totalcoin_default_dni_hint },
  "totalcoin.qr_minutes": { section: "totalcoin", label: m.totalcoin_qr_minutes, unit: m.unit_minutes, short: true },
  "totalcoin.company_reference": { section: "totalcoin", label: m.totalcoin_company_reference, hint: () => m.totalcoin_company_reference_hint({ reference_sign: REFERENCE }) },
  "totalcoin.fixed_qr_days": { section: "totalcoin", placed: true, label: m.totalcoin_fixed_qr_days, hint: m.totalcoin_fixed_qr_days_hint, unit: m.unit_days, short: true },
  "totalcoin.fixed_match_minutes": { section: "totalcoin", placed: true, label: m.totalcoin_fixed_match_minutes, hint: m.totalcoin_fixed_match_minutes_hint, unit: m.unit_minutes, short: true },
  "relay.url": { section: "relay", placed: true, label: m.relay_url, hint: m.relay_url_hint },
  "secrets.store": { section: "mode", placed: true, label: m.store_which },
  "backup.budget_mib": { section: "backup", placed: true, label: m.backup_budget, hint: m.backup_budget_hint, unit: m.unit_mib, short: true },
  "backup.second_folder": { section: "backup", placed: true, label: m.backup_second, hint: m.backup_second_hint },
  "privacy.days": { section: "backup", label: m.privacy_days, unit: m.unit_days, short: true },
  "pagouno.base_url": { section: "pagouno", placed: true, label: m.pagouno_base_url, hint: m.pagouno_base_url_hint },
  "pagouno.merchant_code_group": { section: "pagouno", placed: true, label: m.pagouno_group, hint: m.pagouno_group_hint },
  "pagouno.seller_code": { section: "pagouno", placed: true, label: m.pagouno_seller_code },
  "pagouno.seller_name": { section: "pagouno", placed: true, label: m.pagouno_seller_name },
  "pagouno.pending_minutes": { section: "pagouno", label: m.pagouno_pending_minutes, hint: m.pagouno_pending_minutes_hint, unit: m.unit_minutes, short: true },
  "bind.enabled": { section: "bind", placed: true, label: m.bind_enabled, hint: m.bind_enabled_hint },
  "bind.base_url": { section: "bind", placed: true, label: m.bind_base_url, hint: m.bind_base_url_hint },
  "bind.token_url": { section: "bind", placed: true, label: m.bind_token_url, hint: m.bind_token_url_hint },
  "bind.scope": { section: "bind", placed: true, label: m.bind_scope, hint: m.bind_scope_hint },
  "bind.qr_text": { section: "bind", placed: true, label: m.bind_qr_text, hint: m.bind_qr_text_hint },
  "bind.wallet_id": { section: "bind", placed: true, label: m.bind_wallet_id, hint: m.bind_wallet_id_hint },
  "bind.processor_name": { section: "bind", placed: true, label: m.bind_processor_name },
  "bind.commerce_code": { section: "bind", placed: true, label: m.bind_commerce_code },
  "bind.branch_code": { section: "bind", placed: true, label: m.bind_branch_code },
  "bind.till_code": { section: "bind", placed: true, label: m.bind_till_code },
  "bind.key_case": { section: "bind", placed: true, label: m.bind_key_case },
  "bind.word_paid": { section: "bind", placed: true, label: m.bind_word_paid },
  "bind.word_returned": { section: "bind", placed: true, label: m.bind_word_returned },
  "bind.word_rejected": { section: "bind", placed: true, label: m.bind_word_rejected },
  "day.begins_at": { section: "day", placed: true, label: m.day_begins_at, hint: m.day_begins_at_hint, short: true },
  "day.glance": { section: "day", placed: true, label: m.day_glance, hint: m.day_glance_hint },
  "day.blind_count": { section: "day", placed: true, label: m.day_blind_count, hint: m.day_blind_count_hint },
  "day.count_required": { section: "day", placed: true, label: m.day_count_required, hint: m.day_count_required_hint },
  "day.difference_max_centavos": { section: "day", placed: true, label: m.day_difference_max, hint: m.day_difference_max_hint, unit: m.unit_pesos, short: true },
  "day.denominations": { section: "day", placed: true, label: m.day_denominations, hint: m.day_denominations_hint },
  "day.cash_rounding_centavos": { section: "day", placed: true, label: m.day_cash_rounding, hint: m.day_cash_rounding_hint, none: m.day_no_rounding, short: true },
  "shift.required": { section: "day", placed: true, label: m.shift_required, hint: m.shift_required_hint },
  "shift.hours_max": { section: "day", placed: true, label: m.shift_hours_max, hint: m.shift_hours_max_hint, unit: m.unit_hours, short: true },
  "shift.lock_minutes": { section: "day", placed: true, label: m.shift_lock_minutes, hint: m.shift_lock_minutes_hint, unit: m.unit_minutes, short: true },
  "shop.name": { section: "printer", placed: true, label: m.shop_name, hint: m.shop_name_hint },
  "shop.cuit": { section: "printer", placed: true, label: m.shop_cuit, short: true },
  "shop.address": { section: "printer", placed: true, label: m.shop_address },
  "shop.closing_words": { section: "printer", placed: true, label: m.shop_closing_words, hint: m.shop_closing_words_hint },
  "shop.fiscal_printer": { section: "printer", placed: true, label: m.shop_fiscal_printer, hint: m.shop_fiscal_printer_hint },
  "printer.kind": { section: "printer", placed: true, label: m.printer_kind },
  "printer.address": { section: "printer", placed: true, label: m.printer_address, hint: m.printer_address_hint },
  "printer.other_address": { section: "printer", placed: true, label: m.printer_other_address, hint: m.printer_other_address_hint },
  "printer.width_mm": { section: "printer", placed: true, label: m.printer_width },
  "printer.columns": { section: "printer", placed: true, label: m.printer_columns },
  "printer.code_page": { section: "printer", placed: true, label: m.printer_code_page },
  "printer.qr": { section: "printer", placed: true, label: m.printer_qr },
  "printer.cut": { section: "printer", placed: true, label: m.printer_cut },
  "printer.kick_drawer": { section: "printer", placed: true, label: m.printer_kick_drawer, hint: m.printer_kick_drawer_hint },
  "printer.auto_print": { section: "printer", placed: true, label: m.printer_auto_print },
  "printer.auto_print_close": { section: "printer", placed: true, label: m.printer_auto_print_close, hint: m.printer_auto_print_close_hint },
  "printer.shows_cashier": { section: "printer", placed: true, label: m.printer_shows_cashier },
  "pagouno.split": { section: "pagouno", placed: true, label: m.pagouno_split_title },
};
