/** A sale, its cancelling and the tray, with the mouse unplugged: every step is a key that was pressed. */

import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PINS } from "../../src/backend/memory/people";
import { PERSON_PAUSE_MS, Pages, keyOf, typeByHand } from "./window";

const PIN = PINS.marina;
/** More presses of Tab than a screen has places to stop at. */
const TABS_MAX = 60;
/** A screen that has just come obeys no key for so long, in milliseconds. */
const SETTLE_MS = 900;

let pages: Pages;
beforeAll(async () => {
  pages = await Pages.open();
});
afterAll(() => pages.close());

/** Presses Tab until the keyboard is at this element, which must be seen to have it. */
async function tabTo(page: Page, id: string): Promise<void> {
  for (let presses = 0; presses < TABS_MAX; presses += 1) {
    const at = await page.evaluate(() => document.activeElement?.getAttribute("data-testid") ?? null);
    if (at === id) {
      const outline = await page.evaluate(() => getComputedStyle(document.activeElement ?? document.body).outlineStyle);
      expect(outline, `${id} shows that it has the keyboard`).not.toBe("none");
      return;
    }
    await page.keyboard.press("Tab");
    await page.waitForTimeout(PERSON_PAUSE_MS);
  }
  throw new Error(`Tab never comes to ${id}`);
}

test("a sale is charged, paid and left", async () => {
  const page = await pages.page("amount");
  await typeByHand(page, "1500,5");
  expect(await page.getByTestId("amount").innerText()).toBe("$ 1.500,50");
  await page.keyboard.press("Enter");
  await page.locator("[data-testid=sale][data-state=waiting]").waitFor();
  await tabTo(page, "practice-pay");
  await page.keyboard.press("Enter");
  await page.locator("[data-testid=sale][data-state=approved]").waitFor();
  await page.waitForTimeout(SETTLE_MS);
  // The digit that leaves PAGADO is the next amount's first.
  await page.keyboard.press("7");
  await page.getByTestId("amount").getByText("$ 7").waitFor();
  await page.close();
});

test("a sale is cancelled, after the question, and not by a stray Enter", async () => {
  const page = await pages.page("amount");
  await typeByHand(page, "320");
  await page.keyboard.press("Enter");
  await page.locator("[data-testid=sale][data-state=waiting]").waitFor();
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => document.activeElement?.getAttribute("data-testid") === "confirm-no");
  await page.keyboard.press("Enter");
  await page.getByTestId("confirm-no").waitFor({ state: "detached" });
  expect(await page.getByTestId("sale").getAttribute("data-state")).toBe("waiting");
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => document.activeElement?.getAttribute("data-testid") === "confirm-no");
  await tabTo(page, "confirm-yes");
  await page.keyboard.press("Enter");
  await page.locator("[data-testid=sale][data-state=cancelled]").waitFor();
  await page.waitForTimeout(SETTLE_MS);
  await page.keyboard.press("Escape");
  await page.getByTestId("amount").waitFor();
  await page.close();
});

test("what waits in the tray is chosen, answered and settled", async () => {
  const page = await pages.page("tray");
  await page.keyboard.press("F10");
  await page.getByTestId("notice-row").first().waitFor();
  const before = await page.getByTestId("notice-row").count();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press(await keyOf(page, "settle-to-be-returned"));
  await typeByHand(page, "se lo devolvimos por transferencia");
  await page.keyboard.press("Enter");
  await typeByHand(page, PIN);
  await page.keyboard.press("Enter");
  await page.waitForFunction((count) => document.querySelectorAll("[data-testid=notice-row]").length === count, before - 1);
  await page.keyboard.press("Escape");
  await page.getByTestId("amount").waitFor();
  await page.close();
});

test("the settings are gone through: sections by the arrows, a field by Tab, saved by Enter", async () => {
  const page = await pages.page("settings");
  await page.keyboard.press("F12");
  await page.waitForFunction(() => document.activeElement?.getAttribute("data-testid") === "settings-section-till");
  for (let presses = 0; presses < 4; presses += 1) await page.keyboard.press("ArrowDown");
  await page.getByTestId("settings-relay-choice").waitFor();
  await page.keyboard.press("Home");
  await tabTo(page, "settings-till-name");
  await page.keyboard.press("Control+A");
  await typeByHand(page, "Caja del fondo");
  await page.keyboard.press("Enter");
  await page.getByTestId("settings-done").getByText("Guardado").waitFor();
  await page.keyboard.press("F12");
  await page.getByTestId("amount").waitFor();
  await page.close();
});

test("no page complained", () => {
  expect(pages.complaints).toEqual([]);
});
