/** The lock: pictures in both themes and languages, and what a person can and cannot do while the till is locked. */

import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PINS } from "../../src/backend/memory/people";
import { cutIn } from "./checks";
import { SMALLEST, looksRight } from "./looks";
import { Pages, picture, typeByHand, typeByReader } from "./window";

/** The least side of what a finger presses, in pixels. */
const TARGET_PX_MIN = 44;
/** After an opening Enter is dead for so long, in milliseconds. */
const SETTLE_MS = 850;

let pages: Pages;
beforeAll(async () => {
  pages = await Pages.open();
});
afterAll(() => pages.close());

/** What of the lock is out of the window, has to be scrolled to, or is missed by a finger. */
async function faultsIn(page: Page): Promise<string[]> {
  return page.evaluate((least) => {
    const lock = document.querySelector<HTMLElement>("[data-testid=lock-screen]");
    if (lock === null) return ["no lock"];
    const scrolls = lock.scrollHeight > lock.clientHeight + 1 ? ["the lock scrolls"] : [];
    const frame = lock.getBoundingClientRect();
    const bad = [...lock.querySelectorAll("*")].filter((element) => {
      const box = element.getBoundingClientRect();
      if (box.width === 0) return false;
      const small = element.matches("button, input") && (box.width < least || box.height < least);
      return small || box.right > frame.right + 1 || box.bottom > frame.bottom + 1 || box.top < frame.top - 1;
    });
    return [...scrolls, ...bad.map((element) => element.outerHTML.slice(0, 120))];
  }, TARGET_PX_MIN);
}

async function wrongPin(page: Page): Promise<void> {
  await typeByHand(page, "111111");
  await page.keyboard.press("Enter");
  await page.getByTestId("pin-trouble").getByText("no es de nadie").waitFor();
}

/** Unlocks by keys. */
async function unlock(page: Page, pin: string): Promise<void> {
  await typeByHand(page, pin);
  await page.keyboard.press("Enter");
  await page.getByTestId("lock-screen").waitFor({ state: "detached" });
}

async function focused(page: Page): Promise<string | null> {
  return page.evaluate(() => document.activeElement?.getAttribute("data-testid") ?? null);
}

const VIEWS: Record<string, { scene: string; steps: (page: Page) => Promise<void> }> = {
  "lock-wrong": { scene: "locked", steps: wrongPin },
  "lock-pin-wait": {
    scene: "locked",
    steps: async (page) => {
      for (let tries = 0; tries < 3; tries += 1) await wrongPin(page);
      await typeByHand(page, "111111");
      await page.keyboard.press("Enter");
      await page.getByTestId("pin-wait").waitFor();
    },
  },
  "lock-waiting": { scene: "locked-waiting", steps: wrongPin },
  "lock-typed": { scene: "locked-no-shift", steps: (page) => typeByHand(page, "97") },
  "lock-paid": {
    scene: "locked-waiting",
    steps: async (page) => {
      await page.getByTestId("practice-show").click();
      await page.getByTestId("practice-pay").click();
      await page.locator("[data-testid=sale][data-state=approved]").waitFor();
      await page.getByTestId("practice-hide").click();
    },
  },
};

describe.each(Object.entries(VIEWS))("%s", (name, { scene, steps }) => {
  test("nothing is cut, too small, or hard to read", async () => {
    const page = await pages.page(scene);
    await steps(page);
    await looksRight(page, name, { also: async (_, look) => expect(await faultsIn(page), look).toEqual([]) });
    await page.close();
  });

  test("in English too", async () => {
    const page = await pages.page(scene, SMALLEST, "light", "en");
    if (name === "lock-paid") await steps(page);
    await picture(page, `${name}-english`);
    expect(await cutIn(page)).toEqual([]);
    expect(await faultsIn(page)).toEqual([]);
    expect(await page.getByTestId("lock-screen").innerText()).toContain("Till locked");
    await page.close();
  });
});

