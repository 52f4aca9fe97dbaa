/** The papers that wait: what can be done with each, and what is asked of the till. */

import { afterEach, expect, test, vi } from "vitest";
import { Refused } from "../backend/backend";
import type { PrinterView, Requests, SettlePapers, WaitingPaper } from "../backend/bindings";
import type { Till } from "../till/till.svelte";
import { m } from "../words/words";
import { papersKey } from "./keys";
import { Papers } from "./papers.svelte";

function aPaper(job: number, values: Partial<WaitingPaper> = {}): WaitingPaper {
  return {
    job, paper: { what: "close", number: job }, ticket: null, copy: false, way: "printer", for_person: false, needs_manager: false, printing: false, attempts: 0,
    trouble: null, asked_by: { who: "till" }, asked_at_ms: 0, ...values,
  };
}

/** A till with these papers, which takes out what is settled, and the requests that it heard. */
async function papersOf(all: WaitingPaper[], light: Partial<NonNullable<PrinterView["light"]>> = {}, refuses = false) {
  const heard: SettlePapers[] = [];
  let papers = all;
  const view = (): PrinterView => ({ light: { trouble: "no-connection", waiting: papers.length, for_person: 0, way: "printer", has_other: true, ...light }, papers });
  const ask = (name: keyof Requests, takes: unknown): Promise<unknown> => {
    if (name !== "settle_papers") return Promise.resolve(view());
    if (refuses) return Promise.reject(new Refused({ code: "no-printer", detail: null }));
    const asked = takes as SettlePapers;
    heard.push(asked);
    papers = papers.filter(({ job, needs_manager }) => (asked.job == null ? needs_manager && asked.how === "print" : job !== asked.job));
    return Promise.resolve(view());
  };
  const list = new Papers({ ask } as unknown as Pick<Till, "ask">);
  await list.load();
  /** A paper comes out by itself. */
  const out = (job: number): Promise<void> => {
    papers = papers.filter((paper) => paper.job !== job);
    return list.load();
  };
  return { list, heard, out };
}

afterEach(() => {
  vi.useRealTimers();
});

test("the oldest paper is in front, and the next one once it was settled alone", async () => {
  const { list, heard } = await papersOf([aPaper(3), aPaper(4), aPaper(5)]);
  expect(list.chosen?.job).toBe(3);
  list.move(1);
  expect(list.chosen?.job).toBe(4);
  await list.act("give-up");
  expect(heard).toEqual([{ how: "give-up", job: 4 }]);
  expect(list.papers.map(({ job }) => job)).toEqual([3, 5]);
  expect(list.chosen?.job).toBe(5);
  await list.act("pdf");
  expect(list.chosen?.job).toBe(3);
  expect(list.done).toBe(m.papers_done_pdf({ paper: m.paper_close({ number: 5 }) }));
});

test("only what can be done is offered, and asked for", async () => {
  const drawer = aPaper(1, { paper: { what: "drawer" } });
  const { list, heard } = await papersOf([drawer, aPaper(2, { printing: true })], { has_other: false });
  expect(list.acts(drawer)).toEqual(["print", "give-up"]);
  await list.act("pdf");
  await list.act("other");
  list.move(1);
  // What is being sent cannot be called back.
  await list.act("give-up");
  expect(heard).toEqual([]);
});

test("a paper is printed by the way that is in use", async () => {
  const { list, heard } = await papersOf([aPaper(1), aPaper(2)], { way: "other" });
  await list.act("print");
  await list.printAll();
  expect(heard).toEqual([{ how: "print", way: "other", job: 1 }, { how: "print", way: "other" }]);
});

test("a refusal is said, and nothing is said to be done", async () => {
  const { list } = await papersOf([aPaper(1)], {}, true);
  await list.act("print");
  // The list is read again every few seconds, which does not make the refusal untrue.
  await list.load();
  expect(list.failed).toBe(m.error_no_printer());
  expect(list.done).toBeNull();
  expect(list.chosen?.job).toBe(1);
});

test("a key or click that was meant for a paper which just came out does nothing to the next one", async () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  const { list, heard, out } = await papersOf([aPaper(1), aPaper(2), aPaper(3)]);
  await out(1);
  await list.act("give-up");
  expect(heard).toEqual([]);
  expect(list.chosen?.job).toBe(2);
  vi.advanceTimersByTime(800);
  await list.act("give-up");
  expect(heard).toEqual([{ how: "give-up", job: 2 }]);
  // What a person brings to the front is theirs at once.
  const { list: chosen, heard: asked, out: leaves } = await papersOf([aPaper(4), aPaper(5), aPaper(6)]);
  await leaves(4);
  chosen.move(1);
  await chosen.act("give-up");
  expect(asked).toEqual([{ how: "give-up", job: 6 }]);
});

test("a paper that shows cash is printed by a manager, and the screen says that the others go out", async () => {
  const close = aPaper(1, { needs_manager: true });
  const { list, heard } = await papersOf([close, aPaper(2, { paper: { what: "test" } })]);
  expect(list.acts(close)).toEqual(["give-up"]);
  await list.act("print");
  expect(heard).toEqual([]);
  await list.printAll();
  expect(list.papers).toEqual([close]);
  expect(list.done).toBe(m.papers_done_others());
  await list.printAll();
  expect(heard).toHaveLength(1);
  expect(list.failed).toBe(m.papers_needs_manager());
});

test("the keys of the list are those of its buttons", () => {
  expect(["1", "2", "3", "4"].map((key) => papersKey(key)?.kind)).toEqual(["print", "other", "pdf", "give-up"]);
  expect(papersKey("5")).toBeNull();
});
