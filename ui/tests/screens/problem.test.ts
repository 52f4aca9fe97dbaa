/** The window that stands where no shop can be opened: each reason, in both themes and languages. */

import { afterAll, beforeAll, expect, test } from "vitest";
import { PROBLEM_SCENES } from "../../src/backend/memory/problem";
import { cutIn, seriousIn } from "./checks";
import { looksRight } from "./looks";
import { Pages, picture } from "./window";

const SIZES = [
  { width: 900, height: 720 },
  { width: 1_366, height: 768 },
];

let pages: Pages;
beforeAll(async () => {
  pages = await Pages.open();
});
afterAll(() => pages.close());

test.each(PROBLEM_SCENES)("%s", async (scene) => {
  const page = await pages.problem(scene);
  expect(scene.startsWith((await page.getByTestId("problem").getAttribute("data-kind")) ?? "?")).toBe(true);
  await looksRight(page, `problem-${scene}`, { sizes: SIZES });
  expect(await page.getByTestId("problem-detail").innerText()).not.toBe("");
  await page.getByTestId("problem-retry").click();
  await expect.poll(() => page.getByTestId("problem").innerText()).toContain("sigue igual");
});

test("a copy is restored after its loss is shown, by keyboard alone", async () => {
  const page = await pages.problem("ledger-damaged");
  await page.getByTestId("problem-restore").focus();
  await page.keyboard.press("Enter");
  expect(await page.getByTestId("problem-missing").innerText()).toContain("después de esa copia");
  await picture(page, "problem-restore-asked");
  expect(await seriousIn(page)).toEqual([]);
  expect(await cutIn(page)).toEqual([]);
  // The answer has the focus: it was asked for.
  await page.keyboard.press("Enter");
  await expect.poll(() => page.getByTestId("problem").count()).toBe(0);
});

test("a shop with a manager goes back to a copy by their PIN", async () => {
  const page = await pages.problem("ledger-damaged-manager");
  await page.getByTestId("problem-restore").click();
  await page.getByTestId("confirm-yes").click();
  const pin = page.getByTestId("manager-pin");
  await pin.fill("9999");
  await page.keyboard.press("Enter");
  await page.getByTestId("manager-trouble").getByText("no es de nadie").waitFor();
  expect(await seriousIn(page)).toEqual([]);
  await pin.fill("1234");
  await page.getByTestId("confirm-yes").click();
  await expect.poll(() => page.getByTestId("problem").count()).toBe(0);
});

test("it speaks English too", async () => {
  const page = await pages.problem("keychain", "en");
  expect(await page.getByTestId("problem").innerText()).toContain("The keychain does not answer");
});

test("without room for a copy an upgrade says how much is missing, and takes another folder", async () => {
  const page = await pages.problem("upgrade-no-room");
  expect(await page.getByTestId("upgrade-room").innerText()).toContain("faltan 1.080 MB");
  const folder = page.getByTestId("upgrade-folder");
  await folder.fill("pendrive");
  await page.keyboard.press("Enter");
  await page.getByTestId("problem-trouble").getByText("ruta completa").waitFor();
  await folder.fill("/media/caja/COPIAS");
  await page.keyboard.press("Enter");
  await expect.poll(() => page.getByTestId("problem").count()).toBe(0);
});

test("an upgrade without a copy asks twice, and for a manager's PIN", async () => {
  const page = await pages.problem("upgrade-no-room");
  await page.getByTestId("upgrade-without").focus();
  await page.keyboard.press("Enter");
  await page.getByTestId("upgrade-offer").getByText("no hay a qué volver").waitFor();
  // The answer has the focus: it was asked for.
  await page.keyboard.press("Enter");
  const pin = page.getByTestId("manager-pin");
  await pin.fill("9999");
  await page.keyboard.press("Enter");
  await page.getByTestId("manager-trouble").getByText("no es de nadie").waitFor();
  expect(await seriousIn(page)).toEqual([]);
  await pin.fill("1234");
  await page.keyboard.press("Enter");
  await expect.poll(() => page.getByTestId("problem").count()).toBe(0);
});

test("an upgrade that goes on says so, and is no problem", async () => {
  const page = await pages.problem("upgrading");
  await looksRight(page, "problem-upgrading", { sizes: SIZES });
  const words = await page.getByTestId("problem").innerText();
  expect(words).toContain("Preparando la actualización");
  expect(words).toContain("Copiando: 42 %");
  expect(await page.getByTestId("problem-retry").count()).toBe(0);
});
