/** The language of the window: Argentina's Spanish, or English if a person chose it. */

import { overwriteGetLocale } from "./paraglide/runtime.js";
import type { Locale } from "./paraglide/runtime.js";

export function setLanguage(locale: Locale): void {
  // `preferences/` stores the choice. It is passed on here, so that looking up a word does not read the storage.
  overwriteGetLocale(() => locale);
  document.documentElement.lang = locale;
}
