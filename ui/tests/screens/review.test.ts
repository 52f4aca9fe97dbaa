/** The tray, a sale's steps and the manager's word: pictures in both themes, and each done by keyboard alone. */

import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PINS } from "../../src/backend/memory/people";
import { cutIn } from "./checks";
import { LARGE, SMALLEST, looksRight } from "./looks";
import { Pages, keyOf, picture, tabTo, typeByHand } from "./window";

const PIN = PINS.marina;

let pages: Pages;
beforeAll(async () => {
  pages = await Pages.open();
});
afterAll(() => pages.close());

/** Opens the steps of the day's first sale in cash. */
async function toCashSale(page: Page): Promise<void> {
  await page.keyboard.press("F9");
  await page.getByTestId("day-filter-method").selectOption("cash");
  await page.locator("[data-testid=sale-row][data-id=s431]").click();
  await page.getByTestId("step").first().waitFor();
}

/** Opens the steps of the sale of the tray's first item of that kind. */
async function toSteps(page: Page, kind: string): Promise<void> {
  await page.keyboard.press("F10");
  await page.locator(`[data-testid=notice-row][data-state=${kind}]`).click();
  await page.getByTestId("notice-row").getByTestId("timeline-open").click();
  await page.getByTestId("step").first().waitFor();
}

/** Each picture: the scene it starts from, and the keys and clicks that lead to it. */
const VIEWS: Record<string, { scene: string; steps: (page: Page) => Promise<void> }> = {
  tray: { scene: "tray", steps: (page) => page.keyboard.press("F10") },
  "tray-stray": {
    scene: "tray",
    steps: async (page) => {
      await page.keyboard.press("F10");
      await page.locator("[data-testid=notice-row][data-state=unattributed]").click();
    },
  },
  "tray-answer": {
    scene: "tray",
    steps: async (page) => {
      await page.keyboard.press("F10");
      await page.getByTestId("notice-row").first().waitFor();
      await page.keyboard.press(await keyOf(page, "settle-to-be-returned"));
      await typeByHand(page, "Lo devolví por transferencia");
      await page.keyboard.press("Enter");
      await typeByHand(page, "9999");
      await page.keyboard.press("Enter");
      await page.getByTestId("manager-trouble").getByText("PIN").waitFor();
    },
  },
  "tray-no-manager": {
    scene: "tray-no-manager",
    steps: async (page) => {
      await page.keyboard.press("F10");
      await page.getByTestId("notice-row").first().waitFor();
      await page.keyboard.press("2");
      await page.getByTestId("first-manager-ok").click();
    },
  },
  "tray-notices": { scene: "tray-notices", steps: (page) => page.keyboard.press("F10") },
  "tray-taken": { scene: "tray-taken", steps: (page) => page.keyboard.press("F10") },
  "tray-empty": { scene: "tray-empty", steps: (page) => page.keyboard.press("F10") },
  "tray-practice": { scene: "approved-twice", steps: (page) => page.keyboard.press("F10") },
  "tray-returns": { scene: "tray-returns", steps: (page) => page.keyboard.press("F10") },
  "tray-return-part": {
    scene: "tray-returns",
    steps: async (page) => {
      await page.keyboard.press("F10");
      await page.locator("[data-testid=return-row][data-id=d-duplicate]").getByTestId("return-open").click();
      await page.getByTestId("return-form").waitFor();
      await page.getByTestId("return-amount").fill("400");
      await page.keyboard.press("Enter");
      await page.keyboard.press("Enter");
      await page.getByTestId("return-trouble").getByText("300").waitFor();
    },
  },
  "tray-return-abandoned": {
    scene: "tray-returns",
    steps: async (page) => {
      await page.keyboard.press("F10");
      await page.locator("[data-testid=notice-row][data-state=to-be-returned]").click();
      await page.getByTestId("notice-row").getByTestId("return-open").click();
      await page.getByTestId("return-form").waitFor();
    },
  },
  "timeline-return": {
    scene: "day",
    steps: async (page) => {
      await toCashSale(page);
      await page.getByTestId("return-open").click();
      await page.getByTestId("return-means-transfer").check();
      await page.getByTestId("return-whole").waitFor();
    },
  },
  timeline: {
    scene: "tray",
    steps: async (page) => {
      await page.keyboard.press("F10");
      await page.locator("[data-testid=notice-row][data-state=short]").click();
      await page.getByTestId("notice-row").getByTestId("timeline-open").click();
      await page.getByTestId("step").first().waitFor();
    },
  },
  "timeline-forget": {
    scene: "tray",
    steps: async (page) => {
      await toSteps(page, "short");
      await page.keyboard.press("3");
      await page.getByTestId("forget-stays").waitFor();
    },
  },
  "timeline-forgotten": {
    scene: "tray",
    steps: async (page) => {
      await toSteps(page, "short");
      await page.keyboard.press("3");
      await page.getByTestId("manager-pin").fill(PIN);
      await page.keyboard.press("Enter");
      await page.getByTestId("payer-forgotten").waitFor();
    },
  },
  "timeline-two": {
    scene: "needs-manager",
    steps: async (page) => {
      if ((await page.getByTestId("recent-show").count()) > 0) await page.getByTestId("recent-show").click();
      await page.getByTestId("recent-sales").getByTestId("timeline-open").click();
      await page.getByTestId("step").first().waitFor();
    },
  },
  "manager-to-charge": {
    scene: "needs-manager",
    steps: async (page) => {
      await page.waitForTimeout(900);
      await page.keyboard.press("Enter");
      await page.getByTestId("manager-pin").waitFor();
    },
  },
  "manager-over-cap": {
    scene: "amount",
    steps: async (page) => {
      await typeByHand(page, "99999999");
      await page.keyboard.press("Enter");
      await page.getByTestId("first-manager").waitFor();
    },
  },
  keys: { scene: "amount", steps: (page) => page.keyboard.press("F1") },
};

