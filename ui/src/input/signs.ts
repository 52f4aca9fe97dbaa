/**
 * The sign of a key under each keyboard layout that a shop here may have. A
 * reader has a layout of its own, which may differ from the machine's: the sign
 * that arrives may then differ from the one that the reader meant.
 */

/** One key, by its sign and its position on the keyboard. */
export type Pressed = { readonly key: string; readonly code: string; readonly shift: boolean; readonly alt_graph: boolean };

/**
 * The readings of a key: by the machine's layout, and by a reader set to the
 * United States, or to Spain or Latin America.
 */
export const READINGS = ["machine", "us", "hispanic"] as const;
export type Reading = (typeof READINGS)[number];

type Signs = readonly [plain: string, shifted: string, alt_graph?: string];

const US_DIGITS_SHIFTED = ")!@#$%^&*(";
const HISPANIC_DIGITS_SHIFTED = '=!"·$%&/()';

const US: Readonly<Record<string, Signs>> = {
  Minus: ["-", "_"],
  Equal: ["=", "+"],
  BracketLeft: ["[", "{"],
  Semicolon: [";", ":"],
  Quote: ["'", '"'],
  Comma: [",", "<"],
  Period: [".", ">"],
  Slash: ["/", "?"],
  Space: [" ", " "],
};

/** For a card's tracks, Spain and Latin America differ only in the position of `^`. */
const HISPANIC: Readonly<Record<string, Signs>> = {
  Minus: ["'", "?"],
  BracketLeft: ["`", "^"],
  Quote: ["{", "[", "^"],
  Comma: [",", ";"],
  Period: [".", ":"],
  Slash: ["-", "_"],
  Space: [" ", " "],
};

/** The sign of a key under one layout; empty if it has none. */
export function signOf(pressed: Pressed, reading: Reading): string {
  switch (reading) {
    case "machine":
      // The only dead key in a track is the circumflex that separates its
      // fields.
      if (pressed.key === "Dead") return "^";
      return pressed.key.length === 1 ? pressed.key : "";
    case "us":
      return byPlace(pressed, US, US_DIGITS_SHIFTED);
    case "hispanic":
      return byPlace(pressed, HISPANIC, HISPANIC_DIGITS_SHIFTED);
  }
}

/** The digit at this position of the number pad, also while NumLock is off; null elsewhere. */
export function padDigit(code: string): string | null {
  return /^Numpad(\d)$/.exec(code)?.[1] ?? null;
}

function byPlace({ code, shift, alt_graph }: Pressed, signs: Readonly<Record<string, Signs>>, digits_shifted: string): string {
  const pad = padDigit(code);
  if (pad !== null) return pad;
  const digit = /^Digit(\d)$/.exec(code)?.[1];
  if (digit !== undefined) return shift ? (digits_shifted[Number(digit)] ?? "") : digit;
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter !== undefined) return letter;
  const known = signs[code];
  return (alt_graph ? known?.[2] : shift ? known?.[1] : known?.[0]) ?? "";
}
