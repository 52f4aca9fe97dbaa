/** The shift and its drawer: pictures in both themes and languages, and each thing done by keyboard alone. */

import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PINS } from "../../src/backend/memory/people";
import { SMALLEST, looksRight } from "./looks";
import { SHIFT_LOADED, Pages, typeByHand } from "./window";

/** A step that has just come obeys no Enter for so long, in milliseconds. */
const SETTLE_MS = 900;

let pages: Pages;
beforeAll(async () => {
  pages = await Pages.open();
});
afterAll(() => pages.close());

async function toShift(page: Page): Promise<void> {
  await page.getByTestId("status-session").click();
  await page.locator(SHIFT_LOADED).waitFor();
}

/** Each picture: the scene it starts from, and the keys and clicks that lead to it. */
const VIEWS: Record<string, { scene: string; steps: (page: Page) => Promise<void>; lang?: string }> = {
  "shift-first": { scene: "shift-first", steps: toShift },
  "shift-morning": { scene: "shift-morning", steps: toShift },
  "shift-hand-over": {
    scene: "shift-hand-over",
    steps: async (page) => {
      await toShift(page);
      await page.keyboard.press(" ");
      await page.getByTestId("handover-sum").getByText("1 de 4").waitFor();
    },
  },
  "shift-retired": { scene: "shift-retired", steps: toShift },
  "shift-forgotten": { scene: "shift-forgotten", steps: toShift },
  "shift-needed": { scene: "shift-needed", steps: (page) => page.getByTestId("shift-strip-go").waitFor() },
  "shift-open": { scene: "shift-open", steps: toShift },
  "shift-open-english": { scene: "shift-open", steps: toShift, lang: "en" },
  "shift-hand-over-english": { scene: "shift-hand-over", steps: toShift, lang: "en" },
  "shift-out": {
    scene: "shift-blind",
    steps: async (page) => {
      await toShift(page);
      await page.keyboard.press("2");
      await typeByHand(page, "3800");
      await page.keyboard.press("Enter");
      await typeByHand(page, "Agua y limpieza");
      await page.keyboard.press("Enter");
      await page.getByTestId("manager-allows").waitFor();
    },
  },
};

/** Counts the drawer of the scene's shift, in which there should be $ 199.300. */
async function count(page: Page, pieces: Readonly<Record<number, string>>): Promise<void> {
  await toShift(page);
  await page.keyboard.press("5");
  for (const [value, typed] of Object.entries(pieces)) await page.getByTestId(`count-cash-${value}`).fill(typed);
}

async function finish(page: Page): Promise<void> {
  await page.keyboard.press("Control+Enter");
  await page.locator("[data-testid=shift][data-state=difference]").waitFor();
}

/** $ 199.300, $ 198.800 and $ 197.800. */
const EXACT = { 2000000: "9", 100000: "19", 10000: "3" };
const NEAR = { 2000000: "9", 100000: "18", 10000: "8" };
const SHORT = { 2000000: "9", 100000: "17", 10000: "8" };

