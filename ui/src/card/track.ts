/**
 * Reads a card's tracks (ISO/IEC 7813). It takes the number, the expiry and the
 * holder's name. The rest of a track authorises a card, and is dropped with it.
 * `input/tracks.ts` finds out that a track is being typed, and under which
 * layouts.
 */

import { TRACKS_CHARACTERS_MAX } from "../input/tracks";
import { unfitNumber } from "./number";

/** The longest holder's name on a stripe (ISO/IEC 7813). */
const NAME_CHARACTERS_MAX = 26;

export type Swipe = { readonly number: string; readonly expiry: string; readonly holder: string | null };

/** Reads one swipe from its text under each layout; the first track, which has the name, may be valid under only one. */
export function readSwipes(texts: readonly string[]): Swipe | null {
  const read = texts.map(readSwipe).filter((swipe) => swipe !== null);
  return read.find((swipe) => swipe.holder !== null) ?? read[0] ?? null;
}

/** Reads the first track, which has the name, or otherwise the second. */
export function readSwipe(text: string): Swipe | null {
  if (text.length > TRACKS_CHARACTERS_MAX) return null;
  return firstTrack(text) ?? secondTrack(text);
}

function firstTrack(text: string): Swipe | null {
  const match = /%B(\d{12,19})\^([^^?]*)\^ ?(\d{2})(\d{2})[^?]*\?/i.exec(text);
  return match === null ? null : swipe(match[1] ?? "", match[3] ?? "", match[4] ?? "", holder(match[2] ?? ""));
}

function secondTrack(text: string): Swipe | null {
  const match = /;(\d{12,19})=(\d{2})(\d{2})[^?]*\?/.exec(text);
  return match === null ? null : swipe(match[1] ?? "", match[2] ?? "", match[3] ?? "", null);
}

function swipe(number: string, year: string, month: string, name: string | null): Swipe | null {
  if (unfitNumber(number) !== null || Number(month) < 1 || Number(month) > 12) return null;
  return { number, expiry: `${month}/${year}`, holder: name };
}

/** `PEREZ/ANA MARIA.SRA` in the usual order of a name; the part after a point is a title. */
function holder(text: string): string | null {
  if (text.length > NAME_CHARACTERS_MAX) return null;
  const [family = "", given = ""] = (text.split(".")[0] ?? "").split("/");
  const name = `${given.trim()} ${family.trim()}`.trim();
  return name === "" ? null : name;
}
