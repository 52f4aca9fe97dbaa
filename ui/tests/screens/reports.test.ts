/** The reports to Bind: pictures in both themes and languages, and everything that a person does there. */

import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PINS } from "../../src/backend/memory/people";
import { REPORT_SCENES } from "../../src/backend/memory/report-scenes";
import { looksRight } from "./looks";
import { Pages, typeByHand } from "./window";

const PIN = PINS.marina;

let pages: Pages;
beforeAll(async () => {
  pages = await Pages.open();
});
afterAll(() => pages.close());

async function openReports(page: Page): Promise<void> {
  await page.getByTestId("queue-count").click();
  await page.getByTestId("reports-tab").click();
  await page.locator("[data-testid=reports], [data-testid=reports-trouble]").first().waitFor();
}

const rows = (page: Page) => page.getByTestId("report-row");
const row = (page: Page, state: string) => page.locator(`[data-testid=report-row][data-state=${state}]`);
const inFront = (page: Page) => page.locator("[data-testid=report-row]:has([aria-expanded=true])");

/** Opens the first report of this standing. */
async function open(page: Page, state: string): Promise<void> {
  const line = row(page, state).first().locator("button[aria-expanded]");
  if ((await line.getAttribute("aria-expanded")) === "false") await line.click();
  await inFront(page).getByTestId("report-fields").waitFor();
}

async function giveAnswer(page: Page, reason: string): Promise<void> {
  await page.getByTestId("settle-reason").fill(reason);
  await page.getByTestId("manager-pin").fill(PIN);
  await page.getByTestId("settle-confirm").click();
}

type Steps = (page: Page) => Promise<void>;
const VIEWS: Record<string, { scene: string; lang?: string; steps?: Steps }> = {
  ...Object.fromEntries(REPORT_SCENES.map((scene) => [scene, { scene }])),
  "reports-english": { scene: "reports", lang: "en" },
  "reports-in-doubt": { scene: "reports", steps: (page) => open(page, "in-doubt") },
  "reports-owed": { scene: "reports", steps: (page) => open(page, "owed") },
  "reports-passed": { scene: "reports", steps: (page) => open(page, "passed") },
  "reports-given-up": { scene: "reports", steps: (page) => open(page, "given-up") },
  "reports-filtered": { scene: "reports", steps: (page) => page.locator("[data-testid=report-filter][data-shown=returned]").click() },
  "reports-correct": {
    scene: "reports",
    steps: async (page) => {
      await open(page, "in-doubt");
      await page.getByTestId("report-correct").click();
      await page.getByTestId("report-field-seller_cuit").fill("30712345670");
    },
  },
  "reports-correct-english": {
    scene: "reports",
    lang: "en",
    steps: async (page) => {
      await open(page, "failed");
      await page.getByTestId("report-correct").click();
    },
  },
  "reports-settle": {
    scene: "reports",
    steps: async (page) => {
      await open(page, "in-doubt");
      await page.getByTestId("report-settle").click();
    },
  },
  "reports-span": { scene: "reports", steps: (page) => page.getByTestId("report-span").click() },
  "reports-no-manager-settle": {
    scene: "reports-no-manager",
    steps: async (page) => {
      await open(page, "failed");
      await page.getByTestId("report-settle").click();
      await page.getByTestId("first-manager-name").waitFor();
    },
  },
};

test.each(Object.entries(VIEWS))("%s", async (name, { scene, lang, steps }) => {
  const page = await pages.look(scene, lang);
  await openReports(page);
  await steps?.(page);
  await looksRight(page, name);
});

test("each standing is there, those that wait for a person first, of whatever day", async () => {
  const page = await pages.look("reports");
  await openReports(page);
  const states = await rows(page).evaluateAll((all) => all.map((one) => one.getAttribute("data-state")));
  expect(states).toEqual(["failed", "in-doubt", "failed", "owed", "passed", "passed", "passed", "returned", "given-up"]);
  expect(await page.getByTestId("reports-count").getAttribute("data-count")).toBe("3");
  expect(await page.getByTestId("reports-tab").getAttribute("data-count")).toBe("3");
  // The first that waits opens by itself, with what looks wrong.
  expect(await inFront(page).getAttribute("data-state")).toBe("failed");
  await inFront(page).locator("[data-field=seller_account][data-unfit=true]").waitFor();
  expect(await page.getByTestId("report-what").innerText()).toContain("cuentaVendedor no corresponde");
  expect(await page.getByTestId("report-on-error").innerText()).toContain("VE-017");
});

