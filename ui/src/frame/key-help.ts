/** The help of keys: what every key of the window does, grouped by where a person uses it. */

import { OPTIONAL_ROWS } from "../amount/optional";
import { TWO_CARDS_KEY } from "../card/keys";
import { PDF_KEY, PRINT_KEY, SMALL_SHEET_KEY } from "../paper/keys";
import { TABS_KEY } from "../queue/keys";
import { m } from "../words/words";
import type { WalletSetUp } from "../backend/bindings";
import { LOCK_KEY, WALLET_KEY } from "./keys";
import type { Stage } from "./views";
import { rowsOf } from "./screen-rows";
import type { ScreenKey, Screens } from "./screens";

export type KeyLine = {
  /** The key as it is written. */
  readonly label: string;
  readonly words: string;
  /** The names of the key in a `KeyboardEvent`; empty if a chord makes an `event` instead. */
  readonly keys: readonly string[];
  readonly event?: "paste" | "find";
  /** The stage in which it is handled; without one, the amount's. */
  readonly stage?: Stage;
};

export type KeyGroup = { readonly name: "amount" | "card" | "sale" | "day" | "tray" | "queue" | "reports" | "paper" | "papers" | "always"; readonly title: string; readonly lines: readonly KeyLine[] };

const DIGITS = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"] as const;

/** A shop without a wallet of its own has no key for it. */
export function keyGroups(screens: Screens, wallet: WalletSetUp): readonly KeyGroup[] {
  return [
    {
      name: "amount",
      title: m.keys_amount(),
      lines: [
        { label: "0 – 9", words: m.keys_digits(), keys: DIGITS },
        { label: ", .", words: m.keys_comma(), keys: [",", "."] },
        { label: "+", words: m.keys_plus(), keys: ["+"] },
        { label: "⌫", words: m.keys_back(), keys: ["Backspace"] },
        { label: "C", words: m.keys_clear(), keys: ["c", "C"] },
        { label: "Enter", words: m.keys_enter(), keys: ["Enter"] },
        ...screenLines(screens, "owed"),
        ...(wallet === "off" ? [] : [{ label: WALLET_KEY, words: m.keys_f11(), keys: [WALLET_KEY] }]),
        ...OPTIONAL_ROWS.flatMap(([, { key }]) => (key === undefined ? [] : [{ label: key.name, words: key.words(), keys: [key.name] }])),
        { label: "Ctrl V", words: m.keys_paste(), keys: [], event: "paste" },
      ],
    },
    {
      name: "card",
      title: m.keys_card(),
      lines: [{ label: TWO_CARDS_KEY, words: m.keys_two_cards(), keys: [TWO_CARDS_KEY] }],
    },
    {
      name: "sale",
      title: m.keys_sale(),
      lines: [
        { label: "Esc", words: m.keys_escape_sale(), keys: ["Escape"], stage: "under-way" },
        { label: "Enter", words: m.keys_enter_again(), keys: ["Enter"], stage: "ended" },
        { label: "Enter", words: m.keys_enter_declare(), keys: ["Enter"], stage: "fixed-qr" },
        { label: PRINT_KEY, words: m.keys_poster(), keys: ["p", PRINT_KEY], stage: "fixed-qr" },
        { label: "R", words: m.keys_print(), keys: ["r", "R"], stage: "approved" },
        { label: m.keys_any_key(), words: m.keys_any(), keys: ["x", "5", "Enter"], stage: "approved" },
      ],
    },
    {
      name: "day",
      title: m.day_keys(),
      lines: [
        { label: "↑ ↓", words: m.day_keys_list(), keys: ["ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End", "Enter"] },
        { label: "← →", words: m.day_keys_beside(), keys: ["ArrowLeft", "ArrowRight"] },
        { label: "1 – 5", words: m.day_keys_open(), keys: ["1", "2", "3", "4", "5"] },
        { label: "G", words: m.day_keys_charts(), keys: ["g", "G"] },
        { label: "E", words: m.export_keys(), keys: ["e", "E"] },
        { label: "Ctrl F", words: m.day_keys_find(), keys: [], event: "find" },
      ],
    },
    {
      name: "tray",
      title: m.keys_tray(),
      lines: [
        { label: "↑ ↓", words: m.keys_arrows(), keys: ["ArrowUp", "ArrowDown"] },
        // The number depends on the item in front, which numbers its own
        // answers.
        { label: "1, 2, …", words: m.keys_answers(), keys: ["1", "2", "3", "4", "5"] },
      ],
    },
    {
      name: "queue",
      title: m.queue_keys(),
      lines: [
        { label: "↑ ↓", words: m.queue_keys_arrows(), keys: ["ArrowUp", "ArrowDown"] },
        { label: "1", words: m.queue_keys_retry(), keys: ["1"] },
        { label: "2", words: m.queue_keys_give_up(), keys: ["2"] },
        { label: "3", words: m.queue_keys_steps(), keys: ["3"] },
        { label: "R", words: m.queue_keys_all(), keys: ["r", "R"] },
        ...(wallet === "off" ? [] : [{ label: TABS_KEY, words: m.queue_keys_tabs(), keys: ["i", TABS_KEY] }]),
      ],
    },
    ...(wallet === "off" ? [] : [ofReports()]),
    ...ofPapers(),
    {
      name: "always",
      title: m.keys_always(),
      lines: [
        { label: "F1", words: m.keys_f1(), keys: ["F1"] },
        ...screenLines(screens, "always"),
        { label: LOCK_KEY, words: m.keys_f8(), keys: [LOCK_KEY] },
        { label: "Esc", words: m.keys_escape(), keys: ["Escape"] },
      ],
    },
  ];
}

