import { describe, expect, test } from "vitest";
import { centavosIn } from "../till/money";
import { EMPTY_ENTRY, PARTS_MAX, entryKey, isEmpty, paste, press, total, typed } from "./entry";
import type { Entry, EntryRefusal } from "./entry";

/** Types a text, one key per character; `<` is Backspace. */
function type(text: string, from: Entry = EMPTY_ENTRY): { entry: Entry; refusals: EntryRefusal[] } {
  let entry = from;
  const refusals: EntryRefusal[] = [];
  for (const character of text) {
    const key = entryKey(character === "<" ? "Backspace" : character);
    if (key === null) throw new Error(`no such key: ${character}`);
    const step = press(entry, key);
    entry = step.entry;
    if (step.refusal !== null) refusals.push(step.refusal);
  }
  return { entry, refusals };
}

describe("typing", () => {
  test.each([
    ["", 0],
    ["1500", 150_000],
    ["1500,5", 150_050],
    ["1500.5", 150_050],
    ["1500,50", 150_050],
    ["1500,05", 150_005],
    [",5", 50],
    ["007", 700],
    ["0,07", 7],
    ["1500<", 15_000],
    ["15,<", 1_500],
    ["15,5<<0", 15_000],
    ["<<<", 0],
    ["99C1", 100],
    ["1000+500", 150_000],
    ["1000,25+500,25+0,50", 150_100],
    ["1000+", 100_000],
    ["1000+<", 100_000],
    ["1000,50+<<", 100_050],
    ["1000+500C", 0],
    ["1,,5", 150],
    ["1500.50", 150_050],
    ["10.5", 1_050],
    ["1.500", 150_000],
    ["1.500.000,5", 150_000_050],
    ["12.345.67", 1_234_567],
    ["1.500<", 150],
    ["1.500<<", 150],
    ["1.500<<<<", 100],
    ["1.500<0", 150_000],
    ["1234.5<6", 123_460],
  ])("%s is %i centavos", (keys, centavos) => {
    expect(total(type(keys).entry)).toBe(centavos);
  });

  test("a third decimal is refused and changes nothing", () => {
    const { entry, refusals } = type("1500,505");
    expect(total(entry)).toBe(150_050);
    expect(refusals).toEqual(["third-decimal"]);
  });

  test("three digits after a point are thousands, if that is possible", () => {
    expect(type("1500.505").refusals).toEqual(["third-decimal"]);
    expect(type("0.500").refusals).toEqual(["third-decimal"]);
    expect(type("1.5000").refusals).toEqual(["after-thousands"]);
    expect(total(type("1.5000").entry)).toBe(150_000);
    expect(type("99999999999.999").refusals).toEqual(["third-decimal"]);
  });

  test("an amount has the same value typed, pasted and read", () => {
    let compared = 0;
    const signs = "015.,";
    for (let number = 0; number < signs.length ** 6; number += 1) {
      const text = Array.from(number.toString(signs.length).padStart(6, "0"), (digit) => signs[Number(digit)] ?? "").join("");
      const centavos = centavosIn(text);
      if (centavos === null) continue;
      compared += 1;
      expect(total(type(text).entry), text).toBe(centavos);
      expect(type(text).refusals, text).toEqual([]);
      expect(total(paste(EMPTY_ENTRY, text).entry), text).toBe(centavos);
    }
    expect(compared).toBeGreaterThan(500);
  });

  test("a plus after nothing or after zero is refused", () => {
    expect(type("+").refusals).toEqual(["nothing-to-add"]);
    expect(type("0+").refusals).toEqual(["nothing-to-add"]);
    expect(type("5++").refusals).toEqual(["nothing-to-add"]);
  });

  test("the whole part and the chain are bounded below 2^53 centavos", () => {
    const { refusals } = type("9".repeat(12));
    expect(refusals).toEqual(["too-long"]);
    const many = type(`${"9".repeat(11)},99+`.repeat(PARTS_MAX));
    expect(many.refusals).toContain("too-many-parts");
    expect(Number.isSafeInteger(total(many.entry))).toBe(true);
    expect(many.entry.parts).toHaveLength(PARTS_MAX - 1);
  });

  test("back undoes a whole entry to nothing", () => {
    const { entry } = type("1000,25+500");
    let left = entry;
    for (let presses = 0; presses < 20; presses += 1) left = press(left, { kind: "back" }).entry;
    expect(isEmpty(left)).toBe(true);
  });

  test("the zeros that complete the amount are separate", () => {
    expect(typed(type("1500,5").entry)).toEqual({ solid: "1.500,5", ghost: "0" });
    expect(typed(type("1500,").entry)).toEqual({ solid: "1.500,", ghost: "00" });
    expect(typed(EMPTY_ENTRY)).toEqual({ solid: "0", ghost: "" });
  });
});

describe("pasting", () => {
  test("a valid amount replaces the typed one", () => {
    const step = paste(type("1000+20").entry, "$ 1.500,50");
    expect(total(step.entry)).toBe(250_050);
  });

  test("any other text changes nothing", () => {
    const before = type("1000+20").entry;
    expect(paste(before, "4509 9535 6623 3704")).toEqual({ entry: before, refusal: "not-an-amount" });
  });
});

test("while NumLock is off the number pad still types its digits, and its point is a comma", () => {
  const off = { Numpad0: "Insert", Numpad1: "End", Numpad2: "ArrowDown", Numpad3: "PageDown", Numpad4: "ArrowLeft", Numpad5: "Clear", Numpad6: "ArrowRight", Numpad7: "Home", Numpad8: "ArrowUp", Numpad9: "PageUp" };
  for (const [code, key] of Object.entries(off)) expect(entryKey(key, code)).toEqual({ kind: "digit", digit: code.slice(-1) });
  // Some systems have no name for the middle key.
  expect(entryKey("Unidentified", "Numpad5")).toEqual({ kind: "digit", digit: "5" });
  expect(entryKey("Delete", "NumpadDecimal")).toEqual({ kind: "point" });
  expect(entryKey(",", "NumpadDecimal")).toEqual({ kind: "comma" });
  expect(entryKey("Delete", "Delete")).toEqual({ kind: "clear" });
  expect(entryKey("Home", "Home")).toBeNull();
});

test("other keys are ignored", () => {
  for (const key of ["a", "Enter", "Escape", "F1", "-", "%", " ", "١"]) expect(entryKey(key)).toBeNull();
});
