/** The close of the day and the partial: pictures in both themes and languages, and the act that cannot be undone. */

import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PINS } from "../../src/backend/memory/people";
import { cutIn, seriousIn, smallIn } from "./checks";
import { Pages, inEachLook, picture, typeByHand } from "./window";

const SIZES = [
  { width: 1_024, height: 720 },
  { width: 1_093, height: 614 },
  { width: 1_280, height: 860 },
];
/** Where axe looks, in each theme: all that there is has its place at this size. */
const AXE_AT = SIZES[2];
/** A screen that has just come obeys no Enter for so long, in milliseconds. */
const SETTLE_MS = 900;

let pages: Pages;
beforeAll(async () => {
  pages = await Pages.open();
});
afterAll(() => pages.close());

/** By keyboard alone, from the shift's screen. */
async function toClose(page: Page): Promise<void> {
  await page.getByTestId("status-session").click();
  await page.locator("[data-testid=shift][data-state=drawer]").waitFor();
  await page.keyboard.press("6");
  await page.getByTestId("close-number").waitFor();
}

async function make(page: Page): Promise<void> {
  await toClose(page);
  await page.waitForTimeout(SETTLE_MS);
  await page.keyboard.press("Enter");
  await page.locator("[data-testid=close][data-state=made]").waitFor();
}

const VIEWS: Record<string, { scene: string; steps: (page: Page) => Promise<void>; lang?: string }> = {
  close: { scene: "shift-open", steps: toClose },
  "close-english": { scene: "shift-open", steps: toClose, lang: "en" },
  "close-blind": { scene: "shift-blind", steps: toClose },
  "close-blind-pin": { scene: "shift-blind", steps: async (page) => { await toClose(page); await page.getByTestId("close-see").click(); } },
  "close-partial": { scene: "shift-open", steps: async (page) => { await toClose(page); await page.keyboard.press("x"); } },
  "close-practice": { scene: "shift-practice", steps: toClose },
  "close-made": { scene: "shift-open", steps: make },
};

test.each(Object.entries(VIEWS))("%s", async (name, { scene, steps, lang }) => {
  const page = await pages.page(scene, SIZES[0], "light", lang ?? "");
  await steps(page);
  await inEachLook(page, SIZES, async (size, theme) => {
    const look = `${name} at ${size.width}, ${theme}`;
    await picture(page, `${name}-${size.width}-${theme}`);
    expect(await cutIn(page), look).toEqual([]);
    expect(await smallIn(page), look).toEqual([]);
    if (size === AXE_AT) expect(await seriousIn(page), look).toEqual([]);
  });
  await page.close();
});

describe("the close", () => {
  test("Enter makes it once the screen has been there for a while, and says who made it", async () => {
    const page = await pages.page("shift-open");
    await toClose(page);
    expect(await page.getByTestId("close-number").innerText()).toBe("215");
    await page.keyboard.press("Enter");
    await page.waitForTimeout(SETTLE_MS);
    expect(await page.getByTestId("close").getAttribute("data-state")).toBe("coming");
    await page.keyboard.press("Enter");
    await page.locator("[data-testid=close][data-state=made]").getByText("lo hizo Lucía").waitFor();
    expect(await page.getByTestId("close-number").innerText()).toBe("215");
    expect(await page.getByTestId("close-z").count()).toBe(0);
    await page.keyboard.press("Escape");
    await page.locator("[data-testid=shift][data-state=drawer]").waitFor();
    await page.keyboard.press("Escape");
    await page.getByTestId("amount").waitFor();
    await page.close();
  });

  test("X is only a partial, where Enter closes nothing, and Z goes on to the close", async () => {
    const page = await pages.page("shift-open");
    await toClose(page);
    await page.keyboard.press("x");
    await page.locator("[data-testid=close][data-state=partial]").waitFor();
    expect((await page.getByTestId("close-kind").innerText()).toLowerCase()).toBe("parcial");
    await page.waitForTimeout(SETTLE_MS);
    await page.keyboard.press("Enter");
    await page.waitForTimeout(SETTLE_MS);
    expect(await page.getByTestId("close").getAttribute("data-state")).toBe("partial");
    await page.keyboard.press("z");
    await page.locator("[data-testid=close][data-state=coming]").waitFor();
    await page.close();
  });

  test("what is not known is said, and never as zero", async () => {
    const page = await pages.page("shift-open");
    await toClose(page);
    const kept = await page.getByTestId("close-kept").innerText();
    expect(kept).toContain("sin dato");
    expect(kept).toContain("antes de retenciones");
    expect(await page.getByTestId("close-uncounted").innerText()).toContain("turno 2");
    expect(await page.getByTestId("close-adjustments").innerText()).toContain("Z 214 · C1-000347");
    await page.close();
  });

  test("where counting is blind there is no total with cash in it, until a manager asks for it", async () => {
    const page = await pages.page("shift-blind");
    await toClose(page);
    expect(await page.getByTestId("close-received").innerText()).toBe("después de contar");
    expect(await page.getByTestId("close-blind").innerText()).toContain("El efectivo se ve después de contar");
    await page.getByTestId("close-see").click();
    await typeByHand(page, PINS.marina);
    await page.keyboard.press("Enter");
    await page.getByTestId("close-received").getByText("$ 1.068.286").waitFor();
    await page.close();
  });
});

test("no page complained", () => {
  expect(pages.complaints).toEqual([]);
});
