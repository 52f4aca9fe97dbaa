/** The cases that the till's own tests read too: a case that is added there is tested on both sides. */

import { readFileSync } from "node:fs";

type Vectors = {
  readonly numbers_good: readonly { number: string; brand: string; code_digits: number; may_lack_code: boolean }[];
  readonly numbers_unfit: readonly { number: string; why: string }[];
  /** `unfit` is null for a card that is valid on that day. */
  readonly expiries: readonly { text: string; today: string; unfit: string | null }[];
  readonly tracks_good: readonly { text: string; number: string; expiry: string; holder: string | null }[];
  readonly tracks_unfit: readonly string[];
  readonly free_text_cards: readonly { text: string; masked: string }[];
  readonly free_text_without: readonly { text: string; what: string }[];
};

export const VECTORS = JSON.parse(readFileSync(new URL("../../../crates/domain/tests/vectors/cards.json", import.meta.url), "utf8")) as Vectors;
