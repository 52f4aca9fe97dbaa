/** Whether the effect of a key on the screen in front can be undone. */

import type { WindowState } from "../frame/window-state.svelte";
import type { Weight } from "./filter";
import { isTextField } from "./text-field";

export function weightOf(win: WindowState, event: KeyboardEvent): Weight {
  const { key, target } = event;
  const in_field = isTextField(target);
  if (key === "Enter") {
    if (target instanceof HTMLTextAreaElement) return "types";
    return !in_field && win.dialog === null && win.screens[win.view.kind].enter_is_final ? "final" : "acts";
  }
  if (in_field) return "types";
  if (key === " ") return "acts";
  // Tab only moves the focus, and an undo point puts that back.
  if (win.dialog !== null || key === "Tab") return "types";
  // In the tray a digit is an answer. After a paid sale, any key leaves it.
  if (win.screens[win.view.kind].keys_are_final) return "final";
  return win.view.kind === "sale" && win.stage === "approved" ? "final" : "types";
}

export function isChord(event: KeyboardEvent): boolean {
  return (event.ctrlKey || event.altKey || event.metaKey) && !event.getModifierState("AltGraph");
}
