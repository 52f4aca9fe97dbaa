/** Look-ups in the table of screens. They have a file of their own, because the table imports every screen. */

import type { Screen, ScreenKey, ScreenKind, Screens } from "./screens";

/** Every row with its kind, in the order of the table. */
export function rowsOf(screens: Screens): readonly (readonly [ScreenKind, Screen])[] {
  // Each row's component takes the view of its own kind. No single type says that of all rows, hence the cast.
  return Object.entries(screens) as unknown as readonly (readonly [ScreenKind, Screen])[];
}

/** The screen that this key opens, among the keys that work there; null if there is none. */
export function screenByKey(screens: Screens, key: string, works: ScreenKey["works"]): readonly [ScreenKind, Screen] | null {
  return rowsOf(screens).find(([, screen]) => screen.key?.name === key && screen.key.works === works) ?? null;
}
