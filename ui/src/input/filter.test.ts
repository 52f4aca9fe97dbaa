import { describe, expect, test } from "vitest";
import { EMPTY_ENTRY, entryKey, press, total } from "../amount/entry";
import type { Entry } from "../amount/entry";
import { KeyFilter, PACE_GAP_MS_MAX, PACE_SPREAD_MS, QUICK_GAP_MS, QUIET_MS } from "./filter";
import type { Weight } from "./filter";

/** What is typed on a screen: an amount, or a text field. */
type Screen = { readonly entry: Entry; readonly text: string };

/** A small window that withholds keys like the real one. */
class Window {
  screen: Screen = { entry: EMPTY_ENTRY, text: "" };
  entered: string[] = [];
  tracks: string[] = [];
  readonly #filter = new KeyFilter<Screen>();
  readonly #in_field: "amount" | "field" | "form";
  readonly #enter: Weight;
  #held: string[] = [];
  #now_ms = 1_000;

  constructor(in_field: "amount" | "field" | "form" = "amount", enter: Weight = "acts") {
    this.#in_field = in_field;
    this.#enter = enter;
  }

  get amount(): number {
    return total(this.screen.entry);
  }

  /** Types keys, each after a pause. */
  type(keys: readonly string[] | string, pause: number | (() => number)): this {
    for (const key of keys) this.#press(key, typeof pause === "number" ? pause : pause());
    return this;
  }

  /** Lets a long time pass without keys. */
  rest(): this {
    this.#now_ms += 1_000;
    this.#settle();
    return this;
  }

  #settle(): void {
    if (this.#filter.isOver(this.#now_ms)) this.tracks.push(...this.#filter.end());
    if (this.#filter.isPersons(this.#now_ms)) this.#release();
  }

  #press(key: string, pause_ms: number): void {
    this.#now_ms += pause_ms;
    this.#settle();
    const code = /^\d$/.test(key) ? `Digit${key}` : "";
    const ruling = this.#filter.press(
      { key, code, shift: false, alt_graph: false, at_ms: this.#now_ms, weight: key === "Enter" ? this.#enter : "types", fills: this.#in_field === "form" },
      () => this.screen,
    );
    if (ruling.kind === "reader") {
      this.#held = [];
      if (ruling.restore !== null) this.screen = ruling.restore;
      return;
    }
    this.#held.push(key);
    if (ruling.kind === "person") this.#release();
  }

  #release(): void {
    this.#filter.release();
    for (const key of this.#held.splice(0)) this.#do(key);
  }

