import { expect, test } from "vitest";
import { bytesWords } from "./bytes";

test.each([
  [0, "0 KB"],
  [1, "1 KB"],
  [9 * 1_048_576, "9.216 KB"],
  [12 * 1_048_576, "12 MB"],
  [12 * 1_048_576 + 1, "13 MB"],
  [40 * 1_073_741_824, "40 GB"],
])("%d bytes are %s", (bytes, words) => {
  expect(bytesWords(bytes)).toBe(words);
});
