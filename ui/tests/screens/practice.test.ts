/** The sample week in the practice drawer. */

import { afterAll, beforeAll, expect, test } from "vitest";
import { seriousIn } from "./checks";
import { LARGE, looksRight } from "./looks";
import { Pages, picture } from "./window";


let pages: Pages;
beforeAll(async () => {
  pages = await Pages.open();
});
afterAll(() => pages.close());

test("an empty practice is filled at once, shows the week's last day, and names its people with their PINs", async () => {
  const page = await pages.page("day-practice-empty", LARGE);
  await page.keyboard.press("F9");
  await page.getByTestId("day-week").click();
  await page.getByTestId("practice-people").waitFor();
  const day = page.getByTestId("day");
  const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 8);
  expect((await day.getAttribute("data-from"))?.slice(0, 8)).toBe(yesterday);
  expect(await page.getByTestId("practice-people").getByRole("listitem").count()).toBe(3);
  await looksRight(page, "practice-week");
  await page.close();
});

test("what was practised is only lost where the person says so", async () => {
  const page = await pages.page("day-practice", LARGE);
  await page.getByTestId("practice-week").click();
  await page.getByTestId("practice-week-yes").waitFor();
  await picture(page, "practice-week-asks");
  expect(await seriousIn(page)).toEqual([]);
  // The safe answer has the focus.
  await page.keyboard.press("Enter");
  await page.getByTestId("practice-week-yes").waitFor({ state: "detached" });
  expect(await page.getByTestId("practice-people").count()).toBe(0);
  await page.getByTestId("practice-week").click();
  await page.getByTestId("practice-week-yes").click();
  await page.getByTestId("practice-people").waitFor();
  await page.close();
});
