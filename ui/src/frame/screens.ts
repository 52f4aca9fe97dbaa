/**
 * The screens of the cashier's window, one row each. The rail, the keys, the
 * help of keys and `App.svelte` read this table, so a new screen needs only its
 * folder, its row here and its words.
 */

import CalendarDays from "@lucide/svelte/icons/calendar-days";
import Inbox from "@lucide/svelte/icons/inbox";
import Settings from "@lucide/svelte/icons/settings";
import Store from "@lucide/svelte/icons/store";
import type { LucideProps } from "@lucide/svelte";
import type { Component } from "svelte";
import type { Snapshot } from "../backend/bindings";
import CardScreen from "../card/CardScreen.svelte";
import CashScreen from "../cash/CashScreen.svelte";
import CloseScreen from "../close/CloseScreen.svelte";
import DayScreen from "../day/DayScreen.svelte";
import FixedQrMissing from "../fixed/FixedQrMissing.svelte";
import GoLiveScreen from "../golive/GoLiveScreen.svelte";
import PaperScreen from "../paper/PaperScreen.svelte";
import PapersScreen from "../printing/PapersScreen.svelte";
import QueueScreen from "../queue/QueueScreen.svelte";
import ReportsScreen from "../reports/ReportsScreen.svelte";
import SaleOrAmount from "../sale/SaleOrAmount.svelte";
import SettingsScreen from "../settings/SettingsScreen.svelte";
import ShiftScreen from "../shift/ShiftScreen.svelte";
import SplitScreen from "../split/SplitScreen.svelte";
import TimelineScreen from "../timeline/TimelineScreen.svelte";
import TrayScreen from "../tray/TrayScreen.svelte";
import { m } from "../words/words";
import type { View } from "./views";
import type { WindowState } from "./window-state.svelte";

export type ScreenKind = View["kind"];
export type ViewOf<K extends ScreenKind> = Extract<View, { readonly kind: K }>;
export type ScreenProps<K extends ScreenKind = ScreenKind> = { view: ViewOf<K>; snapshot: Snapshot };

/** A button of the rail. */
export type RailEntry = {
  readonly label: () => string;
  readonly icon: Component<LucideProps>;
  readonly testid: string;
  /** How much waits there, and its words for a screen reader. */
  readonly badge?: { readonly count: (snapshot: Snapshot) => number; readonly words: (takes: { n: number }) => string };
};

/** The key that opens a screen, by its name in a `KeyboardEvent`, and its line in the help of keys. */
export type ScreenKey = {
  readonly name: string;
  readonly words: () => string;
  /** `always` also closes the screen again; `owed` is a way to pay, and works if something is owed. */
  readonly works: "always" | "owed";
};

export type Screen<K extends ScreenKind = ScreenKind> = {
  readonly component: Component<ScreenProps<K>>;
  /** The section whose rail entry is marked while this screen is in front. */
  readonly section: ScreenKind | null;
  readonly rail?: RailEntry;
  readonly key?: ScreenKey;
  /** What its entry in the rail and its key do; a screen without either is opened from another screen. */
  readonly open?: (win: WindowState) => void;
  /** It covers the sale in hand, so news of that sale needs a toast. */
  readonly covers_sale: boolean;
  /** It takes the width of the last sales, which the rail shows on demand. */
  readonly takes_side?: true;
  /** It is about the settings: it shows unconfirmed addresses itself, and the practice customer is hidden. */
  readonly about_settings?: true;
  /** The effect of Enter here cannot be undone if a reader turns out to have typed it. */
  readonly enter_is_final?: true;
  /** The same is true of every other key. */
  readonly keys_are_final?: true;
};

export type Screens = { readonly [K in ScreenKind]: Screen<K> };

/** The order is that of the rail and of the help. */
export const SCREENS: Screens = {
  sale: {
    component: SaleOrAmount,
    section: "sale",
    rail: { label: m.nav_sale, icon: Store, testid: "nav-sale" },
    open: (win) => win.toSale(),
    covers_sale: false,
  },
  day: {
    component: DayScreen,
    section: "day",
    rail: { label: m.day_nav, icon: CalendarDays, testid: "nav-day" },
    key: { name: "F9", words: m.day_key_f9, works: "always" },
    open: (win) => {
      win.day.begin();
      win.show({ kind: "day" });
    },
    covers_sale: true,
    takes_side: true,
    keys_are_final: true,
  },
  tray: {
    component: TrayScreen,
    section: "tray",
    rail: { label: m.nav_tray, icon: Inbox, testid: "nav-tray", badge: { count: (snapshot) => snapshot.tray, words: m.tray } },
    key: { name: "F10", words: m.keys_f10, works: "always" },
    open: (win) => win.show({ kind: "tray", item: null }),
    covers_sale: true,
    keys_are_final: true,
  },
  settings: {
    component: SettingsScreen,
    section: "settings",
    rail: { label: m.nav_settings_short, icon: Settings, testid: "nav-settings" },
    key: { name: "F12", words: m.keys_f12, works: "always" },
    open: (win) => win.show({ kind: "settings" }),
    covers_sale: true,
    about_settings: true,
  },
  "go-live": { component: GoLiveScreen, section: null, covers_sale: true, about_settings: true },
  card: {
    component: CardScreen,
    section: "sale",
    key: { name: "F2", words: m.keys_f2, works: "owed" },
    open: (win) => void win.paying.by("card"),
    covers_sale: false,
    enter_is_final: true,
  },
  cash: {
    component: CashScreen,
    section: "sale",
    key: { name: "F3", words: m.keys_f3, works: "owed" },
    open: (win) => void win.paying.by("cash"),
    covers_sale: false,
    enter_is_final: true,
  },
  "fixed-qr": {
    component: FixedQrMissing,
    section: "sale",
    key: { name: "F4", words: m.keys_f4, works: "owed" },
    open: (win) => void win.paying.by("fixed-qr"),
    covers_sale: false,
  },
  split: {
    component: SplitScreen,
    section: "sale",
    key: { name: "F6", words: m.keys_f6, works: "owed" },
    open: (win) => win.split(),
    covers_sale: false,
  },
  timeline: { component: TimelineScreen, section: null, covers_sale: true },
  shift: { component: ShiftScreen, section: null, covers_sale: true, enter_is_final: true },
  queue: { component: QueueScreen, section: null, covers_sale: true, takes_side: true, keys_are_final: true },
  reports: { component: ReportsScreen, section: null, covers_sale: true, takes_side: true, keys_are_final: true },
  paper: { component: PaperScreen, section: null, covers_sale: true, keys_are_final: true },
  papers: { component: PapersScreen, section: null, covers_sale: true, keys_are_final: true },
  close: { component: CloseScreen, section: null, covers_sale: true, enter_is_final: true },
};
