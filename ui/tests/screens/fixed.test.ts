/** The fixed QR: pictures in both themes, and a sale without internet from the amount to the notice, by keyboard alone. */

import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { FIXED_SCENES } from "../../src/backend/memory/fixed-scenes";
import { PINS } from "../../src/backend/memory/people";
import { TIGHT, fits, looksRight } from "./looks";
import { Pages, picture, typeByHand } from "./window";

/** How much of a small window's height the code takes at the least. */
const QR_SHARE = 0.58;
const PIN = PINS.marina;
/** For this long a new screen ignores keys, and a little more. */
const SETTLED_MS = 900;

let pages: Pages;
beforeAll(async () => {
  pages = await Pages.open();
});
afterAll(() => pages.close());

/** Where each scene is looked at, and what is done before. */
const STEPS: Partial<Record<(typeof FIXED_SCENES)[number], (page: Page) => Promise<void>>> = {
  "fixed-none": async (page) => {
    await typeByHand(page, "4800");
    await page.keyboard.press("F4");
    await page.getByTestId("fixed-qr-missing").waitFor();
  },
  "cards-away": async (page) => {
    await typeByHand(page, "4800");
    await page.keyboard.press("F2");
    await page.getByTestId("cards-away").waitFor();
  },
  "tray-group": async (page) => {
    await page.keyboard.press("F10");
    await page.getByTestId("group-row").waitFor();
  },
  "fixed-declared-later": async (page) => {
    await page.getByTestId("take-back").click();
    await page.getByTestId("take-back-form").waitFor();
  },
};

test.each(FIXED_SCENES)("%s", async (scene) => {
  const page = await pages.look(scene);
  await STEPS[scene]?.(page);
  await looksRight(page, scene, {
    also: async (size, look) => {
      const code = page.getByTestId("qr-image");
      if ((await code.count()) === 0) return;
      const box = await code.boundingBox();
      expect(box?.height, look).toBeGreaterThanOrEqual(size.height * QR_SHARE);
      expect(box?.width, look).toBe(box?.height);
    },
  });
});

test.each(FIXED_SCENES)("%s in English", async (scene) => {
  const page = await pages.look(scene, "en");
  await STEPS[scene]?.(page);
  await fits(page, `${scene}-english`, { sizes: TIGHT });
});

/** The settings' part of the fixed QR, and a manager who asks for another one. */
test("settings", async () => {
  const page = await pages.look("live");
  await page.keyboard.press("F12");
  await page.getByTestId("settings-section-totalcoin").click();
  const part = page.getByTestId("settings-fixed-qr");
  await part.scrollIntoViewIfNeeded();
  expect(await part.getAttribute("data-state")).toBe("in-force");
  expect(await page.getByTestId("fixed-qr-valid-until").innerText()).toMatch(/\d+\/\d+\/\d+/);
  await looksRight(page, "settings-fixed-qr", { also: () => part.scrollIntoViewIfNeeded() });
  await page.getByTestId("fixed-qr-make").click();
  await typeByHand(page, PIN);
  await picture(page, "settings-fixed-qr-pin");
  await page.keyboard.press("Enter");
  await page.getByTestId("fixed-qr-made").getByText("Pedido").waitFor();
});

test("a sale without internet: shown, declared, and paid when the notice comes", async () => {
  const till = await pages.page("amount");
  await till.getByTestId("practice-offline").click();
  await typeByHand(till, "4800");
  await till.keyboard.press("F4");
  const sale = till.getByTestId("sale");
  await till.getByTestId("fixed-qr").waitFor();
  expect(await sale.getAttribute("data-state")).toBe("requested");
  expect(await till.getByTestId("declare-amount").innerText()).toBe("$ 4.800");
  expect(await till.getByTestId("fixed-qr").getAttribute("data-payload")).toMatch(/^000201/);
  expect(await till.getByTestId("sale-message").getAttribute("data-kind")).toBe("cut");
  await till.waitForTimeout(SETTLED_MS);
  await till.keyboard.press("Enter");
  await till.getByTestId("take-back").waitFor();
  expect(await sale.getAttribute("data-state")).toBe("declared");
  expect(await sale.innerText()).not.toMatch(/^PAGADO$/m);
  // The drawer knows the amount that the screen asked for.
  expect(await till.getByTestId("practice-fixed-amount").inputValue()).toBe("4.800");
  await till.getByTestId("practice-pay-fixed").click();
  await till.waitForTimeout(SETTLED_MS);
  expect(await sale.getAttribute("data-state")).toBe("declared");
  await till.getByTestId("practice-offline").click();
  await till.locator("[data-testid=sale][data-state=approved]").waitFor();
  expect(await till.getByTestId("sale-payer").innerText()).toContain("Ana");
});

