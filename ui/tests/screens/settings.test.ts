/** The settings and the path to live: each section, every end of a test, each step; in both themes and both languages. */

import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ConnectionOutcome } from "../../src/backend/bindings";
import { PINS } from "../../src/backend/memory/people";
import type { Tested } from "../../src/settings/settings.svelte";
import { cutIn } from "./checks";
import { ENLARGED, SIZES, looksRight } from "./looks";
import { Pages, picture, typeByHand } from "./window";

const PIN = PINS.marina;
/** Smaller than this, an amount is not read from where a cashier stands, in pixels. */
const AMOUNT_PX_MIN = 60;

let pages: Pages;
beforeAll(async () => {
  pages = await Pages.open();
});
afterAll(() => pages.close());

type View = { scene: string; steps: (page: Page) => Promise<void> };
const SECTIONS = ["till", "totalcoin", "pagouno", "bind", "relay", "day", "look", "backup", "people", "mode"] as const;

async function toSection(page: Page, section: (typeof SECTIONS)[number]): Promise<void> {
  await page.keyboard.press("F12");
  await page.getByTestId(`settings-section-${section}`).click();
}

/** How much of an element is inside `main`, in pixels from top to bottom. */
async function pxInSight(page: Page, id: string): Promise<number> {
  return page.getByTestId(id).evaluate((element) => {
    const [box, frame] = [element.getBoundingClientRect(), document.querySelector("main")?.getBoundingClientRect()];
    return frame === undefined ? 0 : Math.min(box.bottom, frame.bottom) - Math.max(box.top, frame.top);
  });
}

function personRow(page: Page, id: string): Locator {
  return page.locator(`[data-testid=person-row][data-id=${id}]`);
}

async function focusAt(page: Page, id: string): Promise<void> {
  await page.waitForFunction((name) => document.activeElement?.getAttribute("data-testid") === name, id);
}

async function fillTotalcoin(page: Page): Promise<void> {
  await page.getByTestId("settings-secret-totalcoin-username").fill("donluis");
  await page.getByTestId("settings-secret-totalcoin-password").fill("qu3s0-cremos0");
}

/** On the path, up to one of its steps. */
async function toStep(page: Page, step: "till" | "totalcoin" | "relay" | "review"): Promise<void> {
  await page.getByTestId("first-run-live").click();
  await page.getByTestId("settings-till-name").waitFor();
  if (step === "till") return;
  await page.getByTestId("go-live-next").click();
  await fillTotalcoin(page);
  if (step === "totalcoin") return;
  await page.getByTestId("settings-test-totalcoin").click();
  await page.getByTestId("settings-test-result").waitFor();
  await page.getByTestId("go-live-next").click();
  await page.getByTestId("settings-relay-choice").waitFor();
  if (step === "relay") return;
  await page.getByTestId("settings-relay-choice-none").click();
  await page.getByTestId("go-live-next").click();
  await page.getByTestId("go-live-review").waitFor();
}

