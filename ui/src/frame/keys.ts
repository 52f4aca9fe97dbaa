/** What a person's key does on each screen. Keys come from `input/`, which has taken out what a reader typed. */

import { entryKey } from "../amount/entry";
import type { OptionalField } from "../amount/draft.svelte";
import { isTextField } from "../input/before";
import { listenToInput } from "../input/listen";
import { isChord } from "../input/weight";
import type { Desk } from "./desk.svelte";
import { screenByKey } from "./screen-rows";

const FIELD_KEYS: ReadonlyMap<string, OptionalField> = new Map([
  ["F5", "concept"],
  ["F7", "payer-dni"],
]);
/** Listens until the function it answers is called. */
export function listenToKeys(desk: Desk): () => void {
  const stopInput = listenToInput(desk, (event) => {
    // News of another sale goes with the next key, whatever that key does.
    desk.toast = null;
    // A window that closes begins nothing more.
    return desk.till.closing || route(desk, event);
  });
  const onPaste = (event: ClipboardEvent): void => {
    if (desk.stage !== "amount" || desk.view.kind !== "sale" || desk.dialog !== null || isTextField(event.target)) return;
    event.preventDefault();
    desk.draft.paste(event.clipboardData?.getData("text/plain") ?? "");
  };
  // A click must not leave the keyboard's focus behind, or the next Enter would click again.
  const onMouseDown = (event: MouseEvent): void => {
    if (!(event.target instanceof Element) || event.target.closest("button") === null) return;
    event.preventDefault();
    if (isTextField(document.activeElement)) document.activeElement.blur();
  };

  window.addEventListener("paste", onPaste);
  window.addEventListener("mousedown", onMouseDown);
  return () => {
    stopInput();
    window.removeEventListener("paste", onPaste);
    window.removeEventListener("mousedown", onMouseDown);
  };
}

/** Does what the key means here; false leaves it to the element that has the focus. */
export function route(desk: Desk, event: KeyboardEvent): boolean {
  if (event.key === "F1") {
    if (!event.repeat) desk.dialog = desk.dialog === "keys" ? null : "keys";
    return true;
  }
  if (desk.dialog !== null || isChord(event)) return false;
  const screen = screenByKey(desk.screens, event.key, "always");
  if (screen !== null) {
    if (!event.repeat) desk.toggle(screen[0]);
    return true;
  }
  if (desk.draft.for_manager !== null) {
    if (event.key !== "Escape") return false;
    desk.draft.noManager();
    return true;
  }
  // A band that asks for a PIN above the screen keeps its own keys.
  if (event.target instanceof Element && event.target.closest("[data-own-keys]") !== null && event.key !== "Escape") return false;
  if (desk.view.kind !== "sale") return onView(desk, event);
  if (payKey(desk, event)) return true;
  if (desk.settling_doubt !== null && event.key !== "Escape") return false;
  if (isTextField(event.target) && desk.settling_doubt === null) return leaveField(desk, event);
  if (event.key === "Tab") return false;
  // What has the keyboard's focus keeps its own Enter and space.
  if ((event.key === "Enter" || event.key === " ") && document.activeElement instanceof HTMLButtonElement) return false;

  switch (desk.stage) {
    case "amount":
      return onAmount(desk, event);
    case "under-way":
      if (event.key !== "Escape") return false;
      if (!event.repeat) desk.dialog = "cancel";
      return true;
    case "approved":
      return onApproved(desk, event);
    case "rest":
      return onRest(desk, event);
    case "ended":
    case "watching":
      return onEnded(desk, event);
  }
}

/** Another way to pay, or several, wherever something is owed. */
function payKey(desk: Desk, event: KeyboardEvent): boolean {
  const { stage } = desk;
  const snapshot = desk.till.snapshot;
  if (snapshot === null || (stage !== "amount" && stage !== "ended" && stage !== "rest")) return false;
  const found = screenByKey(desk.screens, event.key, "owed");
  if (found === null) return false;
  const [, screen] = found;
  if (screen.key?.needs_cash && !snapshot.cash) return false;
  if (event.repeat || (stage !== "amount" && !desk.obeys(event.timeStamp))) return true;
  if (isTextField(event.target)) event.target.blur();
  screen.open?.(desk);
  return true;
}

/** A part is paid and there is a rest: its amount, and the way to pay it. */
function onRest(desk: Desk, event: KeyboardEvent): boolean {
  if (desk.onViewKey(event)) return true;
  if (event.key !== "Escape") return false;
  if (!event.repeat && desk.obeys(event.timeStamp)) void desk.leave();
  return true;
}

function onView(desk: Desk, event: KeyboardEvent): boolean {
  if (desk.onViewKey(event)) return true;
  if (event.key !== "Escape") return false;
  if (!event.repeat) desk.back();
  return true;
}

function onAmount(desk: Desk, event: KeyboardEvent): boolean {
  const field = FIELD_KEYS.get(event.key);
  if (field !== undefined) {
    desk.draft.open_field = desk.draft.open_field === field ? null : field;
    return true;
  }
  if (event.key === "Enter") {
    if (!event.repeat) void desk.charge();
    return true;
  }
  if (event.key === "Escape") {
    if (desk.recent_open) desk.recent_open = false;
    else desk.draft.hush();
    return true;
  }
  const key = entryKey(event.key, event.code);
  if (key === null) return false;
  desk.draft.press(key);
  return true;
}

function onApproved(desk: Desk, event: KeyboardEvent): boolean {
  if (event.repeat || !desk.obeys(event.timeStamp)) return true;
  void desk.leave();
  // The digit that starts the next sale belongs to its amount.
  const key = entryKey(event.key, event.code);
  if (key?.kind === "digit") desk.draft.press(key);
  return true;
}

function onEnded(desk: Desk, event: KeyboardEvent): boolean {
  if (event.key !== "Enter" && event.key !== "Escape") return false;
  if (event.repeat || !desk.obeys(event.timeStamp)) return true;
  if (event.key === "Escape" && desk.settling_doubt !== null) desk.settling_doubt = null;
  else if (event.key === "Escape" && desk.picked) desk.pick(null);
  else if (event.key === "Escape") void desk.leave();
  else if (desk.stage === "ended") void desk.chargeAgain();
  return true;
}

function leaveField(desk: Desk, event: KeyboardEvent): boolean {
  if (event.key !== "Enter" && event.key !== "Escape" && !FIELD_KEYS.has(event.key)) return false;
  const field = FIELD_KEYS.get(event.key);
  desk.draft.open_field = field === desk.draft.open_field ? null : (field ?? null);
  if (event.target instanceof HTMLElement) event.target.blur();
  return true;
}
