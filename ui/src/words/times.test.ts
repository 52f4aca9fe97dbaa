/** Durations are written in the unit that a person would use. */

import { expect, test } from "vitest";
import { lengthWords } from "./times";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

test.each([
  [31_000, "31 s"],
  [119_000, "119 s"],
  [2 * MINUTE_MS, "2 min"],
  [-90 * MINUTE_MS, "90 min"],
  [2 * HOUR_MS, "2 h"],
  [47 * HOUR_MS, "47 h"],
  [3 * DAY_MS, "3 días"],
  [-7 * 365 * DAY_MS, "7 años"],
])("%i ms", (length_ms, words) => {
  expect(lengthWords(length_ms)).toBe(words);
});
