/** Cards, cash and split totals: each state in both themes and both languages, and each way done by keyboard alone. */

import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CARD_SCENES } from "../../src/backend/memory/card-scenes";
import { PINS } from "../../src/backend/memory/people";
import { cutIn } from "./checks";
import { looksRight } from "./looks";
import { Pages, answersCome, typeByHand, typeByReader } from "./window";

const PIN = PINS.marina;
/** A screen that has just come obeys no key for so long, in milliseconds. */
const SETTLE_MS = 900;
const NUMBER = "4111111111111111";
const AMEX = "378282246310005";
/** The pause of a reader between keys, in milliseconds. */
const READER_MS = 3;
const TRACKS = "%B4111111111111111^PEREZ/ANA MARIA.SRA^29112010000000000000000000123000000?;4111111111111111=29112010000012300000?";

let pages: Pages;
beforeAll(async () => {
  pages = await Pages.open();
});
afterAll(() => pages.close());

async function amount(page: Page, typed: string): Promise<void> {
  await typeByHand(page, typed);
}

async function focusAt(page: Page, id: string): Promise<void> {
  await page.waitForFunction((name) => document.activeElement?.getAttribute("data-testid") === name, id);
}

async function toCard(page: Page, typed = "120000"): Promise<void> {
  await amount(page, typed);
  await page.keyboard.press("F2");
  await focusAt(page, "card-number");
  await page.getByTestId("plan-list").waitFor();
}

async function fill(page: Page, number = NUMBER, cvv = "123"): Promise<void> {
  await page.getByTestId("card-number").fill(number);
  await page.getByTestId("card-expiry").fill("11/29");
  await page.getByTestId("card-cvv").fill(cvv);
  await page.getByTestId("card-holder").fill("Ana Pérez");
  await page.getByTestId("card-document").fill("27594189");
}

async function toConfirm(page: Page): Promise<void> {
  await toCard(page);
  await fill(page);
  await page.getByTestId("plan-ahora-12").click();
  await page.getByTestId("card-submit").click();
  await page.getByTestId("card-confirm").waitFor();
}

/** On to the second card, with the first one complete. */
async function toSecond(page: Page): Promise<void> {
  await toCard(page);
  await page.keyboard.press("F6");
  await focusAt(page, "card-first-amount");
  await typeByHand(page, "80000");
  await fill(page);
  await page.getByTestId("plan-ahora-12").click();
  await page.getByTestId("card-submit").click();
  await page.getByTestId("confirm-yes").click();
  await page.getByText("Segunda tarjeta").waitFor();
}

