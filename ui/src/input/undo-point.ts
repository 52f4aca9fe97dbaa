/** The state of the window and its fields before a key, so that what a reader typed can be undone. */

import type { WindowState, WindowTyped } from "../frame/window-state.svelte";
import { isTextField } from "./text-field";
import type { TextField } from "./text-field";

type FieldWas = { readonly value: string; readonly caret: number | null };

export class UndoPoint {
  readonly #win: WindowState;
  readonly #typed: WindowTyped;
  readonly #focus = document.activeElement;
  readonly #fields = new Map<TextField, FieldWas>();

  constructor(win: WindowState) {
    this.#win = win;
    this.#typed = win.typed();
    this.note(this.#focus);
  }

  /** Records a field's value, unless it is already recorded. */
  note(element: Element | null): void {
    if (isTextField(element) && !this.#fields.has(element)) this.#fields.set(element, { value: element.value, caret: element.selectionStart });
  }

  restore(): void {
    this.#win.putBack(this.#typed);
    for (const field of this.#fields.keys()) this.restoreField(field, true);
    this.#restoreFocus();
  }

  #restoreFocus(): void {
    const now = document.activeElement;
    if (this.#focus === now || !(this.#focus instanceof HTMLElement) || !this.#focus.isConnected) return;
    // The body takes no focus: what has it now loses it.
    if (this.#focus === document.body && now instanceof HTMLElement) now.blur();
    else this.#focus.focus();
  }

  /** Restores a field's value. `told` means that its listeners received the change, and must receive this one too. */
  restoreField(field: TextField, told: boolean): void {
    const was = this.#fields.get(field);
    if (was === undefined || field.value === was.value) return;
    field.value = was.value;
    if (told) field.dispatchEvent(new Event("input", { bubbles: true }));
    if (was.caret !== null) field.setSelectionRange(was.caret, was.caret);
  }
}