function ofReports(): KeyGroup {
  return {
    name: "reports",
    title: m.reports_keys(),
    lines: [
      { label: "↑ ↓", words: m.reports_keys_arrows(), keys: ["ArrowUp", "ArrowDown"] },
      { label: "← →", words: m.reports_keys_tabs(), keys: ["ArrowLeft", "ArrowRight"] },
      { label: "1, 2, …", words: m.reports_keys_act(), keys: ["1", "2", "3", "4", "5"] },
      { label: "E", words: m.reports_keys_export(), keys: ["e", "E"] },
      { label: PRINT_KEY, words: m.reports_keys_print(), keys: ["p", PRINT_KEY] },
    ],
  };
}

function ofPapers(): readonly KeyGroup[] {
  return [
    {
      name: "paper",
      title: m.paper_keys(),
      lines: [
        { label: "↑ ↓", words: m.paper_keys_scroll(), keys: ["ArrowUp", "ArrowDown"] },
        { label: PRINT_KEY, words: m.paper_keys_print(), keys: ["p", PRINT_KEY] },
        { label: PDF_KEY, words: m.paper_keys_pdf(), keys: ["g", PDF_KEY] },
        { label: SMALL_SHEET_KEY, words: m.paper_keys_small(), keys: [SMALL_SHEET_KEY] },
      ],
    },
    {
      name: "papers",
      title: m.papers_keys(),
      lines: [
        { label: "↑ ↓", words: m.papers_keys_arrows(), keys: ["ArrowUp", "ArrowDown"] },
        { label: "1", words: m.papers_keys_print(), keys: ["1"] },
        { label: "2", words: m.papers_keys_other(), keys: ["2"] },
        { label: "3", words: m.papers_keys_pdf(), keys: ["3"] },
        { label: "4", words: m.papers_keys_give_up(), keys: ["4"] },
        { label: "R", words: m.papers_keys_all(), keys: ["r", "R"] },
      ],
    },
  ];
}

function screenLines(screens: Screens, works: ScreenKey["works"]): readonly KeyLine[] {
  return rowsOf(screens).flatMap(([, { key }]) => (key?.works === works ? [{ label: key.name, words: key.words(), keys: [key.name] }] : []));
}
