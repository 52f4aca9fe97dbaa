/** Every scene in both themes: nothing that a person cannot read or reach, nothing that must be scrolled. */

import { afterAll, beforeAll, expect, test } from "vitest";
import { SCENES } from "../../src/backend/memory/scenes";
import { LARGEST, SIZES, looksRight } from "./looks";
import { Pages } from "./window";

/** How much of a small window's height the code takes at the least. */
const QR_SHARE = 0.6;

let pages: Pages;
beforeAll(async () => {
  pages = await Pages.open();
});
afterAll(() => pages.close());

test.each(SCENES)("%s", async (scene) => {
  const page = await pages.look(scene);
  await looksRight(page, scene, {
    sizes: [...SIZES, LARGEST],
    also: async (size, look) => {
      const code = page.getByTestId("qr-image");
      if ((await code.count()) === 0) return;
      const box = await code.boundingBox();
      expect(box?.height, look).toBeGreaterThanOrEqual(size.height * QR_SHARE);
      expect(box?.width, look).toBe(box?.height);
    },
  });
});

test("no page complained", () => {
  expect(pages.complaints).toEqual([]);
});
