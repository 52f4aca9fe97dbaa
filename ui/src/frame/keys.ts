/** What each key does on each screen. Keys come from `input/`, which has already removed what a reader typed. */

import { entryKey } from "../amount/entry";
import { OPTIONAL_ROWS } from "../amount/optional";
import type { OptionalField } from "../amount/optional";
import { listenToInput } from "../input/listen";
import { isTextField } from "../input/text-field";
import { isChord } from "../input/weight";
import { lockKey } from "../lock/keys";
import { POSTER, showsPaper } from "../paper/keys";
import type { WindowState } from "./window-state.svelte";
import { screenByKey } from "./screen-rows";

const FIELD_KEYS: ReadonlyMap<string, OptionalField> = new Map(OPTIONAL_ROWS.flatMap(([field, { key }]) => (key === undefined ? [] : [[key.name, field]])));
export const LOCK_KEY = "F8";
/** Charges the house's wallet. It has no screen of its own. */
export const WALLET_KEY = "F11";

/** Listens until the returned function is called. */
export function listenToKeys(win: WindowState): () => void {
  const stopInput = listenToInput(win, (event) => {
    // The next key closes the toast, whatever else that key does.
    win.toast = null;
    // A window that is closing starts nothing new.
    return win.till.closing || route(win, event);
  });
  const onPaste = (event: ClipboardEvent): void => {
    if (win.lock.locked) return event.preventDefault();
    if (win.dialog !== null || isTextField(event.target)) return;
    event.preventDefault();
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (win.stage === "amount" && win.view.kind === "sale") win.draft.paste(text);
    else win.onViewPaste(text);
  };
  // A click must not leave the keyboard's focus behind, or the next Enter would click again.
  const onMouseDown = (event: MouseEvent): void => {
    if (!(event.target instanceof Element) || event.target.closest("button") === null) return;
    event.preventDefault();
    // Under a lock the PIN keeps the focus.
    if (!win.lock.locked && isTextField(document.activeElement)) document.activeElement.blur();
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
export function route(win: WindowState, event: KeyboardEvent): boolean {
  if (win.lock.locked) {
    lockKey(win.lock, event);
    return true;
  }
  // The Enter that ended the PIN charges nothing.
  if (event.key === "Enter" && win.lock.settles(event.timeStamp)) return true;
  if (event.key === "F1") {
    if (!event.repeat) win.dialog = win.dialog === "keys" ? null : "keys";
    return true;
  }
  if (event.key === LOCK_KEY && !isChord(event)) {
    if (!event.repeat) void win.lockTill();
    return true;
  }
  if (win.dialog !== null || isChord(event)) return false;
  const screen = screenByKey(win.screens, event.key, "always");
  if (screen !== null) {
    if (!event.repeat) win.toggle(screen[0]);
    return true;
  }
  if (win.draft.for_manager !== null) {
    if (event.key !== "Escape") return false;
    win.draft.noManager();
    return true;
  }
  // A band that asks for a PIN above the screen keeps its own keys.
  if (event.target instanceof Element && event.target.closest("[data-own-keys]") !== null && event.key !== "Escape") return false;
  if (win.view.kind !== "sale") return onView(win, event);
  if (payKey(win, event)) return true;
  const asks = win.settling_doubt !== null || win.claim.taking_back || win.enters_by_hand;
  if (asks && event.key !== "Escape") return false;
  if (win.enters_by_hand) {
    win.by_hand.putDown();
    return true;
  }
  if (isTextField(event.target) && !asks) return leaveField(win, event);
  if (event.key === "Tab") return false;
  // A focused button keeps its own Enter and space.
  if ((event.key === "Enter" || event.key === " ") && document.activeElement instanceof HTMLButtonElement) return false;

  switch (win.stage) {
    case "amount":
      return onAmount(win, event);
    case "under-way":
      if (event.key !== "Escape") return false;
      if (!event.repeat) win.dialog = "cancel";
      return true;
    case "fixed-qr":
      return onFixedQr(win, event);
    case "approved":
      return onApproved(win, event);
    case "rest":
      return onRest(win, event);
    case "declared":
      return onDeclared(win, event);
    case "ended":
    case "watching":
      return onEnded(win, event);
  }
}

/** Opens another way to pay, or the split, if something is owed. */
function payKey(win: WindowState, event: KeyboardEvent): boolean {
  const { stage } = win;
  if (win.till.snapshot === null || (stage !== "amount" && stage !== "ended" && stage !== "rest" && stage !== "declared")) return false;
  const found = screenByKey(win.screens, event.key, "owed");
  const by_wallet = event.key === WALLET_KEY && win.till.snapshot.wallet !== "off";
  if (found === null && !by_wallet) return false;
  if (event.repeat || (stage !== "amount" && !win.obeys(event.timeStamp))) return true;
  if (isTextField(event.target)) event.target.blur();
  if (found === null) void win.paying.by("wallet");
  else found[1].open?.(win);
  return true;
}

/** A part is paid and a rest is owed: keys type its amount or pay it. */
function onRest(win: WindowState, event: KeyboardEvent): boolean {
  if (win.onViewKey(event)) return true;
  if (event.key !== "Escape") return false;
  if (!event.repeat && win.obeys(event.timeStamp)) void win.leave();
  return true;
}

function onView(win: WindowState, event: KeyboardEvent): boolean {
  if (win.onViewKey(event)) return true;
  if (event.key !== "Escape") return false;
  if (!event.repeat) win.back();
  return true;
}

function onAmount(win: WindowState, event: KeyboardEvent): boolean {
  const field = FIELD_KEYS.get(event.key);
  if (field !== undefined) {
    win.draft.open_field = win.draft.open_field === field ? null : field;
    return true;
  }
  if (event.key === "Enter") {
    if (!event.repeat) void win.charge();
    return true;
  }
  if (event.key === "Escape") {
    if (win.recent_open) win.recent_open = false;
    else win.draft.clearNotice();
    return true;
  }
  const key = entryKey(event.key, event.code);
  if (key === null) return false;
  win.draft.press(key);
  return true;
}

/** The fixed QR is shown: Enter records that the customer says they paid, and its poster can be printed. */
function onFixedQr(win: WindowState, event: KeyboardEvent): boolean {
  if (event.key === "Escape") {
    if (!event.repeat) win.dialog = "cancel";
    return true;
  }
  if (showsPaper(event)) {
    win.showPaper(POSTER);
    return true;
  }
  if (event.key !== "Enter") return false;
  if (!event.repeat && win.obeys(event.timeStamp)) void win.claim.declare();
  return true;
}

/** The notice is missing: the sale waits in the list, and the next one begins. */
function onDeclared(win: WindowState, event: KeyboardEvent): boolean {
  if (event.key !== "Enter" && event.key !== "Escape") return false;
  if (event.key === "Escape" && win.claim.taking_back) {
    win.claim.taking_back = false;
    return true;
  }
  if (event.repeat || !win.obeys(event.timeStamp)) return true;
  if (win.picked) win.pick(null);
  else void win.leave();
  return true;
}

function onApproved(win: WindowState, event: KeyboardEvent): boolean {
  if (event.repeat || !win.obeys(event.timeStamp)) return true;
  if (win.print_receipt !== null && event.key.toLowerCase() === "r") {
    win.print_receipt();
    return true;
  }
  void win.leave();
  // The digit that starts the next sale belongs to its amount.
  const key = entryKey(event.key, event.code);
  if (key?.kind === "digit") win.draft.press(key);
  return true;
}

function onEnded(win: WindowState, event: KeyboardEvent): boolean {
  if (event.key !== "Enter" && event.key !== "Escape") return false;
  if (event.repeat || !win.obeys(event.timeStamp)) return true;
  if (event.key === "Escape" && win.settling_doubt !== null) win.settling_doubt = null;
  else if (event.key === "Escape" && win.picked) win.pick(null);
  else if (event.key === "Escape") void win.leave();
  else if (win.stage === "ended") void win.paying.again();
  return true;
}

function leaveField(win: WindowState, event: KeyboardEvent): boolean {
  if (event.key !== "Enter" && event.key !== "Escape" && !FIELD_KEYS.has(event.key)) return false;
  const field = FIELD_KEYS.get(event.key);
  win.draft.open_field = field === win.draft.open_field ? null : (field ?? null);
  if (event.target instanceof HTMLElement) event.target.blur();
  return true;
}
