/**
 * How this machine's windows look, speak and sound: theme, language and volume. They are the web view's own
 * and both windows share them; none of it is the till's business, so none of it stands in `mostrador.toml`.
 */

import { setVolume } from "../sound/tones";
import { setLanguage } from "../words/locale";
import { baseLocale, isLocale, localStorageKey } from "../words/paraglide/runtime.js";
import type { Locale } from "../words/paraglide/runtime.js";
import { fitVolume, VOLUME_DEFAULT } from "./volume";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];
export type Language = Locale;

const THEME_KEY = "mostrador.theme";
const VOLUME_KEY = "mostrador.volume";

export class Preferences {
  #theme = $state<Theme>("system");
  #language = $state<Language>(baseLocale);
  #volume = $state(VOLUME_DEFAULT);
  /** What the address asked for, which no choice overrides: tests and pictures. */
  readonly #asked: { readonly theme: string | null; readonly language: string | null };
  /** Called when every word on the window is another one. */
  onLanguage: () => void = () => {};

  constructor(asked: URLSearchParams) {
    this.#asked = { theme: asked.get("theme"), language: asked.get("lang") };
    this.refresh();
    // The other window chose.
    window.addEventListener("storage", () => this.refresh());
  }

  get theme(): Theme {
    return this.#theme;
  }

  get language(): Language {
    return this.#language;
  }

  /** From 0, silence, to 100. */
  get volume(): number {
    return this.#volume;
  }

  chooseTheme(theme: Theme): void {
    keep(THEME_KEY, theme);
    this.#takeTheme(theme);
  }

  chooseLanguage(language: Language): void {
    keep(localStorageKey, language);
    this.#takeLanguage(language);
  }

  chooseVolume(volume: number): void {
    const fit = fitVolume(volume);
    keep(VOLUME_KEY, String(fit));
    this.#takeVolume(fit);
  }

  /** Takes up what is kept, which the other window may have changed. */
  refresh(): void {
    const theme = this.#asked.theme ?? kept(THEME_KEY);
    this.#takeTheme(THEMES.find((one) => one === theme) ?? "system");
    const language = isLocale(this.#asked.language) ? this.#asked.language : kept(localStorageKey);
    this.#takeLanguage(isLocale(language) ? language : baseLocale);
    const volume = kept(VOLUME_KEY);
    this.#takeVolume(volume === null ? VOLUME_DEFAULT : fitVolume(Number(volume)));
  }

  #takeTheme(theme: Theme): void {
    this.#theme = theme;
    if (theme === "system") delete document.documentElement.dataset["theme"];
    else document.documentElement.dataset["theme"] = theme;
  }

  #takeLanguage(language: Language): void {
    const before = this.#language;
    this.#language = language;
    setLanguage(language);
    if (before !== language) this.onLanguage();
  }

  #takeVolume(volume: number): void {
    this.#volume = volume;
    setVolume(volume);
  }
}

function kept(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    // A web view that keeps nothing looks as it comes.
    return null;
  }
}

function keep(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // It holds until the window closes.
  }
}
