/**
 * The people of the shop as a manager goes through them: one form at a time, each with a PIN that allows it. PINs that
 * were typed stay here until they are sent or put down, and nowhere else.
 */

import { Refused } from "../backend/backend";
import type { PeopleView, PersonView, Role } from "../backend/bindings";
import { unfitIn } from "../manager/pin";
import type { Unfit } from "../manager/pin";
import type { Till } from "../till/till.svelte";
import { errorWords } from "../words/errors";
import { m } from "../words/words";
import { refusedBy } from "./refusal";

/** What is asked about whom. */
export type PersonForm =
  | { readonly kind: "add" }
  | { readonly kind: "rename" | "renew" | "retire"; readonly person: PersonView }
  /** One's own PIN: the one so far is the word for it, and no manager's. */
  | { readonly kind: "own" };

/** The field that has to be mended: `pin` is the new one, `allows` the one that allows it. */
export type Wrong = Unfit | "allows";

const UNFIT: Record<Unfit, () => string> = { name: m.first_manager_no_name, pin: m.first_manager_bad_pin, again: m.first_manager_differ };

export class People {
  readonly #till: Till;
  /** Says what was done, where the section says it. */
  readonly #say: (done: string | null) => void;
  /** None until the till has told them. */
  list = $state.raw<readonly PersonView[] | null>(null);
  form = $state.raw<PersonForm | null>(null);
  name = $state("");
  role = $state<Role>("cashier");
  new_pin = $state("");
  again = $state("");
  /** A manager's PIN, or one's own so far. */
  pin = $state("");
  wrong = $state<Wrong | null>(null);
  trouble = $state<string | null>(null);
  sending = $state(false);

  constructor(till: Till, say: (done: string | null) => void) {
    this.#till = till;
    this.#say = say;
  }

  /** Whether nobody but this person sells with a PIN. */
  isLastCashier(person: PersonView): boolean {
    return person.role === "cashier" && this.list?.filter((one) => one.role === "cashier").length === 1;
  }

  /** Whether the till does not lock yet, and would from this person on. */
  get adds_first_cashier(): boolean {
    return this.role === "cashier" && this.list !== null && !this.list.some((one) => one.role === "cashier");
  }

  async load(): Promise<void> {
    try {
      this.list = (await this.#till.ask("people", null)).people;
    } catch (error) {
      this.trouble = errorWords(error);
    }
  }

  open(form: PersonForm): void {
    this.putDown();
    this.#say(null);
    this.form = form;
    if (form.kind === "rename") this.name = form.person.name;
  }

  /** Gives up the form; true where there was one. */
  putDown(): boolean {
    const was_open = this.form !== null;
    this.form = null;
    this.name = "";
    this.role = "cashier";
    this.wipePins();
    this.wrong = null;
    this.trouble = null;
    return was_open;
  }

  wipePins(): void {
    this.new_pin = "";
    this.again = "";
    this.pin = "";
  }

  async send(): Promise<void> {
    const form = this.form;
    if (form === null || this.sending) return;
    const missing = this.#missing(form);
    this.#tell(missing);
    if (missing !== null) {
      if (missing.wrong === "pin") this.new_pin = "";
      if (missing.wrong === "pin" || missing.wrong === "again") this.again = "";
      return;
    }
    const [name, pin, new_pin] = [this.name.trim(), this.pin, this.new_pin];
    this.wipePins();
    this.sending = true;
    try {
      const done = await this.#ask(form, { name, pin, new_pin });
      this.putDown();
      this.#say(done);
      // Whether the shop has a manager, and whether the till locks, may be otherwise by now.
      await this.#till.load();
    } catch (error) {
      this.#tell(troubleOf(form, error));
      // Somebody may have been added or retired elsewhere.
      if (error instanceof Refused && error.code === "person-unknown") await this.load();
    } finally {
      this.sending = false;
    }
  }

  async #ask(form: PersonForm, { name, pin, new_pin }: { readonly name: string; readonly pin: string; readonly new_pin: string }): Promise<string> {
    const take = ({ people }: PeopleView): void => void (this.list = people);
    switch (form.kind) {
      case "add":
        take(await this.#till.ask("add_person", { name, role: this.role, new_pin, pin }));
        return m.person_added({ name });
      case "rename":
        take(await this.#till.ask("rename_person", { person: form.person.id, name, pin }));
        return m.person_renamed({ name });
      case "renew":
        take(await this.#till.ask("renew_pin", { person: form.person.id, new_pin, pin }));
        return m.person_renewed({ name: form.person.name });
      case "retire":
        take(await this.#till.ask("retire_person", { person: form.person.id, pin }));
        return m.person_retired({ name: form.person.name });
      case "own":
        await this.#till.ask("change_pin", { typed: pin, new_pin });
        return m.own_pin_changed();
    }
  }

  /** What has to be typed before the till may be asked. */
  #missing(form: PersonForm): Trouble | null {
    const names = form.kind === "add" || form.kind === "rename";
    const pins = form.kind === "add" || form.kind === "renew" || form.kind === "own";
    if (form.kind === "own" && this.pin === "") return { wrong: "allows", words: m.own_pin_missing() };
    const unfit = unfitIn({ name: names ? this.name : "-", pin: pins ? this.new_pin : NO_PIN, again: pins ? this.again : NO_PIN });
    if (unfit !== null) return { wrong: unfit, words: UNFIT[unfit]() };
    return this.pin === "" ? { wrong: "allows", words: m.manager_pin_missing() } : null;
  }

  #tell(trouble: Trouble | null): void {
    this.wrong = trouble?.wrong ?? null;
    this.trouble = trouble?.words ?? null;
  }
}

type Trouble = { readonly wrong: Wrong | null; readonly words: string };
/** A form without a new PIN has nothing to mend there. */
const NO_PIN = "000000";

function troubleOf(form: PersonForm, error: unknown): Trouble {
  const words = errorWords(error);
  if (!(error instanceof Refused)) return { wrong: null, words };
  if (error.code === "name-unfit") return { wrong: "name", words };
  if (error.code === "pin-malformed") return { wrong: "pin", words };
  if (error.code === "pin-wrong" && form.kind === "own") return { wrong: "allows", words: m.lock_pin_wrong() };
  return { wrong: refusedBy(error).kind === "pin" ? "allows" : null, words };
}
