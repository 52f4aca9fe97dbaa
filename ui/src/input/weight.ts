/** What a key would do on the screen in front, as far as it matters for undoing it. */

import type { Desk } from "../frame/desk.svelte";
import { isTextField } from "./before";
import type { Weight } from "./filter";

export function weightOf(desk: Desk, event: KeyboardEvent): Weight {
  const { key, target } = event;
  const in_field = isTextField(target);
  if (key === "Enter") {
    if (target instanceof HTMLTextAreaElement) return "types";
    return !in_field && desk.dialog === null && desk.screens[desk.view.kind].enter_is_final ? "final" : "acts";
  }
  if (in_field) return "types";
  if (key === " ") return "acts";
  if (desk.dialog !== null) return "types";
  // A digit is an answer here, and any key leaves a sale that is paid.
  if (desk.screens[desk.view.kind].keys_are_final) return "final";
  return desk.view.kind === "sale" && desk.stage === "approved" ? "final" : "types";
}

export function isChord(event: KeyboardEvent): boolean {
  return (event.ctrlKey || event.altKey || event.metaKey) && !event.getModifierState("AltGraph");
}