type View = { scene: string; steps: (page: Page) => Promise<void> };
const VIEWS: Record<string, View> = {
  closing: { scene: "closing", steps: (page) => page.getByTestId("closing").waitFor() },
  "card-form": { scene: "amount", steps: (page) => toCard(page) },
  "card-form-wrong": {
    scene: "amount",
    steps: async (page) => {
      await toCard(page);
      await fill(page, "4111111111111112", "12");
      await page.getByTestId("card-expiry").fill("10/25");
      await page.getByTestId("card-submit").click();
    },
  },
  "card-form-uneven": {
    scene: "amount",
    steps: async (page) => {
      await toCard(page, "10000");
      await page.getByTestId("plan-cuotas-3").click();
    },
  },
  "card-confirm": { scene: "amount", steps: toConfirm },
  "card-second": { scene: "amount", steps: toSecond },
  "card-confirm-two": {
    scene: "amount",
    steps: async (page) => {
      await toSecond(page);
      await fill(page, AMEX, "1234");
      await page.getByTestId("plan-cuotas-3").click();
      await page.getByTestId("card-submit").click();
      await page.getByTestId("card-confirm").waitFor();
    },
  },
  "card-same-last": { scene: "card-same-last", steps: toConfirm },
  "card-no-plans": { scene: "amount", steps: (page) => amount(page, "5").then(() => page.keyboard.press("F2")).then(() => page.getByTestId("plans-none").waitFor()) },
  "card-not-set-up": { scene: "card-not-set-up", steps: (page) => amount(page, "500").then(() => page.keyboard.press("F2")) },
  cash: {
    scene: "amount",
    steps: async (page) => {
      await amount(page, "12350,5");
      await page.keyboard.press("F3");
      await typeByHand(page, "15000");
    },
  },
  "cash-short": {
    scene: "amount",
    steps: async (page) => {
      await amount(page, "12350,5");
      await page.keyboard.press("F3");
      await typeByHand(page, "10000");
      await page.keyboard.press("Enter");
    },
  },
  split: { scene: "amount", steps: (page) => amount(page, "120000").then(() => page.keyboard.press("F6")) },
  "split-beyond": {
    scene: "split-partly",
    steps: async (page) => {
      await typeByHand(page, "90000");
      await page.getByTestId("part-cash").click();
    },
  },
  "split-abandon": { scene: "split-partly", steps: (page) => page.getByTestId("sale-abandon").click() },
  "doubt-settle": { scene: "card-in-doubt", steps: (page) => page.getByTestId("doubt-unpaid").click() },
  "doubt-no-manager": { scene: "in-doubt", steps: (page) => page.getByTestId("doubt-paid").click() },
  "card-timeline": {
    scene: "card-declined-two",
    steps: async (page) => {
      if ((await page.getByTestId("recent-show").count()) > 0) await page.getByTestId("recent-show").click();
      await page.getByTestId("recent-sales").getByTestId("timeline-open").click();
      await page.getByTestId("step").first().waitFor();
    },
  },
};

/** Each part of the settings of cards. */
const SETTINGS: Record<string, View> = {
  "settings-pagouno-practice": { scene: "settings", steps: toPagouno },
  "settings-plans": { scene: "settings-live", steps: (page) => toPagouno(page).then(() => page.getByTestId("plans").scrollIntoViewIfNeeded()) },
  "settings-plan-edit": {
    scene: "settings-live",
    steps: async (page) => {
      await toPagouno(page);
      await page.locator("[data-testid=plan-row][data-id=cuotas-3]").getByTestId("plan-edit").click();
    },
  },
  "settings-plan-impossible": {
    scene: "settings-live",
    steps: async (page) => {
      await toPagouno(page);
      await page.getByTestId("plan-add").click();
      await page.getByTestId("plan-field-name").fill("7 cuotas");
      await page.getByTestId("plan-field-count").fill("7");
      await page.getByTestId("manager-pin").fill(PIN);
      await page.getByTestId("plan-yes").click();
      await page.getByTestId("plan-trouble-count").getByText("Ahora").waitFor();
    },
  },
  "settings-plan-remove": {
    scene: "settings-live",
    steps: async (page) => {
      await toPagouno(page);
      await page.locator("[data-testid=plan-row][data-id=ahora-18]").getByTestId("plan-remove").click();
    },
  },
  "settings-plans-import": {
    scene: "settings-live",
    steps: async (page) => {
      await toPagouno(page);
      await page.getByTestId("plans-import").click();
      await page.getByTestId("plans-text").fill('[[plan]]\nid = "x"\ncount = 3\n');
      await page.getByTestId("manager-pin").fill(PIN);
      await page.getByTestId("plan-yes").click();
      await page.getByTestId("plans-trouble").waitFor();
    },
  },
};

async function toPagouno(page: Page): Promise<void> {
  await page.keyboard.press("F12");
  await page.getByTestId("settings-section-pagouno").click();
  await page.getByTestId("plans").waitFor();
}

async function check(page: Page, name: string): Promise<void> {
  await looksRight(page, name);
}

describe("every state", () => {
  test.each(CARD_SCENES)("%s", async (scene) => check(await pages.look(scene), scene));
});

describe("every screen", () => {
  test.each(Object.entries({ ...VIEWS, ...SETTINGS }))("%s", async (name, { scene, steps }) => {
    const page = await pages.look(scene);
    await steps(page);
    await check(page, name);
  });
});

