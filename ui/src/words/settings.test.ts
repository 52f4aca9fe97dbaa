/** Every outcome of a test, every state of a secret and every error has words, and never shows a code. */

import { describe, expect, test } from "vitest";
import { Refused } from "../backend/backend";
import { OUTCOMES } from "../backend/memory/settings-scenes";
import type { Tested } from "../settings/settings.svelte";
import { outcomeWords, troubleWords, unfitWords } from "./settings";

const TESTED: Tested[] = ["totalcoin", "relay"];

describe.each(TESTED)("%s", (tested) => {
  test.each(OUTCOMES)("%s says what it is and what to do", (outcome) => {
    const { title, what } = outcomeWords(tested, outcome);
    expect(title.length).toBeGreaterThan(8);
    expect(what.length).toBeGreaterThan(20);
    expect(title).not.toContain(outcome);
    expect(`${title} ${what}`).not.toMatch(/[{}]/);
  });

  test("no two outcomes have the same words", () => {
    const titles = OUTCOMES.map((outcome) => outcomeWords(tested, outcome).title);
    // A relay that refuses a key has the same title for two outcomes.
    expect(new Set(titles).size).toBe(tested === "relay" ? titles.length - 1 : titles.length);
  });
});

test("an unknown outcome is named, and its words say what to do", () => {
  const { title, what } = outcomeWords("totalcoin", "eclipse" as never);
  expect(title).toContain("eclipse");
  expect(what.length).toBeGreaterThan(20);
});

test("a refusal of the whole names its path and its reason", () => {
  const words = troubleWords(new Refused({ code: "settings-unwritable", detail: "Permission denied", about: "/d/mostrador.toml" }));
  expect(words).toContain("solo lectura");
  expect(words).toContain("/d/mostrador.toml: Permission denied");
  expect(troubleWords(new Error("gone"))).toContain("no contestó");
});

test("a number out of its range says its range", () => {
  expect(unfitWords("too-large", "till.number")).toContain("65535");
  expect(unfitWords("too-small", "privacy.days")).toContain("1");
  expect(unfitWords("no-reference", "totalcoin.company_reference")).toContain("{reference}");
});
