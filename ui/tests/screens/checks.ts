/** What every picture is held to. */

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults, RunOnly } from "axe-core";
import type { Page } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"];

/** What a person could not read or reach: axe's serious findings, each with its place. */
export async function seriousIn(page: Page): Promise<string[]> {
  return findings(page, RULES);
}

/** Text whose contrast is too low. */
export async function faintIn(page: Page): Promise<string[]> {
  return findings(page, { type: "rule", values: ["color-contrast"] });
}

async function findings(page: Page, rules: RunOnly | string[]): Promise<string[]> {
  // It is large: each page takes it in once.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(AXE);
  const found = await page.evaluate(`axe.run({ runOnly: ${JSON.stringify(rules)}, resultTypes: ["violations"] })`);
  const serious = (found as AxeResults).violations.filter((one) => one.impact === "serious" || one.impact === "critical");
  return serious.map((one) => `${one.id}: ${one.nodes.map((node) => `${node.html} ${node.failureSummary ?? ""}`).join(" | ")}`);
}

/** What stands out of `main` to the right, or below it where nothing scrolls. */
export async function cutIn(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const frame = document.querySelector("main")?.getBoundingClientRect();
    if (frame === undefined) return ["no main"];
    const scrolls = document.documentElement.scrollHeight > document.documentElement.clientHeight ? ["the window scrolls"] : [];
    const cut = [...document.querySelectorAll("main *")].filter((element) => {
      const box = element.getBoundingClientRect();
      const hidden = element.closest(".spoken") !== null || box.width === 0;
      const below = element.closest("[data-scrolls]") === null && box.bottom > frame.bottom + 1;
      return !hidden && (box.right > frame.right + 1 || below);
    });
    return [...scrolls, ...cut.map((element) => element.outerHTML.slice(0, 120))];
  });
}

/** The least side of what a finger presses, in pixels. */
const TARGET_PX_MIN = 44;

/** What a finger would miss: buttons and fields that are too small. */
export async function smallIn(page: Page): Promise<string[]> {
  return page.evaluate((least) => {
    const pressed = [...document.querySelectorAll("main button, main input, [role=dialog] button")];
    const small = pressed.filter((element) => {
      // A box or a radio button is pressed by its label too.
      const target = element.matches("[type=checkbox], [type=radio]") ? (element.closest("label") ?? element) : element;
      const box = target.getBoundingClientRect();
      return box.width > 0 && (box.height < least || box.width < least);
    });
    return small.map((element) => element.outerHTML.slice(0, 120));
  }, TARGET_PX_MIN);
}
