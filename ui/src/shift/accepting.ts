/** A difference that a manager is about to accept, with a reason and a PIN. */

export interface Accepting {
  reason: string;
  pin: string;
  /** What is to be corrected; `count` is the count itself. */
  readonly trouble: { readonly about: "reason" | "pin" | "count"; readonly words: string } | null;
  readonly busy: boolean;
}
