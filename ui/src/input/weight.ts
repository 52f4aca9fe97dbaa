/** What a key would do on the screen in front, as far as it matters for undoing it. */

import type { WindowState } from "../frame/window-state.svelte";
import { isTextField } from "./before";
import type { Weight } from "./filter";

export function weightOf(win: WindowState, event: KeyboardEvent): Weight {
  const { key, target } = event;
  const in_field = isTextField(target);
  if (key === "Enter") {
    if (target instanceof HTMLTextAreaElement) return "types";
    return !in_field && win.dialog === null && win.screens[win.view.kind].enter_is_final ? "final" : "acts";
  }
  if (in_field) return "types";
  if (key === " ") return "acts";
  if (win.dialog !== null) return "types";
  // A digit is an answer here, and any key leaves a sale that is paid.
  if (win.screens[win.view.kind].keys_are_final) return "final";
  return win.view.kind === "sale" && win.stage === "approved" ? "final" : "types";
}

export function isChord(event: KeyboardEvent): boolean {
  return (event.ctrlKey || event.altKey || event.metaKey) && !event.getModifierState("AltGraph");
}