Object.assign(VIEWS, {
  "shift-practice": { scene: "shift-practice", steps: toShift },
  "shift-practice-float": { scene: "amount", steps: toShift },
  "shift-practice-count": { scene: "shift-practice", steps: (page: Page) => count(page, NEAR) },
  "shift-practice-short": { scene: "shift-practice", steps: (page: Page) => count(page, SHORT).then(() => finish(page)) },
  "shift-practice-ended": {
    scene: "shift-practice",
    steps: async (page: Page) => {
      await count(page, SHORT);
      await finish(page);
      await page.getByTestId("shift-close").click();
      await page.getByTestId("shift-ended").waitFor();
    },
  },
  "shift-practice-hand-over": {
    scene: "shift-practice",
    steps: async (page: Page) => {
      await count(page, EXACT);
      await finish(page);
      await page.getByTestId("shift-close").click();
      await page.getByTestId("shift-next").click();
      await page.getByTestId("handover").waitFor();
    },
  },
  "shift-confirm": { scene: "shift-confirm", steps: toShift },
  count: { scene: "shift-open", steps: (page: Page) => count(page, NEAR) },
  "count-english": { scene: "shift-open", steps: (page: Page) => count(page, NEAR), lang: "en" },
  "count-blind": { scene: "shift-blind", steps: (page: Page) => count(page, NEAR) },
  "count-sum": {
    scene: "shift-open",
    steps: async (page: Page) => {
      await count(page, {});
      await page.getByTestId("count-other-way").click();
      await page.getByTestId("count-cash").fill("496,45+65,86");
    },
  },
  "count-exact": { scene: "shift-open", steps: (page: Page) => count(page, EXACT).then(() => finish(page)) },
  "count-near": { scene: "shift-open", steps: (page: Page) => count(page, NEAR).then(() => finish(page)) },
  "count-short": { scene: "shift-open", steps: (page: Page) => count(page, SHORT).then(() => finish(page)) },
  "count-short-english": { scene: "shift-open", steps: (page: Page) => count(page, SHORT).then(() => finish(page)), lang: "en" },
  "count-blind-done": { scene: "shift-blind", steps: (page: Page) => count(page, SHORT).then(() => finish(page)) },
  "count-ended": {
    scene: "shift-open",
    steps: async (page: Page) => {
      await count(page, SHORT);
      await finish(page);
      await page.getByTestId("shift-close").click();
      await page.getByTestId("accept-difference").click();
    },
  },
});

test.each(Object.entries(VIEWS))("%s", async (name, { scene, steps, lang }) => {
  const page = await pages.page(scene, SMALLEST, "light", lang ?? "");
  await steps(page);
  await looksRight(page, name);
  await page.close();
});

describe("opening", () => {
  test("Enter takes what the last count left, and goes back to the sale", async () => {
    const page = await pages.page("shift-morning");
    await toShift(page);
    expect(await page.getByTestId("shift-float").innerText()).toBe("$ 45.000");
    await page.waitForTimeout(SETTLE_MS);
    await page.keyboard.press("Enter");
    await page.getByTestId("amount").waitFor();
    expect(await page.getByTestId("status-session").innerText()).toContain("Tomás · turno 8");
    await page.close();
  });

  test.each([["1500,5", "$ 1.500,50", "150050"], ["1500.50", "$ 1.500,50", "150050"], ["10.5", "$ 10,50", "1050"], ["1 500", "$ 1.500", "150000"]])("%s typed over it is the float", async (typed, shown, centavos) => {
    const page = await pages.page("shift-morning");
    await toShift(page);
    await typeByHand(page, typed);
    expect(await page.getByTestId("shift-float").innerText()).toBe(shown);
    expect(await page.getByTestId("shift-float").getAttribute("data-centavos")).toBe(centavos);
    await page.close();
  });

  test("a stray Enter right after the screen came opens nothing", async () => {
    const page = await pages.page("shift-morning");
    await toShift(page);
    await page.keyboard.press("Enter");
    await page.waitForTimeout(SETTLE_MS);
    expect(await page.getByTestId("shift").getAttribute("data-state")).toBe("float");
    await page.close();
  });

  test("what is accepted is taken over one by one, and the shift of who leaves is said to end uncounted", async () => {
    const page = await pages.page("shift-hand-over");
    await toShift(page);
    expect(await page.getByTestId("shift-left-uncounted").innerText()).toContain("Tomás");
    await page.keyboard.press(" ");
    await page.keyboard.press(" ");
    await page.locator("[data-testid=handover-sum][data-count='2']").waitFor();
    await page.waitForTimeout(SETTLE_MS);
    await page.keyboard.press("Enter");
    await page.locator("[data-testid=shift][data-state=float]").waitFor();
    await typeByHand(page, "45000");
    await page.waitForTimeout(SETTLE_MS);
    await page.keyboard.press("Enter");
    await page.getByTestId("amount").waitFor();
    expect(await page.getByTestId("status-session").innerText()).toContain("Lucía · turno 2");
    await page.close();
  });

  test("a forgotten shift is said on the selling screen, and does not stop a sale", async () => {
    const page = await pages.page("shift-forgotten");
    expect(await page.getByTestId("shift-strip").innerText()).toContain("El turno de Tomás quedó abierto");
    await typeByHand(page, "100");
    await page.keyboard.press("Enter");
    await page.locator("[data-testid=sale][data-state=waiting]").waitFor();
    await page.close();
  });
});

