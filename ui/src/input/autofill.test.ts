/** The web view must not remember or correct what is typed at a till: every field of every screen says so. */

import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const SOURCES = fileURLToPath(new URL("../", import.meta.url));
/** A tag with its attributes, including values in quotes or braces. */
const TAG = /<(input|textarea)\b((?:[^>"{]|"[^"]*"|\{(?:[^{}]|\{[^{}]*\})*\})*)>/g;
const NOT_TYPED = /type="(?:radio|range|checkbox)"/;

const screens = readdirSync(SOURCES, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".svelte"));
const fields = screens.flatMap((name) => [...readFileSync(`${SOURCES}${name}`, "utf8").matchAll(TAG)].map((match) => [name, match[2] ?? ""] as const)).filter(([, tag]) => !NOT_TYPED.test(tag));

test("the fields are found", () => {
  expect(fields.length).toBeGreaterThan(20);
});

test.each(fields)("%s: %s", (_, tag) => {
  expect(tag).toContain('autocomplete="off"');
  expect(tag).toContain('spellcheck="false"');
});
