/** Papers by their names, for lists and heads. */

import type { PaperRef, WaitingPaper } from "../backend/bindings";
import { whenWords } from "./times";
import { m } from "./words";

/** `ticket` is that of a receipt's sale. A paper of another version has no name of its own. */
export function paperName(paper: PaperRef | null, ticket: string | null = null): string {
  if (paper === null) return m.paper_unknown();
  switch (paper.what) {
    case "receipt":
      return ticket === null ? m.paper_receipt() : m.paper_receipt_of({ ticket });
    case "close":
      return m.paper_close({ number: paper.number });
    case "coming":
      return m.paper_coming();
    case "partial":
      return m.paper_partial();
    case "count":
      return m.paper_count({ number: paper.shift });
    case "movement":
      return m.paper_movement();
    case "reports":
      return paper.from === paper.to ? m.paper_reports_day({ day: dayOf(paper.from) }) : m.paper_reports({ from: dayOf(paper.from), to: dayOf(paper.to) });
    case "poster":
      return m.paper_poster();
    case "test":
      return m.paper_test();
    case "drawer":
      return m.paper_drawer();
  }
}

/** `COPIA · pedido a las 12:31 · 3 intentos`. */
export function paperSmall({ copy, asked_at_ms, attempts }: Pick<WaitingPaper, "copy" | "asked_at_ms" | "attempts">, now_ms: number): string {
  const since = m.papers_since({ when: whenWords(asked_at_ms, now_ms) });
  return [copy ? m.paper_copy() : null, since, attempts === 0 ? null : m.papers_attempts({ n: attempts })].filter((part) => part !== null).join(" · ");
}

/** `2026-11-28` as a person writes it. */
function dayOf(iso: string): string {
  const [year = "", month = "", day = ""] = iso.split("-");
  return `${Number(day)}/${Number(month)}/${year}`;
}
