import { expect, test } from "vitest";
import type { SessionView } from "../backend/bindings";
import { LUCIA, MARINA, TOMAS } from "../backend/memory/people";
import { aSession, atTheCounter } from "../backend/memory/samples";
import { sessionWords } from "./session";

const { shift } = atTheCounter(LUCIA);
const nobodys = shift === null ? null : { ...shift, person: null };

test.each<[string, SessionView, string | null]>([
  ["nobody has been named", aSession(), null],
  ["a shift of a shop without people", aSession({ shift: nobodys }), "Turno 2"],
  ["on a shift of one's own", atTheCounter(LUCIA), "Lucía · turno 2"],
  ["before a shift was opened", aSession({ person: LUCIA, can_lock: true }), "Lucía · sin turno"],
  ["on somebody else's shift", { ...atTheCounter(TOMAS, 1), person: MARINA }, "Marina · turno 1 de Tomás"],
  ["locked", { ...atTheCounter(LUCIA), person: null, locked: true }, "Lucía · turno 2"],
  ["locked without a shift", aSession({ can_lock: true, locked: true }), null],
])("%s", (_, session, words) => {
  expect(sessionWords(session)).toBe(words);
});
