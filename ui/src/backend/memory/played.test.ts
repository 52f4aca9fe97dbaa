/** What the practice customer makes of a payment. */

import { expect, test } from "vitest";
import type { PracticeAction } from "../bindings";
import { played } from "./played";
import { aPayment } from "./samples";

const payment = aPayment({ amount_centavos: 150_050, charged_centavos: 150_050 });

test.each([
  ["wallet-pay", "pay"],
  ["wallet-by-order", "pay"],
  ["wallet-short", "pay-short"],
] as const)("%s does what %s does", (wallet, by_qr) => {
  const { discrepancies: one, ...mine } = played(wallet, payment)?.now ?? {};
  const { discrepancies: other, ...its } = played(by_qr, payment)?.now ?? {};
  expect(mine).toEqual(its);
  expect(one?.map(({ kind }) => kind)).toEqual(other?.map(({ kind }) => kind));
});

test("a late payment comes after the end", () => {
  const becomes = played("wallet-late", payment);
  expect(becomes?.now.state).toBe("expired");
  expect(becomes?.later?.state).toBe("approved");
});

test("a rejection and a return approve nothing and take nothing back", () => {
  for (const action of ["wallet-reject", "wallet-return"] as const) {
    const becomes = played(action, payment);
    expect(becomes?.now.state).toBeUndefined();
    expect(becomes?.now.discrepancies).toHaveLength(1);
  }
});

test.each(["bind-fail", "lose-answer", "pay-fixed", "card-approve"] satisfies PracticeAction[])("%s is about something else", (action) => {
  expect(played(action, payment)).toBeNull();
});
