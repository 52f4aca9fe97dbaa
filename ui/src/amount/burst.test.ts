import { describe, expect, test } from "vitest";
import { BURST_GAP_MS, BURST_KEYS, BURST_QUIET_MS, BurstGuard } from "./burst";
import { EMPTY_ENTRY, entryKey, press, total } from "./entry";
import type { Entry } from "./entry";

/** A till's window in small: keys with the pause before each, the entry and the charges they make. */
class Desk {
  entry: Entry = EMPTY_ENTRY;
  charged: number[] = [];
  #guard = new BurstGuard<Entry>();
  #now_ms = 1_000;

  type(keys: readonly string[] | string, pause_ms: number): this {
    for (const key of keys) {
      this.#now_ms += pause_ms;
      const ruling = this.#guard.judge(key, this.#now_ms, this.entry);
      if (ruling.swallow) {
        if (ruling.restore !== null) this.entry = ruling.restore;
        continue;
      }
      if (key === "Enter") this.charged.push(total(this.entry));
      const known = entryKey(key);
      if (known !== null) this.entry = press(this.entry, known).entry;
    }
    return this;
  }
}

const EAN = [..."7790895000997", "Enter"];

describe("a scanner", () => {
  test("is swallowed whole with its Enter; the amount before it stays", () => {
    const desk = new Desk().type("1500", 120).type(EAN.slice(0, 1), 300).type(EAN.slice(1), 5);
    expect(total(desk.entry)).toBe(150_000);
    expect(desk.charged).toEqual([]);
  });

  test("does not spoil what is typed after it", () => {
    const desk = new Desk().type("15", 120).type(["7"], 300).type(EAN.slice(1), 5).type("00", BURST_QUIET_MS + 1).type(["Enter"], 150);
    expect(desk.charged).toEqual([150_000]);
  });

  test("with its Enter as the sixth key charges nothing", () => {
    const desk = new Desk().type("1", 500).type([..."2345", "Enter"], 5);
    expect(desk.charged).toEqual([]);
    expect(total(desk.entry)).toBe(0);
  });

  test("that stumbles in the middle is still swallowed to its Enter", () => {
    const desk = new Desk().type("7", 500).type("790895", 5).type("0", BURST_QUIET_MS).type([..."00997", "Enter"], 5);
    expect(desk.charged).toEqual([]);
    expect(total(desk.entry)).toBe(0);
  });

  test("twice in a row is swallowed twice", () => {
    const desk = new Desk().type("20", 120).type(["7"], 300).type(EAN.slice(1), 5).type(EAN, 5);
    expect(total(desk.entry)).toBe(2_000);
    expect(desk.charged).toEqual([]);
  });
});

describe("a swiped card", () => {
  const tracks = [..."%B4509953566233704^PEREZ/JUAN^2512101?", "Enter", ...";4509953566233704=2512101?", "Enter"];

  test.each([2, 25, 40, 120])("at %i ms a key leaves nothing and charges nothing", (pause_ms) => {
    const desk = new Desk().type("1500", 150).type(tracks.slice(0, 1), 400).type(tracks.slice(1), pause_ms);
    expect(total(desk.entry)).toBe(150_000);
    expect(desk.charged).toEqual([]);
  });

  test("a lone mark costs the person nothing but itself", () => {
    const desk = new Desk().type("15", 150).type(";", 150).type("00", 400).type(["Enter"], 150);
    expect(desk.charged).toEqual([150_000]);
  });
});

describe("a person", () => {
  test("who types fast is left alone", () => {
    const desk = new Desk().type("1500,50", BURST_GAP_MS).type(["Enter"], BURST_GAP_MS);
    expect(desk.charged).toEqual([150_050]);
  });

  test("who rolls a few keys is left alone", () => {
    const desk = new Desk().type("1500".slice(0, BURST_KEYS - 2), 10).type(["Enter"], 60);
    expect(desk.charged).toEqual([150_000]);
  });
});
