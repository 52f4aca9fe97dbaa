import { describe, expect, test } from "vitest";
import { centavosOf, formatAmount, formatDigits, parseAmount } from "./money";

describe("centavos as text", () => {
  test.each([
    [0, "$ 0"],
    [5, "$ 0,05"],
    [50, "$ 0,50"],
    [100, "$ 1"],
    [99_999, "$ 999,99"],
    [150_000, "$ 1.500"],
    [150_050, "$ 1.500,50"],
    [123_456_789_01, "$ 123.456.789,01"],
    [Number.MAX_SAFE_INTEGER, "$ 90.071.992.547.409,91"],
  ])("%i is %s", (centavos, text) => {
    expect(formatAmount(centavos)).toBe(text);
  });

  test("a negative amount keeps its sign", () => {
    expect(formatDigits(-150_050)).toBe("-1.500,50");
  });
});

describe("text as centavos", () => {
  test.each([
    ["1500", 150_000],
    [" 1500 ", 150_000],
    ["1.500", 150_000],
    ["1500,5", 150_050],
    ["$ 1.500,50", 150_050],
    ["$1.500.000,05", 150_000_005],
    ["ARS 20", 2_000],
    ["$\u00a01.500", 150_000],
    ["007", 700],
    ["0,01", 1],
    ["1500.50", 150_050],
    ["10.5", 1_050],
    ["1.50", 150],
    ["1 500", 150_000],
    ["1\u202f500.5", 150_050],
    ["1 500 000,05", 150_000_005],
    ["1.500.50", 150_050],
    ["1500,", 150_000],
    [",5", 50],
  ])("%s is %i", (text, centavos) => {
    const read = parseAmount(text);
    expect(read).not.toBeNull();
    expect(centavosOf(read?.whole ?? "", read?.decimals ?? "")).toBe(centavos);
  });

  test.each(["", "$", ",", "abc", "1,500.50", "1.5000", "1500.505", "0.500", "1.50.500", "1 50", "1 500.000", "-5", "1500,505", "1e5", "１５", "123456789012", "4509 9535 6623 3704"])(
    "%j is not an amount",
    (text) => {
      expect(parseAmount(text)).toBeNull();
    },
  );

  test("a written amount is read back", () => {
    for (let centavos = 0; centavos < 5_000_000; centavos += 7_919) {
      const read = parseAmount(formatAmount(centavos));
      expect(centavosOf(read?.whole ?? "", read?.decimals ?? "")).toBe(centavos);
    }
  });
});
