/** The built window in Chromium, under the same content policy as in the app. */

import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import type { Browser, Page } from "playwright-core";
import { preview } from "vite";
import type { PreviewServer } from "vite";

const CSP = "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; connect-src ipc: http://ipc.localhost";
const PORT = 4179;
const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const PICTURES = fileURLToPath(new URL("../../../pictures/", import.meta.url));

export const THEMES = ["light", "dark"] as const;
export type Theme = (typeof THEMES)[number];
export type Size = { readonly width: number; readonly height: number };

export class Shop {
  readonly #server: PreviewServer;
  readonly #browser: Browser;
  /** What the pages complained about: a script's error, or something the policy blocked. */
  readonly complaints: string[] = [];

  private constructor(server: PreviewServer, browser: Browser) {
    this.#server = server;
    this.#browser = browser;
  }

  static async open(): Promise<Shop> {
    mkdirSync(PICTURES, { recursive: true });
    const server = await preview({ root: ROOT, preview: { port: PORT, strictPort: true, headers: { "Content-Security-Policy": CSP } }, logLevel: "warn" });
    const browser = await chromium.launch({
      executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--force-color-profile=srgb"],
    });
    return new Shop(server, browser);
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.#server.close();
  }

  async page(scene: string, size: Size = { width: 1_024, height: 768 }, theme: Theme = "light", lang = ""): Promise<Page> {
    return this.#open(`?scene=${scene}&theme=${theme}&lang=${lang}`, "light-relay", size);
  }

  /** The customer's window of the same till. */
  async customer(scene: string, size: Size, theme: Theme = "light"): Promise<Page> {
    return this.#open(`customer.html?scene=${scene}&theme=${theme}`, "customer", size);
  }

  async #open(path: string, ready: string, size: Size): Promise<Page> {
    const page = await this.#browser.newPage({ viewport: size, reducedMotion: "reduce", locale: "es-AR" });
    page.on("pageerror", (error) => this.complaints.push(`${path}: ${error.message}`));
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") this.complaints.push(`${path}: ${message.text()}`);
    });
    await page.goto(`http://localhost:${PORT}/${path}`);
    await page.waitForSelector(`[data-testid=${ready}]`);
    await page.evaluate(() => document.fonts.ready);
    return page;
  }
}

export async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `${PICTURES}${name}.png` });
}
