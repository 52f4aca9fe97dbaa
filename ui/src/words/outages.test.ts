/** No two outages read alike, in either language. */

import { afterEach, describe, expect, test } from "vitest";
import type { Outage } from "../backend/bindings";
import { OUTAGES, triedUntil } from "./outages";
import { overwriteGetLocale } from "./paraglide/runtime.js";

const KINDS = Object.keys(OUTAGES) as Outage[];
const PROVIDER = "TotalCoin";

afterEach(() => overwriteGetLocale(() => "es-AR"));

describe.each(["es-AR", "en"] as const)("in %s", (locale) => {
  test("every outage has a chip, a light's words and a panel of its own", () => {
    overwriteGetLocale(() => locale);
    const texts = KINDS.flatMap((kind) => {
      const { chip, light, title, what } = OUTAGES[kind];
      return [chip(), light(), title({ provider: PROVIDER }), what({ provider: PROVIDER })];
    });
    expect(texts.every((text) => text.trim() !== "")).toBe(true);
    expect(new Set(texts.map((text) => text.toLocaleLowerCase())).size).toBe(texts.length);
  });
});

test("nothing beyond the place where the way stops is called reached or failed", () => {
  for (const kind of KINDS) {
    const said = triedUntil(kind).map((one) => one.said);
    expect(said, kind).toHaveLength(4);
    expect(said.filter((one) => one === "failed"), kind).toHaveLength(1);
    expect(said.join(" "), kind).toMatch(/^(reached )*failed( unknown)*$/);
  }
});
