import { describe, expect, test } from "vitest";
import { readSwipes } from "../card/track";
import type { Pressed } from "./signs";
import { TrackFinder } from "./tracks";

const TRACKS = "%B4111111111111111^PEREZ/ANA MARIA.SRA^29112010000000000000?;4111111111111111=29112010000012300000?";
const CARD = { number: "4111111111111111", expiry: "11/29", holder: "ANA MARIA PEREZ" };

type Layout = Readonly<Record<string, readonly [code: string, shift?: "shift" | "alt-graph"]>>;

/** Where a reader that is set to a layout presses each sign. Digits and letters are the same everywhere. */
const LAYOUTS: Readonly<Record<string, Layout>> = {
  us: { "%": ["Digit5", "shift"], "^": ["Digit6", "shift"], ";": ["Semicolon"], "=": ["Equal"], "?": ["Slash", "shift"], "/": ["Slash"], ".": ["Period"], " ": ["Space"] },
  es: { "%": ["Digit5", "shift"], "^": ["BracketLeft", "shift"], ";": ["Comma", "shift"], "=": ["Digit0", "shift"], "?": ["Minus", "shift"], "/": ["Digit7", "shift"], ".": ["Period"], " ": ["Space"] },
  "es-419": { "%": ["Digit5", "shift"], "^": ["Quote", "alt-graph"], ";": ["Comma", "shift"], "=": ["Digit0", "shift"], "?": ["Minus", "shift"], "/": ["Digit7", "shift"], ".": ["Period"], " ": ["Space"] },
};

/** The sign of each position under a layout, except digits and letters. */
const SIGNS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  us: { "Digit5+": "%", "Digit6+": "^", "Digit0+": ")", "Digit7+": "&", Semicolon: ";", Equal: "=", Slash: "/", "Slash+": "?", "BracketLeft+": "{", "Comma+": "<", "Minus+": "_", Quote: "'", Period: ".", Space: " " },
  es: { "Digit5+": "%", "Digit6+": "&", "Digit0+": "=", "Digit7+": "/", Semicolon: "ñ", Equal: "¡", Slash: "-", "Slash+": "_", "BracketLeft+": "Dead", "Comma+": ";", "Minus+": "?", Quote: "Dead", Period: ".", Space: " " },
  "es-419": { "Digit5+": "%", "Digit6+": "&", "Digit0+": "=", "Digit7+": "/", Semicolon: "ñ", Equal: "¿", Slash: "-", "Slash+": "_", "BracketLeft+": "Dead", "Comma+": ";", "Minus+": "?", Quote: "{", "Quote*": "^", Period: ".", Space: " " },
};

/** The keys that a machine with one layout receives from a reader set to another. */
function heard(text: string, reader: string, machine: string, digits: "Digit" | "Numpad" = "Digit"): Pressed[] {
  return [...text].map((sign) => {
    if (/\d/.test(sign)) return { key: sign, code: `${digits}${sign}`, shift: false, alt_graph: false };
    if (/[A-Z]/.test(sign)) return { key: sign, code: `Key${sign}`, shift: true, alt_graph: false };
    const [code, modifier] = LAYOUTS[reader]?.[sign] ?? [""];
    const place = `${code}${modifier === "shift" ? "+" : modifier === "alt-graph" ? "*" : ""}`;
    return { key: SIGNS[machine]?.[place] ?? "Unidentified", code, shift: modifier === "shift", alt_graph: modifier === "alt-graph" };
  });
}

function swipe(keys: readonly Pressed[]): { certain: boolean; card: ReturnType<typeof readSwipes> } {
  const finder = new TrackFinder();
  for (const key of keys) finder.take(key);
  const { certain } = finder;
  return { certain, card: readSwipes(finder.drain()) };
}

const PAIRS = Object.keys(LAYOUTS).flatMap((reader) => Object.keys(SIGNS).map((machine) => [reader, machine] as const));
const ENTER: Pressed = { key: "Enter", code: "Enter", shift: false, alt_graph: false };
const TAB: Pressed = { key: "Tab", code: "Tab", shift: false, alt_graph: false };

describe.each(PAIRS)("a reader set to %s on a machine set to %s", (reader, machine) => {
  test("gives the card", () => {
    expect(swipe(heard(TRACKS, reader, machine))).toEqual({ certain: true, card: CARD });
  });

  test.each([ENTER, TAB])("gives it with $key after each track", (after) => {
    const [first = "", second = ""] = TRACKS.split(/(?<=\?)(?=;)/);
    const keys = [...heard(first, reader, machine), after, ...heard(second, reader, machine), after];
    expect(swipe(keys).card).toEqual(CARD);
  });

  test("gives it from the second track alone, also by the number pad's digits", () => {
    const second = TRACKS.slice(TRACKS.indexOf(";"));
    for (const digits of ["Digit", "Numpad"] as const) expect(swipe(heard(second, reader, machine, digits)).card).toEqual({ ...CARD, holder: null });
  });

  test("gives it from the first track alone", () => {
    expect(swipe(heard(TRACKS.slice(0, TRACKS.indexOf(";")), reader, machine)).card).toEqual(CARD);
  });
});

test("a circumflex that is a dead key comes with a space", () => {
  const keys = heard(TRACKS.replaceAll("^", "^ "), "es", "es");
  expect(swipe(keys).card).toEqual(CARD);
});

test.each(["Seña 50% campera; resto viernes", "2x1 ; 3", "50%12345", "ñ12 34", "%BC123456"])("%j is no track", (text) => {
  const keys = [...text].map((key) => ({ key, code: "", shift: false, alt_graph: false }));
  expect(swipe(keys).certain).toBe(false);
});

test("nothing of a swipe stays after it, and its length is limited", () => {
  const finder = new TrackFinder();
  for (const key of heard(TRACKS, "us", "us")) finder.take(key);
  expect(finder.drain()).not.toEqual([]);
  expect(finder.drain()).toEqual([]);
  expect(finder.possible).toBe(false);
  for (const key of heard(`;${"4".repeat(5_000)}`, "us", "us")) finder.take(key);
  expect(finder.drain().every((text) => text.length <= 512)).toBe(true);
});