describe("the drawer", () => {
  test("cash goes in with a reason, and out once a manager allows it by name", async () => {
    const page = await pages.page("shift-open");
    await toShift(page);
    await page.keyboard.press("1");
    await typeByHand(page, "200");
    await page.keyboard.press("Enter");
    await page.locator("[data-testid=cash-reason]:focus").waitFor();
    await page.keyboard.press("Enter");
    await page.getByTestId("cash-move-trouble").getByText("Falta el motivo").waitFor();
    await typeByHand(page, "cambio");
    await page.keyboard.press("Enter");
    await page.getByTestId("shift-done").getByText("entraron $ 200").waitFor();
    await page.keyboard.press("2");
    await typeByHand(page, "1500.50");
    await page.keyboard.press("Enter");
    await page.locator("[data-testid=cash-reason]:focus").waitFor();
    await typeByHand(page, "fletero");
    await page.keyboard.press("Enter");
    await page.getByTestId("manager-allows").waitFor();
    expect(await page.getByTestId("manager-allows").innerText()).toBe("Sacar $ 1.500,50 del cajón: fletero");
    await typeByHand(page, "111111");
    await page.keyboard.press("Enter");
    await page.getByTestId("manager-trouble").getByText("PIN").waitFor();
    await typeByHand(page, PINS.marina);
    await page.keyboard.press("Enter");
    await page.getByTestId("shift-done").getByText("salieron $ 1.500,50").waitFor();
    expect(await page.getByTestId("shift-drawer").innerText()).toContain("−$ 1.500,50");
    await page.close();
  });

  test("where counting is blind, no sum with cash is shown, and the screen says when it is", async () => {
    const page = await pages.page("shift-blind");
    await toShift(page);
    await page.getByTestId("shift-blind").waitFor();
    expect(await page.getByTestId("shift-expected").count()).toBe(0);
    expect(await page.getByTestId("shift-takings").innerText()).not.toContain("Efectivo");
    await page.close();
  });

  test("Esc puts down what was begun, then goes back", async () => {
    const page = await pages.page("shift-open");
    await toShift(page);
    await page.keyboard.press("3");
    await page.getByTestId("cash-reason").waitFor();
    await page.keyboard.press("Escape");
    await page.getByTestId("cash-reason").waitFor({ state: "detached" });
    await page.keyboard.press("Escape");
    await page.getByTestId("amount").waitFor();
    await page.close();
  });
});

