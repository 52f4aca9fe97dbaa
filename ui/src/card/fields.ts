/** A card as it is typed, and what is wrong with it before the till is asked. Pure; the till decides. */

import type { CardAsk, DocumentType, OfferView } from "../backend/bindings";
import { unfitExpiry } from "./expiry";
import { brandOf, codeDigits, digitsOf, mayLackCode, unfitNumber } from "./number";

/** The typed data of one card. It exists only in the form, and is wiped as soon as it is sent. */
export type TypedCard = {
  readonly number: string;
  readonly expiry: string;
  readonly cvv: string;
  readonly holder: string;
  readonly document_type: DocumentType;
  readonly document: string;
};

export type TypedField = "number" | "expiry" | "cvv" | "holder" | "document";
export type FieldUnfit = "missing" | "length" | "mistyped" | "malformed" | "expired";

export const NO_CARD: TypedCard = { number: "", expiry: "", cvv: "", holder: "", document_type: "DNI", document: "" };
/** The fields, in the order of typing. */
export const FIELDS: readonly TypedField[] = ["number", "expiry", "cvv", "holder", "document"];
export const DOCUMENT_TYPES: readonly DocumentType[] = ["DNI", "CUIL", "OTRO"];
/** The longest holder's name, in characters. */
export const HOLDER_MAX = 60;
/** The longest document, in characters. */
export const DOCUMENT_MAX = 20;

export function isBlank(card: TypedCard): boolean {
  return FIELDS.every((field) => card[field].trim() === "");
}

export function unfitField(card: TypedCard, field: TypedField, day: string): FieldUnfit | null {
  switch (field) {
    case "number":
      return unfitNumber(card.number);
    case "expiry":
      return unfitExpiry(card.expiry, day);
    case "cvv":
      if (card.cvv === "") return mayLackCode(brandOf(card.number)) ? null : "missing";
      return new RegExp(`^\\d{${codeDigits(brandOf(card.number))}}$`).test(card.cvv) ? null : "length";
    case "holder":
      if (card.holder.trim() === "") return "missing";
      return /\p{L}/u.test(card.holder) ? null : "malformed";
    case "document":
      return unfitDocument(card.document_type, card.document);
  }
}

function unfitDocument(type: DocumentType, text: string): FieldUnfit | null {
  const plain = text.replace(/[.\s-]/g, "");
  if (plain === "") return "missing";
  switch (type) {
    case "DNI":
      return /^\d{7,8}$/.test(plain) ? null : "malformed";
    case "CUIL":
      return /^\d{11}$/.test(plain) && hasGoodCuilDigit(plain) ? null : "malformed";
    case "OTRO":
      return plain.length <= DOCUMENT_MAX ? null : "length";
  }
}

/** The check digit of a CUIL or CUIT: modulus 11. */
function hasGoodCuilDigit(digits: string): boolean {
  const weights = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1];
  const sum = weights.reduce((so_far, weight, place) => so_far + weight * Number(digits[place]), 0);
  return sum % 11 === 0;
}

/** The first field that must be corrected; null if the card can be charged. */
export function firstUnfit(card: TypedCard, day: string): TypedField | null {
  return FIELDS.find((field) => unfitField(card, field, day) !== null) ?? null;
}

export function askOf(card: TypedCard, offer: OfferView, amount_centavos: number): CardAsk {
  return {
    number: digitsOf(card.number),
    expiry: card.expiry.trim(),
    cvv: card.cvv,
    holder: card.holder.trim().replace(/\s+/g, " "),
    document_type: card.document_type,
    document: card.document.replace(/[.\s-]/g, ""),
    plan: offer.plan,
    amount_centavos,
    // Only what was shown can be charged.
    total_centavos: offer.total_centavos,
    count: offer.count,
    cftea_bp: offer.cftea_bp,
  };
}
