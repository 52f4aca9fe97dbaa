/** Finds where on the screen a refusal belongs. Pure. */

import type { Refused } from "../backend/backend";
import { isKey, isSecret } from "./fields";
import type { Key, SecretName } from "./fields";

export type RefusedBy = { readonly kind: "pin" } | { readonly kind: "field"; readonly name: Key | SecretName; readonly what: string | null } | { readonly kind: "whole" };

const PIN_CODES: ReadonlySet<string> = new Set(["needs-manager", "pin-wrong", "pin-wait", "pin-malformed"]);

export function refusedBy({ code, about, detail }: Pick<Refused, "code" | "about" | "detail">): RefusedBy {
  if (PIN_CODES.has(code)) return { kind: "pin" };
  if (about !== null && (isKey(about) || isSecret(about))) return { kind: "field", name: about, what: detail };
  return { kind: "whole" };
}
