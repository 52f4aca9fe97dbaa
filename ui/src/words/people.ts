/** People and their forms in words. */

import type { PersonView, Role } from "../backend/bindings";
import type { PersonForm } from "../settings/people.svelte";
import { m } from "./words";

export const ROLES: Record<Role, { readonly name: () => string; readonly what: () => string }> = {
  cashier: { name: m.role_cashier, what: m.role_cashier_what },
  manager: { name: m.role_manager, what: m.role_manager_what },
};

/** The name, and that its person no longer works here. */
export function personName({ name, retired }: Pick<PersonView, "name" | "retired">): string {
  return retired ? m.person_left({ name }) : name;
}

export type FormWords = {
  readonly title: string;
  readonly what: string | null;
  /** What the PIN of a manager allows here; none where no manager is asked. */
  readonly allows: string | null;
  readonly ok: string;
};

/** `typed` is the name that is being typed for somebody new. */
export function formWords(form: PersonForm, typed: string): FormWords {
  switch (form.kind) {
    case "add": {
      const name = typed.trim();
      return { title: m.person_add(), what: null, allows: name === "" ? m.person_add() : m.person_add_allows({ name }), ok: m.person_add_ok() };
    }
    case "rename": {
      const { name } = form.person;
      return { title: m.person_rename_title({ name }), what: null, allows: m.person_rename_allows({ name }), ok: m.person_rename() };
    }
    case "renew": {
      const { name } = form.person;
      return { title: m.person_renew_title({ name }), what: m.person_renew_what(), allows: m.person_renew_allows({ name }), ok: m.person_renew() };
    }
    case "retire": {
      const { name } = form.person;
      return { title: m.person_retire_title({ name }), what: m.person_retire_what(), allows: m.person_retire_ok({ name }), ok: m.person_retire_ok({ name }) };
    }
    case "own":
      return { title: m.own_pin_change(), what: null, allows: null, ok: m.own_pin_change() };
  }
}
