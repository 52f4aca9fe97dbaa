/** Where the day's bar leads besides its own screen. */

import type { WindowState } from "../frame/window-state.svelte";

export type DayWays = {
  /** The shift and its drawer. */
  readonly shift?: () => void;
  /** What the next close would say. */
  readonly partial?: () => void;
  readonly close?: () => void;
  /** A file of these days. */
  readonly export?: () => void;
};

/** What a letter does on the day's screen; null where it does nothing. */
export function wayOf(ways: DayWays, key: string): (() => void) | null {
  const by_key: Record<string, (() => void) | undefined> = { t: ways.shift, x: ways.partial, z: ways.close };
  return by_key[key.toLowerCase()] ?? null;
}

export function waysFrom(win: WindowState): DayWays {
  const exportDays = (): void => {
    const { view } = win.day;
    if (view !== null) win.exporting.open("log", view, view.today);
  };
  return { shift: () => win.showShift(), partial: () => win.showClose(true), close: () => win.showClose(), export: exportDays };
}
