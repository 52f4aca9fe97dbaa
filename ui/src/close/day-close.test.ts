/** The close is made once, under the number that was shown. */

import { expect, test } from "vitest";
import { Refused } from "../backend/backend";
import type { Backend } from "../backend/backend";
import type { CloseView, Requests } from "../backend/bindings";
import { Till } from "../till/till.svelte";
import { m } from "../words/words";
import { DayClose } from "./day-close.svelte";

function aClose(number: number, partial = true): CloseView {
  return { number, partial, at_ms: 0, actor: partial ? null : { who: "counter" }, before: null, from_seq: 1, to_seq: 2 } as CloseView;
}

/** A till whose next close is `next`, and which refuses any other. */
function tillAt(next: () => number): { readonly till: Till; readonly asked: string[] } {
  const asked: string[] = [];
  const backend: Backend = {
    ask: <K extends keyof Requests>(name: K, takes: Requests[K]["takes"]): Promise<Requests[K]["gives"]> => {
      if (name === "paper_preview") {
        const { of } = takes as Requests["paper_preview"]["takes"];
        return Promise.resolve({ title: of.what === "close" ? `close ${of.number}` : of.what, columns: 48, lines: [] } as unknown as Requests[K]["gives"]);
      }
      asked.push(name);
      const number = (takes as { number?: number }).number;
      if (name === "close_day" && number !== next()) return Promise.reject(new Refused({ code: "close-of-another", detail: null }));
      return Promise.resolve(aClose(next(), name === "partial") as Requests[K]["gives"]);
    },
    hear: () => Promise.resolve(() => {}),
  };
  return { till: new Till(backend), asked };
}

test("a close that was made stays in sight, and is not made again", async () => {
  const { till, asked } = tillAt(() => 215);
  const day = new DayClose(till);
  await day.load();
  expect([day.paper?.title, day.partial_paper?.title]).toEqual(["coming", "partial"]);
  await Promise.all([day.close(), day.close()]);
  expect(day.paper?.title).toBe("close 215");
  expect([day.made, day.view?.number]).toEqual([true, 215]);
  await day.close();
  await day.load();
  expect(asked).toEqual(["partial", "close_day"]);
});

test("where another close came first, nothing is closed and the next number is shown", async () => {
  let next = 215;
  const { till } = tillAt(() => next);
  const day = new DayClose(till);
  await day.load();
  next = 216;
  await day.close();
  expect([day.made, day.view?.number, day.trouble]).toEqual([false, 216, m.error_close_of_another()]);
  await day.close();
  expect([day.made, day.view?.number]).toEqual([true, 216]);
});
