/** What can be done about a report, its fields by the names of Bind's page, and what goes wrong when it is sent anew. */

import { describe, expect, test } from "vitest";
import { Refused } from "../backend/backend";
import type { ReportDetails, ReportState } from "../backend/bindings";
import { aReport, details, reportFields } from "../backend/memory/reports";
import type { Till } from "../till/till.svelte";
import { actsOf, needsSomebody, standingOf } from "./acts";
import { Answers } from "./answer.svelte";
import { FIELDS, copyText, fieldsOf, isChanged, pageName, sentValue, typedOf } from "./fields";
import { reportsKey } from "./keys";

describe("where it stands", () => {
  test.each([
    ["owed", "paid", "owed"],
    ["passed", "paid", "passed"],
    ["settled-passed", "paid", "passed"],
    ["passed", "returned", "returned"],
    ["settled-passed", "returned", "returned"],
    ["failed", "returned", "failed"],
    ["in-doubt", "paid", "in-doubt"],
    ["given-up", "returned", "given-up"],
    ["passed", "rejected", "passed"],
  ] as const)("%s, %s, is %s", (state, outcome, standing) => {
    expect(standingOf({ state, outcome })).toBe(standing);
  });

  test("only what Bind refused and what is in doubt waits for a person", () => {
    const states: ReportState[] = ["owed", "passed", "failed", "in-doubt", "settled-passed", "given-up"];
    expect(states.filter((state) => needsSomebody({ state }))).toEqual(["failed", "in-doubt"]);
  });

  test("what was erased is not corrected, and what has no errand is not tried", () => {
    expect(actsOf({ state: "failed", errand: null }, true)).toEqual(["correct", "settle", "give-up", "copy", "steps"]);
    expect(actsOf({ state: "failed", errand: null }, false)).toEqual(["settle", "give-up", "copy", "steps"]);
    expect(actsOf({ state: "owed", errand: 7 }, true)).toEqual(["try", "give-up", "steps"]);
    expect(actsOf({ state: "owed", errand: null }, true)).toEqual(["give-up", "steps"]);
    expect(actsOf({ state: "passed", errand: null }, true)).toEqual(["copy", "steps"]);
  });
});

describe("its fields", () => {
  const fields = reportFields({ amount_centavos: 1_580_005 });

  test("each has a name of its own on Bind's page", () => {
    expect(new Set(FIELDS.map(pageName)).size).toBe(FIELDS.length);
    expect(Object.keys(fields).sort()).toEqual([...FIELDS].sort());
  });

  test("the amount goes out with two decimals, whatever it is", () => {
    const sent = (amount_centavos: number): string => sentValue(reportFields({ amount_centavos }), "amount_centavos");
    expect([1, 50, 100, 1_580_000, 1_580_005].map(sent)).toEqual(["0.01", "0.50", "1.00", "15800.00", "15800.05"]);
  });

  test("what is typed of them is read as it was", () => {
    expect(fieldsOf(typedOf(fields))).toEqual(fields);
    expect(FIELDS.filter((field) => isChanged(typedOf(fields), fields, field))).toEqual([]);
  });

  test("a changed one is known, and an amount that cannot be read is named", () => {
    const typed = { ...typedOf(fields), seller_cuit: " 30712345671 ", amount_centavos: "15.900" };
    expect(FIELDS.filter((field) => isChanged(typed, fields, field))).toEqual(["amount_centavos"]);
    expect(fieldsOf(typed)).toEqual({ ...fields, amount_centavos: 1_590_000 });
    for (const amount_centavos of ["", "0", "mucho", "-3"]) expect(fieldsOf({ ...typed, amount_centavos })).toEqual({ wrong: "amount_centavos" });
  });

  test("what is copied for Bind has the ids first, and what is erased no fields", () => {
    const copied = copyText(details(aReport({ code: "VE-017" }), { message: "m2", earlier: ["m1"], on_error: "{}" }));
    expect(copied.split("\n").slice(0, 3)).toEqual(["idMensaje: m2", "idMensaje (anterior): m1", "identificadorTransaccion: TOA000E0019C4F27B5D3F9A84"]);
    expect(copied).toContain("code: VE-017\non_error: {}\n");
    expect(copyText(details(aReport(), { message: "m1", fields: null }))).toBe("idMensaje: m1\n");
  });
});