describe("the count", () => {
  test("Enter and the arrows go through the rows, Ctrl Enter ends, and what matches closes by Enter", async () => {
    const page = await pages.page("shift-open");
    await toShift(page);
    await page.keyboard.press("5");
    await typeByHand(page, "9");
    for (const key of ["Enter", "ArrowDown", "Enter"]) await page.keyboard.press(key);
    await typeByHand(page, "18");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowDown");
    await typeByHand(page, "19");
    expect(await page.getByTestId("count-cash-100000").inputValue()).toBe("19");
    await page.getByTestId("count-cash-10000").fill("3");
    expect(await page.getByTestId("count-difference").innerText()).toBe("ninguna");
    await finish(page);
    expect(await page.getByTestId("count-difference").getAttribute("data-state")).toBe("matches");
    expect(await page.getByTestId("manager-pin").count()).toBe(0);
    await page.waitForTimeout(SETTLE_MS);
    await page.keyboard.press("Enter");
    await page.locator("[data-testid=shift-ended][data-state=counted]").waitFor();
    // The next shift begins with what is pending, and then its float.
    for (const step of ["hand-over", "float"]) {
      await page.waitForTimeout(SETTLE_MS);
      await page.keyboard.press("Enter");
      await page.locator(`[data-testid=shift][data-state=${step}]`).waitFor();
    }
    expect(await page.getByTestId("shift-float").innerText()).toBe("$ 199.300");
    await page.close();
  });

  test("a difference within the limit closes without a PIN", async () => {
    const page = await pages.page("shift-open");
    await count(page, NEAR);
    await finish(page);
    expect(await page.getByTestId("count-difference").innerText()).toContain("$ 500");
    await page.getByTestId("shift-close").click();
    await page.locator("[data-testid=shift-ended][data-state=counted]").waitFor();
    await page.close();
  });

  test("beyond it a manager says why, and the PIN says what it allows", async () => {
    const page = await pages.page("shift-open");
    await count(page, SHORT);
    await finish(page);
    expect(await page.getByTestId("manager-allows").innerText()).toBe("Aceptar una diferencia de −$ 1.500 en el turno de Lucía");
    await page.waitForTimeout(SETTLE_MS);
    await page.keyboard.press("Enter");
    await typeByHand(page, "vuelto de más");
    await page.keyboard.press("Enter");
    await typeByHand(page, PINS.marina);
    await page.keyboard.press("Enter");
    await page.locator("[data-testid=shift-ended][data-state=counted]").getByText("La diferencia la aceptó Marina: vuelto de más").waitFor();
    await page.close();
  });

  test("where nobody in charge is there, 2 closes to be confirmed, and it is accepted later", async () => {
    const page = await pages.page("shift-open");
    await count(page, SHORT);
    await finish(page);
    await page.keyboard.press("1");
    await page.locator("[data-testid=shift][data-state=count]").waitFor();
    expect(await page.getByTestId("count-sum").getAttribute("data-centavos")).toBe("19780000");
    await finish(page);
    await page.waitForTimeout(SETTLE_MS);
    await page.keyboard.press("2");
    await page.locator("[data-testid=shift-ended][data-state=to-confirm]").waitFor();
    await page.keyboard.press("Escape");
    await page.getByTestId("amount").waitFor();
    await toShift(page);
    await page.keyboard.press("Enter");
    await page.waitForTimeout(SETTLE_MS);
    await page.keyboard.press("Enter");
    await page.getByTestId("accept-difference").click();
    await page.getByTestId("count-reason").fill("ya apareció");
    await page.getByTestId("manager-pin").fill(PINS.marina);
    await page.getByTestId("manager-ok").click();
    await page.getByTestId("to-confirm").waitFor({ state: "detached" });
    await page.close();
  });

  test("where counting is blind, neither figure is shown before the shift has ended", async () => {
    const page = await pages.page("shift-blind");
    await count(page, SHORT);
    expect(await page.getByTestId("count-difference").count()).toBe(0);
    expect(await page.getByTestId("count-expected").count()).toBe(0);
    await finish(page);
    expect(await page.getByTestId("count-difference").count()).toBe(0);
    await page.getByTestId("shift-close").click();
    await page.locator("[data-testid=shift-ended][data-state=to-confirm]").waitFor();
    expect(await page.getByTestId("count-difference").getAttribute("data-centavos")).toBe("-150000");
    await page.close();
  });

  test("what cannot be read is said, and has the keyboard", async () => {
    const page = await pages.page("shift-open");
    await count(page, { 2000000: "9", 50000: "1,5" });
    await page.keyboard.press("Control+Enter");
    expect(await page.getByTestId("count-trouble").innerText()).toContain("$ 500");
    expect(await page.evaluate(() => document.activeElement?.getAttribute("data-testid"))).toBe("count-cash-50000");
    await page.close();
  });
});

test("a hand-over says who no longer works here, and how each pending thing is paid", async () => {
  const page = await pages.page("shift-retired");
  await toShift(page);
  await page.getByTestId("handover").waitFor();
  expect(await page.getByTestId("shift").innerText()).toContain("Turno 1 de Tomás (ya no trabaja acá)");
  const paid = await page.getByTestId("handover-paid").allInnerTexts();
  expect(paid).toEqual(["Tarjeta terminada en 4821", "QR fijo", "QR · entraron $ 10.400", "QR · entraron $ 3.100"]);
  await page.close();
});

test("no page complained", () => {
  expect(pages.complaints).toEqual([]);
});
