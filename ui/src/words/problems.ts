/** The problems that keep the shop from opening, in words: what is wrong, and what to do. */

import type { CopyDoubt, ProblemKind } from "../backend/bindings";
import { m } from "./words";

type ProblemWords = { readonly title: () => string; readonly what: () => string };

export const PROBLEMS: Record<ProblemKind, ProblemWords> = {
  "settings-wrong": { title: m.problem_settings_wrong, what: m.problem_settings_wrong_what },
  "settings-unreadable": { title: m.problem_settings_unreadable, what: m.problem_settings_unreadable_what },
  "address-wrong": { title: m.problem_address_wrong, what: m.problem_address_wrong_what },
  "relay-wrong": { title: m.problem_relay_wrong, what: m.problem_relay_wrong_what },
  "no-folder": { title: m.problem_no_folder, what: m.problem_no_folder_what },
  "folder-unwritable": { title: m.problem_folder_unwritable, what: m.problem_folder_unwritable_what },
  "disk-full": { title: m.problem_disk_full, what: m.problem_disk_full_what },
  "upgrade-no-room": { title: m.problem_upgrade_no_room, what: m.problem_upgrade_no_room_what },
  upgrading: { title: m.problem_upgrading, what: m.problem_upgrading_what },
  "ledger-damaged": { title: m.problem_ledger_damaged, what: m.problem_ledger_damaged_what },
  "ledger-foreign": { title: m.problem_ledger_foreign, what: m.problem_ledger_foreign_what },
  "ledger-newer": { title: m.problem_ledger_newer, what: m.problem_ledger_newer_what },
  "ledger-busy": { title: m.problem_ledger_busy, what: m.problem_ledger_busy_what },
  "ledger-unreachable": { title: m.problem_ledger_unreachable, what: m.problem_ledger_unreachable_what },
  keychain: { title: m.problem_keychain, what: m.problem_keychain_what },
  "already-open": { title: m.problem_already_open, what: m.problem_already_open_what },
  machine: { title: m.problem_machine, what: m.problem_machine_what },
};

export const DOUBTS: Record<CopyDoubt, () => string> = {
  "no-manifest": m.problem_copy_no_manifest,
  "no-seal": m.problem_copy_no_seal,
};
