/** Readers, dead keys and a number pad in the built window: what is a reader's changes nothing, and what is a person's stays. */

import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SHIFT_LOADED, Pages, typeByHand, typeByReader } from "./window";
import type { ReadersKey } from "./window";

/** Longer than what a reader sends last is waited for, in milliseconds. */
const OVER_MS = 230;
const EAN = [..."7790895000997", "Enter"];
const NUMBER = "4111111111111111";
const TRACK = `;${NUMBER}=29112010000012300000?`;
/** What a Spanish or Latin American keyboard makes of a reader that is set to the United States. */
const TRACK_MISREAD: ReadersKey[] = [...TRACK].map((sign) => {
  if (sign === ";") return { key: "ñ", code: "Semicolon" };
  if (sign === "=") return { key: "¿", code: "Equal" };
  if (sign === "?") return { key: "_", code: "Slash", shift: true };
  return { key: sign, code: `Digit${sign}` };
});

let pages: Pages;
beforeAll(async () => {
  pages = await Pages.open();
});
afterAll(() => pages.close());

async function on(scene: string, work: (page: Page) => Promise<void>): Promise<void> {
  const page = await pages.page(scene);
  await work(page);
  await page.close();
}

async function swipe(page: Page, keys: readonly (ReadersKey | string)[], pause_ms: number): Promise<void> {
  await typeByReader(page, keys, pause_ms);
  await page.waitForTimeout(OVER_MS);
}

describe("a scanner", () => {
  test.each([3, 30, 60])("at %i ms a key charges nothing, and the amount is as it was", (pause_ms) =>
    on("amount", async (page) => {
      await typeByHand(page, "1500,5");
      for (const code of [EAN, [..."10234", "Enter"], [...EAN, "Enter"], [..."0012", "Enter", ..."4567", "Enter"]]) await swipe(page, code, pause_ms);
      expect(await page.getByTestId("amount").innerText()).toBe("$ 1.500,50");
      expect(await page.getByTestId("sale").count()).toBe(0);
      expect(await page.getByTestId("amount-notice").innerText()).toContain("lector");
    }),
  );

  test("completes no sale in cash", () =>
    on("amount", async (page) => {
      await typeByHand(page, "1500");
      await page.keyboard.press("F3");
      await page.getByTestId("cash-screen").waitFor();
      await typeByHand(page, "2000");
      for (const pause_ms of [3, 45]) await swipe(page, EAN, pause_ms);
      expect(await page.getByTestId("cash-handed").innerText()).toBe("$ 2.000");
      expect(await page.getByTestId("sale").count()).toBe(0);
      // A person's Enter still does.
      await page.keyboard.press("Enter");
      await page.locator("[data-testid=sale][data-state=approved]").waitFor();
    }));

  test("opens no shift, and leaves the float as it was", () =>
    on("shift-morning", async (page) => {
      await page.getByTestId("status-session").click();
      await page.locator(SHIFT_LOADED).waitFor();
      await typeByHand(page, "1200");
      for (const pause_ms of [3, 45]) await swipe(page, EAN, pause_ms);
      expect(await page.getByTestId("shift-float").innerText()).toBe("$ 1.200");
      expect(await page.getByTestId("shift").getAttribute("data-state")).toBe("float");
    }));

  test("changes no part of a total", () =>
    on("split-partly", async (page) => {
      const before = await page.getByTestId("part-amount").innerText();
      await swipe(page, EAN, 45);
      expect(await page.getByTestId("part-amount").innerText()).toBe(before);
      expect(await page.getByTestId("sale").count()).toBeLessThanOrEqual(1);
    }));

  test("tries no PIN and leaves nothing in its field", () =>
    on("tray", async (page) => {
      await page.keyboard.press("F10");
      await page.getByTestId("notice-row").first().waitFor();
      await page.keyboard.press("2");
      await page.getByTestId("manager-pin").focus();
      await typeByHand(page, "12");
      for (const pause_ms of [3, 45]) await swipe(page, EAN, pause_ms);
      expect(await page.getByTestId("manager-pin").inputValue()).toBe("12");
      expect(await page.getByTestId("manager-trouble").innerText()).toBe("");
    }));

  test("answers nothing in the tray, and leaves no paid sale", async () => {
    await on("tray", async (page) => {
      await page.keyboard.press("F10");
      await page.getByTestId("notice-row").first().waitFor();
      await swipe(page, [..."123451", "Enter"], 45);
      expect(await page.getByTestId("settle-reason").count()).toBe(0);
    });
    await on("approved", async (page) => {
      await page.waitForTimeout(900);
      await swipe(page, EAN, 45);
      expect(await page.getByTestId("sale").getAttribute("data-state")).toBe("approved");
    });
  });

  test("far more cash than is owed is asked about first", () =>
    on("amount", async (page) => {
      await typeByHand(page, "1500");
      await page.keyboard.press("F3");
      await typeByHand(page, "77908");
      await page.keyboard.press("Enter");
      await page.waitForFunction(() => document.activeElement?.getAttribute("data-testid") === "confirm-no");
      await page.keyboard.press("Enter");
      await page.getByTestId("confirm-no").waitFor({ state: "detached" });
      expect(await page.getByTestId("sale").count()).toBe(0);
      await page.keyboard.press("Enter");
      await page.getByTestId("confirm-yes").click();
      await page.locator("[data-testid=sale][data-state=approved]").waitFor();
    }));
});

