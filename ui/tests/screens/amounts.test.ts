/** Every field that takes an amount reads it by the one rule: one or two digits after a point are centavos, three are thousands. */

import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Pages, typeByHand } from "./window";

const SIZE = { width: 1_024, height: 720 };

let pages: Pages;
beforeAll(async () => {
  pages = await Pages.open();
});
afterAll(() => pages.close());

/** What is typed or pasted, and the amount that it is. */
const TYPED = [
  ["1500.50", "$ 1.500,50"],
  ["1.500", "$ 1.500"],
  ["10.5", "$ 10,50"],
] as const;
const PASTED = [...TYPED, ["1 500", "$ 1.500"]] as const;

async function paste(page: Page, text: string): Promise<void> {
  await page.evaluate((pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", pasted);
    window.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, text);
}

/** Where an amount is typed with the screen's own keys, how it is reached, and where the screen shows it. */
const PADS: Record<string, { scene: string; reach: (page: Page) => Promise<void>; shown: string }> = {
  amount: { scene: "amount", reach: () => Promise.resolve(), shown: "amount" },
  "cash handed": {
    scene: "amount",
    reach: async (page) => {
      await typeByHand(page, "9");
      await page.keyboard.press("F3");
      await page.getByTestId("cash-screen").waitFor();
    },
    shown: "cash-handed",
  },
  "a part of a total": {
    scene: "amount",
    reach: async (page) => {
      await typeByHand(page, "99999");
      await page.keyboard.press("F6");
      await page.getByTestId("part-amount").waitFor();
    },
    shown: "part-amount",
  },
  float: {
    scene: "shift-morning",
    reach: async (page) => {
      await page.getByTestId("status-session").click();
      await page.getByTestId("shift-float").waitFor();
    },
    shown: "shift-float",
  },
};

test.each(Object.entries(PADS))("%s by keys and pasted", async (_, { scene, reach, shown }) => {
  const page = await pages.page(scene, SIZE);
  await reach(page);
  const text = async () => (await page.getByTestId(shown).innerText()).replace(/\s+/g, " ").trim();
  for (const [typed, amount] of TYPED) {
    await typeByHand(page, typed);
    await expect.poll(text, { message: typed }).toBe(amount);
    await page.keyboard.press("Delete");
  }
  for (const [pasted, amount] of PASTED) {
    await paste(page, pasted);
    await expect.poll(text, { message: `${pasted} pasted` }).toBe(amount);
    await page.keyboard.press("Delete");
  }
  await page.close();
});

test("the first of two cards", async () => {
  const page = await pages.page("amount", SIZE);
  await typeByHand(page, "99999");
  await page.keyboard.press("F2");
  await page.getByTestId("card-two").click();
  for (const [typed, amount] of PASTED) {
    await page.getByTestId("card-first-amount").fill(typed);
    await expect.poll(() => page.getByTestId("card-amount").innerText(), { message: typed }).toBe(amount);
  }
  await page.close();
});

test("a likely sum is taken by the keyboard, and the next Enter charges it", async () => {
  const page = await pages.page("amount", SIZE);
  await typeByHand(page, "1234.56");
  await page.keyboard.press("F3");
  await page.getByTestId("handed-exact").waitFor();
  const likely = await page.locator("[data-testid^=handed-]").evaluateAll((buttons) => buttons.map((one) => one.getAttribute("data-testid")));
  expect(likely).toEqual(["handed-exact", "handed-130000", "handed-150000", "handed-200000", "handed-1000000", "handed-2000000"]);
  await page.getByTestId("handed-150000").focus();
  await page.keyboard.press("Enter");
  await expect.poll(() => page.getByTestId("cash-handed").innerText()).toBe("$ 1.500");
  expect(await page.getByTestId("cash-change").innerText()).toContain("$ 265,44");
  await page.keyboard.press("Enter");
  await page.locator("[data-testid=sale][data-state=approved]").waitFor();
  await page.close();
});
