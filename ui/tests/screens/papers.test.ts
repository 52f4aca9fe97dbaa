/** Papers by the keyboard alone: each is seen before it is printed, and those that wait are decided about one by one. */

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Page } from "playwright-core";
import { LARGE, looksRight } from "./looks";
import { PERSON_PAUSE_MS, SHIFT_LOADED, Pages, tabTo, typeByHand } from "./window";

/** A screen that has just come obeys no Enter for so long, in milliseconds. */
const SETTLE_MS = 900;

let pages: Pages;
beforeAll(async () => {
  pages = await Pages.open();
});
afterAll(() => pages.close());

const preview = (page: Page) => page.getByTestId("preview");
const done = (page: Page, words: string) => page.getByTestId("paper-done").getByText(words).waitFor();

async function toShift(page: Page): Promise<void> {
  await tabTo(page, "status-session");
  await page.keyboard.press("Enter");
  await page.locator(SHIFT_LOADED).waitFor();
}

async function toPoster(page: Page): Promise<void> {
  await typeByHand(page, "p");
  await preview(page).waitFor();
}

/** Counts what there should be, which ends the shift, and shows the paper of the count. */
async function toCount(page: Page): Promise<void> {
  await toShift(page);
  await typeByHand(page, "5");
  for (const [value, typed] of [["2000000", "9"], ["100000", "19"], ["10000", "3"]] as const) {
    // Digits that follow each other at once would be taken for a reader's.
    await page.getByTestId(`count-cash-${value}`).focus();
    await typeByHand(page, typed);
  }
  await page.keyboard.press("Control+Enter");
  await page.locator("[data-testid=shift][data-state=difference]").waitFor();
  await page.waitForTimeout(SETTLE_MS);
  await page.keyboard.press("Enter");
  await page.getByTestId("shift-ended").waitFor();
  await toPoster(page);
}

async function toReports(page: Page): Promise<void> {
  await tabTo(page, "queue-count");
  await page.keyboard.press("Enter");
  await typeByHand(page, "i");
  await page.getByTestId("reports").waitFor();
}

async function toPapers(page: Page): Promise<void> {
  await tabTo(page, "papers-open");
  await page.keyboard.press("Enter");
  await page.locator("[data-testid=papers]").waitFor();
}

/** Each picture: the scene it starts from, and the keys that lead to it. */
const VIEWS: Record<string, { scene: string; lang?: string; steps: (page: Page) => Promise<void> }> = {
  "paper-poster": { scene: "fixed-qr", steps: toPoster },
  "paper-poster-english": { scene: "fixed-qr", lang: "en", steps: toPoster },
  "paper-count": { scene: "shift-printer", steps: toCount },
  "paper-movement": {
    scene: "shift-printer",
    steps: async (page) => {
      await toShift(page);
      await toPoster(page);
    },
  },
  "paper-reports": {
    scene: "reports",
    steps: async (page) => {
      await toReports(page);
      await toPoster(page);
    },
  },
  "papers-waiting": { scene: "printer-off", steps: toPapers },
  "papers-for-person": { scene: "printer-waits", steps: toPapers },
  "papers-english": { scene: "printer-off", lang: "en", steps: toPapers },
  "papers-none": {
    scene: "printer-off",
    steps: async (page) => {
      await toPapers(page);
      await tabTo(page, "papers-give-up-all");
      await page.keyboard.press("Enter");
      await page.locator("[data-testid=papers][data-count='0']").waitFor();
    },
  },
  "strip-printer": { scene: "printer-off", steps: (page) => page.getByTestId("printer-strip").waitFor() },
};

describe("in every theme and size, nothing is cut off or unreadable", () => {
  test.each(Object.entries(VIEWS))("%s", async (name, { scene, lang = "", steps }) => {
    const page = await pages.page(scene, LARGE, "light", lang);
    await steps(page);
    await looksRight(page, name);
    await page.close();
  });
});

test("the poster is shown from the fixed QR, and is put on either sheet", async () => {
  const page = await pages.page("fixed-qr");
  await toPoster(page);
  expect(await preview(page).textContent()).toContain("PAGÁ CON QR");
  await typeByHand(page, "g");
  await done(page, "PDF");
  await typeByHand(page, "5");
  await done(page, "PDF");
  // There is no printer, so P prints nothing, and nothing new is said.
  expect(await page.getByTestId("print").count()).toBe(0);
  await typeByHand(page, "p");
  await done(page, "PDF");
  await page.keyboard.press("Escape");
  await page.getByTestId("fixed-qr").waitFor();
  await page.close();
});

