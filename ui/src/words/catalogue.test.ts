/** The catalogues agree with each other and with the screens: no word is missing, and none is unused. */

import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const UI = fileURLToPath(new URL("../../", import.meta.url));
const LANGUAGES = ["es-AR", "en"] as const;
type Catalogue = ReadonlyMap<string, unknown>;

function catalogue(language: string): Catalogue {
  const read: unknown = JSON.parse(readFileSync(`${UI}messages/${language}.json`, "utf8"));
  if (typeof read !== "object" || read === null) throw new Error(`${language} is no catalogue`);
  return new Map(Object.entries(read).filter(([key]) => !key.startsWith("$")));
}

/** Every text of one message: one, or one for each plural form. */
function texts(message: unknown): string[] {
  if (typeof message === "string") return [message];
  if (!Array.isArray(message)) throw new Error("neither a text nor its variants");
  return message.flatMap((variant: { match: Record<string, string> }) => Object.values(variant.match));
}

function placeholders(text: string): string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "").sort();
}

function used(): Set<string> {
  const files = readdirSync(`${UI}src`, { recursive: true, encoding: "utf8" });
  const own = files.filter((file) => /\.(svelte|ts)$/.test(file) && !file.includes("paraglide") && !file.endsWith(".test.ts"));
  const found = own.flatMap((file) => [...readFileSync(`${UI}src/${file}`, "utf8").matchAll(/\bm\.([a-z]\w*)/g)]);
  return new Set(found.map((match) => match[1] ?? ""));
}

const spanish = catalogue("es-AR");

test.each(LANGUAGES)("no key is there twice in %s", (language) => {
  const keys = [...readFileSync(`${UI}messages/${language}.json`, "utf8").matchAll(/^ {2}"([^"]+)":/gm)].map((match) => match[1] ?? "");
  expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
});

test("both catalogues have the same words, in the same order", () => {
  expect([...catalogue("en").keys()]).toEqual([...spanish.keys()]);
});

test("every used word is in the catalogue, and every word is used", () => {
  const asked = used();
  expect([...asked].filter((key) => !spanish.has(key)), "missing").toEqual([]);
  expect([...spanish.keys()].filter((key) => !asked.has(key)), "unused").toEqual([]);
});

describe.each(LANGUAGES)("%s", (language) => {
  test("no word is empty, and each uses all of its values", () => {
    const words = catalogue(language);
    for (const [key, message] of words) {
      const own = texts(message);
      const expected = texts(spanish.get(key)).map(placeholders);
      expect(own.every((text) => text.trim() !== ""), key).toBe(true);
      expect(own.map(placeholders), key).toEqual(expected);
    }
  });
});

test("English is translated", () => {
  const english = catalogue("en");
  const same = [...spanish].filter(([key, message]) => JSON.stringify(english.get(key)) === JSON.stringify(message)).map(([key]) => key);
  // Names, keys and signs, and words that both languages write alike.
  expect(same).toEqual([
    "enter", "escape", "ticket", "method_qr", "method_by", "keys_comma", "light_totalcoin", "light_pagouno", "light_bind", "light_words",
    "queue_tried_router", "queue_tried_internet", "errand_since_age",
    "duration_seconds", "duration_minutes", "duration_hours", "when_other_day", "return_payment_line", "fact", "fact_terminal", "step_found_kind",
    "payee_cuit", "payee_cvu", "look_language_spanish", "look_language_english", "unit_mib",
    "document_dni", "document_cuil", "card_plan", "card_trouble",
    "brand_visa", "brand_mastercard", "brand_amex", "brand_cabal", "brand_naranja", "brand_maestro", "brand_diners",
    "instalments_short", "offer_total", "offer_cftea", "offer_cftea_label", "offer_tna_label", "offer_tea_label", "rate", "plan_trouble_key", "pagouno_title", "plan_ahora",
    "unit_pesos", "lock_pin", "day_filter_plan", "bind_title",
    "printer_kind_usb", "printer_width_58", "printer_width_80", "shop_cuit", "paper_copy",
  ]);
});
