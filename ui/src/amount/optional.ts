/**
 * What a cashier may type besides the amount: a row each. The fields, their keys, the help of keys and what a charge
 * says of them are made from these rows.
 */

import IdCard from "@lucide/svelte/icons/id-card";
import NotebookPen from "@lucide/svelte/icons/notebook-pen";
import type { LucideProps } from "@lucide/svelte";
import type { Component } from "svelte";
import type { Checkout, ErrorCode } from "../backend/bindings";
import { m } from "../words/words";

export type OptionalField = "concept" | "payer-dni";

type OptionalRow = {
  readonly icon: Component<LucideProps>;
  readonly label: () => string;
  readonly hint: () => string;
  /** The words of the button that opens it. */
  readonly add: () => string;
  /** How much can be typed, in characters. The till says what is too long for it. */
  readonly chars_max: number;
  /** A text in which a card's number is cut; else digits. */
  readonly is_text: boolean;
  /** The key that opens it, and its line in the help of keys. */
  readonly key?: { readonly name: string; readonly words: () => string };
  /** The till's refusals of what was typed here. */
  readonly refusals: readonly ErrorCode[];
};

export const OPTIONAL: Record<OptionalField, OptionalRow> = {
  concept: {
    icon: NotebookPen,
    label: m.concept,
    hint: m.concept_hint,
    add: m.concept_add,
    chars_max: 100,
    is_text: true,
    key: { name: "F5", words: m.keys_f5 },
    refusals: ["concept-too-long"],
  },
  "payer-dni": {
    icon: IdCard,
    label: m.dni,
    hint: m.dni_hint,
    add: m.dni_add,
    // Far beyond any document.
    chars_max: 12,
    is_text: false,
    key: { name: "F7", words: m.keys_f7 },
    refusals: ["dni-missing", "dni-malformed"],
  },
};

/** Every row with its field, in the order of the table. */
export const OPTIONAL_ROWS = Object.entries(OPTIONAL) as readonly (readonly [OptionalField, OptionalRow])[];

/** What is typed into each field. */
export type OptionalTexts = Record<OptionalField, string>;

export function nothingTyped(): OptionalTexts {
  return { concept: "", "payer-dni": "" };
}

/** What every charge of a new sale says of these fields. */
export function saidOf(typed: OptionalTexts): Pick<Checkout, "concept"> {
  return { concept: typed.concept.trim() || null };
}

/** The payer's document as the till reads it; null where none was typed. */
export function payerDni(typed: OptionalTexts): string | null {
  return typed["payer-dni"].replace(/[.\s]/g, "") || null;
}