describe("a card's track", () => {
  test.each([
    ["plain", [...TRACK]],
    ["with Enter", [...TRACK, "Enter"]],
    ["with Tab", [...TRACK, "Tab"]],
    ["under another layout", TRACK_MISREAD],
  ])("%s gives the card's form number and expiry", (_, keys) =>
    on("amount", async (page) => {
      await typeByHand(page, "1000");
      await page.keyboard.press("F2");
      await page.getByTestId("plan-list").waitFor();
      await page.getByTestId("card-holder").focus();
      await swipe(page, keys, 40);
      expect(await page.getByTestId("card-number").inputValue()).toBe("4111 1111 1111 1111");
      expect(await page.getByTestId("card-expiry").inputValue()).toBe("11/29");
      expect(await page.getByTestId("card-holder").inputValue()).toBe("");
      expect(await page.getByTestId("card-cvv").inputValue()).toBe("");
    }),
  );

  test.each([3, 100])("stays in no field at %i ms a key", async (pause_ms) => {
    await on("amount", async (page) => {
      await page.keyboard.press("F5");
      await typeByHand(page, "Seña");
      for (const keys of [[...TRACK, "Enter"], TRACK_MISREAD]) await swipe(page, keys, pause_ms);
      await page.getByTestId("concept").focus();
      expect(await page.getByTestId("concept").inputValue()).toBe("Seña");
    });
    await on("tray", async (page) => {
      await page.keyboard.press("F10");
      await page.getByTestId("notice-row").first().waitFor();
      await page.keyboard.press("2");
      await page.getByTestId("settle-reason").waitFor();
      await typeByHand(page, "ya");
      for (const keys of [[...TRACK, "Enter"], TRACK_MISREAD]) await swipe(page, keys, pause_ms);
      expect(await page.getByTestId("settle-reason").inputValue()).toBe("ya");
      expect(await page.content()).not.toContain(NUMBER.slice(0, 8));
    });
  });
});