test("the filters show what they say and count, and days are typed or chosen", async () => {
  const page = await pages.page("reports");
  await openReports(page);
  for (const [shown, count] of [["owed", 1], ["passed", 4], ["failed", 2], ["in-doubt", 1], ["returned", 1], ["all", 9]] as const) {
    const filter = page.locator(`[data-testid=report-filter][data-shown=${shown}]`);
    await filter.click();
    await page.locator(`[data-testid=reports][data-count="${count}"]`).waitFor();
    expect(await filter.innerText()).toContain(String(count));
  }
  const [year, month, day] = ((await page.getByTestId("report-span").getAttribute("data-to")) ?? "").split("-");
  await page.getByTestId("report-span").click();
  await page.getByTestId("report-span-typed").fill(`1/1/2020 al ${day}/${month}/${year}`);
  await page.keyboard.press("Enter");
  await page.locator('[data-testid=reports][data-count="10"]').waitFor();
  await page.getByTestId("report-span").click();
  await page.getByTestId("report-span-typed").fill("31/2");
  await page.keyboard.press("Enter");
  expect(await page.getByTestId("report-span-typed").getAttribute("aria-invalid")).toBe("true");
  await page.close();
});

describe("what a manager does", () => {
  test("a report that Bind refused is corrected, asked about, and sent as a new message until it passes", async () => {
    const page = await pages.page("reports");
    await openReports(page);
    await open(page, "failed");
    const id = await inFront(page).getAttribute("data-id");
    await page.getByTestId("report-correct").click();
    // The field that looks wrong has the focus.
    await page.waitForFunction(() => document.activeElement?.getAttribute("data-testid") === "report-field-seller_account");
    expect(await page.getByTestId("report-ask-bind").count()).toBe(0);
    await page.getByTestId("report-field-seller_account").fill("0000003100010000000893");
    const changed = page.locator("[data-field=seller_account][data-changed=true]");
    expect(await changed.innerText()).toContain("antes: 0000003100010000000892");
    await giveAnswer(page, "el CVU era el anterior");
    await page.getByTestId("unchecked").getByText("La cuenta no verifica").waitFor();
    await page.getByTestId("report-field-seller_account").fill("0000003100010000000009");
    await page.getByTestId("settle-confirm").click();
    await page.getByTestId("reports-done").getByText("mensaje nuevo").waitFor();
    await page.locator(`[data-testid=report-row][data-id="${id}"][data-state=passed]`).waitFor();
    expect(await page.getByTestId("reports-count").getAttribute("data-count")).toBe("2");
    await page.close();
  });

  test("one in doubt first says to ask Bind; a number that does not check goes out when the manager is sure", async () => {
    const page = await pages.page("reports");
    await openReports(page);
    await open(page, "in-doubt");
    await page.getByTestId("report-correct").click();
    expect(await page.getByTestId("report-ask-bind").innerText()).toContain("si lo tiene, no mandes otro");
    await page.getByTestId("report-field-buyer_cuit").fill("20123456780");
    await giveAnswer(page, "Bind dijo que no lo tiene");
    await page.getByTestId("report-sure").click();
    await page.getByTestId("reports-done").getByText("mensaje nuevo").waitFor();
    await page.close();
  });

  test("Bind has it, or it is sent no more: with a reason, and a PIN that names what it allows", async () => {
    const page = await pages.page("reports");
    await openReports(page);
    await open(page, "in-doubt");
    await page.getByTestId("report-settle").click();
    expect(await page.getByTestId("manager-allows").innerText()).toBe("Decir que Bind tiene C1-000375, $ 7.200");
    await giveAnswer(page, "lo confirmó Bind");
    await page.getByTestId("reports-done").getByText("Bind lo tiene").waitFor();
    await row(page, "in-doubt").waitFor({ state: "detached" });
    await open(page, "failed");
    await page.getByTestId("report-give-up").click();
    await page.getByTestId("settle-confirm").click();
    await page.getByTestId("settle-trouble").getByText("motivo").waitFor();
    await giveAnswer(page, "se anuló");
    await page.getByTestId("reports-done").getByText("no se manda más").waitFor();
    await row(page, "given-up").nth(1).waitFor();
    await page.close();
  });

  test("an amount that cannot be read is said at its field", async () => {
    const page = await pages.page("reports");
    await openReports(page);
    await open(page, "failed");
    await page.getByTestId("report-correct").click();
    await page.getByTestId("report-field-amount_centavos").fill("mucho");
    await giveAnswer(page, "otro monto");
    await page.locator("[data-field=amount_centavos]").getByText("mayor que cero").waitFor();
    await page.close();
  });
});

