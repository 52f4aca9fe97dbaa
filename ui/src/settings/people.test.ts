/** A manager's PIN goes once and is gone, each refusal stands at its field, and nobody is asked for what is missing. */

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Refused } from "../backend/backend";
import type { Backend } from "../backend/backend";
import type { ErrorCode, Requests } from "../backend/bindings";
import { memoryBackend } from "../backend/memory/memory";
import { LUCIA, MARINA, PINS, TOMAS } from "../backend/memory/people";
import { Till } from "../till/till.svelte";
import { m } from "../words/words";
import { formWords } from "../words/people";
import { People } from "./people.svelte";
import type { PersonForm } from "./people.svelte";

type Asked = { readonly name: keyof Requests; readonly takes: unknown };
let asked: Asked[] = [];
let refuses: Partial<Record<keyof Requests, ErrorCode>> = {};
let done: string | null = null;

/** The people of a scene's till, and what was asked of it. */
async function peopleOf(scene: string): Promise<{ people: People; till: Till }> {
  const behind = memoryBackend(new URLSearchParams({ scene }));
  const backend: Backend = {
    ask: <K extends keyof Requests>(name: K, takes: Requests[K]["takes"]) => {
      if (takes !== null) asked.push({ name, takes });
      const code = refuses[name];
      return code === undefined ? behind.ask(name, takes) : Promise.reject(new Refused({ code, detail: null }));
    },
    hear: (name, fn) => behind.hear(name, fn),
  };
  const till = new Till(backend);
  await till.start();
  const people = new People(till, (words) => (done = words));
  await people.load();
  return { people, till };
}

function typed(people: People): string[] {
  return [people.new_pin, people.again, people.pin];
}

