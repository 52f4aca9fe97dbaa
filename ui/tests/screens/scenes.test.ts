/** Every scene in both themes: nothing that a person cannot read or reach, nothing that must be scrolled. */

import { afterAll, beforeAll, expect, test } from "vitest";
import { SCENES } from "../../src/backend/memory/scenes";
import { cutIn, seriousIn } from "./checks";
import { Pages, inEachLook, picture } from "./window";

const SIZES = [
  { width: 1_024, height: 720 },
  { width: 1_093, height: 614 },
  { width: 1_440, height: 900 },
  { width: 1_920, height: 1_080 },
];
/** Where axe looks, in each theme: all that there is has its place at this size. */
const AXE_AT = SIZES[2];
/** How much of a small window's height the code takes at the least. */
const QR_SHARE = 0.6;

let pages: Pages;
beforeAll(async () => {
  pages = await Pages.open();
});
afterAll(() => pages.close());

test.each(SCENES)("%s", async (scene) => {
  const page = await pages.look(scene);
  await inEachLook(page, SIZES, async (size, theme) => {
    const look = `${scene} at ${size.width}, ${theme}`;
    await picture(page, `${scene}-${size.width}-${theme}`);
    expect(await cutIn(page), look).toEqual([]);

    const code = page.getByTestId("qr-image");
    if ((await code.count()) > 0) {
      const box = await code.boundingBox();
      expect(box?.height, look).toBeGreaterThanOrEqual(size.height * QR_SHARE);
      expect(box?.width, look).toBe(box?.height);
    }

    if (size === AXE_AT) expect(await seriousIn(page), look).toEqual([]);
  });
});

test("no page complained", () => {
  expect(pages.complaints).toEqual([]);
});