  #do(key: string): void {
    if (key === "Enter") this.entered.push(this.#in_field === "amount" ? String(this.amount) : this.screen.text);
    else if (this.#in_field !== "amount") this.screen = { ...this.screen, text: this.screen.text + key };
    else {
      const known = entryKey(key);
      if (known !== null) this.screen = { ...this.screen, entry: press(this.screen.entry, known).entry };
    }
  }
}

/** Numbers that look random and are the same in every run. */
function chance(seed: number): (least: number, most: number) => number {
  let state = seed + 1;
  return (least, most) => {
    state = (state * 48_271) % 2_147_483_647;
    return least + (state % (most - least + 1));
  };
}

const EAN = [..."7790895000997", "Enter"];
const SHELF = [..."10234", "Enter"];

describe("a scanner", () => {
  test.each([5, 29, 30, 45, 60, PACE_GAP_MS_MAX])("at %i ms a key completes no sale in cash and charges no shelf code", (pause) => {
    for (const code of [EAN, SHELF]) {
      for (const enter of ["acts", "final"] as const) {
        const window = new Window("amount", enter).type("1500", 120).type(code.slice(0, 1), 300).type(code.slice(1), pause).rest();
        expect(window.amount).toBe(150_000);
        expect(window.entered).toEqual([]);
      }
    }
  });

  test.each([
    ["CR LF", [...EAN, "Enter"]],
    ["a short code and CR LF", [..."1023", "Enter", "Enter"]],
    ["three Enters", [..."10234", "Enter", "Enter", "Enter"]],
    ["a document's code with an Enter inside", [..."00123", "Enter", ..."4567890", "Enter"]],
    ["an Enter as its second key", ["1", "Enter", ..."4567890", "Enter"]],
    ["a document's fields", [..."00123456789@PEREZ@ANA@F@27594189@A@01/02/1980", "Enter"]],
  ])("with %s does nothing at all", (_, keys) => {
    for (const pause of [3, 40, 75]) {
      const window = new Window().type("1500", 120).type(keys.slice(0, 1), 300).type(keys.slice(1), pause).rest();
      expect(window.amount).toBe(150_000);
      expect(window.entered).toEqual([]);
    }
  });

  test("that begins with an Enter does nothing if an Enter is final", () => {
    const window = new Window("amount", "final").type("1500", 120).type(["Enter"], 300).type(EAN, 40).rest();
    expect(window.entered).toEqual([]);
    expect(window.amount).toBe(150_000);
  });

  test("is undone to the amount before it and does not spoil what comes after", () => {
    const random = chance(7);
    for (let round = 0; round < 3_000; round += 1) {
      const pace = random(2, PACE_GAP_MS_MAX - PACE_SPREAD_MS + 1);
      const even = (): number => pace + random(0, PACE_SPREAD_MS - 1);
      const keys = Array.from({ length: random(6, 24) }, (_, at) => (at > 0 && random(1, 6) === 1 ? "Enter" : String(random(0, 9))));
      const before = String(random(1, 99_999));
      const window = new Window("amount", random(0, 1) === 0 ? "acts" : "final");
      window.type(before, () => random(110, 300)).type(keys.slice(0, 1), 300).type(keys.slice(1), even);
      window.type("0", random(QUIET_MS + 1, 500)).type("0", () => random(110, 300));
      expect(window.amount, `${before} ${keys.join(" ")} at ${pace}`).toBe(Number(before) * 10_000);
      expect(window.entered).toEqual([]);
      window.type(["Enter"], 150).rest();
      expect(window.entered).toEqual([String(Number(before) * 10_000)]);
    }
  });

  test("four quick keys are enough", () => {
    const window = new Window().type("15", 120).type("1", 300).type("234", QUICK_GAP_MS - 1).rest();
    expect(window.amount).toBe(1_500);
  });

  test("that stumbles in the middle is still swallowed to its end", () => {
    const window = new Window().type("7", 500).type("790895", 40).type("0", QUIET_MS).type([..."00997", "Enter"], 40).rest();
    expect(window.amount).toBe(0);
    expect(window.entered).toEqual([]);
  });

  test("twice in a row is swallowed twice", () => {
    const window = new Window().type("20", 120).type(["7"], 300).type(EAN.slice(1), 40).type(EAN.slice(0, 1), 250).type(EAN.slice(1), 40).rest();
    expect(window.amount).toBe(2_000);
    expect(window.entered).toEqual([]);
  });

  test("in a form leaves nothing and sends nothing", () => {
    for (const pause of [3, 45]) {
      const window = new Window("form").type("12", 150).type(EAN.slice(0, 1), 300).type([...EAN.slice(1), "Enter"], pause).rest();
      expect(window.screen.text).toBe("12");
      expect(window.entered).toEqual([]);
    }
  });
});

describe("a person", () => {
  test("is never taken for a reader, with the 00 key, a rolling hand and some haste", () => {
    const random = chance(11);
    for (let round = 0; round < 3_000; round += 1) {
      const window = new Window("field");
      let text = "";
      for (let keys = random(4, 40); keys > 0; keys -= 1) {
        const key = "0123456789abcñ%;, "[random(0, 17)] ?? "0";
        // A person's hand rolls over two more keys at most, and then pauses.
        const roll = random(1, 5) === 1 ? random(1, 2) : 0;
        const more = "00".slice(0, roll);
        window.type(key, random(81, 400)).type(more, () => random(1, QUICK_GAP_MS));
        text += key + more;
        // Six digits right after a track's first sign make a track; no person's
        // text has that.
        if (/[%;ñ]\w?\d{3,}$/.test(text)) {
          window.type(" ", 150);
          text += " ";
        }
      }
      window.type(["Enter"], random(QUICK_GAP_MS, 300)).rest();
      expect(window.screen.text).toBe(text);
      expect(window.entered).toEqual([text]);
    }
  });

  test.each(["Seña 50% campera; resto viernes", "jamón", "; coma % y más", "100%"])("types %j into a field at a person's pace", (text) => {
    for (const pause of [85, 120, 190]) {
      expect(new Window("field").type(text, pause).rest().screen.text).toBe(text);
      expect(new Window("form").type(text, pause).rest().screen.text).toBe(text);
    }
  });

  test("who presses Enter right after the amount charges it once", () => {
    for (const pause of [15, 30, 50, 79]) {
      expect(new Window().type("1500,5", () => 120).type(["Enter"], pause).rest().entered).toEqual(["150050"]);
      expect(new Window("amount", "final").type("20", 120).type(["Enter"], pause).rest().entered).toEqual(["2000"]);
    }
  });

  test("who types on right after an Enter gets both in order", () => {
    const window = new Window().type("20", 120).type(["Enter"], 70).type("7", 40).rest();
    expect(window.entered).toEqual(["2000"]);
    expect(window.amount).toBe(20_700);
  });

  test("who types evenly but slower than a reader is not filtered", () => {
    expect(new Window().type("12345678", PACE_GAP_MS_MAX + 1).rest().amount).toBe(1_234_567_800);
  });

  test("who types quickly but unevenly is not filtered", () => {
    let at = 0;
    const uneven = (): number => ((at += 1) % 2 === 0 ? 40 : 40 + PACE_SPREAD_MS);
    expect(new Window().type("1234567", uneven).rest().amount).toBe(123_456_700);
  });
});

describe("a program that fills in a form", () => {
  test("does so at its own pace, as long as it sends no Enter", () => {
    expect(new Window("form").type("donluis-secreto", 2).rest().screen.text).toBe("donluis-secreto");
    expect(new Window("form").type("donluis-secreto", 2).rest().type(["Enter"], 5).rest().entered).toEqual(["donluis-secreto"]);
  });

  test("counts as a reader in a field that acts on what is typed", () => {
    expect(new Window("field").type("donluis", 2).rest().screen.text).toBe("");
  });
});

describe("a card's tracks", () => {
  const tracks = [..."%B4509953566233704^PEREZ/JUAN^2911101?", "Enter", ...";4509953566233704=2911101?", "Enter"];

  test.each([2, 25, 40, 120, 190])("at %i ms a key leave nothing, anywhere, and charge nothing", (pause) => {
    for (const place of ["amount", "field", "form"] as const) {
      const window = new Window(place).type("15", 150).type(tracks.slice(0, 1), 400).type(tracks.slice(1), pause).rest();
      expect(window.screen.text).toBe(place === "amount" ? "" : "15");
      expect(window.amount).toBe(place === "amount" ? 1_500 : 0);
      expect(window.entered).toEqual([]);
      expect(window.tracks[0]).toContain("4509953566233704=2911101?");
    }
  });

  test("are kept only until their end", () => {
    const window = new Window().type(tracks, 20).rest();
    expect(window.tracks).toHaveLength(1);
    expect(window.type("1", 300).rest().tracks).toHaveLength(1);
  });

  test("of one track, with a Tab after it, or torn", () => {
    for (const text of [";4509953566233704=2911101?", "%B4509953566233704^PEREZ/JUAN^2911101?", ";450995356623"]) {
      const window = new Window("field").type(text, 100).type(["Tab"], 100).rest();
      expect(window.screen.text).toBe("");
    }
  });

  test("a lone mark costs the person nothing", () => {
    expect(new Window().type("15", 150).type(";", 150).type("00", 150).type(["Enter"], 150).rest().entered).toEqual(["150000"]);
  });
});
