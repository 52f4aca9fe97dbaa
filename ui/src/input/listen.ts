/**
 * Every key of the window comes here before anything else sees it. Keys from a reader are removed, so that the screens
 * get a person's keys only, or a card's tracks.
 */

import { tick } from "svelte";
import type { WindowState } from "../frame/window-state.svelte";
import { HOLD_MS, KeyFilter, QUIET_MS } from "./filter";
import type { Press } from "./filter";
import { padDigit } from "./signs";
import { isTextField } from "./text-field";
import { UndoPoint } from "./undo-point";
import { isChord, weightOf } from "./weight";

const MODIFIER_KEYS: ReadonlySet<string> = new Set(["Shift", "Control", "Alt", "AltGraph", "Meta", "CapsLock", "NumLock", "ScrollLock", "Fn"]);
const READERS_KEYS: ReadonlySet<string> = new Set(["Enter", "Tab", "Dead", "Process"]);
/** A timer that is this much late, in milliseconds, may run before keys that were pressed earlier. */
const LATE_MS = 25;

/** Handles a person's key. It returns true when it did something. */
export type Route = (event: KeyboardEvent) => boolean;

/** Listens until the function that it returns is called. */
export function listenToInput(win: WindowState, route: Route): () => void {
  const input = new Input(win, route);
  const on = { capture: true } as const;
  const heard: readonly (readonly [string, (event: never) => void])[] = [
    ["keydown", (event: KeyboardEvent) => input.onKeyDown(event)],
    ["keyup", (event: KeyboardEvent) => input.onKeyUp(event)],
    ["input", (event: Event) => input.onInput(event)],
  ];
  for (const [name, listener] of heard) window.addEventListener(name, listener as EventListener, on);
  return () => {
    for (const [name, listener] of heard) window.removeEventListener(name, listener as EventListener, on);
    input.stop();
  };
}

class Input {
  readonly #win: WindowState;
  readonly #route: Route;
  readonly #filter = new KeyFilter<UndoPoint>();
  readonly #replayed = new WeakSet<Event>();
  #held: KeyboardEvent[] = [];
  /** The fields as they were before the reader that is typing now. */
  #swallowed: UndoPoint | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(win: WindowState, route: Route) {
    this.#win = win;
    this.#route = route;
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#filter.end();
    this.#held = [];
  }

  onKeyDown(event: KeyboardEvent): void {
    if (MODIFIER_KEYS.has(event.key)) return;
    if (this.#replayed.has(event)) return this.#pass(event);
    if (this.#filter.isOver(event.timeStamp)) this.#end();
    if (this.#filter.isPersons(event.timeStamp)) this.#release();
    if (event.repeat || !(this.#filter.swallows || couldBeReaders(event))) {
      // No reader sends this key, so a person typed the withheld ones.
      this.#release();
      return this.#pass(event);
    }

    const ruling = this.#filter.press(this.#press(event), () => new UndoPoint(this.#win));
    switch (ruling.kind) {
      case "person":
        if (ruling.after_held) {
          this.#held.push(event);
          stop(event);
          this.#release();
          return;
        }
        for (const point of this.#filter.undo_points) point.note(document.activeElement);
        return this.#pass(event);
      case "hold":
        stop(event);
        this.#held.push(event);
        return this.#wait(HOLD_MS, () => this.#release());
      case "reader":
        stop(event);
        this.#held = [];
        if (ruling.restore !== null) {
          this.#swallowed = ruling.restore;
          ruling.restore.restore();
          ruling.restore.note(document.activeElement);
        }
        return this.#wait(QUIET_MS, () => this.#end());
    }
  }

  /** A space presses a button only when the key is released. */
  onKeyUp(event: KeyboardEvent): void {
    if (this.#filter.swallows && event.key === " ") stop(event);
  }

  /** A dead key or an Alt code puts a sign into a field without a key event that could be stopped. */
  onInput(event: Event): void {
    if (this.#filter.swallows && event.isTrusted && isTextField(event.target)) this.#swallowed?.restoreField(event.target, false);
  }

  #press(event: KeyboardEvent): Press {
    return {
      key: event.key,
      code: event.code,
      shift: event.shiftKey,
      alt_graph: event.getModifierState("AltGraph"),
      at_ms: event.timeStamp,
      weight: weightOf(this.#win, event),
      fills: isTextField(event.target) && event.target.closest("form") !== null,
    };
  }

  #pass(event: KeyboardEvent): void {
    if (!event.isComposing && this.#route(event)) {
      event.preventDefault();
      // A dialog that this key opens must not hear it, or Esc would close what it opened.
      event.stopPropagation();
      return;
    }
    // While NumLock is off, the number pad sends arrows and Delete. In a numeric field, the key's position gives the digit.
    const sign = event.code === "NumpadDecimal" ? "," : padDigit(event.code);
    if (sign !== null && event.key.length > 1 && !isChord(event) && takesDigits(event.target)) {
      event.preventDefault();
      insert(sign);
    }
  }

  #wait(ms: number, then: () => void): void {
    clearTimeout(this.#timer);
    const due_ms = performance.now() + ms;
    this.#timer = setTimeout(() => {
      if (performance.now() - due_ms > LATE_MS) this.#wait(LATE_MS, then);
      else then();
    }, ms);
  }

  /** A person typed the withheld keys after all, so they are pressed now, in order. */
  #release(): void {
    if (this.#held.length === 0) return;
    clearTimeout(this.#timer);
    this.#filter.release();
    const held = this.#held;
    this.#held = [];
    void this.#pressAll(held);
  }

  /** If a key opens something, it must be rendered and focused before the next key is typed into it. */
  async #pressAll(held: readonly KeyboardEvent[]): Promise<void> {
    for (const event of held) {
      this.#pressAgain(event);
      if (held.length > 1) await tick();
    }
  }

  #end(): void {
    clearTimeout(this.#timer);
    this.#swallowed = null;
    const tracks = this.#filter.end();
    // The screen below a lock takes no card.
    if (!this.#win.lock.locked) this.#win.onReader(tracks);
  }

  #pressAgain({ key, code, shiftKey, target }: KeyboardEvent): void {
    const at = document.activeElement ?? target ?? document.body;
    const again = new KeyboardEvent("keydown", { key, code, shiftKey, bubbles: true, cancelable: true });
    this.#replayed.add(again);
    if (!at.dispatchEvent(again)) return;
    // A dispatched key has no default action, so this does what the browser would do.
    if (at instanceof HTMLButtonElement && (key === "Enter" || key === " ")) at.click();
    else if (at instanceof HTMLInputElement && key === "Enter") submitFrom(at);
    else if (isTextField(at) && key.length === 1) insert(key);
  }
}

function couldBeReaders(event: KeyboardEvent): boolean {
  if (isChord(event)) return false;
  return event.key.length === 1 || READERS_KEYS.has(event.key) || padDigit(event.code) !== null;
}

function takesDigits(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement && (target.inputMode === "numeric" || target.inputMode === "decimal");
}

/** The only way to type into a field that keeps the browser's undo working. */
function insert(text: string): void {
  document.execCommand("insertText", false, text);
}

function submitFrom(field: HTMLInputElement): void {
  const submit = field.form?.querySelector<HTMLElement>("button[type=submit], button:not([type]), input[type=submit]");
  if (submit === undefined) return;
  if (submit === null) field.form?.requestSubmit();
  else submit.click();
}

function stop(event: Event): void {
  event.preventDefault();
  event.stopImmediatePropagation();
}
