/** What every screen is held to, at each size that shops have and in both themes. */

import type { Page } from "playwright-core";
import { expect } from "vitest";
import { cutIn, faintIn, seriousIn, smallIn } from "./checks";
import { inTheme, picture, pictures, sized } from "./window";
import type { Size } from "./window";

/** The least that a shop has. */
export const SMALLEST: Size = { width: 1_024, height: 720 };
/** A small screen at 125 %. */
export const ENLARGED: Size = { width: 1_093, height: 614 };
export const LARGE: Size = { width: 1_440, height: 900 };
export const LARGEST: Size = { width: 1_920, height: 1_080 };
export const SIZES = [SMALLEST, ENLARGED, LARGE];
/** Another language is longer or shorter only where there is little room. */
export const TIGHT = [SMALLEST, ENLARGED];

type Held = {
  readonly sizes?: readonly Size[];
  /** What this screen is held to besides, at each size. */
  readonly also?: (size: Size, look: string) => Promise<void>;
};

/** Nothing is cut off, or too small for a finger. */
export async function fits(page: Page, name: string, { sizes = SIZES, also }: Held = {}): Promise<void> {
  for (const size of sizes) {
    await sized(page, size);
    const look = `${name} at ${size.width}`;
    await picture(page, `${name}-${size.width}`);
    expect(await cutIn(page), look).toEqual([]);
    expect(await smallIn(page), look).toEqual([]);
    await also?.(size, look);
  }
}

/**
 * The screen fits, and nothing is hard to read. A theme changes colours and nothing else, so places are measured in
 * one theme, and in the other only whether its colours can be told apart.
 */
export async function looksRight(page: Page, name: string, held: Held = {}): Promise<void> {
  await inTheme(page, "light");
  await fits(page, name, held);
  expect(await seriousIn(page), name).toEqual([]);
  await inTheme(page, "dark");
  expect(await faintIn(page), `${name}, dark`).toEqual([]);
  await pictures(page, `${name}-dark`, held.sizes ?? SIZES);
}
