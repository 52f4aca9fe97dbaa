/** The customer's window on the screens that shops put there, in both themes. */

import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { looksRight } from "./looks";
import { Pages } from "./window";

const SIZES = [
  { width: 800, height: 720 },
  { width: 1_366, height: 768 },
  { width: 1_920, height: 1_080 },
  { width: 1_080, height: 1_920 },
];
const SCENES = { amount: "idle", waiting: "waiting", "waiting-large": "waiting", "may-not-read": "waiting", approved: "approved", "test-environment": "idle" };
/** How much of the window's shorter side the code takes at the least. */
const QR_SHARE = 0.55;
/** The smallest text, in pixels: two metres away it is still read. */
const TEXT_PX_MIN = 18;

let pages: Pages;
beforeAll(async () => {
  pages = await Pages.open();
});
afterAll(() => pages.close());

/** In pixels. */
async function smallestText(page: Page): Promise<number> {
  return page.evaluate(() => {
    const texts = [...document.querySelectorAll("main :is(h1, h2, p, strong, span), .band span")];
    return Math.min(...texts.map((element) => Number.parseFloat(getComputedStyle(element).fontSize)));
  });
}

test.each(Object.entries(SCENES))("%s is %s", async (scene, state) => {
  const page = await pages.lookAtCustomer(scene);
  expect(await page.getByTestId("customer").getAttribute("data-state")).toBe(state);
  await looksRight(page, `customer-${scene}`, {
    sizes: SIZES,
    also: async (size, look) => {
      expect(await smallestText(page), look).toBeGreaterThanOrEqual(TEXT_PX_MIN);
      if (state !== "waiting") return;
      const box = await page.getByTestId("customer-qr").boundingBox();
      expect(box?.height, look).toBeGreaterThanOrEqual(Math.min(size.width, size.height) * QR_SHARE);
      expect(box?.width, look).toBe(box?.height);
      expect(await page.getByTestId("customer-qr").getAttribute("data-payload")).toMatch(/^000201/);
    },
  });
});

/** While a card is paid: what is offered, what was picked, and that it is being charged. */
const CARDS = { "customer-offers": "offer", "customer-picked": "offer", "card-sent": "waiting", "card-pending": "waiting", "card-approved": "approved" };

test.each(Object.entries(CARDS))("%s is %s, with no card in it", async (scene, state) => {
  const page = await pages.lookAtCustomer(scene);
  expect(await page.getByTestId("customer").getAttribute("data-state")).toBe(state);
  await looksRight(page, `customer-${scene}`, {
    sizes: SIZES,
    also: async (_, look) => expect(await smallestText(page), look).toBeGreaterThanOrEqual(TEXT_PX_MIN),
  });
  const said = await page.locator("main").innerText();
  expect(said).not.toMatch(/1111|Visa/);
  if (scene === "customer-offers") {
    expect(await page.getByTestId("customer-offer").count()).toBeGreaterThan(4);
    expect(said).toContain("CFTEA sin dato");
  }
  if (scene === "customer-picked") expect(said).toContain("CFTEA 134,72 %");
});

test("it says that practice is practice and a test a test, and nothing of a payer", async () => {
  const practice = await pages.customer("approved", { width: 1_366, height: 768 });
  expect(await practice.getByTestId("practice-band").isVisible()).toBe(true);
  expect(await practice.locator("body").innerText()).not.toContain("Ana");
  const tried = await pages.customer("test-environment", { width: 1_366, height: 768 });
  expect(await tried.getByTestId("test-band").isVisible()).toBe(true);
});

test("no page complained", () => {
  expect(pages.complaints).toEqual([]);
});
