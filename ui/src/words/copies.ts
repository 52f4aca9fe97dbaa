/** The ledger's copies in words: why one failed, and how the second folder is. */

import type { BackupTrouble, SecondFolderStanding, SecondFolderView } from "../backend/bindings";
import { bytesWords } from "./bytes";
import { whenWords } from "./times";
import { m } from "./words";

/** Why there is no copy, and what to do about it. */
export function troubleOfCopy({ kind, missing_bytes }: BackupTrouble): string {
  switch (kind) {
    case "no-room":
      return missing_bytes === null ? m.backup_trouble_no_room() : m.backup_trouble_missing({ amount: bytesWords(missing_bytes) });
    case "ledger-broken":
      return m.backup_trouble_ledger();
    case "folder-unwritable":
      return m.backup_trouble_folder();
    case "other":
      return m.backup_failed_what();
  }
}

const SECOND: Record<SecondFolderStanding, (named: { when: string }) => string> = {
  "not-yet": m.second_not_yet,
  here: m.second_here,
  away: m.second_away,
  "not-ours": m.second_not_ours,
  unfit: m.second_unfit,
  failed: m.second_failed,
};

export function secondWords({ standing, since }: SecondFolderView, now_ms: number): string {
  return SECOND[standing]({ when: whenWords(since ?? now_ms, now_ms) });
}

/** Whether somebody has to do something about the second folder. */
export function needsSomeone(standing: SecondFolderStanding): boolean {
  return standing !== "here" && standing !== "not-yet";
}
