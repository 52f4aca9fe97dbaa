/** The day: pictures in both themes and languages, and everything that a manager does there by keyboard alone. */

import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cutIn } from "./checks";
import { PINS } from "../../src/backend/memory/people";
import { LARGE, looksRight } from "./looks";
import { Pages, picture, typeByHand } from "./window";

/** A screen that has just come obeys no key for so long, in milliseconds. */
const SETTLE_MS = 900;

let pages: Pages;
beforeAll(async () => {
  pages = await Pages.open();
});
afterAll(() => pages.close());

async function openDay(page: Page): Promise<void> {
  await page.keyboard.press("F9");
  await page.getByTestId("day-sales").waitFor();
}

/** Searches for a payer, which asks for a manager's PIN. */
async function toPayers(page: Page): Promise<void> {
  await page.getByTestId("day-filter-payer").click();
  await page.getByTestId("manager-pin").waitFor();
  await typeByHand(page, PINS.marina);
  await page.keyboard.press("Enter");
  await page.getByTestId("day-seen").waitFor();
  await page.getByTestId("day-filter-text").fill("carla");
  await page.getByTestId("day-found").waitFor();
}

const rowsShown = (page: Page) => page.locator("[data-testid=day-sales] [data-testid=sale-row]");

/** Each picture: the scene it starts from, and the keys and clicks that lead to it. */
const VIEWS: Record<string, { scene: string; lang?: string; steps?: (page: Page) => Promise<void> }> = {
  day: { scene: "day" },
  "day-english": { scene: "day", lang: "en" },
  "day-practice": { scene: "day-practice" },
  "day-empty": { scene: "day-empty" },
  "day-quiet": { scene: "day-quiet" },
  "day-blind": { scene: "day-blind" },
  "day-stray": { scene: "day-stray" },
  "day-see": {
    scene: "day-blind",
    steps: async (page) => {
      await page.getByTestId("day-see").click();
      await page.getByTestId("manager-pin").waitFor();
    },
  },
  "day-payer": { scene: "day-blind", steps: toPayers },
  "day-charts": { scene: "day", steps: (page) => page.keyboard.press("g") },
  "day-means": {
    scene: "day",
    steps: async (page) => {
      await page.setViewportSize({ width: 1_280, height: 860 });
      await page.getByTestId("day-chart-method-tab").click();
      await page.keyboard.press("g");
    },
  },
  "day-month": {
    scene: "day",
    steps: async (page) => {
      await page.setViewportSize({ width: 1_280, height: 860 });
      await page.getByTestId("day-chart-month-tab").click();
    },
  },
  "day-date": { scene: "day", steps: (page) => page.getByTestId("day-date-choose").click() },
  "day-range": {
    scene: "day",
    steps: async (page) => {
      await page.getByTestId("day-date").fill("1/1/2026 al 30/1/2026");
      await page.keyboard.press("Enter");
      await rowsShown(page).first().waitFor();
    },
  },
  "day-date-unfit": {
    scene: "day",
    steps: async (page) => {
      await page.getByTestId("day-date").fill("31/2");
      await page.keyboard.press("Enter");
      await page.getByTestId("day-date-trouble").waitFor();
    },
  },
  "day-filtered": {
    scene: "day",
    steps: async (page) => {
      await page.getByTestId("day-filter-state").selectOption("expired");
      await page.getByTestId("day-filter-text").fill("nada");
      await page.getByTestId("day-sales").getByText("Ninguna venta").waitFor();
    },
  },
  "day-trouble": {
    scene: "day-trouble",
    steps: async (page) => {
      await page.keyboard.press("F9");
      await page.keyboard.press("F9");
      await page.getByTestId("day-trouble").waitFor();
    },
  },
};

test.each(Object.entries(VIEWS))("%s", async (name, { scene, lang, steps }) => {
  const page = await pages.look(scene, lang);
  await openDay(page);
  await steps?.(page);
  await looksRight(page, name);
});

