/** The rules for a PIN and a first manager, checked before the till is asked. Pure; the till decides. */

/** How many digits a new PIN has. */
const PIN = /^\d{6,12}$/;
/** The longest PIN that can be typed, in digits. */
export const PIN_DIGITS_MAX = 12;
/** The longest name, in characters. */
export const NAME_CHARS_MAX = 60;

export type Naming = { readonly name: string; readonly pin: string; readonly again: string };
/** The first field that must be corrected. */
export type Unfit = "name" | "pin" | "again";

export function unfitIn({ name, pin, again }: Naming): Unfit | null {
  if (name.trim() === "") return "name";
  if (!PIN.test(pin)) return "pin";
  return again === pin ? null : "again";
}
