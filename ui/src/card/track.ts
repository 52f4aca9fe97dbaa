/**
 * What a magnetic-stripe reader types: the tracks of ISO/IEC 7813. Number, expiry and the holder's name are
 * taken; what else a track holds is what authorises a card, and is dropped with it.
 */

import { hasGoodCheckDigit } from "./number";

/** The longest text that a reader types for one card, in characters. */
export const SWIPE_CHARACTERS_MAX = 512;
/** A swipe is over after its Enter, or after this silence in milliseconds. */
export const SWIPE_QUIET_MS = 250;
/** The longest holder's name on a stripe (ISO/IEC 7813). */
const NAME_CHARACTERS_MAX = 26;

export type Swipe = { readonly number: string; readonly expiry: string; readonly holder: string | null };
/** One key, by its sign and by its place on the keyboard. */
export type Pressed = { readonly key: string; readonly code: string; readonly shiftKey: boolean };

/** Whether a key begins a track. No field of a card has these signs. */
export function beginsSwipe({ key }: Pressed): boolean {
  return key === "%" || key === ";";
}

/** Reads the first track, which has the name, or else the second. */
export function readSwipe(text: string): Swipe | null {
  if (text.length > SWIPE_CHARACTERS_MAX) return null;
  return firstTrack(text) ?? secondTrack(text);
}

function firstTrack(text: string): Swipe | null {
  const match = /%B(\d{12,19})\^([^^?]*)\^(\d{2})(\d{2})[^?]*\?/i.exec(text);
  return match === null ? null : swipe(match[1] ?? "", match[3] ?? "", match[4] ?? "", holder(match[2] ?? ""));
}

function secondTrack(text: string): Swipe | null {
  const match = /;(\d{12,19})=(\d{2})(\d{2})[^?]*\?/.exec(text);
  return match === null ? null : swipe(match[1] ?? "", match[2] ?? "", match[3] ?? "", null);
}

function swipe(number: string, year: string, month: string, name: string | null): Swipe | null {
  if (!hasGoodCheckDigit(number) || Number(month) < 1 || Number(month) > 12) return null;
  return { number, expiry: `${month}/${year}`, holder: name };
}

/** `PEREZ/ANA MARIA.SRA` as people say it; what follows a point is a title. */
function holder(text: string): string | null {
  if (text.length > NAME_CHARACTERS_MAX) return null;
  const [family = "", given = ""] = (text.split(".")[0] ?? "").split("/");
  const name = `${given.trim()} ${family.trim()}`.trim();
  return name === "" ? null : name;
}

/** The signs of a keyboard of the United States, plain and with Shift: what readers are set to when they come. */
const PLACES: Readonly<Record<string, readonly [string, string]>> = {
  Minus: ["-", "_"],
  Equal: ["=", "+"],
  Semicolon: [";", ":"],
  Quote: ["'", '"'],
  Comma: [",", "<"],
  Period: [".", ">"],
  Slash: ["/", "?"],
  Space: [" ", " "],
};
const SHIFTED_DIGITS = ")!@#$%^&*(";

/** What the key would be on such a keyboard; empty where its place tells nothing. */
function byPlace({ code, shiftKey }: Pressed): string {
  const digit = /^Digit(\d)$/.exec(code)?.[1];
  if (digit !== undefined) return shiftKey ? (SHIFTED_DIGITS[Number(digit)] ?? "") : digit;
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter !== undefined) return letter;
  return PLACES[code]?.[shiftKey ? 1 : 0] ?? "";
}

/** What a reader has typed so far; nothing of it outlives its end. */
export class SwipeReader {
  #by_key = "";
  #by_place = "";
  #going = false;

  get going(): boolean {
    return this.#going;
  }

  /** Takes a key; true where it is a reader's and nobody else must see it. */
  take(pressed: Pressed): boolean {
    if (!this.#going && !beginsSwipe(pressed)) return false;
    this.#going = true;
    if (this.#by_key.length <= SWIPE_CHARACTERS_MAX) {
      this.#by_key += pressed.key.length === 1 ? pressed.key : "";
      this.#by_place += byPlace(pressed);
    }
    return true;
  }

  /** The card, where it could be read. A reader set to another keyboard than the machine's is read by the keys' places. */
  end(): Swipe | null {
    const read = readSwipe(this.#by_key) ?? readSwipe(this.#by_place);
    this.drop();
    return read;
  }

  drop(): void {
    this.#by_key = "";
    this.#by_place = "";
    this.#going = false;
  }
}
