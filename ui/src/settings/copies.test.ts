/** A copy is begun, followed to its end, and stopped. */

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { BackupState } from "../backend/bindings";
import { aSettings } from "../backend/memory/samples";
import type { Till } from "../till/till.svelte";
import { Copies } from "./copies.svelte";

const IDLE: BackupState = aSettings().backup;
const GOING: BackupState = { ...IDLE, making: { step: "copying", per_mille: 0, stopping: false } };

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Copies over a till that gives these answers in turn. */
function over(answers: readonly (BackupState | Error)[]) {
  const asked: string[] = [];
  const left = [...answers];
  const ask = (what: string) => {
    asked.push(what);
    const answer = left.shift();
    return answer === undefined || answer instanceof Error ? Promise.reject(answer ?? new Error("asked too often")) : Promise.resolve(answer);
  };
  const taken: BackupState[] = [];
  const ended: BackupState[] = [];
  const refused: unknown[] = [];
  const copies = new Copies({ ask } as unknown as Till, { take: (one) => taken.push(one), ended: (one) => ended.push(one), refused: (error) => refused.push(error) });
  return { copies, asked, taken, ended, refused };
}

test("a copy is followed until it has ended, and the second folder is looked at once more", async () => {
  const done: BackupState = { ...IDLE, kept: 1, second: { folder: "/media/x", standing: "not-yet", since: null, last_at: null, kept: 0, detail: null } };
  const { copies, asked, taken, ended } = over([GOING, GOING, done, done]);
  const begun = copies.begin();
  // The screen follows what it is shown; that is the same copy.
  await vi.advanceTimersByTimeAsync(10);
  void copies.follow();
  await vi.advanceTimersByTimeAsync(5_000);
  await begun;
  expect(asked).toEqual(["backup_now", "backup_state", "backup_state", "backup_state"]);
  expect(taken).toHaveLength(4);
  expect(ended).toEqual([done]);
});

test("a copy that fails before it begins has ended", async () => {
  const failed: BackupState = { ...IDLE, trouble: { kind: "no-room", missing_bytes: 1, detail: "" } };
  const { copies, asked, ended } = over([failed]);
  await copies.begin();
  expect(asked).toEqual(["backup_now"]);
  expect(ended).toEqual([failed]);
});

test("a till that does not answer is followed no more, and can be asked again", async () => {
  const { copies, refused } = over([GOING, new Error("gone"), IDLE]);
  const begun = copies.begin();
  await vi.advanceTimersByTimeAsync(1_000);
  await begun;
  expect(refused).toHaveLength(1);
  expect(copies.beginning).toBe(false);
  await copies.stop();
  expect(refused).toHaveLength(1);
});
