/** The built window in Chromium, under the app's content policy. Each file has one browser, with one shared tab for tests that only look. */

import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { preview } from "vite";
import type { PreviewServer } from "vite";

const CSP = "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; connect-src ipc: http://ipc.localhost";
const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const PICTURES = fileURLToPath(new URL("../../../pictures/", import.meta.url));

const CONTEXT_OPTIONS = { reducedMotion: "reduce", locale: "es-AR" } as const;
export const THEMES = ["light", "dark"] as const;
export type Theme = (typeof THEMES)[number];
export type Size = { readonly width: number; readonly height: number };

/** Pictures are for people, and only on request: `npm run pictures`. */
const WITH_PICTURES = process.env["PICTURES"] !== undefined;
/** A picture waits this long for words that appear only after a delay, in milliseconds. */
const PICTURE_WAIT_MS = 350;

export class Pages {
  readonly #server: PreviewServer;
  readonly #address: string;
  readonly #browser: Browser;
  /** Most pages share this context, and with it the files that are already loaded. */
  readonly #context: BrowserContext;
  #looked_at: Page | undefined;
  /** Script errors, and what the content policy blocked. */
  readonly complaints: string[] = [];

  private constructor(server: PreviewServer, browser: Browser, context: BrowserContext) {
    this.#server = server;
    const address = server.resolvedUrls?.local[0];
    if (address === undefined) throw new Error("the pages have no address");
    this.#address = address;
    this.#browser = browser;
    this.#context = context;
  }

  static async open(): Promise<Pages> {
    if (WITH_PICTURES) mkdirSync(PICTURES, { recursive: true });
    const server = await preview({ root: ROOT, preview: { port: 0, headers: { "Content-Security-Policy": CSP } }, logLevel: "warn" });
    const browser = await chromium.launch({
      executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--force-color-profile=srgb"],
    });
    return new Pages(server, browser, await browser.newContext(CONTEXT_OPTIONS));
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.#server.close();
  }

  async page(scene: string, size: Size = { width: 1_024, height: 768 }, theme: Theme = "light", lang = ""): Promise<Page> {
    return this.#open(this.#context, `?scene=${scene}&theme=${theme}&lang=${lang}`, "light-relay", size);
  }

  /** The window of a till whose questions are answered only when `answersCome` is called. */
  async held(scene: string): Promise<Page> {
    return this.#open(this.#context, `?scene=${scene}&theme=light&answers=held`, "light-relay", { width: 1_024, height: 768 });
  }

  /** The customer's window of the same till. */
  async customer(scene: string, size: Size, theme: Theme = "light"): Promise<Page> {
    return this.#open(this.#context, `customer.html?scene=${scene}&theme=${theme}`, "customer", size);
  }

  /** The window that says why no shop opens. */
  async problem(scene: string, lang = ""): Promise<Page> {
    return this.#open(this.#context, `problem.html?scene=${scene}&theme=light&lang=${lang}`, "problem", { width: 900, height: 720 });
  }

  /** Both windows of one till, with storage of their own and no fixed theme or language. */
  async windows(scene: string, answers: "come" | "held" = "come"): Promise<{ till: Page; customer: Page; close: () => Promise<void> }> {
    const context = await this.#browser.newContext(CONTEXT_OPTIONS);
    const till = await this.#open(context, `?scene=${scene}&answers=${answers}`, "light-relay", { width: 1_024, height: 768 });
    const customer = await this.#open(context, `customer.html?scene=${scene}`, "customer", { width: 800, height: 720 });
    // A tab in the background paints only once a second.
    await till.bringToFront();
    return { till, customer, close: () => context.close() };
  }

  /** The same window in the shared tab, which costs less than a new one. For tests that only look. */
  async look(scene: string, lang = ""): Promise<Page> {
    this.#looked_at ??= await this.#tab(this.#context);
    return this.#load(this.#looked_at, `?scene=${scene}&theme=light&lang=${lang}`, "light-relay", { width: 1_024, height: 768 });
  }

  /** The customer's window in the shared tab. */
  async lookAtCustomer(scene: string): Promise<Page> {
    this.#looked_at ??= await this.#tab(this.#context);
    return this.#load(this.#looked_at, `customer.html?scene=${scene}&theme=light`, "customer", { width: 800, height: 720 });
  }

  async #open(context: BrowserContext, path: string, ready: string, size: Size): Promise<Page> {
    return this.#load(await this.#tab(context), path, ready, size);
  }

  async #tab(context: BrowserContext): Promise<Page> {
    const page = await context.newPage();
    page.on("pageerror", (error) => this.complaints.push(`${page.url()}: ${error.message}`));
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") this.complaints.push(`${page.url()}: ${message.text()}`);
    });
    return page;
  }

  async #load(page: Page, path: string, ready: string, size: Size): Promise<Page> {
    // A tab in the background paints only once a second.
    await page.bringToFront();
    await page.setViewportSize(size);
    await page.goto(`${this.#address}${path}`);
    await page.waitForSelector(`[data-testid=${ready}]`);
    await page.evaluate(() => document.fonts.ready);
    return page;
  }
}

