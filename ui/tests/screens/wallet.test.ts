/** The house's wallet: pictures in both themes and languages, a sale by it, and one that a manager enters by hand. */

import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PINS } from "../../src/backend/memory/people";
import { WALLET_SCENES } from "../../src/backend/memory/wallet-scenes";
import { TIGHT, fits, looksRight } from "./looks";
import { Pages, answersCome, typeByHand } from "./window";

/** How much of a small window's height the code takes at the least: as much as TotalCoin's. */
const QR_SHARE = 0.58;
const PIN = PINS.marina;
const CUIT = "20123456786";
const WRONG_CUIT = "20123456789";
const ACCOUNT = "0170099220000067797370";
/** For this long a new screen ignores keys, and a little more. */
const SETTLED_MS = 900;

let pages: Pages;
beforeAll(async () => {
  pages = await Pages.open();
});
afterAll(() => pages.close());

const inState = (page: Page, state: string) => page.locator(`[data-testid=sale][data-state=${state}]`).waitFor();

async function fillIn(page: Page, cuit: string, account = ACCOUNT): Promise<void> {
  await page.getByTestId("wallet-cuit").fill(cuit);
  await page.getByTestId("wallet-account").fill(account);
  await page.getByTestId("wallet-reference").fill("BP-2026-118842");
  await page.getByTestId("settle-reason").fill("figura pagado en la billetera");
  await page.getByTestId("manager-pin").fill(PIN);
}

/** What is done before a picture. */
type Steps = (page: Page) => Promise<void>;
const VIEWS: Record<string, { scene: string; lang?: string; steps?: Steps }> = {
  ...Object.fromEntries(WALLET_SCENES.map((scene) => [scene, { scene }])),
  "wallet-parts": {
    scene: "wallet-ready",
    steps: async (page) => {
      await typeByHand(page, "9000");
      await page.keyboard.press("F6");
      await page.getByTestId("part-wallet").waitFor();
    },
  },
  "wallet-parts-missing": {
    scene: "wallet-missing",
    steps: async (page) => {
      await typeByHand(page, "9000");
      await page.keyboard.press("F6");
      await page.getByTestId("wallet-missing").waitFor();
    },
  },
  "wallet-enter-waiting": { scene: "wallet-waiting", steps: (page) => page.getByTestId("wallet-enter").click() },
  "wallet-enter-ask": {
    scene: "wallet-expired",
    steps: async (page) => {
      await page.getByTestId("wallet-enter").click();
      await fillIn(page, WRONG_CUIT);
      await page.getByTestId("wallet-ok").click();
      await page.getByTestId("unchecked").waitFor();
    },
  },
};
const ENGLISH = ["wallet-missing", "wallet-requested", "wallet-waiting", "wallet-expired", "wallet-refused", "wallet-settled", "wallet-parts-missing", "wallet-enter-ask"] as const;

test.each(Object.entries(VIEWS))("%s", async (name, { scene, steps }) => {
  const page = await pages.look(scene);
  await steps?.(page);
  await looksRight(page, name, {
    also: async (size, look) => {
      const code = page.getByTestId("qr-image");
      if (name.startsWith("wallet-enter") || (await code.count()) === 0) return;
      const box = await code.boundingBox();
      expect(box?.height, look).toBeGreaterThanOrEqual(size.height * QR_SHARE);
      expect(box?.width, look).toBe(box?.height);
    },
  });
});

test.each(ENGLISH)("%s in English", async (name) => {
  const view = VIEWS[name];
  const page = await pages.look(view?.scene ?? name, "en");
  await view?.steps?.(page);
  await fits(page, `${name}-english`, { sizes: TIGHT });
});

describe("F11", () => {
  test("is offered where the wallet is set up, and in the help of keys", async () => {
    const page = await pages.look("wallet-ready");
    expect(await page.getByTestId("charge-wallet").isEnabled()).toBe(true);
    expect(await page.getByTestId("charge-wallet").innerText()).toContain("F11");
    await page.keyboard.press("F1");
    await page.getByRole("dialog").getByText("Billetera propia").waitFor();
  });

  test("is disabled where something is missing, and says what", async () => {
    const page = await pages.look("wallet-missing");
    expect(await page.getByTestId("charge-wallet").isDisabled()).toBe(true);
    expect(await page.getByTestId("wallet-missing").innerText()).toContain("Falta configurar Bind");
    await typeByHand(page, "1500");
    await page.keyboard.press("F11");
    await page.getByTestId("amount-notice").getByText("Falta configurar Bind").waitFor();
    expect(await page.getByTestId("amount").innerText()).toContain("1.500");
  });

  test("is not there where the house has no wallet", async () => {
    const page = await pages.look("live");
    expect(await page.getByTestId("charge-wallet").count()).toBe(0);
    expect(await page.getByTestId("reports-tab").count()).toBe(0);
    await typeByHand(page, "1500");
    await page.keyboard.press("F11");
    expect(await page.getByTestId("amount-notice").innerText()).toBe("");
  });
});

test("a sale by the wallet: Bind is asked, the code is on both screens, and the notice makes it PAGADO", async () => {
  const { till, customer, close } = await pages.windows("wallet-practice", "held");
  await typeByHand(till, "7200");
  await till.keyboard.press("F11");
  await inState(till, "requested");
  expect(await till.getByTestId("sale-message").innerText()).toContain("Bind");
  await answersCome(till);
  await inState(till, "waiting");
  expect(await till.getByTestId("qr-image").getAttribute("data-payload")).toMatch(/^000201/);
  expect(await till.getByTestId("sale-message").innerText()).toContain("la billetera");
  await till.getByTestId("practice-wallet-pay").click();
  await inState(till, "approved");
  expect(await till.getByTestId("sale").innerText()).toContain("PAGADO");
  expect(await till.getByTestId("sale").innerText()).toContain("Billetera propia");
  expect(await customer.getByTestId("customer").count()).toBe(1);
  // Bind is told by itself.
  await till.getByTestId("new-sale").click();
  await till.getByTestId("queue-count").click();
  await till.keyboard.press("i");
  await till.locator("[data-testid=report-row][data-state=passed]").waitFor();
  await close();
});

