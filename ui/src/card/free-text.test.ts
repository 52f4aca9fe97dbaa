/** The screen judges the same texts as the till does. */

import { expect, test } from "vitest";
import { cardIn } from "./free-text";
import { VECTORS } from "./vectors";

test.each(VECTORS.free_text_cards)("$text is a card's", ({ text, masked }) => {
  const four = /…(\d{4})/.exec(masked)?.[1];
  expect(four).toBeDefined();
  expect(cardIn(text)).toBe(four);
});

test.each(VECTORS.free_text_without)("$text is none: $what", ({ text }) => {
  expect(cardIn(text)).toBeNull();
});