test("the Enter that charged does not declare, and Esc asks before it hides the code", async () => {
  const page = await pages.page("amount");
  await typeByHand(page, "1500,5");
  await page.keyboard.press("F4");
  await page.getByTestId("fixed-qr").waitFor();
  await page.keyboard.press("Enter");
  await page.waitForTimeout(100);
  expect(await page.getByTestId("sale").getAttribute("data-state")).toBe("requested");
  await page.keyboard.press("Escape");
  await page.getByTestId("confirm-no").waitFor();
  await picture(page, "fixed-qr-hide");
  await page.keyboard.press("Escape");
  expect(await page.getByTestId("fixed-qr").isVisible()).toBe(true);
  // The help has two lines for Enter on a sale.
  await page.keyboard.press("F1");
  await page.getByRole("dialog").getByText("Con el QR fijo").waitFor();
  await page.keyboard.press("F1");
  await page.keyboard.press("Escape");
  await page.getByTestId("confirm-yes").click();
  // The amount is there again, for another way to pay.
  await page.getByTestId("amount").getByText("1.500,5").waitFor();
});

test("a cashier takes back within the minute; later a manager, who may type a wrong PIN", async () => {
  const page = await pages.page("fixed-declared");
  await page.getByTestId("take-back").click();
  await page.locator("[data-testid=sale][data-state=cancelled]").waitFor();

  const later = await pages.page("fixed-declared-later");
  expect(await later.getByTestId("take-back").getAttribute("data-left")).toBe("manager");
  await later.getByTestId("take-back").click();
  await typeByHand(later, "9999");
  await later.keyboard.press("Enter");
  await later.getByTestId("manager-trouble").getByText("PIN").waitFor();
  await later.keyboard.press("Escape");
  await later.getByTestId("new-sale").waitFor();
  await later.getByTestId("take-back").click();
  await later.waitForTimeout(1_100);
  await typeByHand(later, PIN);
  await later.keyboard.press("Enter");
  await later.locator("[data-testid=sale][data-state=cancelled]").waitFor();
});

test("charging a declared sale again asks for a manager", async () => {
  const page = await pages.page("fixed-declared");
  await page.waitForTimeout(SETTLED_MS);
  await page.keyboard.press("F6");
  await page.getByTestId("parts").waitFor();
  await page.keyboard.press("F3");
  await page.getByTestId("cash-submit").click();
  await page.getByTestId("manager-prompt").waitFor();
  await picture(page, "fixed-declared-again");
});

test("Enter after a declared payment is the next sale; the old one stays open in the list", async () => {
  const page = await pages.page("fixed-declared", { width: 1_280, height: 860 });
  await page.waitForTimeout(SETTLED_MS);
  await page.keyboard.press("Enter");
  await page.getByTestId("amount").waitFor();
  const row = page.locator("[data-testid=sale-row][data-id=s-hand]");
  expect(await row.getAttribute("data-state")).toBe("declared");
  expect(await row.getAttribute("data-sale-state")).toBe("open");
});

test("a group is settled by one PIN, and its notices can be answered one by one", async () => {
  const page = await pages.page("tray-group");
  await page.keyboard.press("F10");
  const group = page.getByTestId("group-row");
  await group.waitFor();
  expect(await group.getByTestId("group-notice").count()).toBe(2);
  expect(await page.getByTestId("notice-row").count()).toBe(2);
  await group.getByTestId("settle-group").click();
  await picture(page, "tray-group-settle");
  await typeByHand(page, PIN);
  await page.keyboard.press("Enter");
  await page.getByTestId("tray-done").waitFor();
  expect(await group.count()).toBe(0);
  expect(await page.getByTestId("notice-row").count()).toBe(2);

  const other = await pages.page("tray-group");
  await other.keyboard.press("F10");
  await other.getByTestId("group-apart").click();
  await other.getByTestId("notice-row").nth(3).waitFor();
  expect(await other.getByTestId("group-row").count()).toBe(0);
});

test("offline a card cannot be charged, and the keys of the other ways work there", async () => {
  const page = await pages.page("cards-away");
  await typeByHand(page, "4800");
  await page.keyboard.press("F2");
  await page.getByTestId("cards-away").waitFor();
  await page.keyboard.press("F4");
  await page.getByTestId("fixed-qr").waitFor();
  const cash = await pages.page("cards-away");
  await typeByHand(cash, "4800");
  await cash.keyboard.press("F2");
  await cash.keyboard.press("F3");
  await cash.getByTestId("cash-screen").waitFor();
  expect(await cash.getByTestId("cash-owed").innerText()).toBe("$ 4.800");
});

/** The customer's window: the amount, the code, and three steps. */
test.each(["fixed-qr", "fixed-qr-large"])("the customer sees %s", async (scene) => {
  const page = await pages.lookAtCustomer(scene);
  const sizes = [
    { width: 800, height: 720 },
    { width: 1_280, height: 860 },
    { width: 1_366, height: 768 },
    { width: 1_080, height: 1_920 },
  ];
  await looksRight(page, `customer-${scene}`, {
    sizes,
    also: async (size, look) => {
      const box = await page.getByTestId("customer-qr").boundingBox();
      expect(box?.height, look).toBeGreaterThanOrEqual(Math.min(size.width, size.height) * 0.5);
      expect(box?.width, look).toBe(box?.height);
    },
  });
  expect(await page.locator("main li").count()).toBe(3);
});

test("no page complained", () => {
  expect(pages.complaints).toEqual([]);
});
