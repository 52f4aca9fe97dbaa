/** Every scene in both themes: nothing that a person cannot read or reach, nothing that must be scrolled. */

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SCENES } from "../../src/backend/memory/scenes";
import { Shop, THEMES, picture } from "./window";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const SIZES = [
  { width: 1_024, height: 768 },
  { width: 1_440, height: 900 },
  { width: 1_920, height: 1_080 },
];
/** How much of a small window's height the code takes at the least. */
const QR_SHARE = 0.6;

let shop: Shop;
beforeAll(async () => {
  shop = await Shop.open();
});
afterAll(() => shop.close());

describe.each(THEMES)("%s", (theme) => {
  test.each(SCENES)("%s", async (scene) => {
    for (const size of SIZES) {
      const page = await shop.page(scene, size, theme);
      await page.waitForTimeout(350);
      await picture(page, `${scene}-${size.width}-${theme}`);

      const overflowing = await page.evaluate(() => {
        const root = document.documentElement;
        const cut = [...document.querySelectorAll("main *")].filter((element) => {
          const box = element.getBoundingClientRect();
          const frame = document.querySelector("main")?.getBoundingClientRect();
          const spoken = element.classList.contains("spoken");
          return !spoken && frame !== undefined && box.width > 0 && (box.right > frame.right + 1 || box.bottom > frame.bottom + 1);
        });
        return { scrolls: root.scrollHeight > root.clientHeight, cut: cut.map((element) => element.outerHTML.slice(0, 120)) };
      });
      expect(overflowing, `${scene} at ${size.width}`).toEqual({ scrolls: false, cut: [] });

      const code = page.getByTestId("qr-image");
      if ((await code.count()) > 0) {
        const box = await code.boundingBox();
        expect(box?.height).toBeGreaterThanOrEqual(size.height * QR_SHARE);
        expect(box?.width).toBe(box?.height);
      }

      if (size.width !== 1_920) {
        const found = await page.evaluate(`${AXE}; axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"] })`);
        const serious = (found as AxeResults).violations.filter((one) => one.impact === "serious" || one.impact === "critical");
        expect(serious.map((one) => `${one.id}: ${one.nodes.map((node) => `${node.html} ${node.failureSummary ?? ""}`).join(" | ")}`)).toEqual([]);
      }
      await page.close();
    }
  });
});

test("no page complained", () => {
  expect(shop.complaints).toEqual([]);
});