test.each(Object.entries(VIEWS))("%s", async (name, { scene, steps }) => {
  const page = await pages.look(scene);
  await steps(page);
  await looksRight(page, name);
});

describe("by keyboard alone", () => {
  test("money goes back in parts, and the group is gone once all of it went back", async () => {
    const page = await pages.page("tray-returns");
    await page.keyboard.press("F10");
    const row = page.locator("[data-testid=return-row][data-id=d-duplicate]");
    for (const [typed, after] of [["100", "Falta devolver $ 200"], ["200,00", null]] as const) {
      await row.getByTestId("return-open").focus();
      await page.keyboard.press("Enter");
      await page.getByTestId("return-amount").waitFor();
      await typeByHand(page, typed);
      await page.keyboard.press("Enter");
      await typeByHand(page, "lo pidió");
      await page.keyboard.press("Enter");
      expect(await page.getByTestId("manager-allows").innerText()).toBe(`Devolver $ ${typed.slice(0, 3)} de C1-000049`);
      await typeByHand(page, PIN);
      await page.keyboard.press("Enter");
      await page.getByTestId("return-form").waitFor({ state: "detached" });
      expect(await page.getByTestId("tray-done").innerText()).toContain("C1-000049");
      if (after !== null) await row.getByText(after).waitFor();
    }
    expect(await row.count()).toBe(0);
    expect(await page.getByTestId("tray-returns").getAttribute("data-count")).toBe("2");
    await page.close();
  });

  test("Esc closes a return, and only then leaves the screen", async () => {
    const page = await pages.page("tray-returns");
    await page.keyboard.press("F10");
    await page.locator("[data-testid=return-row][data-id=d-over]").getByTestId("return-open").click();
    await page.getByTestId("return-amount").waitFor();
    await page.keyboard.press("Escape");
    await page.getByTestId("return-form").waitFor({ state: "detached" });
    expect(await page.getByTestId("tray").count()).toBe(1);
    await page.keyboard.press("Escape");
    await page.getByTestId("tray").waitFor({ state: "detached" });
    await page.close();
  });

  test("a shift's difference is accepted in the tray", async () => {
    const page = await pages.page("tray-returns");
    await page.keyboard.press("F10");
    await page.getByTestId("accept-difference").click();
    await typeByHand(page, "vuelto mal dado");
    await page.keyboard.press("Enter");
    await typeByHand(page, PIN);
    await page.keyboard.press("Enter");
    await page.getByTestId("to-confirm").waitFor({ state: "detached" });
    expect(await page.getByTestId("tray").getAttribute("data-count")).toBe("4");
    await page.close();
  });

  test("every item of the tray is and the badge counts down", async () => {
    const page = await pages.page("tray");
    await page.keyboard.press("F10");
    const rows = page.getByTestId("notice-row");
    await rows.first().waitFor();
    for (let left = await rows.count(); left > 0; left -= 1) {
      await page.keyboard.press(await keyOf(page, "settle-written-off"));
      await typeByHand(page, "revisado con el banco");
      await page.keyboard.press("Enter");
      await typeByHand(page, PIN);
      await page.keyboard.press("Enter");
      await page.waitForFunction((count) => document.querySelectorAll("[data-testid=notice-row]").length === count, left - 1);
    }
    expect(await page.getByTestId("tray").getAttribute("data-count")).toBe("0");
    expect(await page.getByTestId("nav-tray").getAttribute("data-count")).toBe("0");
    await page.keyboard.press("Escape");
    await page.getByTestId("amount").waitFor();
  });

  test("what was settled is in the sale's steps, with who and why", async () => {
    const page = await pages.page("tray");
    await page.keyboard.press("F10");
    const row = page.locator("[data-testid=notice-row][data-state=over]");
    const sale = await row.getByTestId("timeline-open").getAttribute("data-id");
    await page.getByTestId("settle-written-off").click();
    await page.getByTestId("settle-reason").fill("propina");
    await page.getByTestId("manager-pin").fill(PIN);
    await page.getByTestId("settle-confirm").click();
    await row.waitFor({ state: "detached" });
    await page.keyboard.press("Escape");
    await page.getByTestId("recent-show").click();
    await page.locator(`[data-testid=recent-sales] [data-testid=timeline-open][data-id=${sale ?? ""}]`).click();
    const step = page.locator("[data-testid=step][data-state=discrepancy-settled]");
    expect(await step.innerText()).toContain("propina");
    expect(await step.innerText()).toContain("Marina");
    await page.keyboard.press("Escape");
    await page.getByTestId("amount").waitFor();
  });

  test("a payer is forgotten by the keyboard alone, and Esc puts it down", async () => {
    const page = await pages.page("tray");
    await toSteps(page, "over");
    await page.keyboard.press("3");
    await page.getByTestId("forget-form").waitFor();
    await page.keyboard.press("Escape");
    await page.getByTestId("forget-form").waitFor({ state: "detached" });
    await tabTo(page, "forget-payer");
    await page.keyboard.press("Enter");
    await typeByHand(page, "99999999");
    await page.keyboard.press("Enter");
    await page.getByTestId("manager-trouble").filter({ hasText: /./ }).waitFor();
    expect(await page.getByTestId("payer-forgotten").count()).toBe(0);
    await typeByHand(page, PIN);
    await page.keyboard.press("Enter");
    await page.getByTestId("payer-forgotten").waitFor();
    const step = page.locator("[data-testid=step][data-state=payer-forgotten]");
    expect(await step.innerText()).toContain("Marina");
    expect(await page.getByTestId("forget-payer").count()).toBe(0);
    await page.keyboard.press("3");
    expect(await page.getByTestId("forget-form").count()).toBe(0);
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await page.getByTestId("amount").waitFor();
  });

  test("Esc goes back one thing at a time: answer, steps, tray", async () => {
    const page = await pages.page("tray");
    await page.keyboard.press("F10");
    await page.getByTestId("notice-row").nth(2).click();
    const chosen = await page.getByTestId("notice-row").nth(2).getAttribute("data-id");
    await page.keyboard.press("2");
    await page.getByTestId("settle-reason").waitFor();
    await page.keyboard.press("Escape");
    await page.getByTestId("settle-reason").waitFor({ state: "detached" });
    await page.getByTestId("notice-row").getByTestId("timeline-open").click();
    await page.getByTestId("timeline").waitFor();
    await page.keyboard.press("Escape");
    await page.getByTestId("settle-to-be-returned").waitFor();
    expect(await page.locator("[data-testid=notice-row]:has([aria-expanded=true])").getAttribute("data-id")).toBe(chosen);
    await page.keyboard.press("Escape");
    await page.getByTestId("amount").waitFor();
  });

  test("a digit answers only where the item has an answer with that number", async () => {
    const page = await pages.page("tray");
    await page.keyboard.press("F10");
    const answers = page.locator("[data-testid=notice-row] .answers button");
    await answers.first().waitFor();
    const count = await answers.count();
    expect(count).toBeLessThan(5);
    await page.keyboard.press("5");
    await page.keyboard.press(String(count + 1));
    expect(await page.getByTestId("settle-confirm").count()).toBe(0);
    await page.keyboard.press(String(count));
    await page.getByTestId("settle-confirm").waitFor();
    await page.close();
  });

  test("digits typed in the tray are no amount", async () => {
    const page = await pages.page("tray-empty");
    await page.keyboard.press("F10");
    await page.getByTestId("tray").waitFor();
    await typeByHand(page, "150");
    await page.keyboard.press("F10");
    expect(await page.getByTestId("amount").innerText()).toMatch(/^\$ 0/);
  });
});