test("the rest of a total is charged to the wallet, and beyond what may be charged a manager is asked", async () => {
  const page = await pages.page("wallet-split");
  await page.getByTestId("part-wallet").waitFor();
  await page.waitForTimeout(SETTLED_MS);
  await page.keyboard.press("F11");
  await inState(page, "waiting");
  await page.close();

  const beyond = await pages.held("wallet-beyond");
  await beyond.getByTestId("part-wallet").waitFor();
  await beyond.waitForTimeout(SETTLED_MS);
  await beyond.keyboard.press("F11");
  await beyond.getByTestId("manager-prompt").waitFor();
  await beyond.getByTestId("manager-pin").fill(PIN);
  await beyond.getByTestId("manager-ok").click();
  await inState(beyond, "requested");
  await beyond.close();
});

test("a waiting payment is cancelled after the question", async () => {
  const page = await pages.page("wallet-waiting");
  await page.keyboard.press("Escape");
  await page.getByTestId("confirm-yes").click();
  await inState(page, "cancelled");
  await page.close();
});

test("what expired is charged to the wallet again by Enter", async () => {
  const page = await pages.held("wallet-expired");
  await page.waitForTimeout(SETTLED_MS);
  await page.keyboard.press("Enter");
  await inState(page, "requested");
  await answersCome(page);
  await inState(page, "waiting");
  await page.close();
});

describe("entered by hand", () => {
  test("by keyboard alone: a number that does not check is asked about, and sent when the manager is sure", async () => {
    const page = await pages.page("wallet-expired");
    await page.getByTestId("wallet-enter").focus();
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.activeElement?.getAttribute("data-testid") === "wallet-cuit");
    for (const text of [WRONG_CUIT, "CTA-88", "BP-118842", "figura pagado", PIN]) {
      await typeByHand(page, text);
      await page.keyboard.press("Enter");
    }
    const ask = page.getByTestId("unchecked");
    await ask.getByText("El CUIT no verifica. ¿Lo mandás igual?").waitFor();
    expect(await ask.getAttribute("data-fields")).toBe("buyer_cuit");
    expect(await page.getByTestId("sale").getAttribute("data-state")).toBe("expired");
    await page.getByTestId("wallet-sure").focus();
    await page.keyboard.press("Enter");
    await inState(page, "settled-paid");
    expect(await page.getByTestId("sale-message").innerText()).toContain("ingresó este pago a mano");
    await page.close();
  });

  test("a corrected number is sent without a question", async () => {
    const page = await pages.page("wallet-cancelled");
    await page.getByTestId("wallet-enter").click();
    await fillIn(page, CUIT, "0170099220000067797371");
    await page.getByTestId("wallet-ok").click();
    await page.getByTestId("unchecked").getByText("La cuenta no verifica").waitFor();
    await page.getByTestId("wallet-account").fill(ACCOUNT);
    await page.getByTestId("unchecked").waitFor({ state: "detached" });
    await page.getByTestId("wallet-ok").click();
    await inState(page, "settled-paid");
    await page.close();
  });

  test("what is missing is said at its field, and a wrong PIN at the PIN", async () => {
    const page = await pages.page("wallet-refused");
    await page.getByTestId("wallet-enter").click();
    await page.getByTestId("wallet-ok").click();
    await page.getByText("Falta el CUIL o CUIT.").waitFor();
    await fillIn(page, CUIT);
    await page.getByTestId("manager-pin").fill("999999");
    await page.getByTestId("wallet-ok").click();
    await page.getByTestId("manager-trouble").getByText("PIN").waitFor();
    expect(await page.getByTestId("wallet-cuit").inputValue()).toBe(CUIT);
    await page.getByTestId("manager-pin").focus();
    await page.keyboard.press("Escape");
    await page.getByTestId("wallet-form").waitFor({ state: "detached" });
    // What was typed names a payer: it is not kept.
    await page.getByTestId("wallet-enter").click();
    expect(await page.getByTestId("wallet-cuit").inputValue()).toBe("");
    await page.close();
  });

  test("it is not offered before there is a code, nor for another way to pay", async () => {
    const requested = await pages.look("wallet-requested");
    expect(await requested.getByTestId("wallet-enter").count()).toBe(0);
    const other = await pages.look("expired");
    expect(await other.getByTestId("wallet-enter").count()).toBe(0);
  });
});

/** The customer's window shows the code as it does TotalCoin's. */
test.each([["wallet-waiting", "waiting"], ["wallet-requested", "idle"], ["wallet-approved", "approved"], ["wallet-expired", "idle"]])("the customer sees %s as %s", async (scene, state) => {
  const page = await pages.lookAtCustomer(scene);
  const size = { width: 1_366, height: 768 };
  await fits(page, `customer-${scene}`, { sizes: [size] });
  expect(await page.getByTestId("customer").getAttribute("data-state")).toBe(state);
  expect(await page.locator("body").innerText()).not.toContain("Ana");
  if (state !== "waiting") return;
  const box = await page.getByTestId("customer-qr").boundingBox();
  expect(box?.height).toBeGreaterThanOrEqual(size.height * 0.55);
});

test("no page complained", () => {
  expect(pages.complaints).toEqual([]);
});
