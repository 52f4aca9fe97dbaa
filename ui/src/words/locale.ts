/** Which language the window speaks: Argentina's Spanish, or English where a person chose it. */

import { overwriteGetLocale } from "./paraglide/runtime.js";
import type { Locale } from "./paraglide/runtime.js";

export function setLanguage(locale: Locale): void {
  // The choice is kept by `preferences/`; here it is only told, so that no word has to ask the storage for it.
  overwriteGetLocale(() => locale);
  document.documentElement.lang = locale;
}
