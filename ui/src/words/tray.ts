/** The items of the tray, and the possible answers, in words. */

import type { AskedView, DiscrepancyKind, SettleHow, TillNoticeItem, TillNoticeKind, TrayItem } from "../backend/bindings";
import { formatAmount } from "../till/money";
import { m } from "./words";

type Words = {
  readonly title: (about: { amount: string }) => string;
  /** The words if no amount is known. */
  readonly bare: () => string;
  readonly what: () => string;
};

const WORDS: Record<DiscrepancyKind, Words> = {
  late: { title: m.tray_late, bare: m.tray_late_bare, what: m.tray_late_what },
  short: { title: m.tray_short, bare: m.tray_short_bare, what: m.tray_short_what },
  over: { title: m.tray_over, bare: m.tray_over_bare, what: m.tray_over_what },
  duplicate: { title: m.tray_duplicate, bare: m.tray_duplicate_bare, what: m.tray_duplicate_what },
  contradicted: { title: m.tray_contradicted, bare: m.tray_contradicted_bare, what: m.tray_contradicted_what },
  "needs-review": { title: m.tray_needs_review, bare: m.tray_needs_review_bare, what: m.tray_needs_review_what },
  unattributed: { title: m.tray_unattributed, bare: m.tray_unattributed_bare, what: m.tray_unattributed_what },
  "reversal-to-confirm": { title: m.tray_reversal, bare: m.tray_reversal_bare, what: m.tray_reversal_what },
  "to-be-returned": { title: m.tray_return, bare: m.tray_return_bare, what: m.tray_return_what },
};

const NOTICES: Record<TillNoticeKind, (about: { name: string }) => string> = {
  "manager-forgotten": m.till_notice_manager_forgotten,
  "manager-key-gone": m.till_notice_manager_key_gone,
  "pin-key-gone": () => m.till_notice_pin_key_gone(),
  "pin-short": m.till_notice_pin_short,
  "seal-gone": () => m.till_notice_seal_gone(),
  "foreign-seal": () => m.till_notice_foreign_seal(),
  "rolled-back": () => m.till_notice_rolled_back(),
  "worker-failed": () => m.till_notice_worker_failed(),
};

export function tillNoticeWords({ kind, name }: TillNoticeItem): string {
  return NOTICES[kind]({ name: name ?? "" });
}

/** Money that came under the fixed QR, which no sale was known to await. */
const OF_FIXED_QR: Words = { title: m.tray_fixed_qr, bare: m.tray_fixed_qr_bare, what: m.tray_fixed_qr_what };

/** What the house's wallet says that is no approval: `RECHAZADA`, for example. */
const OF_WALLET: Words = { title: m.tray_wallet_review, bare: m.tray_wallet_review_bare, what: m.tray_wallet_review_what };

/** Money of the house's wallet that no sale was known to await. */
const OF_NOBODYS_WALLET: Words = { title: m.tray_wallet, bare: m.tray_wallet_bare, what: m.tray_wallet_what };

function wordsOf({ kind, by_fixed_qr, by_wallet, proposed, sale, payment }: TrayItem): Words {
  const method = sale?.payments.find((one) => one.id === payment)?.method;
  if (kind === "needs-review" && method === "wallet") return OF_WALLET;
  if (by_wallet && kind === "unattributed") return OF_NOBODYS_WALLET;
  if (!by_fixed_qr || kind !== "unattributed") return WORDS[kind];
  return proposed.length === 0 ? OF_FIXED_QR : { ...OF_FIXED_QR, what: m.tray_fixed_qr_several };
}

export function trayTitle(item: TrayItem): string {
  const words = wordsOf(item);
  const { amount_centavos } = item;
  return amount_centavos === null ? words.bare() : words.title({ amount: formatAmount(amount_centavos) });
}

export function trayWhat(item: TrayItem): string {
  return wordsOf(item).what();
}

type AnswerWords = { readonly name: () => string; readonly reason: () => string };

export const ANSWER_WORDS: Record<SettleHow, AnswerWords> = {
  "completes-this-sale": { name: m.settle_completes, reason: m.settle_completes_reason },
  "belongs-to-another-sale": { name: m.settle_other_sale, reason: m.settle_other_sale_reason },
  "to-be-returned": { name: m.settle_return, reason: m.settle_return_reason },
  "written-off": { name: m.settle_written_off, reason: m.settle_written_off_reason },
  "not-a-sale": { name: m.settle_not_a_sale, reason: m.settle_not_a_sale_reason },
};

/** The words on the other tills right after an answer; null if no other till had it. */
export function askedOnceDone(asked: AskedView | null): string | null {
  return askedWords(asked, { taken: m.tray_done_taken, nobody: m.tray_done_nobody });
}

/** The same as a line of a sale's steps. */
export function askedStep(asked: AskedView | null): string | null {
  return askedWords(asked, { taken: m.step_asked_taken, nobody: m.step_asked_nobody });
}

function askedWords(asked: AskedView | null, words: { taken: (about: { till: string }) => string; nobody: () => string }): string | null {
  switch (asked?.said) {
    case undefined:
    case "claimed":
      return null;
    case "nobody":
      return words.nobody();
    case "taken-over":
      return words.taken({ till: String(asked.till) });
  }
}