/** Each picture: the scene it starts from, and what leads to it. */
const VIEWS: Record<string, View> = {
  ...Object.fromEntries(SECTIONS.map((section) => [`settings-${section}`, { scene: "settings-live", steps: (page: Page) => toSection(page, section) }])),
  "settings-practice-mode": { scene: "settings", steps: (page) => toSection(page, "mode") },
  "settings-first-manager": { scene: "settings", steps: (page) => toSection(page, "people") },
  "settings-person-add": {
    scene: "settings-live",
    steps: async (page) => {
      await toSection(page, "people");
      await page.getByTestId("person-add").click();
      await page.getByTestId("person-name").fill("Ana");
      await page.getByTestId("person-new-pin").fill("112233");
      await page.getByTestId("person-again").fill("112234");
      await page.getByTestId("manager-ok").click();
      await page.locator("[data-testid=person-trouble]:not(:empty)").waitFor();
    },
  },
  "settings-person-first": {
    scene: "settings-no-cashier",
    steps: async (page) => {
      await toSection(page, "people");
      await page.getByTestId("person-add").click();
      await page.getByTestId("person-note").waitFor();
    },
  },
  "settings-person-retire": {
    scene: "settings-live",
    steps: async (page) => {
      await toSection(page, "people");
      await personRow(page, "person-lucia").getByTestId("person-retire").click();
      await typeByHand(page, "9999");
      await page.keyboard.press("Enter");
      await page.locator("[data-testid=manager-trouble]:not(:empty)").waitFor();
    },
  },
  "settings-person-pin": {
    scene: "settings-live",
    steps: async (page) => {
      await toSection(page, "people");
      await personRow(page, "person-tomas").getByTestId("person-pin").click();
      await page.getByTestId("person-new-pin").waitFor();
    },
  },
  "settings-own-pin": {
    scene: "settings-live",
    steps: async (page) => {
      await toSection(page, "people");
      await page.getByTestId("own-pin-change").click();
      await page.getByTestId("own-pin").waitFor();
    },
  },
  "settings-no-relay": { scene: "settings", steps: (page) => toSection(page, "relay") },
  "settings-split": {
    scene: "settings",
    steps: async (page) => {
      await toSection(page, "pagouno");
      await page.getByTestId("settings-split-add").click();
      await page.getByTestId("settings-split-group").first().fill("MG-03207");
      await page.getByTestId("settings-split-group").nth(1).fill("MG-04411");
      await page.getByTestId("settings-split-share").fill("37,5");
      await page.getByTestId("settings-split-least").scrollIntoViewIfNeeded();
    },
  },
  "settings-relay-inside": {
    scene: "settings",
    steps: async (page) => {
      await toSection(page, "relay");
      await page.getByTestId("settings-relay-choice-built-in").click();
    },
  },
  "settings-no-copy": { scene: "settings", steps: (page) => toSection(page, "backup") },
  "settings-copy-failed": {
    scene: "settings-full-disk",
    steps: async (page) => {
      await toSection(page, "backup");
      await page.getByTestId("settings-backup-now").click();
      await page.getByTestId("settings-backup-error").waitFor();
    },
  },
  "settings-collector": {
    scene: "settings-unconfirmed",
    steps: async (page) => {
      await toSection(page, "totalcoin");
      await page.getByTestId("settings-collector-confirm").click();
      await page.getByTestId("manager-pin").scrollIntoViewIfNeeded();
    },
  },
  "settings-no-keychain": { scene: "settings-no-keychain", steps: (page) => toSection(page, "totalcoin") },
  "settings-file-store": { scene: "settings-file-store", steps: (page) => toSection(page, "mode") },
  "settings-wrong-fields": {
    scene: "settings",
    steps: async (page) => {
      await toSection(page, "totalcoin");
      await page.getByTestId("settings-totalcoin-base_url").fill("http://totalcoin.com");
      await page.getByTestId("settings-totalcoin-default_dni").fill("12");
      await page.getByTestId("settings-save").click();
    },
  },
  "settings-wrong-pin": {
    scene: "settings-live",
    steps: async (page) => {
      await toSection(page, "till");
      await page.getByTestId("settings-till-name").fill("Caja del fondo");
      await page.getByTestId("manager-pin").fill("9999");
      await page.getByTestId("settings-save").click();
      await page.getByTestId("manager-trouble").getByText("PIN").waitFor();
    },
  },
  "settings-unwritable": {
    scene: "settings-unwritable",
    steps: async (page) => {
      await toSection(page, "till");
      await page.getByTestId("settings-till-name").fill("Caja del fondo");
      await page.getByTestId("settings-save").click();
      await page.getByTestId("settings-trouble").waitFor();
    },
  },
  "settings-unsaved": {
    scene: "settings",
    steps: async (page) => {
      await toSection(page, "till");
      await page.getByTestId("settings-till-name").fill("Caja del fondo");
      await page.keyboard.press("Escape");
      await page.getByTestId("unsaved-stay").waitFor();
    },
  },
  "settings-outside": { scene: "settings-outside", steps: (page) => page.getByTestId("settings-take-up").waitFor() },
  "settings-outside-wrong": { scene: "settings-outside-wrong", steps: (page) => page.getByTestId("settings-outside").waitFor() },
  "settings-money": {
    scene: "settings-live",
    steps: async (page) => {
      await toSection(page, "totalcoin");
      await page.getByTestId("settings-totalcoin-base_url").fill("https://otra.example.com");
      await page.getByTestId("settings-money-changes").getByText("https://otra.example.com").waitFor();
    },
  },
  "settings-test-elsewhere": {
    scene: "settings-live",
    steps: async (page) => {
      await toSection(page, "totalcoin");
      await page.getByTestId("settings-totalcoin-base_url").fill("https://otra.example.com");
      await page.getByTestId("settings-test-totalcoin").click();
      await page.getByTestId("settings-test-manager-totalcoin").scrollIntoViewIfNeeded();
    },
  },
  "settings-number-fixed": {
    scene: "settings-number-fixed",
    steps: async (page) => {
      await toSection(page, "till");
      await page.getByTestId("till-number-fixed").waitFor();
    },
  },
  "address-waits": { scene: "address-waits", steps: (page) => page.getByTestId("strips-open").click() },
  "strips-many": { scene: "strips-many", steps: (page) => page.getByTestId("strips-many").waitFor() },
  "strips-many-open": { scene: "strips-many", steps: (page) => page.getByTestId("strips-open").click() },
  "address-unknown": { scene: "address-unknown", steps: (page) => page.getByTestId("address-band").waitFor() },
  "folder-network": { scene: "folder-network", steps: (page) => page.getByTestId("folder-band").waitFor() },
  "folder-cloud": { scene: "folder-cloud", steps: (page) => page.getByTestId("folder-band").waitFor() },
  "number-in-file": { scene: "number-in-file", steps: (page) => page.getByTestId("number-band").waitFor() },
  "go-live-till": { scene: "settings", steps: (page) => toStep(page, "till") },
  "go-live-totalcoin": {
    scene: "go-live-refused",
    steps: async (page) => {
      await toStep(page, "totalcoin");
      await page.getByTestId("settings-test-totalcoin").click();
      await page.getByTestId("settings-test-result").waitFor();
    },
  },
  "go-live-relay": { scene: "settings", steps: (page) => toStep(page, "relay") },
  "go-live-review": { scene: "settings", steps: (page) => toStep(page, "review") },
  "go-live-arrived": {
    scene: "settings",
    steps: async (page) => {
      await toStep(page, "review");
      await page.getByTestId("go-live-next").click();
      await page.getByTestId("first-manager").waitFor();
    },
  },
};
/** The words of a test's end change and nothing else, and `words/settings.test.ts` has them all: the longest are looked at. */
const ENDS: Partial<Record<ConnectionOutcome, Tested>> = { ok: "totalcoin", "not-the-provider": "totalcoin", "relay-key-of-another-till": "relay" };
for (const [outcome, what] of Object.entries(ENDS)) {
  VIEWS[`settings-test-${outcome}`] = {
    scene: `settings-test-${outcome}`,
    steps: async (page) => {
      await toSection(page, what);
      await page.getByTestId(`settings-test-${what}`).click();
      await page.getByTestId("settings-test-result").waitFor();
      expect(await page.getByTestId("settings-test-result").getAttribute("data-state")).toBe(outcome === "ok" ? "ok" : "bad");
    },
  };
}