/** Puts the same page in a theme, which is much faster than loading it again. */
export async function inTheme(page: Page, theme: Theme): Promise<void> {
  await page.evaluate((name) => (document.documentElement.dataset["theme"] = name), theme);
  await settled(page);
}

/** Gives the same page a size. */
export async function sized(page: Page, size: Size): Promise<void> {
  await page.setViewportSize(size);
  await settled(page);
}

/** The answers that were held come, and those after them are held no more. */
export async function answersCome(page: Page): Promise<void> {
  await page.evaluate(() => window.dispatchEvent(new Event("answers-come")));
}

/** The shift's screen once it has its figures: before that, it has nothing that takes a key. */
export const SHIFT_LOADED = "[data-testid=shift]:not([data-state=loading])";

/** So many presses of Tab lead round any screen. */
const TABS_MAX = 90;

/** Moves the focus by Tab until it is on that key of the window, at a person's pace: faster keys are a reader's. */
export async function tabTo(page: Page, testid: string): Promise<void> {
  for (let presses = 0; presses < TABS_MAX; presses += 1) {
    if (await page.getByTestId(testid).first().evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
    await page.waitForTimeout(PERSON_PAUSE_MS);
  }
  throw new Error(`${testid} is not reached by Tab`);
}

/** A person's pause between keys, in milliseconds: longer than any reader's, so that a slow machine changes nothing. */
export const PERSON_PAUSE_MS = 85;

/** Types as a person does. */
export async function typeByHand(page: Page, text: string): Promise<void> {
  for (const sign of text) {
    await page.keyboard.type(sign);
    await page.waitForTimeout(PERSON_PAUSE_MS);
  }
}

/** A key as a reader sends it: a sign, or the name of a key. */
export type ReadersKey = { readonly key: string; readonly code: string; readonly shift?: boolean };

/**
 * Types as a reader does, one key every `pause_ms`. Each key carries the time at which it was due, so that a slow
 * machine changes nothing.
 */
export async function typeByReader(page: Page, keys: readonly (ReadersKey | string)[], pause_ms: number): Promise<void> {
  const browser = await page.context().newCDPSession(page);
  const began_ms = Date.now();
  for (const [at, one] of keys.entries()) {
    const { key, code, shift = false } = typeof one === "string" ? plainKey(one) : one;
    const due_ms = began_ms + at * pause_ms;
    await page.waitForTimeout(Math.max(0, due_ms - Date.now()));
    const text = key === "Enter" ? "\r" : key.length === 1 ? key : "";
    const down = { key, code, modifiers: shift ? 8 : 0, timestamp: due_ms / 1_000, windowsVirtualKeyCode: key === "Enter" ? 13 : key === "Tab" ? 9 : 0 };
    await browser.send("Input.dispatchKeyEvent", { type: text === "" ? "rawKeyDown" : "keyDown", text, ...down });
    await browser.send("Input.dispatchKeyEvent", { type: "keyUp", ...down });
  }
  await browser.detach();
}

function plainKey(sign: string): ReadersKey {
  if (/^\d$/.test(sign)) return { key: sign, code: `Digit${sign}` };
  if (/^[A-Z]$/.test(sign)) return { key: sign, code: `Key${sign}`, shift: true };
  return { key: sign, code: sign.length === 1 ? "" : sign };
}

/** The digit that gives this answer to the item in front. It depends on the answers that the item has. */
export async function keyOf(page: Page, answer: string): Promise<string> {
  const own = page.getByTestId(answer).first();
  await own.waitFor();
  return (await own.locator("kbd").innerText()).trim();
}

/** Waits until the changes are painted and all animations have ended. */
export async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const frame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve));
    await frame();
    await frame();
    const ending = document.getAnimations().filter((one) => one.effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY);
    await Promise.all(ending.map((one) => one.finished.catch(() => undefined)));
  });
}

export async function picture(page: Page, name: string): Promise<void> {
  if (!WITH_PICTURES) return;
  await page.waitForTimeout(PICTURE_WAIT_MS);
  await page.screenshot({ path: `${PICTURES}${name}.png` });
}

/** Pictures of the same page at each size. */
export async function pictures(page: Page, name: string, sizes: readonly Size[]): Promise<void> {
  if (!WITH_PICTURES) return;
  for (const size of sizes) {
    await sized(page, size);
    await picture(page, `${name}-${size.width}`);
  }
}
