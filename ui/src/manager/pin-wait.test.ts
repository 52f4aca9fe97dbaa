/** Every field for a PIN counts down with the till's wait. */

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { memoryBackend } from "../backend/memory/memory";
import { PINS } from "../backend/memory/people";
import { Till } from "../till/till.svelte";
import { pin_wait } from "./pin-wait.svelte";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test("several wrong PINs begin a wait that a right one cannot shorten", async () => {
  vi.stubGlobal("window", { location: { search: "" } });
  const memory = memoryBackend(new URLSearchParams({ scene: "tray-notices" }));
  vi.unstubAllGlobals();
  const till = new Till(memory);
  const see = async (pin: string): Promise<string> => {
    const asked = till.ask("see_notice", { notice: 12, pin }).then(
      () => "seen",
      (error: { code: string }) => error.code,
    );
    await vi.advanceTimersByTimeAsync(10);
    return asked;
  };
  for (let wrong = 0; wrong < 3; wrong += 1) expect(await see("111111")).toBe("pin-wrong");
  expect(pin_wait.seconds).toBe(0);
  expect(await see(PINS.marina)).toBe("pin-wait");
  expect(pin_wait.seconds).toBe(5);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(pin_wait.seconds).toBe(2);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(pin_wait.seconds).toBe(0);
  expect(await see(PINS.marina)).toBe("seen");
});