describe("a person", () => {
  test("types any sign into a concept, dead keys included", () =>
    on("amount", async (page) => {
      await page.keyboard.press("F5");
      await typeByHand(page, "Seña 50% campera; resto viernes ");
      await typeByHand(page, "jam");
      // As an input method composes a dead key.
      const browser = await page.context().newCDPSession(page);
      await browser.send("Input.dispatchKeyEvent", { type: "rawKeyDown", key: "Dead", code: "BracketLeft" });
      await browser.send("Input.imeSetComposition", { text: "´", selectionStart: 1, selectionEnd: 1 });
      await page.waitForTimeout(90);
      await browser.send("Input.insertText", { text: "ó" });
      await browser.detach();
      await typeByHand(page, "n");
      expect(await page.getByTestId("concept").inputValue()).toBe("Seña 50% campera; resto viernes jamón");
    }));

  test("who types at once after a key that was withheld loses none", () =>
    on("tray", async (page) => {
      await page.keyboard.press("F10");
      await page.getByTestId("notice-row").first().waitFor();
      await page.keyboard.press("2");
      await typeByHand(page, "Lo devolví");
      expect(await page.getByTestId("settle-reason").inputValue()).toBe("Lo devolví");
    }));

  test("types an amount on the number pad while NumLock is off", () =>
    on("amount", async (page) => {
      const off = { Numpad1: "End", Numpad5: "Clear", Numpad0: "Insert", NumpadDecimal: "Delete" };
      const browser = await page.context().newCDPSession(page);
      const press = async (code: keyof typeof off): Promise<void> => {
        await browser.send("Input.dispatchKeyEvent", { type: "rawKeyDown", key: off[code], code });
        await browser.send("Input.dispatchKeyEvent", { type: "keyUp", key: off[code], code });
        await page.waitForTimeout(90);
      };
      for (const code of ["Numpad1", "Numpad5", "Numpad0", "Numpad0", "NumpadDecimal", "Numpad5"] as const) await press(code);
      expect(await page.getByTestId("amount").innerText()).toBe("$ 1.500,50");
      await page.keyboard.press("F7");
      await page.getByTestId("payer-dni").waitFor();
      for (const code of ["Numpad1", "Numpad5", "Numpad0"] as const) await press(code);
      expect(await page.getByTestId("payer-dni").inputValue()).toBe("150");
      await page.keyboard.press("Escape");
      await page.keyboard.press("F2");
      await page.getByTestId("plan-list").waitFor();
      await page.keyboard.press("F6");
      await page.getByTestId("card-first-amount").focus();
      for (const code of ["Numpad5", "Numpad0", "NumpadDecimal", "Numpad5"] as const) await press(code);
      expect(await page.getByTestId("card-first-amount").inputValue()).toBe("50,5");
      await browser.detach();
    }));

  test.each([
    ["1500.50", "$ 1.500,50"],
    ["10.5", "$ 10,50"],
    ["1.500", "$ 1.500"],
  ])("means the same by %s on every screen", (text, amount) =>
    on("amount", async (page) => {
      await typeByHand(page, text);
      expect(await page.getByTestId("amount").innerText()).toContain(amount);
      await page.keyboard.press("c");
      await typeByHand(page, "9000");
      await page.keyboard.press("F3");
      await typeByHand(page, text);
      expect(await page.getByTestId("cash-handed").innerText()).toBe(amount);
      await page.keyboard.press("Escape");
      await page.keyboard.press("F6");
      await typeByHand(page, text);
      expect(await page.getByTestId("part-amount").innerText()).toBe(amount);
      await page.keyboard.press("Escape");
      await page.keyboard.press("F2");
      await page.getByTestId("plan-list").waitFor();
      await page.keyboard.press("F6");
      await page.getByTestId("card-first-amount").fill(text);
      expect(await page.getByTestId("card-amount").innerText()).toBe(amount);
    }),
  );
});

describe("the note about a sale that is not in front", () => {
  test("says nothing of the sale in hand, neither on its screen nor on the next ones", () =>
    on("amount", async (page) => {
      await typeByHand(page, "1500");
      await page.keyboard.press("F3");
      await page.getByTestId("cash-screen").waitFor();
      await page.keyboard.press("Enter");
      await page.locator("[data-testid=sale][data-state=approved]").waitFor();
      expect(await page.getByTestId("toast").count()).toBe(0);
      await page.keyboard.press("F10");
      await page.getByTestId("tray").waitFor();
      expect(await page.getByTestId("toast").count()).toBe(0);
    }));

  test("is over no title and no key, and goes with the next key", () =>
    on("waiting", async (page) => {
      await page.keyboard.press("F10");
      await page.getByTestId("practice-pay").click();
      await page.getByTestId("toast").waitFor();
      const box = await page.getByTestId("toast").boundingBox();
      const covered = await page.evaluate((over) => {
        // What a list has scrolled out of sight cannot be covered.
        const inSight = (one: Element) => {
          let { top, bottom } = one.getBoundingClientRect();
          const { left, right } = one.getBoundingClientRect();
          for (let around = one.parentElement; around !== null; around = around.parentElement) {
            if (getComputedStyle(around).overflowY === "visible") continue;
            top = Math.max(top, around.getBoundingClientRect().top);
            bottom = Math.min(bottom, around.getBoundingClientRect().bottom);
          }
          return { left, right, top, bottom };
        };
        const keys = [...document.querySelectorAll("main h1, main h2, main button, aside button, nav button")].map(inSight);
        return keys.filter((one) => one.right > one.left && one.bottom > one.top && one.bottom > over.y && one.top < over.y + over.height && one.right > over.x && one.left < over.x + over.width).length;
      }, box ?? { x: 0, y: 0, width: 9_999, height: 9_999 });
      expect(covered).toBe(0);
      await page.keyboard.press("ArrowDown");
      await page.getByTestId("toast").waitFor({ state: "detached" });
    }));

  test("goes when its sale comes in front", () =>
    on("waiting", async (page) => {
      await page.keyboard.press("F10");
      await page.getByTestId("practice-pay").click();
      await page.getByTestId("toast").waitFor();
      await page.getByTestId("back").click();
      await page.locator("[data-testid=sale][data-state=approved]").waitFor();
      expect(await page.getByTestId("toast").count()).toBe(0);
    }));
});

test("no page complained", () => {
  expect(pages.complaints).toEqual([]);
});
