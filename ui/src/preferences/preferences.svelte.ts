/**
 * The preferences of this machine's windows: theme, language and volume. The web view stores them and both
 * windows share them. The till does not know them, so they are not in `mostrador.toml`.
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
  /** The page's address can fix theme and language, for tests and pictures. No choice overrides that. */
  readonly #asked: { readonly theme: string | null; readonly language: string | null };
  /** Called when the language changes, because every word on the window changes with it. */
  onLanguage: () => void = () => {};

  constructor(asked: URLSearchParams) {
    this.#asked = { theme: asked.get("theme"), language: asked.get("lang") };
    this.refresh();
    // A person chose something in the other window.
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

  /** Reads the stored preferences, which the other window may have changed. */
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
    // A web view without storage uses the defaults.
    return null;
  }
}

function keep(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Without storage, the choice lasts until the window closes.
  }
}
