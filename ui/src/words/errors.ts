/** The words for a refused request: what happened, and what to do. */

import { Refused } from "../backend/backend";
import type { ErrorCode } from "../backend/bindings";
import { m } from "./words";

const WORDS: Record<ErrorCode, () => string> = {
  "amount-zero": m.amount_zero,
  "amount-too-large": m.error_amount_too_large,
  "already-under-way": m.error_already_under_way,
  "needs-manager": m.error_needs_manager,
  "not-cancellable": m.error_not_cancellable,
  "clock-wrong": m.error_clock_wrong,
  "dni-missing": m.error_dni_missing,
  "dni-malformed": m.error_dni_malformed,
  "concept-too-long": m.error_concept_too_long,
  "sale-unknown": m.error_sale_unknown,
  "ledger-unavailable": m.error_ledger_unavailable,
  "not-in-practice": m.error_not_in_practice,
  "practice-nothing-to-pay": m.error_practice_nothing_to_pay,
  "practice-in-use": m.error_practice_in_use,
  "not-configured": m.error_not_configured,
  "pin-wrong": m.error_pin_wrong,
  "pin-wait": m.error_pin_wait,
  "pin-malformed": m.error_pin_malformed,
  "pins-unavailable": m.error_pins_unavailable,
  "pin-key-gone": m.error_pin_key_gone,
  "notice-unknown": m.error_notice_unknown,
  "name-unfit": m.error_name_unfit,
  "manager-exists": m.error_manager_exists,
  locked: m.error_locked,
  "nobody-to-lock": m.error_nobody_to_lock,
  "person-unknown": m.error_person_unknown,
  "last-manager": m.error_last_manager,
  "no-shift": m.error_no_shift,
  "shift-needed": m.error_shift_needed,
  "shift-over": m.error_shift_over,
  "reason-too-long": m.error_reason_too_long,
  "count-unfit": m.error_count_unfit,
  "close-of-another": m.error_close_of_another,
  "day-malformed": m.error_day_malformed,
  "reason-missing": m.error_reason_missing,
  "item-unknown": m.error_item_unknown,
  "too-late": m.error_too_late,
  "relay-unread": m.error_relay_unread,
  "relay-key-unknown": m.error_relay_key_unknown,
  "relay-key-other-till": m.error_relay_key_other_till,
  "relay-key-in-use": m.error_relay_key_in_use,
  "disk-full": m.error_disk_full,
  "not-restored": m.error_not_restored,
  closed: m.error_closed,
  "settings-refused": m.settings_refused,
  "settings-unreadable": m.error_settings_unreadable,
  "settings-unwritable": m.error_settings_unwritable,
  "settings-not-opened": m.error_settings_not_opened,
  "secrets-unavailable": m.error_secrets_unavailable,
  "secret-unknown": m.error_secret_unknown,
  "secret-unfit": m.error_secret_unfit,
  unconfirmed: m.error_unconfirmed,
  "till-number-fixed": m.till_number_fixed,
  "payee-unknown": m.error_payee_unknown,
  "backup-failed": m.backup_failed_what,
  "folder-unfit": m.error_folder_unfit,
  "card-field": m.error_card_field,
  "cards-count": m.error_cards_count,
  "offer-changed": m.error_offer_changed,
  "amount-too-small": m.error_amount_too_small,
  "not-enough": m.cash_short,
  "plan-refused": m.error_plan_refused,
  "nothing-to-ask": m.error_nothing_to_ask,
  "covers-nothing": m.error_covers_nothing,
  "amount-missing": m.error_amount_missing,
  "target-missing": m.error_target_missing,
  "held-elsewhere": m.error_held_elsewhere,
  "relay-away": m.error_relay_away,
  "payer-needed-by-payment": m.forget_needed_by_payment,
  "payer-needed-by-report": m.forget_needed_by_report,
  "errand-unknown": m.error_errand_unknown,
  "no-printer": m.error_no_printer,
  "too-many-papers": m.error_too_many_papers,
  "errand-kept": m.error_errand_kept,
  "errand-busy": m.error_errand_busy,
  "no-fixed-qr": m.fixed_qr_none_what,
  "wallet-not-set-up": m.error_wallet_not_set_up,
  "number-unchecked": m.error_number_unchecked,
  "report-unknown": m.error_report_unknown,
  "report-kept": m.error_report_kept,
  "exports-unwritable": m.error_exports_unwritable,
  "export-busy": m.error_export_busy,
  "field-unfit": m.error_field_unfit,
};

/** The words where something was only looked at, so that nothing was to be saved. */
export function readErrorWords(error: unknown): string {
  return error instanceof Refused && error.code === "ledger-unavailable" ? m.error_ledger_unread() : errorWords(error);
}

export function errorWords(error: unknown): string {
  if (!(error instanceof Refused)) return m.error_no_answer();
  // A newer till may know a code that this window does not.
  const words: (() => string) | undefined = WORDS[error.code];
  return words?.() ?? m.error_other({ code: error.code });
}