test("cash that was just put in has its slip, and any earlier movement too", async () => {
  const page = await pages.page("shift-printer");
  await toShift(page);
  await typeByHand(page, "1");
  await typeByHand(page, "5000");
  await page.keyboard.press("Enter");
  await typeByHand(page, "Cambio de la caja 2");
  await page.keyboard.press("Enter");
  await page.getByTestId("shift-done").getByText("5.000").waitFor();
  await toPoster(page);
  expect(await preview(page).textContent()).toContain("Cambio de la caja 2");
  await typeByHand(page, "p");
  await done(page, "Va a la impresora");
  await typeByHand(page, "p");
  await done(page, "COPIA");
  await page.keyboard.press("Escape");
  await page.locator("[data-testid=movement-print][data-seq='342']").focus();
  await page.keyboard.press("Enter");
  await preview(page).getByText("Agua y limpieza").waitFor();
  await page.close();
});

test("papers that wait are decided about one by one", async () => {
  const page = await pages.page("printer-off");
  await toPapers(page);
  const rows = page.getByTestId("paper-row");
  const front = page.locator("[data-testid=paper-row]:has([aria-expanded=true])");
  expect(await rows.count()).toBe(3);
  expect(await front.textContent()).toContain("4 intentos");
  expect(await front.textContent()).toContain("Revisá el cable");
  // Still nothing answers, so it waits on.
  await typeByHand(page, "1");
  await page.getByTestId("papers-done").getByText("va a la impresora").waitFor();
  expect(await rows.count()).toBe(3);
  await page.keyboard.press("ArrowDown");
  await typeByHand(page, "2");
  await page.getByTestId("papers-done").getByText("otra impresora").waitFor();
  await typeByHand(page, "3");
  await page.getByTestId("papers-done").getByText("PDF").waitFor();
  await typeByHand(page, "4");
  await page.locator("[data-testid=papers][data-count='0']").waitFor();
  expect(await page.getByTestId("printer-strip").textContent()).not.toContain("papel sin imprimir");
  await page.keyboard.press("Escape");
  await page.getByTestId("amount").waitFor();
  await page.close();
});

test("without the mouse, a receipt is printed again, the other printer is chosen, and a month is exported", async () => {
  const page = await pages.page("printer-off");
  await page.keyboard.press("F9");
  await page.getByTestId("day-sales").waitFor();
  await page.keyboard.press("Control+f");
  await typeByHand(page, "c1-000431");
  await page.locator("[data-testid=day-sales][data-count='1']").waitFor();
  await page.keyboard.press("Escape");
  await page.waitForTimeout(SETTLE_MS);
  await page.keyboard.press("Enter");
  await page.getByTestId("timeline").waitFor();
  await page.getByTestId("reprint").waitFor();
  await typeByHand(page, "1");
  await page.getByTestId("reprint-said").getByText("Va a la impresora").waitFor();
  await typeByHand(page, "1");
  await page.getByTestId("reprint-said").getByText("COPIA").waitFor();
  await tabTo(page, "printer-other");
  await page.keyboard.press("Enter");
  await page.getByTestId("printer-back").waitFor();
  await page.keyboard.press("Escape");
  await typeByHand(page, "e");
  await page.getByTestId("export-go").waitFor();
  await tabTo(page, "export-what");
  await page.keyboard.press("ArrowDown");
  expect(await page.getByTestId("export-what").inputValue()).toBe("month");
  await tabTo(page, "export-last-month");
  await page.keyboard.press("Enter");
  await tabTo(page, "export-go");
  await page.keyboard.press("Enter");
  await page.getByTestId("export-done").waitFor();
  await page.close();
});

test("the settings lead to the papers that wait, and know the roll with a wide letter", async () => {
  const page = await pages.page("printer-off");
  await page.keyboard.press("F12");
  const section = page.getByTestId("settings-section-printer");
  await section.waitFor();
  for (let presses = 0; presses < 12 && (await section.getAttribute("data-state")) !== "active"; presses += 1) {
    await page.keyboard.press("ArrowDown");
    await page.waitForTimeout(PERSON_PAUSE_MS);
  }
  await tabTo(page, "settings-printer-width-80");
  await page.keyboard.press("ArrowDown");
  await page.locator("[data-testid=settings-printer-width-80-wide][data-state=checked]").waitFor();
  await page.keyboard.press("ArrowUp");
  await tabTo(page, "papers-open");
  await page.keyboard.press("Enter");
  await page.locator("[data-testid=papers][data-count='3']").waitFor();
  await page.close();
});

test("no page complained", () => {
  expect(pages.complaints).toEqual([]);
});