describe("what a person does", () => {
  test("F8 locks over what is half done, and a PIN brings it back", async () => {
    const page = await pages.page("live");
    await typeByHand(page, "1500,5");
    await page.keyboard.press("F5");
    await typeByHand(page, "Pan");
    await page.keyboard.press("F8");
    await page.getByTestId("lock-screen").waitFor();
    expect(await page.getByTestId("lock-whose").innerText()).toContain("Lucía · turno 2");
    for (const id of ["amount", "concept", "recent-sales"]) expect(await page.getByTestId(id).isVisible(), id).toBe(false);
    await unlock(page, PINS.lucia);
    expect(await page.getByTestId("amount").innerText()).toBe("$ 1.500,50");
    expect(await page.getByTestId("concept").inputValue()).toBe("Pan");
    // The keyboard is where it was.
    await page.waitForFunction(() => document.activeElement?.getAttribute("data-testid") === "concept");
    // The Enter of the PIN, pressed twice, charges nothing.
    expect(await page.getByTestId("sale").count()).toBe(0);
    await page.close();
  });

  test("nothing but the PIN has the keyboard, whatever is pressed or clicked", async () => {
    const page = await pages.page("locked");
    expect(await focused(page)).toBe("pin-input");
    for (const key of ["Tab", "Tab", "Shift+Tab", "F1", "F2", "F3", "F9", "F10", "F12", "Escape", "a", "ArrowDown"]) {
      await page.keyboard.press(key);
      await page.waitForTimeout(100);
      expect(["pin-input", "pin-submit"], key).toContain(await focused(page));
    }
    for (const id of ["nav-sale", "nav-settings", "show-customer", "keys-show"]) {
      expect(await page.getByTestId(id).isDisabled(), id).toBe(true);
      await page.getByTestId(id).click({ force: true });
    }
    expect(await page.getByTestId("lock-screen").isVisible()).toBe(true);
    expect(await page.locator("[role=dialog]").count()).toBe(0);
    await page.keyboard.press("9");
    expect(await page.getByTestId("pin-input").inputValue()).toBe("9");
    await page.close();
  });

  test("the pad does what the keys do, and the PIN is nowhere in the window", async () => {
    const page = await pages.page("locked");
    for (const key of ["1", "clear", "9", "7", "5", "3", "1", "1", "back", "0"]) await page.getByTestId(`pin-key-${key}`).click();
    expect(await page.getByTestId("pin-input").inputValue()).toBe(PINS.lucia);
    expect(await focused(page)).toBe("pin-input");
    await page.getByTestId("pin-submit").click();
    await page.getByTestId("lock-screen").waitFor({ state: "detached" });
    expect(await page.evaluate(() => document.documentElement.outerHTML + JSON.stringify({ ...localStorage }))).not.toContain(PINS.lucia);
    await page.close();
  });

  test("a scanner opens nothing and leaves nothing, and a card that is swiped neither", async () => {
    const page = await pages.page("locked");
    for (const code of ["7790895000997", ";4111111111111111=29112010000012300000?"]) {
      await typeByReader(page, [...code, "Enter"], 10);
      await page.waitForTimeout(250);
      expect([await page.getByTestId("pin-input").inputValue(), await page.getByTestId("pin-trouble").innerText()], code).toEqual(["", ""]);
    }
    await unlock(page, PINS.tomas);
    expect(await page.getByTestId("status-session").innerText()).toContain("Tomás · turno 2 de Lucía");
    expect(await page.getByTestId("shift-of-other").innerText()).toContain("El turno es de Lucía");
    await page.close();
  });

  test("whose the shift is stands on the selling screen alone, and only where it is somebody else's", async () => {
    const page = await pages.page("shift-of-other");
    expect(await page.getByTestId("shift-of-other").innerText()).toContain("El turno es de Tomás. Lo que se cobra ahora");
    await page.keyboard.press("F10");
    await page.getByTestId("shift-of-other").waitFor({ state: "detached" });
    await page.goto(page.url().replace("scene=shift-of-other", "scene=live"));
    await page.getByTestId("status-session").getByText("Lucía · turno 2").waitFor();
    expect(await page.getByTestId("shift-of-other").count()).toBe(0);
    await page.close();
  });

  test("several wrong PINs say how long to wait", async () => {
    const page = await pages.page("locked");
    for (let tries = 0; tries < 3; tries += 1) await wrongPin(page);
    await typeByHand(page, PINS.lucia);
    await page.keyboard.press("Enter");
    await page.getByTestId("pin-trouble").getByText("Esperá").waitFor();
    expect(Number(await page.getByTestId("pin-wait").getAttribute("data-seconds"))).toBeGreaterThan(1);
    // It counts down, and then the right PIN opens the till.
    await page.getByTestId("pin-wait").waitFor({ state: "detached" });
    expect(await page.getByTestId("pin-trouble").innerText()).toBe("");
    await typeByHand(page, PINS.lucia);
    await page.keyboard.press("Enter");
    await page.getByTestId("pin-input").waitFor({ state: "detached" });
    await page.close();
  });

  test("a code stays while the till is locked, turns to PAGADO, and is left only with a PIN", async () => {
    const page = await pages.page("locked-waiting");
    expect(await page.getByTestId("qr-image").isVisible()).toBe(true);
    for (const id of ["sale-cancel", "new-sale"]) expect(await page.getByTestId(id).isVisible(), id).toBe(false);
    await page.keyboard.press("Escape");
    await page.waitForTimeout(150);
    expect(await page.getByTestId("confirm-yes").count()).toBe(0);
    await VIEWS["lock-paid"]?.steps(page);
    expect(await page.getByTestId("sale-message").innerText()).toContain("PAGADO");
    expect(await focused(page)).toBe("pin-input");
    // Nobody has said who is looking.
    expect(await page.getByTestId("sale-payer").count()).toBe(0);
    await page.waitForTimeout(SETTLE_MS);
    await page.keyboard.press("5");
    await page.keyboard.press("Escape");
    expect(await page.getByTestId("sale").getAttribute("data-state")).toBe("approved");
    await unlock(page, PINS.lucia);
    expect(await page.getByTestId("sale-payer").isVisible()).toBe(true);
    await page.waitForTimeout(SETTLE_MS);
    await page.keyboard.press("7");
    await page.getByTestId("amount").getByText("$ 7").waitFor();
    await page.close();
  });

  test("a code that waits behind another screen comes to the front, and the screen comes back", async () => {
    const page = await pages.page("live", { width: 1_440, height: 900 });
    await typeByHand(page, "320");
    await page.keyboard.press("Enter");
    await page.locator("[data-testid=sale][data-state=waiting]").waitFor();
    await page.keyboard.press("F12");
    await page.getByTestId("settings-till-name").fill("Caja del fondo");
    await page.keyboard.press("F8");
    await page.getByTestId("lock-screen").waitFor();
    expect(await page.getByTestId("qr-image").isVisible()).toBe(true);
    expect(await page.getByTestId("settings-till-name").isVisible()).toBe(false);
    await unlock(page, PINS.lucia);
    expect(await page.getByTestId("settings-till-name").inputValue()).toBe("Caja del fondo");
    expect(await page.getByTestId("qr-image").count()).toBe(0);
    await page.close();
  });

  test("without a cashier F8 says why the till does not lock", async () => {
    const page = await pages.page("amount");
    await page.keyboard.press("F8");
    await page.getByTestId("amount-notice").getByText("Ajustes, Personas").waitFor();
    await page.keyboard.press("F10");
    await page.getByTestId("lock").click();
    await page.getByTestId("toast").getByText("Ajustes, Personas").waitFor();
    expect(await page.getByTestId("lock-screen").count()).toBe(0);
    await page.close();
  });
});

test("no page complained", () => {
  expect(pages.complaints).toEqual([]);
});