/** What the card's form holds and says. The practice drawer beside it names numbers of its own. */
async function held(page: Page): Promise<string> {
  const form = page.locator("[data-testid=card-screen] form .left");
  const values = await form.locator("input").evaluateAll((inputs) => inputs.map((input) => (input as HTMLInputElement).value).join(" "));
  return `${values} ${await form.innerText()}`;
}

describe("a card", () => {
  test("is typed, its plan picked, confirmed and charged by keyboard alone; then nothing of it is left", async () => {
    const page = await pages.held("amount");
    await toCard(page);
    await typeByHand(page, NUMBER);
    expect(await page.getByTestId("card-number").inputValue()).toBe("4111 1111 1111 1111");
    expect(await page.getByTestId("card-brand").getAttribute("data-brand")).toBe("visa");
    // Enter goes on to the next field, until nothing is missing.
    for (const [id, text] of [["card-expiry", "1129"], ["card-cvv", "123"], ["card-holder", "Ana Perez"], ["card-document", "27594189"]] as const) {
      await page.keyboard.press("Enter");
      await focusAt(page, id);
      await typeByHand(page, text);
    }
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await focusAt(page, "plan-cuotas-1");
    for (let presses = 0; presses < 5; presses += 1) await page.keyboard.press("ArrowDown");
    expect(await page.getByTestId("plan-ahora-12").getAttribute("data-state")).toBe("checked");
    await page.keyboard.press("Enter");
    await focusAt(page, "confirm-yes");
    // An Enter that is held or repeated charges nothing.
    await page.keyboard.press("Enter");
    expect(await page.getByTestId("card-confirm").count()).toBe(1);
    expect(await page.getByTestId("confirm-card").innerText()).toBe("Visa terminada en 1111");
    expect(await page.getByTestId("offer-instalments").innerText()).toBe("12 cuotas de $ 10.000");
    await page.waitForTimeout(600);
    await page.keyboard.press("Enter");
    await page.locator("[data-testid=sale][data-state=sent]").waitFor();
    await answersCome(page);
    await page.locator("[data-testid=sale][data-state=approved][data-sale-state=paid]").waitFor();
    expect(await page.getByTestId("sale-plan").getAttribute("data-plan")).toBe("ahora-12");
    expect(await page.locator("main").innerHTML()).not.toContain(NUMBER);
    await page.close();
  });

  test("that is swiped fills its fields wherever the keyboard is, and its tracks are nowhere", async () => {
    const page = await pages.page("amount");
    await toCard(page);
    await page.getByTestId("plan-cuotas-1").focus();
    await typeByReader(page, [...TRACKS, "Enter"], READER_MS);
    await focusAt(page, "card-cvv");
    expect(await page.getByTestId("card-number").inputValue()).toBe("4111 1111 1111 1111");
    expect(await page.getByTestId("card-expiry").inputValue()).toBe("11/29");
    expect(await page.getByTestId("card-holder").inputValue()).toBe("ANA MARIA PEREZ");
    expect(await held(page)).not.toMatch(/[%^?]|2911201/);
    expect(await page.getByTestId("card-screen").getAttribute("data-step")).toBe("card");
    // In a field too, and in two tracks with an Enter each.
    await page.getByTestId("card-holder").focus();
    await typeByReader(page, [..."%B5555555555554444^GOMEZ/CARLA^30012010000000000000?", "Enter", ...";5555555555554444=30012010000000000000?", "Enter"], READER_MS);
    await focusAt(page, "card-cvv");
    await page.waitForTimeout(400);
    expect(await page.getByTestId("card-number").inputValue()).toBe("5555 5555 5555 4444");
    expect(await page.getByTestId("card-holder").inputValue()).toBe("CARLA GOMEZ");
    await page.close();
  });

  test("that is swiped on the amount leaves nothing there", async () => {
    const page = await pages.page("amount");
    await amount(page, "1500");
    await page.waitForTimeout(400);
    await typeByReader(page, [...TRACKS, "Enter"], READER_MS);
    await page.waitForTimeout(400);
    expect(await page.getByTestId("amount").innerText()).toBe("$ 1.500");
    expect(await page.getByTestId("sale").count()).toBe(0);
    await page.close();
  });

  test("is gone on Esc, on another screen, and the moment that it is refused", async () => {
    const page = await pages.page("amount");
    for (const away of ["Escape", "F10"]) {
      await page.keyboard.press("F2");
      if ((await page.getByTestId("card-number").count()) === 0) await toCard(page);
      await fill(page);
      await page.keyboard.press(away);
      await page.getByTestId("card-number").waitFor({ state: "detached" });
      if (away === "F10") await page.keyboard.press("Escape");
      await page.getByTestId("amount").waitFor();
      await page.keyboard.press("F2");
      await focusAt(page, "card-number");
      expect(await held(page)).not.toMatch(/4111|27594189/);
      await page.keyboard.press("Escape");
      await page.getByTestId("amount").waitFor();
    }
    await page.keyboard.press("F2");
    await page.getByTestId("plan-list").waitFor();
    await fill(page);
    await page.getByTestId("card-document").fill("00000000");
    await page.getByTestId("card-submit").click();
    await page.getByTestId("confirm-yes").click();
    await page.getByTestId("card-trouble").getByText("pagoUno no lo acepta").waitFor();
    await focusAt(page, "card-number");
    expect(await held(page)).not.toMatch(/4111|00000000/);
    await page.close();
  });

  test("cannot be copied out of its fields", async () => {
    const page = await pages.page("amount");
    await toCard(page);
    await fill(page);
    const stopped = await page.evaluate(() =>
      ["copy", "cut", "dragstart", "contextmenu"].map((type) => {
        const event = new Event(type, { bubbles: true, cancelable: true });
        document.querySelector("[data-testid=card-number]")?.dispatchEvent(event);
        return event.defaultPrevented;
      }),
    );
    expect(stopped).toEqual([true, true, true, true]);
    const kept = await page.locator("[data-testid=card-screen] input").evaluateAll((inputs) => inputs.filter((input) => input.getAttribute("autocomplete") !== "off").length);
    expect(kept).toBe(0);
    await page.close();
  });

  test("two of them pay one total, and one decline pays nothing of it", async () => {
    const page = await pages.page("amount");
    await toSecond(page);
    await fill(page, "4000000000000002", "123");
    await page.getByTestId("card-submit").click();
    await page.getByTestId("confirm-yes").click();
    await page.locator("[data-testid=sale][data-state=declined][data-sale-state=open]").waitFor();
    expect(await page.getByTestId("sale-card").allInnerTexts()).toEqual(["Visa terminada en 1111", "Visa terminada en 0002"]);
    await page.waitForTimeout(SETTLE_MS);
    // Enter tries another card, F3 cash: the part that came to nothing, by any way.
    await page.keyboard.press("F3");
    await page.getByTestId("cash-screen").waitFor();
    await page.keyboard.press("Enter");
    await page.locator("[data-testid=sale][data-state=approved][data-sale-state=paid]").waitFor();
    await page.close();
  });

  test("in doubt stops the window, and a manager ends it by keyboard", async () => {
    const page = await pages.page("card-in-doubt");
    await page.getByText("NO VUELVAS A COBRAR").waitFor();
    expect(await page.getByTestId("ask-again").count()).toBe(0);
    await page.getByTestId("doubt-unpaid").focus();
    await page.keyboard.press("Enter");
    await focusAt(page, "settle-reason");
    await typeByHand(page, "no figura en el panel");
    await page.keyboard.press("Enter");
    await focusAt(page, "manager-pin");
    await typeByHand(page, "9999");
    await page.keyboard.press("Enter");
    await page.getByTestId("manager-trouble").getByText("PIN").waitFor();
    await typeByHand(page, PIN);
    await page.keyboard.press("Enter");
    await page.locator("[data-testid=sale][data-state=settled-unpaid]").waitFor();
    await page.close();
  });
});

