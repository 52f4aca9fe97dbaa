/** What the list of sales is narrowed to, and the request that asks for it. */

import type { AskSales, Method, PageEndView, PaymentState } from "../backend/bindings";
import { centavosIn } from "../till/money";
import type { Period } from "./days";

/** As the filters stand on the screen: amounts and text as they are typed. */
export type Filters = {
  readonly state: PaymentState | null;
  readonly method: Method | null;
  readonly plan: string | null;
  /** A person's id. */
  readonly cashier: string | null;
  readonly shift: number | null;
  readonly text: string;
  /** Part of a payer's name or document, which only a manager may search for. */
  readonly payer: string;
  readonly least: string;
  readonly most: string;
};

export const NO_FILTERS: Filters = { state: null, method: null, plan: null, cashier: null, shift: null, text: "", payer: "", least: "", most: "" };

/** Whether the list is narrowed at all. */
export function isFiltered(filters: Filters): boolean {
  return Object.values(filters).some((value) => value !== null && value !== "");
}

/** Which of the typed amounts is none. */
export function unfitAmounts({ least, most }: Pick<Filters, "least" | "most">): { readonly least: boolean; readonly most: boolean } {
  const unfit = (text: string): boolean => text.trim() !== "" && centavosIn(text) === null;
  return { least: unfit(least), most: unfit(most) };
}

/** The request for a page. What is not filtered by is left out, and so is an amount that is none. */
export function askOf({ from, to }: Period, filters: Filters, after: PageEndView | null, pin: string | null = null): AskSales {
  const { state, method, plan, cashier, shift } = filters;
  const text = filters.text.trim();
  const payer = filters.payer.trim();
  const least_centavos = centavosIn(filters.least);
  const most_centavos = centavosIn(filters.most);
  return {
    from,
    to,
    ...(state === null ? {} : { state }),
    ...(method === null ? {} : { method }),
    ...(plan === null ? {} : { plan }),
    ...(cashier === null ? {} : { person: cashier }),
    ...(shift === null ? {} : { shift }),
    ...(text === "" ? {} : { text }),
    ...(payer === "" ? {} : { payer }),
    ...(least_centavos === null ? {} : { least_centavos }),
    ...(most_centavos === null ? {} : { most_centavos }),
    ...(after === null ? {} : { after }),
    ...(pin === null ? {} : { pin }),
  };
}