describe("looked at", () => {
  test.each(Object.entries(VIEWS))("%s", async (name, { scene, steps }) => {
    const page = await pages.look(scene);
    await steps(page);
    await looksRight(page, name);
  });

  test.each(Object.entries(VIEWS))("%s, in English", async (name, { scene, steps }) => {
    const page = await pages.look(scene, "en");
    await steps(page);
    await picture(page, `${name}-english`);
    expect(await cutIn(page), name).toEqual([]);
  });
});

describe("a person at the settings", () => {
  test("nothing is lost by Esc, a click or F10 without asking", async () => {
    const page = await pages.page("settings");
    await toSection(page, "till");
    const name = page.getByTestId("settings-till-name");
    await name.fill("Caja del fondo");
    for (const leave of [
      () => page.keyboard.press("Escape"),
      () => page.getByTestId("nav-sale").click(),
      () => page.keyboard.press("F10"),
      () => page.keyboard.press("F12"),
    ]) {
      await leave();
      await focusAt(page, "unsaved-stay");
      await page.keyboard.press("Enter");
      await page.getByTestId("unsaved-stay").waitFor({ state: "detached" });
      expect(await name.inputValue()).toBe("Caja del fondo");
    }
    await page.keyboard.press("Escape");
    await page.getByTestId("unsaved-discard").click();
    await page.getByTestId("amount").waitFor();
    await page.keyboard.press("F12");
    expect(await name.inputValue()).toBe("Caja 1");
    await page.keyboard.press("Escape");
    await page.getByTestId("amount").waitFor();
    await page.close();
  });

  test("a charge is split between merchants, each with its share and its key", async () => {
    const page = await pages.page("settings");
    await toSection(page, "pagouno");
    await page.getByTestId("settings-pagouno-merchant_code_group").fill("MG-03207");
    await page.getByTestId("settings-split-add").click();
    expect(await page.getByTestId("settings-split-group").first().inputValue()).toBe("MG-03207");
    await page.getByTestId("settings-split-share").fill("100");
    await page.getByTestId("settings-save").click();
    await page.getByTestId("settings-trouble-pagouno-split").getByText("Falta").waitFor();
    await page.getByTestId("settings-split-group").nth(1).fill("MG-04411");
    await page.getByTestId("settings-save").click();
    await page.getByTestId("settings-trouble-pagouno-split").getByText("porcentaje").waitFor();
    await page.getByTestId("settings-split-share").fill("37,5");
    expect(await page.getByTestId("settings-split-rest").innerText()).toContain("62,50");
    expect(await page.getByTestId("settings-split-least").innerText()).toContain("26,67");
    await page.getByTestId("settings-secret-pagouno-access_key-MG-04411").fill("una-clave-de-acceso");
    await page.getByTestId("settings-save").click();
    await page.getByTestId("settings-done").getByText("Guardado").waitFor();
    expect(await page.getByTestId("settings-standing-pagouno-access_key-MG-04411").getAttribute("data-state")).toBe("set");
    expect(await page.evaluate(() => document.documentElement.outerHTML)).not.toContain("una-clave");
    await page.getByTestId("settings-split-remove").first().click();
    expect(await page.getByTestId("settings-split").count()).toBe(0);
    await page.close();
  });

  test("a secret goes in, is gone from the window once it is kept, and leaves no trace in it", async () => {
    const page = await pages.page("settings");
    await toSection(page, "totalcoin");
    await fillTotalcoin(page);
    const password = page.getByTestId("settings-secret-totalcoin-password");
    expect(await password.evaluate((field: HTMLInputElement) => [field.type, field.autocomplete, field.spellcheck])).toEqual(["password", "off", false]);
    // What is tested is not saved, and stays to be saved.
    await page.getByTestId("settings-test-totalcoin").click();
    await page.locator("[data-testid=settings-test-result][data-state=ok]").waitFor();
    expect(await page.getByTestId("settings-standing-totalcoin-password").getAttribute("data-state")).toBe("missing");
    await page.getByTestId("settings-save").click();
    await page.getByTestId("settings-done").getByText("Guardado").waitFor();
    expect(await password.inputValue()).toBe("");
    expect(await page.getByTestId("settings-standing-totalcoin-password").innerText()).toContain("guardada");
    const all = await page.evaluate(() => document.documentElement.outerHTML + JSON.stringify({ ...localStorage }));
    expect(all).not.toContain("qu3s0");
    await page.close();
  });

  test("a manager's PIN is asked for, told when it is wrong, and saves", async () => {
    const page = await pages.page("settings-live");
    await toSection(page, "till");
    await page.getByTestId("settings-till-name").fill("Caja del fondo");
    await page.keyboard.press("Enter");
    await page.getByTestId("manager-trouble").getByText("Falta el PIN").waitFor();
    await typeByHand(page, "9999");
    await page.keyboard.press("Enter");
    await page.getByTestId("manager-trouble").getByText("no es de nadie").waitFor();
    expect(await page.getByTestId("manager-pin").inputValue()).toBe("");
    await typeByHand(page, PIN);
    await page.keyboard.press("Enter");
    await page.getByTestId("settings-done").getByText("Guardado").waitFor();
    expect(await page.locator("footer").innerText()).toContain("Caja del fondo");
    await page.close();
  });

  test("what the till refuses is told at its field, and the keyboard is there", async () => {
    const page = await pages.page("settings");
    await toSection(page, "totalcoin");
    await page.getByTestId("settings-totalcoin-business_unit").fill("999");
    await page.getByTestId("settings-section-till").click();
    await page.getByTestId("settings-till-name").fill("Otra");
    await page.getByTestId("settings-save").click();
    await page.getByTestId("settings-trouble-totalcoin-business_unit").getByText("no sirve").waitFor();
    expect(await page.evaluate(() => document.activeElement?.getAttribute("data-testid"))).toBe("settings-totalcoin-business_unit");
    await page.close();
  });

  test("what was changed outside is taken up from the strip", async () => {
    const page = await pages.page("settings-outside");
    await page.getByTestId("settings-take-up").click();
    await page.getByTestId("settings-outside").waitFor({ state: "detached" });
    await page.close();
  });

  test.each(["address-waits&renderer=software", "strips-many", "strips-many&renderer=software"])("%s leaves the amount in sight", async (scene) => {
    for (const size of [{ width: 1_024, height: 768 }, ...SIZES]) {
      const page = await pages.page(scene, size);
      await typeByHand(page, "1500,5");
      const look = `${scene} at ${size.width}`;
      await picture(page, `amount-${scene.replace("&renderer=", "-")}-${size.height}`);
      const amount = await page.getByTestId("amount").boundingBox();
      expect(amount?.height, look).toBeGreaterThanOrEqual(AMOUNT_PX_MIN);
      expect(await pxInSight(page, "amount"), look).toBeCloseTo(amount?.height ?? 0, 0);
      expect(await page.getByTestId("strips-many").getByText(/Hay \d advertencias/).count(), look).toBe(1);
      await page.close();
    }
  });

  test("shut strips cannot be reached, and one that is left alone opens by itself", async () => {
    const page = await pages.page("address-waits");
    const strips = page.getByTestId("strips");
    expect((await strips.boundingBox())?.height).toBe(0);
    expect(await strips.evaluate((element) => (element as HTMLElement).inert)).toBe(true);
    await page.getByTestId("strips-open").click();
    expect(await page.getByTestId("strips-open").getAttribute("aria-expanded")).toBe("true");
    await page.locator("[data-testid=address-band][data-what=card-identity]").getByTestId("manager-pin").fill(PIN);
    await page.locator("[data-testid=address-band][data-what=card-identity]").getByTestId("confirm-address").click();
    await page.getByTestId("strips-many").waitFor({ state: "detached" });
    expect(await page.getByTestId("address-band").isVisible()).toBe(true);
    await page.close();
  });

  test("an address that waits is confirmed in its band, and what is typed there charges nothing", async () => {
    const page = await pages.page("address-waits");
    await page.getByTestId("strips-open").click();
    const band = page.locator("[data-testid=address-band][data-what=totalcoin]");
    await band.getByTestId("manager-pin").focus();
    await typeByHand(page, "9999");
    await page.keyboard.press("Enter");
    await band.getByTestId("manager-trouble").getByText("no es de nadie").waitFor();
    expect(await page.getByTestId("amount").innerText()).not.toContain("9");
    await typeByHand(page, PIN);
    await band.getByTestId("confirm-address").click();
    await band.waitFor({ state: "detached" });
    await page.locator("[data-testid=address-band][data-what=card-identity]").waitFor();
    await page.close();
  });

  test("a kept secret goes to another address by a manager's word", async () => {
    const page = await pages.page("settings-live");
    await toSection(page, "totalcoin");
    await page.getByTestId("settings-totalcoin-base_url").fill("https://otra.example.com");
    await page.getByTestId("settings-test-totalcoin").click();
    const asks = page.getByTestId("settings-test-manager-totalcoin");
    await asks.getByTestId("manager-pin").fill(PIN);
    await asks.getByTestId("manager-ok").click();
    await page.locator("[data-testid=settings-test-result][data-state=ok]").waitFor();
    await page.close();
  });

  test("a person is added, gets another name and another PIN, and leaves, each by a manager's word", async () => {
    const page = await pages.page("settings-live");
    await toSection(page, "people");
    await page.getByTestId("person-add").click();
    await focusAt(page, "person-name");
    await typeByHand(page, "Ana");
    expect(await page.getByTestId("manager-allows").innerText()).toBe("Agregar a Ana");
    await page.getByTestId("person-new-pin").fill("112233");
    await page.getByTestId("person-again").fill("112233");
    await page.getByTestId("manager-pin").fill(PIN);
    await page.keyboard.press("Enter");
    await page.getByTestId("settings-done").getByText("Ana ya tiene su PIN").waitFor();
    expect(await page.getByTestId("person-row").count()).toBe(4);
    const ana = page.getByTestId("person-row").first();
    await ana.getByTestId("person-rename").click();
    await focusAt(page, "person-name");
    await page.getByTestId("person-name").fill("Anita");
    await page.getByTestId("manager-pin").fill(PIN);
    await page.getByTestId("manager-ok").click();
    await ana.getByText("Anita").first().waitFor();
    await ana.getByTestId("person-pin").click();
    await page.getByTestId("person-new-pin").fill(PIN);
    await page.getByTestId("person-again").fill(PIN);
    await page.getByTestId("manager-pin").fill(PIN);
    await page.getByTestId("manager-ok").click();
    await page.getByTestId("person-trouble").getByText("distinto del de los demás").waitFor();
    await focusAt(page, "person-new-pin");
    await page.keyboard.press("Escape");
    await page.getByTestId("person-form").waitFor({ state: "detached" });
    await ana.getByTestId("person-retire").click();
    await focusAt(page, "manager-pin");
    expect(await page.getByTestId("manager-ok").innerText()).toContain("Dar de baja a Anita");
    await typeByHand(page, PIN);
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.querySelectorAll("[data-testid=person-row]").length === 3);
    expect(await page.evaluate(() => document.documentElement.outerHTML)).not.toContain("112233");
    await page.close();
  });

  test("the first person who sells locks the till, and their PIN opens it where it was", async () => {
    const page = await pages.page("settings-no-cashier");
    await toSection(page, "people");
    await page.getByTestId("person-add").click();
    await page.getByTestId("person-name").fill("Ana");
    await page.getByTestId("person-new-pin").fill("112233");
    await page.getByTestId("person-again").fill("112233");
    await page.getByTestId("manager-pin").fill(PIN);
    await page.getByTestId("manager-ok").click();
    await page.getByTestId("lock-screen").waitFor();
    await typeByHand(page, "112233");
    await page.keyboard.press("Enter");
    await page.getByTestId("lock-screen").waitFor({ state: "detached" });
    expect(await page.getByTestId("settings-done").innerText()).toContain("Ana ya tiene su PIN");
    expect(await page.getByTestId("status-session").innerText()).toBe("Ana · sin turno");
    await page.close();
  });

  test("what is wrong with a person is in sight in a low window too", async () => {
    const page = await pages.page("settings-live", ENLARGED);
    await toSection(page, "people");
    await page.getByTestId("person-add").click();
    await page.getByTestId("person-name").fill("Ana");
    await page.getByTestId("person-new-pin").fill("1122");
    await page.keyboard.press("Enter");
    await focusAt(page, "person-new-pin");
    const trouble = page.getByTestId("person-trouble");
    await expect.poll(() => pxInSight(page, "person-trouble")).toBeCloseTo((await trouble.boundingBox())?.height ?? 0, 0);
    await page.close();
  });

  test("one's own PIN is changed by the one so far", async () => {
    const page = await pages.page("settings-live");
    await toSection(page, "people");
    await page.getByTestId("own-pin-change").click();
    await focusAt(page, "own-pin");
    await typeByHand(page, "9999");
    await page.getByTestId("person-new-pin").fill("889900");
    await page.getByTestId("person-again").fill("889900");
    await page.keyboard.press("Enter");
    await page.getByTestId("person-trouble").getByText("no es de nadie").waitFor();
    await focusAt(page, "own-pin");
    await page.getByTestId("own-pin").fill(PIN);
    await page.getByTestId("person-new-pin").fill("889900");
    await page.getByTestId("person-again").fill("889900");
    await page.getByTestId("manager-ok").click();
    await page.getByTestId("settings-done").getByText("tu PIN es el nuevo").waitFor();
    await page.keyboard.press("F8");
    await page.getByTestId("lock-screen").waitFor();
    await typeByHand(page, "889900");
    await page.keyboard.press("Enter");
    await page.getByTestId("lock-screen").waitFor({ state: "detached" });
    await page.close();
  });

  test("whom the QRs pay is confirmed by a manager", async () => {
    const page = await pages.page("settings-unconfirmed");
    await toSection(page, "totalcoin");
    await page.getByTestId("settings-collector-confirm").click();
    await page.keyboard.press("Escape");
    await page.getByTestId("settings-collector-confirm").click();
    await typeByHand(page, PIN);
    await page.keyboard.press("Enter");
    await page.locator("[data-testid=settings-collector][data-state=confirmed]").waitFor();
    await page.close();
  });
});