test("an owed report is tried at once", async () => {
  const page = await pages.page("reports");
  await openReports(page);
  await open(page, "owed");
  await page.getByTestId("errand-retry").click();
  await row(page, "owed").waitFor({ state: "detached" });
  await row(page, "returned").nth(1).waitFor();
  expect(await page.getByTestId("queue-count").getAttribute("data-count")).toBe("0");
  await page.close();
});

test("the ids and fields are copied for Bind, when a person says so", async () => {
  const page = await pages.page("reports");
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await openReports(page);
  await open(page, "failed");
  await page.getByTestId("report-copy").click();
  await page.getByTestId("reports-done").getByText("Copiado").waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toMatch(/^idMensaje: 7d0c41e2/);
  expect(copied).toContain("vendedor.cuentaVendedor: 0000003100010000000892");
  expect(copied).toContain("importeBruto: 15800.00");
  await page.close();
});

test("by keyboard alone: chosen, given up, followed to the sale, exported, and back to the queue", async () => {
  const page = await pages.page("reports");
  await page.getByTestId("queue-count").focus();
  await page.keyboard.press("Enter");
  await page.getByTestId("queue").waitFor();
  await page.keyboard.press("i");
  await rows(page).first().waitFor();
  await page.keyboard.press("ArrowDown");
  expect(await inFront(page).getAttribute("data-state")).toBe("in-doubt");
  await inFront(page).getByTestId("report-fields").waitFor();
  await page.keyboard.press("5");
  await page.getByTestId("timeline").waitFor();
  await page.keyboard.press("Escape");
  await rows(page).first().waitFor();
  expect(await inFront(page).getAttribute("data-state")).toBe("in-doubt");
  await inFront(page).getByTestId("report-fields").waitFor();
  await page.keyboard.press("3");
  await page.waitForFunction(() => document.activeElement?.getAttribute("data-testid") === "settle-reason");
  await typeByHand(page, "se anulo");
  await page.keyboard.press("Enter");
  await typeByHand(page, PIN);
  await page.keyboard.press("Enter");
  await page.getByTestId("reports-done").getByText("no se manda más").waitFor();
  await page.keyboard.press("ArrowRight");
  await page.locator("[data-testid=report-filter][data-shown=owed][aria-pressed=true]").waitFor();
  await page.keyboard.press("E");
  await page.getByTestId("export-go").waitFor();
  await page.keyboard.press("Enter");
  await page.getByTestId("export-done").getByText("exports/informes-bind-").waitFor();
  await page.keyboard.press("Escape");
  await page.getByTestId("export-done").waitFor({ state: "detached" });
  await page.keyboard.press("i");
  await page.getByTestId("queue").waitFor();
  await page.keyboard.press("Escape");
  await page.getByTestId("amount").waitFor();
  await page.close();
});

test("more than a page is shown where a person wants more", async () => {
  const page = await pages.page("reports-many");
  await openReports(page);
  const before = await rows(page).count();
  await page.getByTestId("reports-more").click();
  await page.waitForFunction((count) => document.querySelectorAll("[data-testid=report-row]").length === count, before + 50);
  await page.close();
});

test("reports that cannot be read say so", async () => {
  const page = await pages.look("reports-trouble");
  await openReports(page);
  expect(await page.getByTestId("reports-trouble").innerText()).not.toBe("");
});

test("the status bar leads to those that wait, and not while the till is locked", async () => {
  const page = await pages.page("reports");
  await page.getByTestId("reports-count").click();
  await rows(page).first().waitFor();
  await page.keyboard.press("Escape");
  await page.getByTestId("amount").waitFor();
  await page.keyboard.press("F8");
  await page.getByTestId("pin-input").waitFor();
  expect(await page.getByTestId("reports-count").isDisabled()).toBe(true);
  await page.close();
});

test("no page complained", () => {
  expect(pages.complaints).toEqual([]);
});