test("digits are acts, and letters do not care for case", () => {
  expect(reportsKey("3")).toEqual({ kind: "act", at: 2 });
  expect([reportsKey("E"), reportsKey("e")]).toEqual([{ kind: "export" }, { kind: "export" }]);
  expect([reportsKey("6"), reportsKey("x")]).toEqual([null, null]);
});

describe("an answer", () => {
  /** Answers that the till meets with these refusals, and what it was asked. */
  function answering(refusals: Refused[]): { answers: Answers; asked: unknown[]; took: string[]; read_again: () => number } {
    const asked: unknown[] = [];
    const took: string[] = [];
    let read_again = 0;
    const ask = (_: string, takes: unknown): Promise<ReportDetails> => {
      asked.push(takes);
      const refused = refusals.shift();
      return refused === undefined ? Promise.resolve(details(aReport(), {})) : Promise.reject(refused);
    };
    const answers = new Answers({ ask } as unknown as Till, (_, done) => took.push(done), () => (read_again += 1));
    return { answers, asked, took, read_again: () => read_again };
  }

  const refused = (code: "number-unchecked" | "field-unfit" | "report-kept", about?: string) => new Refused({ code, detail: null, ...(about === undefined ? {} : { about }) });
  const begun = (answers: Answers): void => {
    answers.begin("correct", details(aReport({ state: "failed" }), {}));
    answers.reason = "estaba mal";
    answers.pin = "123456";
  };

  test("a number that does not check is asked about with the PIN kept, and sent once it is sure", async () => {
    const { answers, asked, took } = answering([refused("number-unchecked", "seller_account")]);
    begun(answers);
    if (answers.typed !== null) answers.typed.buyer_cuit = "20123456780";
    await answers.settle();
    expect(answers.unchecked).toEqual(["seller_account", "buyer_cuit"]);
    expect(answers.pin).toBe("123456");
    expect(took).toEqual([]);
    await answers.settle(true);
    expect(asked.map((one) => (one as { sure: boolean }).sure)).toEqual([false, true]);
    expect(took).toHaveLength(1);
    expect(answers.how).toBeNull();
    expect(answers.pin).toBe("");
  });

  test("a field that is missing is marked, and the PIN is not kept", async () => {
    const { answers } = answering([refused("field-unfit", "order")]);
    begun(answers);
    await answers.settle();
    expect(answers.wrong).toBe("order");
    expect(answers.pin).toBe("");
  });

  test("a report that changed meanwhile is read again", async () => {
    const { answers, read_again } = answering([refused("report-kept")]);
    begun(answers);
    await answers.settle();
    expect(read_again()).toBe(1);
    expect(answers.trouble?.words).not.toBe("");
  });

  test("nothing is asked without a reason, a PIN and fields that can be read; and nothing erased is corrected", async () => {
    const { answers, asked } = answering([]);
    begun(answers);
    answers.reason = " ";
    await answers.settle();
    expect(answers.trouble?.about).toBe("reason");
    answers.reason = "estaba mal";
    answers.pin = "";
    await answers.settle();
    expect(answers.trouble?.about).toBe("pin");
    if (answers.typed !== null) answers.typed.amount_centavos = "nada";
    await answers.settle();
    expect(answers.wrong).toBe("amount_centavos");
    answers.putDown();
    answers.begin("correct", details(aReport(), { fields: null }));
    expect(answers.how).toBeNull();
    expect(asked).toEqual([]);
  });
});
