import { describe, expect, test } from "vitest";
import { aSettings } from "../backend/memory/samples";
import { changesOf, textOf, unfitIn } from "./fields";
import { leastCharge, restOf, splitOf, splitRows, splitText, splitTyped } from "./split";

const ROWS = [
  { merchant_code_group: "MG-1", share_bp: 6_000 },
  { merchant_code_group: "MG-2", share_bp: 3_750 },
  { merchant_code_group: "MG-3", share_bp: 250 },
];

describe("the merchants of a split", () => {
  test("are typed as in the file, and read back as typed", () => {
    const text = splitText(splitTyped(ROWS));
    expect(splitOf(text)).toEqual([
      { group: "MG-1", share: "" },
      { group: "MG-2", share: "37,50" },
      { group: "MG-3", share: "2,50" },
    ]);
    expect(splitRows(text)).toEqual(ROWS);
    expect(splitText([])).toBe("");
    expect(splitRows("")).toEqual([]);
  });

  test("leave the rest to the first one", () => {
    expect(restOf(splitTyped(ROWS))).toBe(6_000);
    expect(restOf([{ group: "MG-1", share: "" }, { group: "MG-2", share: "33.33" }])).toBe(6_667);
    expect(restOf([{ group: "MG-1", share: "" }, { group: "MG-2", share: "100" }])).toBeNull();
  });

  test.each([
    [[{ group: "MG-1", share: "" }, { group: " ", share: "40" }], "missing"],
    [[{ group: "MG-1", share: "" }, { group: "MG-1 ", share: "40" }], "named-twice"],
    [[{ group: "MG-1", share: "" }, { group: "MG-2", share: "" }], "not-a-share"],
    [[{ group: "MG-1", share: "" }, { group: "MG-2", share: "0" }], "not-a-share"],
    [[{ group: "MG-1", share: "" }, { group: "MG-2", share: "60" }, { group: "MG-3", share: "40" }], "not-a-share"],
    [[{ group: "MG-1", share: "" }, { group: "MG-2", share: "40 %" }], null],
    [[], null],
  ])("%j: %s", (rows, unfit) => {
    expect(unfitIn("pagouno.split", splitText(rows))).toBe(unfit);
  });

  test("make a charge too small if a merchant would get less than the minimum", () => {
    expect(leastCharge(splitText(splitTyped(ROWS)))).toBe(40_000);
    expect(leastCharge("")).toBeNull();
  });

  test("change the settings only if they differ", () => {
    const view = aSettings();
    const values = { ...view.values, pagouno: { ...view.values.pagouno, split: ROWS } };
    expect(changesOf(values, { "pagouno.split": textOf(values, "pagouno.split") })).toEqual({});
    const typed = splitText([{ group: "MG-1", share: "" }, { group: "MG-9", share: "12,5" }]);
    expect(changesOf(values, { "pagouno.split": typed })).toEqual({
      pagouno: { split: [{ merchant_code_group: "MG-1", share_bp: 8_750 }, { merchant_code_group: "MG-9", share_bp: 1_250 }] },
    });
    expect(changesOf(values, { "pagouno.split": "" })).toEqual({ pagouno: { split: [] } });
  });
});
