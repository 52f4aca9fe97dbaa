/** What a provider did not tell is never zero. */

import { expect, test } from "vitest";
import type { DeductionSumView } from "../backend/bindings";
import { keptOf } from "./figures";

const SUM: DeductionSumView = { tender: "qr", known: 2, unknown: 0, without_taxes: 0, gross_centavos: 1_000, fees_centavos: 10, taxes_centavos: 3, net_centavos: 987, unknown_gross_centavos: 0 };

test("what was told is told", () => {
  expect(keptOf(SUM)).toMatchObject({ gross_centavos: 1_000, fees_centavos: 10, taxes_centavos: 3, net_centavos: 987, before_taxes: false, unknown: 0 });
});

test("of what nothing was told, only the gross is known", () => {
  const sum = { ...SUM, known: 0, unknown: 14, gross_centavos: 0, fees_centavos: 0, taxes_centavos: 0, net_centavos: 0, unknown_gross_centavos: 500 };
  expect(keptOf(sum)).toMatchObject({ gross_centavos: 500, fees_centavos: null, taxes_centavos: null, net_centavos: null, before_taxes: false, unknown: 0 });
});

test("a net without some of its taxes says so, and taxes that nobody told are not zero", () => {
  expect(keptOf({ ...SUM, without_taxes: 1 })).toMatchObject({ taxes_centavos: 3, net_centavos: 987, before_taxes: true });
  expect(keptOf({ ...SUM, without_taxes: 2, taxes_centavos: 0 })).toMatchObject({ taxes_centavos: null, before_taxes: true });
});

test("what is unknown beside the known stands apart", () => {
  expect(keptOf({ ...SUM, unknown: 3, unknown_gross_centavos: 70 })).toMatchObject({ gross_centavos: 1_000, unknown: 3, unknown_gross_centavos: 70 });
});
