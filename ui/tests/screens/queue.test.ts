/** The queue: pictures in both themes and languages, and everything that a person does there by keyboard alone. */

import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PINS } from "../../src/backend/memory/people";
import { QUEUE_SCENES } from "../../src/backend/memory/queue-scenes";
import { looksRight } from "./looks";
import { Pages, typeByHand } from "./window";

/** A backlog of 100,000 is opened within this, in milliseconds, the till in memory included. */
const OPENED_MS_MAX = 3_000;

let pages: Pages;
beforeAll(async () => {
  pages = await Pages.open();
});
afterAll(() => pages.close());

async function openQueue(page: Page): Promise<void> {
  await page.getByTestId("queue-count").click();
  await page.locator("[data-testid=queue], [data-testid=queue-trouble]").first().waitFor();
}

const rows = (page: Page) => page.getByTestId("errand-row");
const inFront = (page: Page) => page.locator("[data-testid=errand-row]:has([aria-expanded=true])");

/** Each picture: the scene it starts from, and the keys that lead to it. */
const VIEWS: Record<string, { scene: string; lang?: string; steps?: (page: Page) => Promise<void> }> = {
  ...Object.fromEntries(QUEUE_SCENES.map((scene) => [scene, { scene }])),
  "queue-english": { scene: "queue", lang: "en" },
  "queue-front": { scene: "queue", steps: (page) => page.keyboard.press("ArrowDown") },
  "queue-portal-english": { scene: "queue-portal", lang: "en" },
  "queue-practice": { scene: "offline" },
  "queue-give-up": {
    scene: "queue-dead",
    steps: async (page) => {
      await page.keyboard.press("2");
      await typeByHand(page, "el cliente se fue");
      await page.keyboard.press("Enter");
      await typeByHand(page, "9999");
      await page.keyboard.press("Enter");
      await page.getByTestId("manager-trouble").getByText("PIN").waitFor();
    },
  },
  "queue-no-manager-give-up": {
    scene: "queue-no-manager",
    steps: async (page) => {
      await page.keyboard.press("2");
      await page.getByTestId("first-manager-name").waitFor();
    },
  },
};

test.each(Object.entries(VIEWS))("%s", async (name, { scene, lang, steps }) => {
  const page = await pages.look(scene, lang);
  await openQueue(page);
  await steps?.(page);
  await looksRight(page, name);
});

describe("an outage", () => {
  test("every kind has words of its own in the lights, and in the panel above the queue", async () => {
    const scenes = ["queue", "queue-no-network", "queue-name", "queue-down", "queue-portal", "queue-proxy", "queue-certificate", "queue-slow"];
    const said: string[] = [];
    for (const scene of scenes) {
      const page = await pages.look(scene);
      const light = await page.getByTestId("light-totalcoin").getAttribute("title");
      await openQueue(page);
      const panel = page.getByTestId("queue-outage");
      expect(await panel.count(), scene).toBe(1);
      said.push(light ?? "", await panel.locator("h2").innerText(), await panel.getByTestId("queue-tried").innerText());
    }
    expect(said.every((text) => text !== "")).toBe(true);
    expect(new Set(said).size).toBe(said.length);
  });

  test("one chip says it where one cause darkens all, and a light alone speaks for itself", async () => {
    const all = await pages.look("queue");
    expect(await all.getByTestId("light-cause").innerText()).toBe("Sin internet");
    expect(await all.getByTestId("light-totalcoin").innerText()).toBe("TotalCoin");
    const one = await pages.look("queue-down");
    expect(await one.getByTestId("light-cause").count()).toBe(0);
    expect(await one.getByTestId("light-totalcoin").innerText()).toContain("sin conexión");
    expect(await one.getByTestId("light-totalcoin").getAttribute("aria-label")).toContain("internet anda");
  });

  test("a card is refused by the panel at once, and cash and the fixed QR are offered", async () => {
    const page = await pages.look("queue");
    await openQueue(page);
    const ways = await page.getByTestId("queue-meanwhile").innerText();
    expect(ways).toMatch(/Efectivo\s+F3/);
    expect(ways).toMatch(/QR fijo\s+F4/);
    expect(ways).toContain("QR común, no");
    expect(ways).toContain("Tarjeta, no");
  });

  test("a charge in doubt is named, as one that is not queued", async () => {
    const page = await pages.page("queue");
    await openQueue(page);
    expect(await rows(page).count()).toBe(4);
    const doubt = page.getByTestId("queue-doubt");
    expect(await doubt.innerText()).toContain("C1-000376");
    expect(await doubt.innerText()).toContain("no se manda otra vez");
    await doubt.getByTestId("timeline-open").click();
    await page.getByTestId("timeline").waitFor();
    await page.keyboard.press("Escape");
    await page.getByTestId("queue").waitFor();
    await page.close();
  });
});

