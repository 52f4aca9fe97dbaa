import { describe, expect, test } from "vitest";
import { aSettings } from "../backend/memory/samples";
import { splitText } from "./split";
import { changedKeys, changesOf, KEYS, textOf, unfitIn } from "./fields";
import type { Key, Unfit } from "./fields";

const values = aSettings().values;

describe("what is written", () => {
  test("no unchanged setting, and none that was typed back to its old value", () => {
    const same = Object.fromEntries(KEYS.map((key) => [key, textOf(values, key)]));
    expect(changedKeys(values, same)).toEqual([]);
    expect(changesOf(values, same)).toEqual({});
    expect(changesOf(values, { "till.name": " Caja 1 " })).toEqual({});
  });

  test("each key in its place, with its own type", () => {
    const typed = { "till.name": "Fondo", "till.number": " 7 ", "totalcoin.qr_minutes": "5", "relay.url": "built-in", "privacy.days": "30", mode: "live" };
    expect(changesOf(values, typed)).toEqual({
      mode: "live",
      till: { name: "Fondo", number: 7 },
      totalcoin: { qr_minutes: 5 },
      relay: { url: "built-in" },
      privacy: { days: 30 },
    });
  });

  test("an amount is typed and shown in pesos, and stored in centavos", () => {
    expect(textOf(values, "day.difference_max_centavos")).toBe("1.000");
    expect(changesOf(values, { "day.difference_max_centavos": "2500,5" })).toEqual({ day: { difference_max_centavos: 250_050 } });
    expect(changedKeys(values, { "day.difference_max_centavos": "1000" })).toEqual([]);
  });

  test("one of a few numbers and a switch are stored as what they are", () => {
    expect(changesOf(values, { "day.cash_rounding_centavos": "5000", "day.blind_count": "true", "day.begins_at": "04:00" })).toEqual({
      day: { cash_rounding_centavos: 5_000, blind_count: true, begins_at: "04:00" },
    });
  });

  test.each(KEYS)("%s is a change by itself", (key) => {
    const other: Partial<Record<Key, string>> = { mode: "live", "secrets.store": "file", "pagouno.split": splitText([{ group: "MG-1", share: "" }, { group: "MG-2", share: "40" }]) };
    const text = other[key] ?? "12345678";
    expect(changedKeys(values, { [key]: text })).toEqual([key]);
    expect(Object.keys(changesOf(values, { [key]: text })).length).toBe(1);
  });
});

test.each<[Key, string, Unfit | null]>([
  ["till.name", " ", "missing"],
  ["till.name", "Caja", null],
  ["till.number", "0", "too-small"],
  ["till.number", "65535", null],
  ["till.number", "65536", "too-large"],
  ["till.number", "1,5", "not-a-number"],
  ["till.number", "-1", "not-a-number"],
  ["till.number", "", "missing"],
  ["totalcoin.business_unit", "9007199254740993", "not-a-number"],
  ["totalcoin.base_url", "https://apicobranzas.totalcoin.com", null],
  ["totalcoin.base_url", "http://127.0.0.1:8788", null],
  ["totalcoin.base_url", "http://localhost:8788/x", null],
  ["totalcoin.base_url", "http://localhost.evil.com", "not-secure"],
  ["totalcoin.base_url", "http://totalcoin.com", "not-secure"],
  ["totalcoin.base_url", "totalcoin.com", "not-an-address"],
  ["totalcoin.base_url", "ftp://totalcoin.com", "not-an-address"],
  ["totalcoin.base_url", "", "missing"],
  ["totalcoin.default_dni", "", null],
  ["totalcoin.default_dni", "27594189", null],
  ["totalcoin.default_dni", "27.594.189", "not-a-dni"],
  ["totalcoin.company_reference", "OP:{reference}", null],
  ["totalcoin.company_reference", "OP", "no-reference"],
  ["relay.url", "", null],
  ["relay.url", "built-in", null],
  ["relay.url", "relay", "not-an-address"],
  ["day.begins_at", "04:30", null],
  ["day.begins_at", "4:30", "not-an-hour"],
  ["day.begins_at", "24:00", "not-an-hour"],
  ["day.begins_at", "", "not-an-hour"],
  ["day.difference_max_centavos", "1.000,50", null],
  ["day.difference_max_centavos", "0", null],
  ["day.difference_max_centavos", "1000.505", "not-an-amount"],
  ["day.difference_max_centavos", "", "missing"],
  ["day.cash_rounding_centavos", "1000", null],
  ["day.cash_rounding_centavos", "0", null],
  ["day.cash_rounding_centavos", "7", "not-of-these"],
  ["shift.hours_max", "169", "too-large"],
  ["time_zone", "America/Argentina/Buenos_Aires", null],
  ["time_zone", "Buenos Aires", "not-a-zone"],
])("%s = “%s”: %s", (key, text, unfit) => {
  expect(unfitIn(key, text)).toBe(unfit);
});
