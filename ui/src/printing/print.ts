/** Asks the till for a paper, and says in words what became of the wish. */

import type { PaperRef, PrintWay } from "../backend/bindings";
import type { Till } from "../till/till.svelte";
import { errorWords } from "../words/errors";
import { m } from "../words/words";

/** What is said of a paper that was asked for. */
export type Said = { readonly words: string; readonly good: boolean };

/** The paper is not out yet when this answers: the printer's strip says where it fails. */
export async function printOnce(till: Pick<Till, "ask">, paper: PaperRef, way: PrintWay | null = null): Promise<Said> {
  try {
    const printing = await till.ask("print", { paper, way });
    if (printing.way === "pdf") return { words: m.print_pdf_owed(), good: true };
    return { words: printing.copy ? m.print_copy_owed() : m.print_owed(), good: true };
  } catch (error) {
    return { words: errorWords(error), good: false };
  }
}
