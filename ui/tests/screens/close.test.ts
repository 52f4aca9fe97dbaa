/** The close of the day and the partial: pictures in both themes and languages, and the act that cannot be undone. */

import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PINS } from "../../src/backend/memory/people";
import { LARGE, SMALLEST, looksRight } from "./looks";
import { Pages, typeByHand } from "./window";

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
  await page.getByTestId("preview").getByText("CIERRE INTERNO 215").waitFor();
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
  const page = await pages.page(scene, SMALLEST, "light", lang ?? "");
  await steps(page);
  await looksRight(page, name);
  await page.close();
});

describe("the paper", () => {
  test("is drawn as it is printed: letters in columns, larger ones, bands, dark on white in both themes", async () => {
    for (const theme of ["light", "dark"] as const) {
      const page = await pages.page("shift-open", LARGE, theme);
      await toClose(page);
      const look = await page.getByTestId("preview").evaluate((sheet) => {
        const rows = [...sheet.querySelectorAll<HTMLElement>("[data-size]")];
        const width = (row: HTMLElement | undefined): number => row?.querySelector("span")?.getBoundingClientRect().width ?? 0;
        const title = rows.find((row) => row.innerText.includes("CIERRE"));
        const plain = rows.find((row) => row.innerText.startsWith("-----"));
        const range = document.createRange();
        range.selectNodeContents(plain?.querySelector("span") ?? sheet);
        return {
          paper: getComputedStyle(sheet).backgroundColor,
          band: getComputedStyle(rows[0] ?? sheet).backgroundColor,
          rows_high: (title?.offsetHeight ?? 0) / (plain?.offsetHeight ?? 1),
          title_fills: Math.round(width(title)) === Math.round(width(plain)),
          rule_fills: range.getBoundingClientRect().width / width(plain),
          rule_over_px: range.getBoundingClientRect().width - width(plain),
        };
      });
      expect(look, theme).toMatchObject({ paper: "rgb(255, 255, 255)", band: "rgb(20, 20, 20)", title_fills: true });
      expect(look.rows_high, theme).toBeCloseTo(2, 1);
      expect(look.rule_fills, theme).toBeCloseTo(1, 1);
      // The browser rounds the width of letters to parts of a pixel.
      expect(look.rule_over_px, theme).toBeLessThan(1);
      await page.close();
    }
  });

  test("of a sale is its receipt, by one key beside the steps", async () => {
    const page = await pages.page("day");
    await page.getByTestId("nav-day").click();
    await page.getByTestId("sale-row").first().waitFor();
    await page.locator("[data-testid=day-sales] [data-testid=sale-row]").first().click();
    await page.getByTestId("receipt-open").waitFor();
    await page.keyboard.press("v");
    await page.getByTestId("preview").getByText("DOCUMENTO NO VÁLIDO").waitFor();
    await page.keyboard.press("v");
    await page.getByTestId("preview").waitFor({ state: "detached" });
    await page.close();
  });
});

describe("the close", () => {
  test("Enter makes it once the screen has been there for a while, and says who made it", async () => {
    const page = await pages.page("shift-open");
    await toClose(page);
    await page.keyboard.press("Enter");
    await page.waitForTimeout(SETTLE_MS);
    expect(await page.getByTestId("close").getAttribute("data-state")).toBe("coming");
    await page.keyboard.press("Enter");
    await page.locator("[data-testid=close][data-state=made]").getByText("lo hizo Lucía").waitFor();
    await page.getByTestId("preview").getByText("Control de la línea").waitFor();
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
    await page.getByTestId("preview").getByText("PARCIAL").waitFor();
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
    const kept = await page.getByTestId("preview").innerText();
    expect(kept).toContain("sin dato");
    expect(kept).toContain("antes de retenciones");
    expect(await page.getByTestId("close-uncounted").innerText()).toContain("turno 2");
    expect(await page.getByTestId("close-adjustments").innerText()).toContain("Z 214 · C1-000347");
    await page.close();
  });

  test("where counting is blind there is no total with cash in it, until a manager asks for it", async () => {
    const page = await pages.page("shift-blind");
    await toClose(page);
    const paper = await page.getByTestId("preview").innerText();
    expect(paper).toContain("El efectivo se ve después de contar");
    expect(paper).not.toContain("1.068.286");
    await page.getByTestId("close-see").click();
    await typeByHand(page, PINS.marina);
    await page.keyboard.press("Enter");
    await page.getByTestId("preview").getByText("$ 1.068.286,00").waitFor();
    await page.close();
  });
});

test("no page complained", () => {
  expect(pages.complaints).toEqual([]);
});
