/** The printer, by the keyboard alone: a receipt once more, another printer, and the settings with the finder. */

import { afterAll, beforeAll, expect, test } from "vitest";
import { looksRight } from "./looks";
import { Pages, tabTo } from "./window";


let pages: Pages;
beforeAll(async () => {
  pages = await Pages.open();
});
afterAll(() => pages.close());

test("R prints the receipt of the sale that was just paid, and the next time a copy", async () => {
  const page = await pages.page("approved-printer");
  await page.waitForTimeout(900);
  await page.keyboard.press("r");
  await page.getByTestId("reprint-said").filter({ hasText: "impresora" }).waitFor();
  await page.keyboard.press("r");
  await page.getByTestId("reprint-said").filter({ hasText: "COPIA" }).waitFor();
  expect(await page.getByTestId("sale-message").textContent()).toBe("PAGADO");
  await page.close();
});

test("a printer that fails is said, and the other one is two keys away", async () => {
  const page = await pages.page("printer-off");
  const strip = page.getByTestId("printer-strip");
  expect(await strip.getAttribute("data-state")).toBe("no-connection");
  expect(await strip.textContent()).toContain("3 papeles");
  await tabTo(page, "printer-other");
  await page.keyboard.press("Enter");
  await page.getByTestId("printer-back").waitFor();
  // The amount takes keys all the while.
  await page.keyboard.press("1");
  expect(await page.getByTestId("amount").textContent()).toContain("1");
  await page.close();
});

test("the settings find printers, warn about the shop's words, and say why a fiscal shop prints nothing by itself", async () => {
  const page = await pages.page("printer-other");
  await page.keyboard.press("F12");
  await page.getByTestId("settings-section-printer").click();
  await page.getByTestId("printers-find").click();
  await page.getByTestId("printer-use").first().click();
  expect(await page.getByTestId("settings-printer-address").inputValue()).toBe("usb:04b8:0e15:J5K1");
  await page.getByTestId("settings-shop-name").fill("La Factura “Łódź”");
  const warned = page.getByTestId("shop-warning");
  expect(await warned.evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset["state"]))).toEqual(["other-paper", "substituted", "wallets"]);
  await page.getByTestId("settings-shop-fiscal_printer").check();
  await page.getByTestId("fiscal-note").waitFor();
  await looksRight(page, "settings-printer");
  await page.close();
});

test("no page complained", () => {
  expect(pages.complaints).toEqual([]);
});
