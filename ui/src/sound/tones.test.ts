/** Tones on a machine without a device do not accumulate. */

import { afterEach, expect, test, vi } from "vitest";
import { play, setVolume } from "./tones";

class Stub {
  static made: Stub[] = [];
  state = "running";
  currentTime = 0;
  closed = false;
  voices = 0;
  destination = {};
  constructor() {
    Stub.made.push(this);
  }
  resume(): Promise<void> {
    return Promise.resolve();
  }
  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }
  createGain() {
    return { gain: { setValueAtTime() {}, exponentialRampToValueAtTime() {} }, connect() {} };
  }
  createOscillator() {
    this.voices += 1;
    return { type: "sine", frequency: { value: 0 }, connect() {}, start() {}, stop() {} };
  }
}

/** The notes ever given to a context. */
const voices = () => Stub.made.reduce((sum, context) => sum + context.voices, 0);

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test("a stalled context is dropped with its notes, a running one is kept", () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  vi.stubGlobal("AudioContext", Stub);
  setVolume(50);
  play("approved");
  expect(voices()).toBe(3);
  vi.advanceTimersByTime(200);
  // A cue right after another does not yet show a stall.
  play("attention");
  expect(Stub.made.length).toBe(1);
  vi.advanceTimersByTime(60_000);
  play("approved");
  expect(Stub.made.map((context) => context.closed)).toEqual([true, false]);
  const second = Stub.made[1];
  if (second === undefined) throw new Error("no second context");
  second.currentTime = 60;
  vi.advanceTimersByTime(60_000);
  play("ended");
  expect([Stub.made.length, second.closed]).toEqual([2, false]);
});

test("silence plays nothing", () => {
  vi.stubGlobal("AudioContext", Stub);
  const before = voices();
  setVolume(0);
  play("approved");
  expect(voices()).toBe(before);
  setVolume(50);
  play("approved");
  expect(voices()).toBe(before + 3);
});