test("F6 on the second card says that there is no third", async () => {
  const page = await pages.page("amount");
  await toSecond(page);
  expect(await page.getByTestId("card-two").count()).toBe(0);
  await page.keyboard.press("F6");
  expect(await page.getByTestId("card-trouble").innerText()).toContain("dos tarjetas como máximo");
  await page.close();
});

test("a total is split three ways; the part that fails is charged again by another", async () => {
  const page = await pages.page("amount");
  await amount(page, "120000");
  await page.keyboard.press("F6");
  await page.getByTestId("split-screen").waitFor();
  await typeByHand(page, "50000");
  expect(await page.getByTestId("part-amount").innerText()).toBe("$ 50.000");
  await page.keyboard.press("Enter");
  await page.locator("[data-testid=sale][data-state=waiting]").waitFor();
  await page.getByTestId("practice-pay").click();
  await page.locator("[data-testid=sale][data-sale-state=partly-paid]").waitFor();
  expect(await page.getByTestId("part-left").innerText()).toBe("$ 70.000");
  // An Enter that was meant for the screen before charges nothing.
  await page.keyboard.press("Enter");
  await page.waitForTimeout(SETTLE_MS);
  await typeByHand(page, "40000");
  await page.waitForTimeout(400);
  await page.keyboard.press("F2");
  await focusAt(page, "card-number");
  await fill(page, "4000000000000002");
  await page.getByTestId("card-submit").click();
  await page.getByTestId("confirm-yes").click();
  await page.locator("[data-testid=sale][data-state=declined][data-sale-state=partly-paid]").waitFor();
  await page.waitForTimeout(SETTLE_MS);
  await page.keyboard.press("Enter");
  await focusAt(page, "card-number");
  expect(await page.getByTestId("card-amount").innerText()).toBe("$ 40.000");
  await fill(page);
  await page.getByTestId("card-submit").click();
  await page.getByTestId("confirm-yes").click();
  await page.locator("[data-testid=sale][data-state=approved][data-sale-state=partly-paid]").waitFor();
  expect(await page.getByTestId("part-left").innerText()).toBe("$ 30.000");
  // A sale that is paid in part is not left without a question.
  await page.waitForTimeout(SETTLE_MS);
  await page.keyboard.press("Escape");
  await focusAt(page, "abandon-no");
  await page.keyboard.press("Enter");
  await page.waitForTimeout(400);
  await page.keyboard.press("F3");
  await page.getByTestId("cash-screen").waitFor();
  await typeByHand(page, "50000");
  expect(await page.getByTestId("cash-change").innerText()).toContain("$ 20.000");
  await page.keyboard.press("Enter");
  await page.locator("[data-testid=sale][data-state=approved][data-sale-state=paid]").waitFor();
  expect(await page.getByTestId("paid-part").count()).toBe(3);
  await page.close();
});