test.each([1_024, 1_280])("the glance at the day stands on the selling screen at %i", async (width) => {
  const page = await pages.page("day", { width, height: 860 });
  const glance = page.getByTestId("day-glance");
  await glance.waitFor();
  expect(await glance.count()).toBe(1);
  expect(await glance.innerText()).toContain("$ 1.068.286");
  await picture(page, `day-glance-${width}`);
  expect(await cutIn(page)).toEqual([]);
  await page.close();
});

describe("by keyboard alone", () => {
  test("a sale of the second page is opened, and Esc comes back to its row", async () => {
    const page = await pages.page("day", LARGE);
    await openDay(page);
    await rowsShown(page).first().waitFor();
    await page.keyboard.press("End");
    await page.locator("[data-testid=day-sales][data-count='78']").waitFor();
    await page.keyboard.press("End");
    const last = page.locator("[data-testid=sale-row][aria-selected=true]");
    await page.waitForFunction(() => document.querySelector("[data-testid=sale-row][aria-selected=true]")?.getAttribute("data-id") === "s357");
    expect(await rowsShown(page).count()).toBeLessThan(40);
    const scrolled = await page.getByTestId("day-sales").evaluate((list) => list.scrollTop);
    expect(scrolled).toBeGreaterThan(0);
    await page.waitForTimeout(SETTLE_MS);
    await page.keyboard.press("Enter");
    await page.locator("[data-testid=timeline][data-id=s357]").waitFor();
    await page.keyboard.press("Escape");
    await last.waitFor();
    expect(await last.getAttribute("data-id")).toBe("s357");
    await page.waitForFunction((before) => document.querySelector("[data-testid=day-sales]")?.scrollTop === before, scrolled);
    await page.keyboard.press("Escape");
    await page.getByTestId("amount").waitFor();
    await page.close();
  });

  test("a digit opens what is open, and Ctrl F searches", async () => {
    const page = await pages.page("day");
    await openDay(page);
    await page.waitForTimeout(SETTLE_MS);
    await page.keyboard.press("3");
    await page.locator("[data-testid=timeline][data-id=s413]").waitFor();
    await page.keyboard.press("Escape");
    await rowsShown(page).first().waitFor();
    await page.keyboard.press("Control+f");
    await typeByHand(page, "c1-000431");
    await page.locator("[data-testid=day-sales][data-count='1']").waitFor();
    await page.keyboard.press("Escape");
    expect(await page.evaluate(() => document.activeElement?.getAttribute("data-testid"))).toBe("day-sales");
    await page.waitForTimeout(SETTLE_MS);
    await page.keyboard.press("Enter");
    await page.locator("[data-testid=timeline][data-id=s431]").waitFor();
    await page.close();
  });

  test("another day, a typed one and a range", async () => {
    const page = await pages.page("day");
    await openDay(page);
    const today = (await page.getByTestId("day").getAttribute("data-from")) ?? "";
    await page.keyboard.press("ArrowLeft");
    await page.waitForFunction((day) => document.querySelector<HTMLElement>("[data-testid=day]")?.dataset["from"] !== day, today);
    await page.getByTestId("day-date").focus();
    await page.keyboard.type("5/1/2026", { delay: 90 });
    await page.keyboard.press("Enter");
    await page.locator("[data-testid=day][data-from='2026-01-05'][data-to='2026-01-05']").waitFor();
    await page.getByTestId("day-date").focus();
    await page.keyboard.type("1/1/2026 al 5/1/2026", { delay: 90 });
    await page.keyboard.press("Enter");
    await page.locator("[data-testid=day][data-from='2026-01-01'][data-to='2026-01-05']").waitFor();
    await page.getByTestId("nav-day").click();
    await page.locator(`[data-testid=day][data-from='${today}']`).waitFor();
    await page.close();
  });
});

