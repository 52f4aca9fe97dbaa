/** The people of the till in memory, and who is at the counter. PINs are the scene's: `PINS`. */

import { Refused } from "../backend";
import type { ErrorCode, FirstManager, PeopleView, PersonView, Requests, Role, SessionView, ShiftBrief, Snapshot } from "../bindings";

/** How many wrong PINs cause no delay. */
const WRONG_PINS_MAX = 3;
/** The wait after the next wrong PIN, in milliseconds; each further one doubles it. */
const WAIT_MS_FIRST = 5_000;
const WAIT_MS_MAX = 30_000;
const PIN_DIGITS = /^\d{6,12}$/;
const NAME_CHARS_MAX = 60;

export const MARINA: PersonView = { id: "person-marina", name: "Marina", role: "manager", retired: false };
export const TOMAS: PersonView = { id: "person-tomas", name: "Tomás", role: "cashier", retired: false };
export const LUCIA: PersonView = { id: "person-lucia", name: "Lucía", role: "cashier", retired: false };
/** The PINs of a scene's people. */
export const PINS = { marina: "246810", tomas: "135790", lucia: "975310" } as const;

type Kept = PersonView & { readonly pin: string };

const MANAGER: Kept = { ...MARINA, pin: PINS.marina };
const CASHIERS: readonly Kept[] = [
  { ...LUCIA, pin: PINS.lucia },
  { ...TOMAS, pin: PINS.tomas },
];

type Asked = "unlock" | "lock" | "people" | "add_person" | "rename_person" | "retire_person" | "renew_pin" | "change_pin";
type Answers = { [K in Asked]: (takes: Requests[K]["takes"]) => Requests[K]["gives"] };

/** What people ask of the rest of the till. */
export type PeopleShop = {
  readonly shift: () => ShiftBrief | null;
  /** Who is at the counter, or who works here, is another by now. */
  readonly changed: () => void;
};

export class MemoryPeople {
  readonly #shop: PeopleShop;
  #people: readonly Kept[];
  #at: string | null;
  #wrong_pins = 0;
  /** Until then no PIN is tried, by `performance.now()`. */
  #wait_until_ms = 0;

  constructor({ session, has_manager }: Snapshot, shop: PeopleShop) {
    this.#shop = shop;
    this.#people = session.can_lock ? [...CASHIERS, MANAGER] : has_manager ? [MANAGER] : [];
    this.#at = session.locked ? null : (session.person?.id ?? null);
  }

  readonly answers: Answers = {
    unlock: ({ typed }) => {
      this.#at = this.#whose(typed, () => true).id;
      this.#shop.changed();
      return this.session;
    },
    lock: () => {
      if (!this.session.can_lock) throw refusal("nobody-to-lock");
      this.#leave();
      return this.session;
    },
    people: () => this.#view(),
    add_person: ({ name, role, new_pin, pin }) => {
      this.managerOf(pin);
      this.#add(name, role, new_pin);
      return this.#view();
    },
    rename_person: ({ person, name, pin }) => {
      this.managerOf(pin);
      return this.#change(person, { name: this.#fitName(name, person) });
    },
    retire_person: ({ person, pin }) => {
      this.managerOf(pin);
      const leaver = this.#known(person);
      const others = this.#people.filter((one) => one.id !== person);
      if (leaver.role === "manager" && others.length > 0 && !others.some((one) => one.role === "manager")) throw refusal("last-manager");
      this.#people = others;
      if (this.#at === person) this.#leave();
      else this.#shop.changed();
      return this.#view();
    },
    renew_pin: ({ person, new_pin, pin }) => {
      this.managerOf(pin);
      return this.#change(person, { pin: this.#fitPin(new_pin, person) });
    },
    change_pin: ({ typed, new_pin }) => {
      const { id } = this.#whose(typed, () => true);
      this.#change(id, { pin: this.#fitPin(new_pin, id) });
      return null;
    },
  };

  get session(): SessionView {
    const can_lock = this.#people.some((one) => one.role === "cashier");
    const shift = this.#shop.shift();
    const own = shift !== null && (shift.person?.id ?? null) === this.#at;
    return { person: this.at, locked: can_lock && this.#at === null, can_lock, shift: shift === null ? null : { ...shift, own } };
  }

  /** Who is at the counter. */
  get at(): PersonView | null {
    const found = this.#people.find((one) => one.id === this.#at);
    return found === undefined ? null : seen(found);
  }

  get has_manager(): boolean {
    return this.#people.some((one) => one.role === "manager");
  }

  nameFirstManager({ name, pin }: FirstManager): void {
    if (this.has_manager) throw refusal("manager-exists");
    this.#add(name, "manager", pin);
  }

  /** Another ledger, in which nobody has been named. */
  forget(): void {
    this.#people = [];
    this.#at = null;
  }

  managerOf(pin: string): PersonView {
    return this.#whose(pin, (one) => one.role === "manager");
  }

  /** A manager where the shop has one; a manager at the counter needs no PIN. */
  managerIfAny(pin: string | undefined): void {
    if (!this.has_manager || this.at?.role === "manager") return;
    if (pin === undefined) throw refusal("needs-manager");
    this.managerOf(pin);
  }

  #whose(pin: string, may: (one: Kept) => boolean): PersonView {
    const left_ms = this.#wait_until_ms - performance.now();
    if (left_ms > 0) throw new Refused({ code: "pin-wait", detail: null, wait_ms: Math.ceil(left_ms) });
    const found = this.#people.find((one) => one.pin === pin && may(one));
    if (found === undefined) {
      this.#wrong_pins += 1;
      const beyond = this.#wrong_pins - WRONG_PINS_MAX;
      if (beyond >= 0) this.#wait_until_ms = performance.now() + Math.min(WAIT_MS_MAX, WAIT_MS_FIRST * 2 ** beyond);
      throw refusal("pin-wrong");
    }
    this.#wrong_pins = 0;
    return seen(found);
  }

  #leave(): void {
    this.#at = null;
    this.#shop.changed();
  }

  #add(name: string, role: Role, pin: string): void {
    this.#people = [...this.#people, { id: crypto.randomUUID(), name: this.#fitName(name, null), role, retired: false, pin: this.#fitPin(pin, null) }];
    this.#shop.changed();
  }

  #change(id: string, values: Partial<Kept>): PeopleView {
    this.#known(id);
    this.#people = this.#people.map((one) => (one.id === id ? { ...one, ...values } : one));
    this.#shop.changed();
    return this.#view();
  }

  #known(id: string): Kept {
    const found = this.#people.find((one) => one.id === id);
    if (found === undefined) throw refusal("person-unknown");
    return found;
  }

  #fitName(name: string, own: string | null): string {
    const fit = name.trim();
    const taken = this.#people.some((one) => one.name === fit && one.id !== own);
    if (fit === "" || fit.length > NAME_CHARS_MAX || taken) throw refusal("name-unfit");
    return fit;
  }

  /** A PIN says whose it is, so two people cannot have the same. */
  #fitPin(pin: string, own: string | null): string {
    if (!PIN_DIGITS.test(pin) || this.#people.some((one) => one.pin === pin && one.id !== own)) throw refusal("pin-malformed");
    return pin;
  }

  #view(): PeopleView {
    return { people: this.#people.map(seen).sort((a, b) => a.name.localeCompare(b.name, "es")) };
  }
}

/** A person without the PIN. */
function seen({ id, name, role, retired }: Kept): PersonView {
  return { id, name, role, retired };
}

function refusal(code: ErrorCode): Refused {
  return new Refused({ code, detail: null });
}