test("a sale paid in part is left for later, or given up and its money returned", async () => {
  const page = await pages.page("split-partly", { width: 1_440, height: 900 });
  const answer = async (choice: string) => {
    await page.getByTestId("sale-abandon").click();
    await page.getByTestId(choice).click();
    await page.getByTestId("amount").waitFor();
    return page.getByTestId("sale-row").first().getAttribute("data-sale-state");
  };
  try {
    await page.getByTestId("sale-abandon").waitFor();
    expect(await answer("abandon-later")).toBe("partly-paid");
    await page.getByTestId("sale-row").first().click();
    await page.getByTestId("sale-abandon").waitFor();
    expect(await answer("abandon-yes")).toBe("abandoned");
    expect(await page.getByTestId("sale-row").first().innerText()).toContain("devolver");
  } finally {
    await page.close();
  }
});

test("where cards are not set up F2 says so and leads to the settings", async () => {
  const page = await pages.page("card-not-set-up");
  await amount(page, "500");
  await page.keyboard.press("F2");
  await focusAt(page, "card-to-settings");
  await page.keyboard.press("Enter");
  await page.getByTestId("settings-secret-pagouno-public_key").waitFor();
  await page.close();
});

describe("the settings of cards", () => {
  test("the statement is shown as it will be sent, and the test says what it cannot prove", async () => {
    const page = await pages.page("settings");
    await toPagouno(page);
    await page.getByTestId("settings-pagouno-seller_code").fill("P1C1C1");
    await page.getByTestId("settings-pagouno-seller_name").fill("Almacén Don Luis");
    expect(await page.getByTestId("settings-descriptor").innerText()).toContain("P1C1C1*ALMACENDONLUIS");
    await page.getByTestId("settings-secret-pagouno-public_key").fill("pk-1");
    await page.getByTestId("settings-test-pagouno").click();
    await page.getByTestId("settings-test-result").getByText("solo se comprueba con un cobro").waitFor();
    await page.getByTestId("settings-save").click();
    await page.getByTestId("settings-done").getByText("Guardado").waitFor();
    expect(await page.getByTestId("settings-standing-pagouno-public_key").getAttribute("data-state")).toBe("set");
    await page.close();
  });

  test("a plan is edited by a manager's PIN, turned off, removed and added", async () => {
    const page = await pages.page("settings-live");
    await toPagouno(page);
    const row = page.locator("[data-testid=plan-row][data-id=ahora-3]");
    await row.getByTestId("plan-edit").click();
    await page.getByTestId("plan-field-cftea").fill("134,72");
    await page.getByTestId("plan-yes").click();
    await page.getByTestId("manager-trouble").getByText("PIN").waitFor();
    await page.getByTestId("manager-pin").fill(PIN);
    await page.keyboard.press("Enter");
    await page.getByTestId("plans-done").getByText("guardado").waitFor();
    expect(await row.innerText()).toContain("CFTEA 134,72 %");
    await row.getByTestId("plan-toggle").click();
    await page.getByTestId("manager-pin").fill(PIN);
    await page.keyboard.press("Enter");
    await page.locator("[data-testid=plan-row][data-id=ahora-3][data-enabled=false]").waitFor();
    await row.getByTestId("plan-remove").click();
    await page.getByTestId("manager-pin").fill(PIN);
    await page.getByTestId("plan-yes").click();
    await row.waitFor({ state: "detached" });
    await page.getByTestId("plan-add").click();
    await page.getByTestId("plan-field-name").fill("9 cuotas");
    await page.getByTestId("plan-field-count").fill("9");
    expect(await page.getByTestId("plan-code").innerText()).toContain("código 9");
    await page.getByTestId("manager-pin").fill(PIN);
    await page.getByTestId("plan-yes").click();
    await page.locator("[data-testid=plan-row][data-id='9-cuotas']").waitFor();
    await page.close();
  });

  test("plans go out as text and come in again", async () => {
    const page = await pages.page("settings-live");
    await toPagouno(page);
    await page.getByTestId("plans-export").click();
    const text = await page.getByTestId("plans-text").inputValue();
    expect(text).toContain("[[plan]]");
    await page.getByTestId("plan-no").click();
    await page.getByTestId("plans-import").click();
    await page.getByTestId("plans-text").fill(text);
    await page.getByTestId("manager-pin").fill(PIN);
    await page.getByTestId("plan-yes").click();
    await page.getByTestId("plans-done").getByText("reemplazados").waitFor();
    await page.close();
  });
});

test("it is said in English too", async () => {
  const page = await pages.page("amount", { width: 1_024, height: 768 }, "light", "en");
  await toCard(page);
  expect(await page.locator("main").innerText()).toContain("Security code");
  expect(await cutIn(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await page.keyboard.press("F3");
  expect(await page.locator("main").innerText()).toContain("Handed over");
  expect(await cutIn(page)).toEqual([]);
  await page.close();
});

test("a window that closes while a card is charged says so and begins nothing more", async () => {
  const page = await pages.page("closing");
  await focusAt(page, "closing");
  for (const key of ["Escape", "F12", "Enter", "F10"]) await page.keyboard.press(key, { delay: 90 });
  expect(await page.getByTestId("settings-section-till").count()).toBe(0);
  expect(await page.getByTestId("closing").getByRole("button").count()).toBe(0);
  expect(await page.getByTestId("sale").getAttribute("data-state")).toBe("sent");
  await page.close();
});

test("no page complained", () => {
  expect(pages.complaints).toEqual([]);
});