describe("by keyboard alone", () => {
  test("errands are chosen, tried, and followed to their sale; Esc goes back one thing at a time", async () => {
    const page = await pages.page("queue");
    await page.getByTestId("queue-count").focus();
    await page.keyboard.press("Enter");
    await rows(page).first().waitFor();
    await page.keyboard.press("ArrowDown");
    const chosen = await inFront(page).getAttribute("data-id");
    expect(chosen).toBe("1");
    await page.keyboard.press("1");
    await inFront(page).getByText("6", { exact: true }).waitFor();
    await page.keyboard.press("3");
    await page.getByTestId("timeline").waitFor();
    await page.keyboard.press("Escape");
    await rows(page).first().waitFor();
    expect(await inFront(page).getAttribute("data-id")).toBe(chosen);
    await page.keyboard.press("2");
    await page.getByTestId("settle-reason").waitFor();
    await page.keyboard.press("Escape");
    await page.getByTestId("settle-reason").waitFor({ state: "detached" });
    await page.keyboard.press("Escape");
    await page.getByTestId("amount").waitFor();
    await page.close();
  });

  test("a dead errand is given up with a reason and a PIN that names what it allows", async () => {
    const page = await pages.page("queue-dead");
    await openQueue(page);
    expect(await page.getByTestId("queue").getAttribute("data-count")).toBe("4");
    await page.keyboard.press("2");
    await page.keyboard.press("Enter");
    await page.getByTestId("settle-reason").waitFor();
    await typeByHand(page, "tarjeta 4111 1111 1111 1111");
    await page.keyboard.press("Enter");
    await typeByHand(page, PINS.marina);
    await page.keyboard.press("Enter");
    await page.getByTestId("settle-trouble").getByText("número de tarjeta").waitFor();
    await page.getByTestId("settle-reason").fill("el cliente se fue");
    expect(await page.getByTestId("manager-allows").innerText()).toBe("Abandonar C1-000301, $ 1.550");
    // The PIN is still there: only the reason had to be corrected.
    await page.keyboard.press("Enter");
    await page.getByTestId("queue-done").getByText("se abandonó").waitFor();
    expect(await page.getByTestId("queue").getAttribute("data-count")).toBe("3");
    const count = page.getByTestId("queue-count");
    expect([await count.getAttribute("data-count"), await count.getAttribute("data-dead")]).toEqual(["3", "2"]);
    expect(await count.getAttribute("aria-label")).toBe("3 envíos pendientes: 2 necesitan a alguien. Ver cuáles");
    await page.close();
  });

  test("R tries all of them, and an empty queue says so", async () => {
    const page = await pages.page("queue-dead");
    await openQueue(page);
    await page.keyboard.press("r");
    await page.locator("[data-testid=queue][data-count='0']").waitFor();
    expect(await page.getByTestId("queue").innerText()).toContain("Nada por enviar");
    await page.close();
  });

  test("behind an outage R tries all, and what did not go out stays, with one try more", async () => {
    const page = await pages.page("queue");
    await openQueue(page);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("R");
    await inFront(page).getByText("6", { exact: true }).waitFor();
    expect(await rows(page).count()).toBe(4);
    await page.close();
  });

  test("what cannot be given up is not: the digit does nothing", async () => {
    const page = await pages.page("queue-busy");
    await openQueue(page);
    expect(await page.getByTestId("errand-give-up").count()).toBe(0);
    await page.keyboard.press("2");
    expect(await page.getByTestId("settle-reason").count()).toBe(0);
    await page.close();
  });

  test("digits typed in the queue are no amount", async () => {
    const page = await pages.page("queue-empty");
    await openQueue(page);
    await typeByHand(page, "1503");
    await page.keyboard.press("Escape");
    expect(await page.getByTestId("amount").innerText()).toMatch(/^\$ 0/);
    await page.close();
  });
});

test("what waits since a restore leads to the tray", async () => {
  const page = await pages.page("queue-held");
  await openQueue(page);
  await page.getByTestId("errand-to-tray").click();
  await page.getByTestId("back").waitFor();
  expect(await page.getByTestId("nav-tray").getAttribute("aria-current")).toBe("page");
  await page.close();
});

test("100,000 errands show their counts first, and more where a person wants more", async () => {
  const page = await pages.page("queue-many");
  const began_ms = Date.now();
  await openQueue(page);
  await rows(page).first().waitFor();
  expect(Date.now() - began_ms).toBeLessThan(OPENED_MS_MAX);
  const groups = page.getByTestId("queue-group");
  expect(await groups.evaluateAll((all) => all.map((one) => one.getAttribute("data-count")))).toEqual(["75001", "25001"]);
  expect(await page.getByTestId("queue-count").innerText()).toContain("100.002");
  for (const provider of ["totalcoin", "pagouno"]) {
    const own = page.locator(`[data-testid=queue-group][data-provider=${provider}] [data-testid=errand-row]`);
    expect(await own.count()).toBe(5);
    // What needs somebody is not lost behind what goes out by itself.
    expect(await own.first().getAttribute("data-standing")).toBe("dead");
  }
  const second = page.locator("[data-testid=queue-group][data-provider=pagouno]");
  await second.getByTestId("queue-more").click();
  await page.waitForFunction(() => document.querySelectorAll("[data-provider=pagouno] [data-testid=errand-row]").length === 55);
  expect(await page.locator("[data-provider=totalcoin] [data-testid=errand-row]").count()).toBe(5);
  await page.close();
});

test("a queue that cannot be read says so", async () => {
  const page = await pages.look("queue-trouble");
  await openQueue(page);
  expect(await page.getByTestId("queue-trouble").innerText()).not.toBe("");
});

test("the queue cannot be opened while the till is locked", async () => {
  const page = await pages.look("locked");
  expect(await page.getByTestId("queue-count").isDisabled()).toBe(true);
});

test("no page complained", () => {
  expect(pages.complaints).toEqual([]);
});