describe("a manager's word", () => {
  test("nothing is settled without a reason, a PIN, or with a card's number in the reason", async () => {
    const page = await pages.page("tray");
    await page.keyboard.press("F10");
    await page.getByTestId("settle-written-off").click();
    await page.getByTestId("settle-confirm").click();
    expect(await page.getByTestId("settle-trouble").innerText()).toContain("Falta el motivo");
    await page.getByTestId("settle-reason").fill("tarjeta 4111 1111 1111 1111");
    await page.getByTestId("manager-pin").fill(PIN);
    await page.getByTestId("settle-confirm").click();
    expect(await page.getByTestId("settle-trouble").innerText()).toContain("número de tarjeta");
    await page.getByTestId("settle-reason").fill("propina");
    await page.getByTestId("manager-pin").fill("");
    await page.getByTestId("settle-confirm").click();
    expect(await page.getByTestId("manager-trouble").innerText()).toContain("Falta el PIN");
    await page.getByTestId("manager-pin").fill(PIN);
    const before = await page.getByTestId("notice-row").count();
    await page.getByTestId("manager-ok").click();
    await page.waitForFunction((count) => document.querySelectorAll("[data-testid=notice-row]").length === count, before - 1);
  });

  test("wrong PINs are told, emptied, and then made to wait", async () => {
    const page = await pages.page("tray");
    await page.keyboard.press("F10");
    await page.getByTestId("settle-written-off").click();
    await page.getByTestId("settle-reason").fill("propina");
    for (const words of ["no es de nadie", "no es de nadie", "no es de nadie", "Esperá"]) {
      await page.getByTestId("manager-pin").fill("0000");
      await page.keyboard.press("Enter");
      await page.getByTestId("manager-trouble").getByText(words).waitFor();
      // The words of the try before are still there while this one is asked.
      await page.waitForFunction(() => document.querySelector<HTMLInputElement>("[data-testid=manager-pin]")?.value === "");
    }
    expect(await page.getByTestId("settle-reason").inputValue()).toBe("propina");
  });

  test("charging beyond is allowed by a PIN, and makes one payment", async () => {
    const page = await pages.page("needs-manager");
    await page.waitForTimeout(900);
    await page.keyboard.press("Enter");
    await page.getByTestId("manager-pin").waitFor();
    await typeByHand(page, "0000");
    await page.keyboard.press("Enter");
    await page.getByTestId("manager-trouble").getByText("no es de nadie").waitFor();
    await typeByHand(page, PIN);
    await page.keyboard.press("Enter");
    await page.locator("[data-testid=sale][data-state=waiting]").waitFor();
    expect(await page.getByTestId("manager-prompt").count()).toBe(0);
  });

  test("a notice of the till waits until somebody in charge has seen it", async () => {
    const page = await pages.page("tray-notices");
    await page.keyboard.press("F10");
    await page.locator("[data-testid=till-notices][data-count='4']").waitFor();
    await page.getByTestId("till-notice-seen").first().click();
    await typeByHand(page, PIN);
    await page.keyboard.press("Enter");
    await page.locator("[data-testid=till-notices][data-count='3']").waitFor();
    expect(await page.getByTestId("till-notice").first().innerText()).toContain("Ajustes, Personas");
  });

  test("where nobody is in charge the first one is named, and then decides", async () => {
    const page = await pages.page("tray-no-manager");
    await page.keyboard.press("F10");
    await page.getByTestId("settle-written-off").click();
    await page.getByTestId("first-manager-name").fill("Marina");
    await page.getByTestId("first-manager-pin").fill("432100");
    await page.getByTestId("first-manager-again").fill("432001");
    await page.getByTestId("first-manager-ok").click();
    expect(await page.getByTestId("first-manager-trouble").innerText()).toContain("no son iguales");
    await page.getByTestId("first-manager-again").fill("432100");
    await page.getByTestId("first-manager-ok").click();
    await page.getByTestId("settle-reason").fill("propina");
    await page.getByTestId("manager-pin").fill("432100");
    await page.getByTestId("settle-confirm").click();
    await page.getByTestId("tray-done").getByText("Resuelto").waitFor();
  });

  test("a payment that comes while the tray is open is told there", async () => {
    const page = await pages.page("waiting");
    await page.keyboard.press("F10");
    await page.getByTestId("practice-pay").click();
    await page.getByTestId("toast").getByRole("button").click();
    await page.locator("[data-testid=sale][data-state=approved]").waitFor();
  });
});

test("the window speaks English where it is asked for, and Spanish everywhere else", async () => {
  const english = await pages.page("tray", LARGE, "light", "en");
  expect(await english.getByTestId("charge-qr").innerText()).toContain("Charge by QR");
  expect(await english.locator("html").getAttribute("lang")).toBe("en");
  await english.keyboard.press("F10");
  await english.getByTestId("settle-written-off").click();
  await picture(english, "tray-english");
  expect(await cutIn(english)).toEqual([]);
  for (const lang of ["", "fr", "EN-gb"]) {
    const page = await pages.page("tray", SMALLEST, "light", lang);
    expect(await page.getByTestId("charge-qr").innerText(), lang).toContain("Cobrar con QR");
    await page.close();
  }
});

test("no page complained", () => {
  expect(pages.complaints).toEqual([]);
});
