/** Which language the window speaks: Argentina's Spanish, or English where it is asked for by `?lang=en`. */

import { isLocale, overwriteGetLocale } from "./paraglide/runtime.js";

export function speak(asked: URLSearchParams): void {
  const locale = asked.get("lang");
  if (!isLocale(locale)) return;
  overwriteGetLocale(() => locale);
  document.documentElement.lang = locale;
}
