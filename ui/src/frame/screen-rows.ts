/** Preferences-ups in the table of screens. They are apart from it, because the table imports every screen. */

import type { Screen, ScreenKey, ScreenKind, Screens } from "./screens";

/** Every row with its kind, in the order of the table. */
export function rowsOf(screens: Screens): readonly (readonly [ScreenKind, Screen])[] {
  // A row takes the view of its own kind, which no type can say of all rows at once.
  return Object.entries(screens) as unknown as readonly (readonly [ScreenKind, Screen])[];
}

/** The screen whose key this is, of those that work there. */
export function screenByKey(screens: Screens, key: string, works: ScreenKey["works"]): readonly [ScreenKind, Screen] | null {
  return rowsOf(screens).find(([, screen]) => screen.key?.name === key && screen.key.works === works) ?? null;
}
