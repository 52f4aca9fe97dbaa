/** The printer in words: what is wrong with it, and what to do. */

import type { PrinterTrouble } from "../backend/bindings";
import type { ShopWarning } from "../settings/shop-words";
import { m } from "./words";

type Words = { readonly title: () => string; readonly what: () => string };

const TROUBLES: Record<PrinterTrouble, Words> = {
  "not-set": { title: m.printer_not_set, what: m.printer_not_set_what },
  "address-unfit": { title: m.printer_address_unfit, what: m.printer_address_unfit_what },
  "not-there": { title: m.printer_not_there, what: m.printer_not_there_what },
  "no-rights": { title: m.printer_no_rights, what: m.printer_no_rights_what },
  "no-connection": { title: m.printer_no_connection, what: m.printer_no_connection_what },
  "paper-out": { title: m.printer_paper_out, what: m.printer_paper_out_what },
  "cover-open": { title: m.printer_cover_open, what: m.printer_cover_open_what },
  stalled: { title: m.printer_stalled, what: m.printer_stalled_what },
  "cut-off": { title: m.printer_cut_off, what: m.printer_cut_off_what },
  stuck: { title: m.printer_stuck, what: m.printer_stuck_what },
  interrupted: { title: m.printer_interrupted, what: m.printer_interrupted_what },
  "not-made": { title: m.printer_not_made, what: m.printer_not_made_what },
  "not-saved": { title: m.printer_not_saved, what: m.printer_not_saved_what },
  old: { title: m.printer_old, what: m.printer_old_what },
};

export function printerWords(trouble: PrinterTrouble): Words {
  return TROUBLES[trouble];
}

export const SHOP_WARNINGS: Record<ShopWarning, () => string> = {
  "other-paper": m.shop_warning_other_paper,
  substituted: m.shop_warning_substituted,
  wallets: m.shop_warning_wallets,
};