describe("look and language", () => {
  test("English is chosen, holds for both windows and the next start, and so does the theme", async () => {
    const { till, customer, close } = await pages.windows("settings");
    await till.keyboard.press("F12");
    await till.getByTestId("settings-section-look").click();
    await till.getByTestId("settings-look-language-en").click();
    await till.getByRole("heading", { name: "Settings" }).waitFor();
    expect(await till.locator("html").getAttribute("lang")).toBe("en");
    expect(await till.getByTestId("settings-look-language-en").getAttribute("data-state")).toBe("checked");
    await customer.waitForFunction(() => document.documentElement.lang === "en");
    await till.getByTestId("settings-look-theme-dark").click();
    expect(await till.locator("html").getAttribute("data-theme")).toBe("dark");
    await customer.waitForFunction(() => document.documentElement.dataset["theme"] === "dark");
    await till.getByTestId("settings-look-volume").fill("0");
    await till.getByText("No sound").waitFor();
    await till.reload();
    await till.getByTestId("charge-qr").getByText("Charge by QR").waitFor();
    expect(await till.locator("html").getAttribute("data-theme")).toBe("dark");
    await close();
  });

  test("what was typed is still there in the other language", async () => {
    const { till, close } = await pages.windows("settings");
    await toSection(till, "till");
    await till.getByTestId("settings-till-name").fill("Caja del fondo");
    await till.getByTestId("settings-section-look").click();
    await till.getByTestId("settings-look-language-en").click();
    await till.getByRole("heading", { name: "Settings" }).waitFor();
    await till.getByTestId("settings-section-till").click();
    expect(await till.getByTestId("settings-till-name").inputValue()).toBe("Caja del fondo");
    await close();
  });
});