test("filters ask the till, and an amount that is none is said", async () => {
  const page = await pages.page("day", LARGE);
  await openDay(page);
  await page.getByTestId("day-filter-cashier").selectOption({ label: "Tomás" });
  await page.locator("[data-testid=day-sales][data-count='31']").waitFor();
  await page.getByTestId("day-filter-method").selectOption("cash");
  await page.waitForFunction(() => Number(document.querySelector<HTMLElement>("[data-testid=day-sales]")?.dataset["count"]) < 10);
  await page.getByTestId("day-filter-clear").click();
  await page.waitForFunction(() => Number(document.querySelector<HTMLElement>("[data-testid=day-sales]")?.dataset["count"]) >= 40);
  await page.getByTestId("day-filter-amount").click();
  await page.getByTestId("day-filter-least").fill("mil");
  await page.getByRole("alert").getByText("importe").waitFor();
  await page.getByTestId("day-filter-least").fill("40.000");
  await page.getByTestId("day-filter-most").fill("41.000");
  await page.waitForFunction(() => Number(document.querySelector<HTMLElement>("[data-testid=day-sales]")?.dataset["count"]) < 5);
  await page.keyboard.press("Escape");
  await page.getByTestId("day-filter-least").waitFor({ state: "detached" });
  expect(await page.getByTestId("day").count()).toBe(1);
  await page.close();
});

test("a payment that comes in shows by itself, and the list stays where it is", async () => {
  const page = await pages.page("day-practice", { width: 1_440, height: 860 });
  await typeByHand(page, "1500");
  await page.keyboard.press("Enter");
  await page.locator("[data-testid=sale][data-state=waiting]").waitFor();
  await openDay(page);
  await rowsShown(page).first().waitFor();
  await page.keyboard.press("End");
  await page.waitForFunction(() => (document.querySelector("[data-testid=day-sales]")?.scrollTop ?? 0) > 500);
  const chosen = await page.locator("[data-testid=sale-row][aria-selected=true]").getAttribute("data-id");
  const total = await page.getByTestId("day-total").innerText();
  await page.getByTestId("practice-pay").click();
  await page.waitForFunction((before) => document.querySelector<HTMLElement>("[data-testid=day-total]")?.innerText !== before, total);
  expect(await page.getByTestId("day-total").innerText()).toBe("$ 1.069.786");
  expect(await page.locator("[data-testid=sale-row][aria-selected=true]").getAttribute("data-id")).toBe(chosen);
  expect(await page.getByTestId("day-sales").evaluate((list) => list.scrollTop)).toBeGreaterThan(500);
  await page.close();
});

test("where counting is blind, no figure of cash is there, and unknown is never zero", async () => {
  const page = await pages.look("day-blind");
  await openDay(page);
  await rowsShown(page).first().waitFor();
  expect(await page.getByTestId("day-total").innerText()).toContain("después de contar");
  expect(await page.getByTestId("day-net").innerText()).toBe("a contar");
  expect(await page.locator("[data-means=cash]").count()).toBe(0);
  expect(await page.getByTestId("day").innerText()).not.toContain("190.440");
  const quiet = await pages.look("day-quiet");
  await openDay(quiet);
  expect(await quiet.getByTestId("day-net").innerText()).toBe("sin dato");
  expect(await quiet.getByTestId("day-open").getAttribute("data-count")).toBe("0");
});

test("a manager's PIN shows the cash and finds payers, until the screen is left", async () => {
  const page = await pages.page("day-blind");
  await openDay(page);
  await toPayers(page);
  expect(await page.getByTestId("day-total").innerText()).toContain("$ 1.0");
  const found = Number(await page.getByTestId("day-found").getAttribute("data-count"));
  expect(found).toBeGreaterThan(5);
  expect(await page.getByTestId("day-sales").getAttribute("data-count")).toBe(String(found));
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await openDay(page);
  expect(await page.getByTestId("day-total").innerText()).toContain("después de contar");
  expect(await page.getByTestId("day-filter-text").inputValue()).toBe("");
  await page.close();
});

test("money of nobody is open too, and leads to its item of the tray", async () => {
  const page = await pages.page("day-stray");
  await openDay(page);
  expect(await page.getByTestId("day-open").getAttribute("data-count")).toBe("5");
  await page.waitForTimeout(900);
  await page.keyboard.press("5");
  await page.locator("[data-testid=notice-row][data-id='stray/day']").waitFor();
  await page.close();
});

test("no page complained", () => {
  expect(pages.complaints).toEqual([]);
});