// The till in memory counts down for as long as it lives.
beforeEach(() => {
  asked = [];
  refuses = {};
  done = null;
  vi.useFakeTimers({ toFake: ["setInterval"] });
  vi.stubGlobal("window", { location: { search: "" } });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("a person is added with a PIN of their own, by a manager's", async () => {
  const { people } = await peopleOf("live");
  people.open({ kind: "add" });
  [people.name, people.new_pin, people.again, people.pin] = [" Ana ", "112233", "112233", PINS.marina];
  const sending = people.send();
  expect(typed(people)).toEqual(["", "", ""]);
  await sending;
  expect(asked).toEqual([{ name: "add_person", takes: { name: "Ana", role: "cashier", new_pin: "112233", pin: PINS.marina } }]);
  expect(people.list?.map(({ name }) => name)).toEqual(["Ana", "Lucía", "Marina", "Tomás"]);
  expect([people.form, done]).toEqual([null, m.person_added({ name: "Ana" })]);
});

test("the first cashier locks the till, and the form says so before", async () => {
  const { people, till } = await peopleOf("tray-empty");
  people.open({ kind: "add" });
  expect(people.adds_first_cashier).toBe(true);
  people.role = "manager";
  expect(people.adds_first_cashier).toBe(false);
  people.role = "cashier";
  [people.name, people.new_pin, people.again, people.pin] = ["Ana", "112233", "112233", PINS.marina];
  await people.send();
  expect(till.snapshot?.session).toMatchObject({ can_lock: true, locked: true });
});

test("each form asks for its own, about its own person", async () => {
  const { people } = await peopleOf("live");
  people.open({ kind: "rename", person: TOMAS });
  expect(people.name).toBe("Tomás");
  [people.name, people.pin] = ["Tomi", PINS.marina];
  await people.send();
  people.open({ kind: "renew", person: LUCIA });
  [people.new_pin, people.again, people.pin] = ["445566", "445566", PINS.marina];
  await people.send();
  people.open({ kind: "retire", person: TOMAS });
  people.pin = PINS.marina;
  await people.send();
  people.open({ kind: "own" });
  [people.pin, people.new_pin, people.again] = ["445566", "778899", "778899"];
  await people.send();
  expect(asked).toEqual([
    { name: "rename_person", takes: { person: TOMAS.id, name: "Tomi", pin: PINS.marina } },
    { name: "renew_pin", takes: { person: LUCIA.id, new_pin: "445566", pin: PINS.marina } },
    { name: "retire_person", takes: { person: TOMAS.id, pin: PINS.marina } },
    { name: "change_pin", takes: { typed: "445566", new_pin: "778899" } },
  ]);
  expect(people.list).toEqual([LUCIA, MARINA]);
  expect([people.isLastCashier(LUCIA), people.isLastCashier(MARINA), done]).toEqual([true, false, m.own_pin_changed()]);
});

describe("what is missing is not asked", () => {
  test.each<[string, PersonForm, Partial<People>, string]>([
    ["a name", { kind: "add" }, { name: " ", new_pin: "112233", again: "112233", pin: "1" }, "name"],
    ["a PIN that is one", { kind: "renew", person: LUCIA }, { new_pin: "1122", again: "1122", pin: "1" }, "pin"],
    ["the same PIN again", { kind: "own" }, { new_pin: "112233", again: "112234", pin: "975310" }, "again"],
    ["a manager's PIN", { kind: "retire", person: LUCIA }, {}, "allows"],
    ["one's own PIN", { kind: "own" }, { new_pin: "112233", again: "112233" }, "allows"],
  ])("%s", async (_, form, values, wrong) => {
    const { people } = await peopleOf("live");
    people.open(form);
    Object.assign(people, values);
    await people.send();
    expect([asked, people.wrong, people.form]).toEqual([[], wrong, form]);
    expect(people.trouble).not.toBeNull();
  });
});

describe("what the till refuses stands where it is mended, and no PIN is left", () => {
  test.each<[ErrorCode, PersonForm, string | null, string]>([
    ["name-unfit", { kind: "add" }, "name", m.error_name_unfit()],
    ["pin-malformed", { kind: "add" }, "pin", m.error_pin_malformed()],
    ["pin-wrong", { kind: "add" }, "allows", m.error_pin_wrong()],
    ["pin-wait", { kind: "add" }, "allows", m.error_pin_wait()],
    ["last-manager", { kind: "retire", person: MARINA }, null, m.error_last_manager()],
    ["pin-wrong", { kind: "own" }, "allows", m.lock_pin_wrong()],
  ])("%s", async (code, form, wrong, words) => {
    const { people } = await peopleOf("live");
    refuses = { add_person: code, retire_person: code, change_pin: code };
    people.open(form);
    [people.name, people.new_pin, people.again, people.pin] = ["Ana", "112233", "112233", "999999"];
    await people.send();
    expect([people.wrong, people.trouble, people.form]).toEqual([wrong, words, form]);
    expect(typed(people)).toEqual(["", "", ""]);
  });

  test("somebody who is gone is gone from the list", async () => {
    const { people } = await peopleOf("live");
    people.open({ kind: "retire", person: TOMAS });
    people.list = [];
    people.pin = PINS.marina;
    refuses = { retire_person: "person-unknown" };
    await people.send();
    expect([people.list?.length, people.trouble]).toEqual([3, m.error_person_unknown()]);
  });
});

test("a form that is put down leaves no PIN behind", async () => {
  const { people } = await peopleOf("live");
  expect(people.putDown()).toBe(false);
  people.open({ kind: "add" });
  [people.name, people.new_pin, people.again, people.pin] = ["Ana", "112233", "112233", PINS.marina];
  expect(people.putDown()).toBe(true);
  expect([people.name, ...typed(people)]).toEqual(["", "", "", ""]);
});

test("a manager's prompt names what it allows", () => {
  expect(formWords({ kind: "add" }, " Ana ").allows).toBe("Agregar a Ana");
  expect(formWords({ kind: "retire", person: TOMAS }, "").allows).toBe("Dar de baja a Tomás");
  expect(formWords({ kind: "renew", person: LUCIA }, "").allows).toContain("Lucía");
  expect(formWords({ kind: "own" }, "").allows).toBeNull();
});