describe("going live", () => {
  test("by keyboard alone, to the first sale, with nobody in charge for now", async () => {
    const page = await pages.page("settings");
    await page.getByTestId("first-run-live").focus();
    await page.keyboard.press("Enter");
    await page.getByTestId("settings-till-name").waitFor();
    await focusAt(page, "settings-till-name");
    await page.keyboard.press("Enter");
    await focusAt(page, "settings-secret-totalcoin-username");
    // Nothing goes on without them, and the keyboard stays where they are missing.
    await page.keyboard.press("Enter");
    await page.locator("[data-testid=settings-secret-totalcoin-username][aria-invalid=true]").waitFor();
    await typeByHand(page, "donluis");
    await page.keyboard.press("Tab");
    await typeByHand(page, "qu3s0-cremos0");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await focusAt(page, "settings-test-totalcoin");
    await page.keyboard.press("Enter");
    await page.locator("[data-testid=settings-test-result][data-state=ok]").waitFor();
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Enter");
    // A relay is what the path begins at; to have none is chosen, and told.
    await focusAt(page, "settings-relay-choice-url");
    await page.keyboard.press("Enter");
    await page.locator("[data-testid=settings-relay-url][aria-invalid=true]").waitFor();
    await page.keyboard.press("Shift+Tab");
    await focusAt(page, "settings-relay-choice-url");
    await page.keyboard.press("ArrowUp");
    await page.getByTestId("settings-relay-none").waitFor();
    await page.keyboard.press("ArrowUp");
    await page.getByTestId("settings-relay-inside").waitFor();
    await page.keyboard.press("Enter");
    await page.getByTestId("go-live-review").waitFor();
    await page.getByTestId("go-live-next").focus();
    await page.keyboard.press("Enter");
    await page.getByTestId("first-manager").waitFor();
    expect(await page.getByTestId("practice-band").count()).toBe(0);
    await page.keyboard.press("Escape");
    await page.getByTestId("amount").waitFor();
    await page.close();
  });

  test("is taken up where it was left, and what was typed is there", async () => {
    const page = await pages.page("settings");
    await toStep(page, "relay");
    await page.getByTestId("settings-relay-choice-url").click();
    await page.getByTestId("settings-relay-url").fill("https://relay.donluis.com.ar");
    await page.keyboard.press("Escape");
    await page.getByTestId("first-run-live").click();
    expect(await page.getByTestId("settings-relay-url").inputValue()).toBe("https://relay.donluis.com.ar");
    expect(await page.getByTestId("go-live").getAttribute("data-step")).toBe("relay");
    // The key of a relay by its address is needed before the path goes on.
    await page.getByTestId("go-live-next").click();
    await page.locator("[data-testid=settings-secret-relay-till_key][aria-invalid=true]").waitFor();
    await page.getByTestId("settings-secret-relay-till_key").fill("mk-key");
    await page.getByTestId("go-live-next").click();
    await page.getByTestId("go-live-review").waitFor();
    await page.getByTestId("go-live-step-till").click();
    await page.getByTestId("settings-till-name").waitFor();
    await page.close();
  });

  test("the first manager is named in the live ledger, and then the sale", async () => {
    const page = await pages.page("settings");
    await toStep(page, "review");
    await page.getByTestId("go-live-next").click();
    await page.getByTestId("first-manager-name").fill("Marina");
    await page.getByTestId("first-manager-pin").fill(PIN);
    await page.getByTestId("first-manager-again").fill(PIN);
    await page.getByTestId("first-manager-ok").click();
    await page.getByTestId("go-live-sell").click();
    await page.getByTestId("amount").waitFor();
    await page.close();
  });

  test("a file that cannot be written leaves the shop in practice, and says why", async () => {
    const page = await pages.page("settings-unwritable");
    await page.keyboard.press("F12");
    await page.getByTestId("settings-section-mode").click();
    await page.getByTestId("settings-go-live").click();
    await page.getByTestId("go-live-next").click();
    await fillTotalcoin(page);
    await page.getByTestId("go-live-next").click();
    await page.getByTestId("settings-relay-choice-none").click();
    await page.getByTestId("go-live-next").click();
    await page.getByTestId("go-live-next").click();
    await page.getByTestId("settings-trouble").getByText("mostrador.toml").waitFor();
    expect(await page.getByTestId("practice-band").isVisible()).toBe(true);
    await page.close();
  });
});

test("a copy shows how far it is, is stopped by keyboard, and the next one is made", async () => {
  const page = await pages.page("settings");
  await toSection(page, "backup");
  await page.getByTestId("settings-backup-now").focus();
  await page.keyboard.press("Enter");
  const stop = page.getByTestId("settings-backup-stop");
  await expect.poll(() => stop.evaluate((it) => it === document.activeElement)).toBe(true);
  await picture(page, "settings-copying");
  await page.keyboard.press("Enter");
  await page.getByTestId("settings-backup-stopped").waitFor();
  const again = page.getByTestId("settings-backup-now");
  await expect.poll(() => again.evaluate((it) => it === document.activeElement)).toBe(true);
  expect(await page.getByTestId("settings-backup-last").innerText()).toContain("todavía ninguna");
  await again.click();
  await page.getByTestId("settings-backup-progress").waitFor();
  await expect.poll(() => page.getByTestId("settings-backup-last").innerText(), { timeout: 10_000 }).not.toContain("todavía ninguna");
  expect(await page.getByTestId("settings-backup-room").innerText()).toContain("18 MB de 48 GB");
  await page.close();
});

test("no page complained", () => {
  expect(pages.complaints).toEqual([]);
});
