/** The practice drawer for the house's wallet and Bind: pictures in both themes, and each thing that its customer does. */

import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PRACTICE_SCENES } from "../../src/backend/memory/practice-scenes";
import { looksRight } from "./looks";
import { Pages } from "./window";

const WALLET_ACTS = ["practice-wallet-pay", "practice-wallet-late", "practice-wallet-short", "practice-wallet-by-order", "practice-wallet-reject", "practice-wallet-return"];

let pages: Pages;
beforeAll(async () => {
  pages = await Pages.open();
});
afterAll(() => pages.close());

test.each(PRACTICE_SCENES)("%s", async (scene) => {
  const page = await pages.look(scene);
  await looksRight(page, scene);
});

async function pressed(page: Page, id: string): Promise<string | null> {
  return page.getByTestId(id).getAttribute("aria-pressed");
}

test("the switch gives practice the wallet and the light of Bind, and takes them away", async () => {
  const page = await pages.page("amount");
  expect(await page.getByTestId("light-bind").count()).toBe(0);
  expect(await page.getByTestId("practice-bind-fail").count()).toBe(0);
  expect(await pressed(page, "practice-wallet")).toBe("false");
  await page.getByTestId("practice-wallet").click();
  await page.getByTestId("light-bind").waitFor();
  expect(await pressed(page, "practice-wallet")).toBe("true");
  await page.getByTestId("practice-bind-fail").click();
  await page.locator("[data-testid=practice-bind-fail][aria-pressed=true]").waitFor();
  await page.getByTestId("practice-wallet").click();
  await page.getByTestId("light-bind").waitFor({ state: "detached" });
  expect(await page.getByTestId("practice-bind-fail").count()).toBe(0);
});

test("where the settings have Bind, the drawer cannot take it away", async () => {
  const page = await pages.page("practice-wallet-settings");
  await page.getByTestId("practice-bind-fail").waitFor();
  expect(await page.getByTestId("practice-wallet").count()).toBe(0);
});

test("a payment with the wallet is played by its own customer, and no other is", async () => {
  const page = await pages.page("practice-wallet");
  for (const id of WALLET_ACTS) await page.getByTestId(id).waitFor();
  expect(await page.getByTestId("practice-pay").count()).toBe(0);
  const sale = page.getByTestId("sale");
  await page.getByTestId("practice-wallet-short").click();
  await page.waitForTimeout(200);
  expect(await sale.getAttribute("data-state")).toBe("waiting");
  await page.getByTestId("practice-wallet-pay").click();
  await page.locator("[data-testid=sale][data-state=approved]").waitFor();
  const other = await pages.page("waiting");
  await other.getByTestId("practice-pay").waitFor();
  for (const id of WALLET_ACTS) expect(await other.getByTestId(id).count(), id).toBe(0);
});

test.each([
  ["practice-wallet-late", "approved"],
  ["practice-wallet-by-order", "approved"],
  ["practice-wallet-reject", "waiting"],
])("%s ends as %s", async (id, state) => {
  const page = await pages.page("practice-wallet");
  await page.getByTestId(id).click();
  await page.locator(`[data-testid=sale][data-state=${state}]`).waitFor();
  expect(await page.getByTestId("practice-trouble").innerText()).toBe("");
});
