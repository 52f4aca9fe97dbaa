/** The card as it is typed, and as a stripe has it. The numbers are public test numbers of nobody. */

import { describe, expect, test } from "vitest";
import { anOffer } from "../backend/memory/samples";
import { unfitExpiry, withSlash } from "./expiry";
import { NO_CARD, askOf, firstUnfit, unfitField } from "./fields";
import { brandOf, caretIn, codeDigits, digitsOf, hasGoodCheckDigit, mayLackCode, spaced, unfitNumber } from "./number";
import { readSwipe } from "./track";
import { VECTORS } from "./vectors";

const TODAY = "2026-11-22";

describe("a number", () => {
  test.each(VECTORS.numbers_good)("$number is $brand, with a code of $code_digits", ({ number, brand, code_digits, may_lack_code }) => {
    expect(brandOf(number)).toBe(brand);
    expect(codeDigits(brandOf(number))).toBe(code_digits);
    expect(mayLackCode(brandOf(number))).toBe(may_lack_code);
    expect(unfitNumber(number)).toBeNull();
  });

  test("one wrong digit is found at every position", () => {
    const good = "4111111111111111";
    for (let place = 0; place < good.length; place += 1) {
      for (let by = 1; by < 10; by += 1) {
        const wrong = good.slice(0, place) + String((Number(good[place]) + by) % 10) + good.slice(place + 1);
        expect(hasGoodCheckDigit(wrong), wrong).toBe(false);
      }
    }
  });

  test.each([...VECTORS.numbers_unfit, { number: "", why: "missing" }])("$number is $why", ({ number, why }) => expect(unfitNumber(number)).toBe(why));

  test.each([
    ["4111111111111111", "4111 1111 1111 1111"],
    ["378282246310005", "3782 822463 10005"],
    ["36227206271667", "3622 720627 1667"],
    ["41111x1", "4111 11"],
    ["4111 1111 1111 1111 11119999", "4111 1111 1111 1111 111"],
  ])("%s reads %s", (typed, shown) => {
    expect(spaced(typed)).toBe(shown);
    expect(digitsOf(shown)).toBe(digitsOf(typed).slice(0, 19));
  });

  test("the caret stays after the same digits", () => {
    expect(caretIn("4111 1111", 4)).toBe(4);
    expect(caretIn("4111 1111", 5)).toBe(6);
    expect(caretIn("4111 1111", 8)).toBe(9);
  });
});

describe("an expiry", () => {
  test("gets its slash and its zero automatically, and both can be deleted", () => {
    expect(withSlash("1", "")).toBe("1");
    expect(withSlash("11", "1")).toBe("11/");
    expect(withSlash("11/26", "11/2")).toBe("11/26");
    expect(withSlash("9", "")).toBe("09/");
    expect(withSlash("11", "11/")).toBe("1");
    expect(withSlash("1126", "")).toBe("11/26");
  });

  test.each([...VECTORS.expiries, { text: "", today: TODAY, unfit: "missing" }])("$text is $unfit on $today", ({ text, today, unfit }) => expect(unfitExpiry(text, today)).toBe(unfit));
});

describe("the form", () => {
  const good = { ...NO_CARD, number: "4111 1111 1111 1111", expiry: "11/26", cvv: "123", holder: "Ana Pérez", document: "27.594.189" };

  test("a valid card is sent as digits", () => {
    expect(firstUnfit(good, TODAY)).toBeNull();
    expect(askOf(good, anOffer({ plan: "ahora-12", total_centavos: 1_100, count: 12, cftea_bp: 4_200 }), 1_000)).toMatchObject({ number: "4111111111111111", document: "27594189", holder: "Ana Pérez", plan: "ahora-12", amount_centavos: 1_000, total_centavos: 1_100, count: 12, cftea_bp: 4_200 });
  });

  test.each([
    [{ cvv: "1234" }, "cvv", "length"],
    [{ cvv: "12" }, "cvv", "length"],
    [{ number: "378282246310005" }, "cvv", "length"],
    [{ holder: "  " }, "holder", "missing"],
    [{ holder: "123" }, "holder", "malformed"],
    [{ document: "123456" }, "document", "malformed"],
    [{ document_type: "CUIL" as const, document: "20-27594189-1" }, "document", "malformed"],
    [{ expiry: "10/26" }, "expiry", "expired"],
  ])("%j has to be mended at %s", (values, field, unfit) => {
    const card = { ...good, ...values };
    expect(firstUnfit(card, TODAY)).toBe(field);
    expect(unfitField(card, field as "cvv", TODAY)).toBe(unfit);
  });

  test("a card without a printed code is sent without one, if its scheme has such cards", () => {
    expect(firstUnfit({ ...good, number: "501000000000000000", cvv: "" }, TODAY)).toBeNull();
    expect(unfitField({ ...good, number: "501000000000000000", cvv: "12" }, "cvv", TODAY)).toBe("length");
    expect(unfitField({ ...good, cvv: "" }, "cvv", TODAY)).toBe("missing");
  });

  test("a CUIL has its check digit", () => {
    expect(unfitField({ ...good, document_type: "CUIL", document: "20-11111111-2" }, "document", TODAY)).toBeNull();
  });
});

describe("a stripe", () => {
  test.each(VECTORS.tracks_good)("$text gives number, expiry, and the name as people say it", ({ text, ...card }) => expect(readSwipe(text)).toEqual(card));

  test.each(VECTORS.tracks_unfit)("%j is none", (text) => expect(readSwipe(text)).toBeNull());

  test("no text makes the reader fail", () => {
    const signs = "%;B^=?/0123456789Añ ";
    let seed = 7;
    for (let round = 0; round < 2_000; round += 1) {
      let text = "";
      for (let place = 0; place < 60; place += 1) {
        seed = (seed * 48_271) % 2_147_483_647;
        text += signs[seed % signs.length] ?? "";
      }
      readSwipe(text);
    }
  });
});
