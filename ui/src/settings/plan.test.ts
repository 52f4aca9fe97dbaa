import { describe, expect, test } from "vitest";
import { firstPlans } from "../backend/memory/plans";
import { NEW_PLAN, basisPointsOf, codeOf, dayOf, descriptorOf, draftOf, idFor, isUnfit, typedOf } from "./plan";

const TYPED = { ...NEW_PLAN, name: "12 cuotas", count: "12" };

describe("the wire codes", () => {
  test("Ahora has four codes, and a standard plan uses its count unless it is one of those codes", () => {
    expect([3, 6, 12, 18].map((count) => codeOf("ahora", count))).toEqual([13, 16, 7, 8]);
    const cannot = Array.from({ length: 100 }, (_, count) => count).filter((count) => codeOf("standard", count) === null);
    expect(cannot).toEqual([0, 7, 8, 13, 16]);
  });

  test.each([7, 8, 13, 16])("%i standard instalments are refused", (count) => {
    expect(draftOf({ ...TYPED, count: String(count) }, [])).toEqual({ field: "count", why: "means-ahora" });
  });
});

describe("a typed plan", () => {
  test("every known plan is read back unchanged", () => {
    for (const plan of firstPlans()) {
      const draft = draftOf(typedOf(plan), []);
      expect(isUnfit(draft), plan.id).toBe(false);
      const { today: _, code: __, ...kept } = plan;
      const { amount_max_centavos, ...rest } = kept;
      expect(draft).toEqual({ ...rest, ...(amount_max_centavos === null ? {} : { amount_max_centavos }) });
    }
  });

  test.each([
    [{ name: " " }, "name", "malformed"],
    [{ count: "" }, "count", "malformed"],
    [{ count: "0" }, "count", "malformed"],
    [{ programme: "ahora" as const, count: "9" }, "count", "not-in-ahora"],
    [{ valid_from: "31/02/2026" }, "valid_from", "malformed"],
    [{ valid_from: "2/1/2027", valid_until: "1/1/2027" }, "valid_until", "days-backwards"],
    [{ weekdays: [] }, "weekdays", "malformed"],
    [{ amount_min: "0" }, "amount_min", "amounts-backwards"],
    [{ amount_min: "100", amount_max: "99,99" }, "amount_min", "amounts-backwards"],
    [{ coefficient: "doce" }, "coefficient", "malformed"],
  ])("%j is wrong at %s", (values, field, why) => expect(draftOf({ ...TYPED, ...values }, [])).toEqual({ field, why }));

  test("rates and days are read as people write them", () => {
    expect([basisPointsOf("45,3"), basisPointsOf("134,72 %"), basisPointsOf("0"), basisPointsOf("")]).toEqual([4_530, 13_472, 0, null]);
    expect([dayOf("31/12/2026"), dayOf("1/2/2027"), dayOf("2026-12-31"), dayOf("32/1/2026")]).toEqual(["2026-12-31", "2027-02-01", null, null]);
  });

  test("a new plan gets a short name that no other has", () => {
    expect(idFor({ ...TYPED, name: "Promo Día ¡Jueves!" }, [])).toBe("promo-dia-jueves");
    expect(idFor(TYPED, ["12-cuotas", "12-cuotas-2"])).toBe("12-cuotas-3");
  });
});

test.each([
  ["P1C1C1", "Teatro Uno", "P1C1C1*TEATROUNO"],
  ["p1", "Almacén Ñandú & Hijos", "P1*ALMACENNANDUHIJOS"],
  ["P1C1C1", "UN NOMBRE MUY LARGO QUE NO ENTRA", "P1C1C1*UNNOMBREMUYLARGOQU"],
  ["", "Teatro", null],
  ["P1", "¿?", null],
])("the statement of %s and %s says %s", (code, name, said) => expect(descriptorOf(code, name)).toBe(said));
