import { describe, expect, test } from "vitest";
import type { AskedView } from "../backend/bindings";
import { aPayment, aSale } from "../backend/memory/samples";
import { aNotice } from "../backend/memory/fixed-qr";
import { askedOnceDone, askedStep, trayTitle } from "./tray";
import { m } from "./words";

const FROM_TWO: AskedView = { said: "taken-over", till: 2 };

describe("what was said of the other tills", () => {
  test("names the till from which it was taken over", () => {
    expect(askedOnceDone(FROM_TWO)).toBe(m.tray_done_taken({ till: "2" }));
    expect(askedStep(FROM_TWO)).toBe(m.step_asked_taken({ till: "2" }));
    expect(askedStep(FROM_TWO)).toContain("2");
  });

  test("says that they were not asked, if they were not", () => {
    expect(askedOnceDone({ said: "nobody" })).toBe(m.tray_done_nobody());
    expect(askedStep({ said: "nobody" })).toBe(m.step_asked_nobody());
  });

  test("has no words if no other till had it, or none had to be asked", () => {
    expect([askedOnceDone({ said: "claimed" }), askedStep({ said: "claimed" }), askedOnceDone(null), askedStep(null)]).toEqual([null, null, null, null]);
  });
});

test("what the house's wallet rejects is told as the wallet's word, and not as a provider's", () => {
  const about = (method: "wallet" | "qr") => aNotice({ kind: "needs-review", by_fixed_qr: false, amount_centavos: 720_000, payment: "p", sale: aSale({ payments: [aPayment({ id: "p", method })] }) });
  expect(trayTitle(about("wallet"))).toBe("La billetera avisó por $ 7.200 algo que no es un pago");
  expect(trayTitle(about("qr"))).toBe(m.tray_needs_review({ amount: "$ 7.200" }));
});
