/** The printer of the till in memory. It fails as long as its light says so, unless a person chooses another way. */

import { Refused } from "../backend";
import type { FoundPrinters, PaperRef, PrinterLight, PrinterTrouble, PrinterView, Printing, PrintWay, SettlePapers, Snapshot, WaitingPaper } from "../bindings";

const MINUTE_MS = 60_000;

/** What the printer needs from the rest of the till. */
type Shop = {
  readonly till: () => Snapshot;
  /** Tells the windows that the printer's light changed. */
  readonly lit: (printer: PrinterLight) => void;
};

export class MemoryPrinter {
  readonly #shop: Shop;
  /** The papers that came out, so that a second one is a copy. */
  readonly #out = new Set<string>();
  /** The papers that wait, oldest first; those of the scene are made when somebody asks. */
  #waiting: readonly WaitingPaper[] | null = null;
  #jobs = 100;

  constructor(shop: Shop) {
    this.#shop = shop;
  }

  print(paper: PaperRef, way: PrintWay | null): Printing {
    const light = this.#light();
    if (light === undefined && way !== "pdf") throw new Refused({ code: "no-printer", detail: null });
    const name = JSON.stringify(paper);
    const copy = this.#out.has(name) && paper.what !== "test";
    this.#out.add(name);
    const job = (this.#jobs += 1);
    if (light !== undefined && light.trouble !== null && way !== "pdf") {
      this.#keep([...this.#papers(), { ...aPaper(job, light.trouble), paper, copy, ticket: null, asked_at_ms: Date.now(), for_person: false }], light);
    }
    return { job, copy, way: way ?? light?.way ?? "printer", seq: this.#shop.till().seq };
  }

  view(): PrinterView {
    return { light: this.#light() ?? null, papers: [...this.#papers()] };
  }

  settle(takes: SettlePapers): PrinterView {
    const light = this.#light();
    if (light === undefined) throw new Refused({ code: "no-printer", detail: null });
    const job = takes.job ?? null;
    const comes_out = takes.how === "give-up" || takes.way !== "printer" || light.trouble === null;
    const papers = this.#papers().flatMap((paper) => {
      if (job !== null && paper.job !== job) return [paper];
      return comes_out ? [] : [{ ...paper, for_person: false, attempts: paper.attempts + 1 }];
    });
    if (job !== null) this.#keep(papers, light);
    else if (takes.how === "give-up" || takes.way === "pdf") this.#keep(papers, light);
    else if (takes.way === "other") this.#keep(papers, { ...light, trouble: null, way: "other" });
    else this.#keep(papers, { ...light, way: "printer" });
    return this.view();
  }

  find(): FoundPrinters {
    return {
      printers: [
        { name: "EPSON TM-T20II", usb: true, address: "usb:04b8:0e15:J5K1", at: "/dev/usb/lp0" },
        { name: "Cocina", usb: false, address: "192.168.0.50:9100", at: "192.168.0.50:9100" },
      ],
      network_trouble: null,
    };
  }

  #keep(papers: readonly WaitingPaper[], light: PrinterLight): void {
    this.#waiting = papers;
    this.#shop.lit({ ...light, waiting: papers.length, for_person: papers.filter((paper) => paper.for_person).length });
  }

  #papers(): readonly WaitingPaper[] {
    this.#waiting ??= papersOf(this.#light());
    return this.#waiting;
  }

  #light(): PrinterLight | undefined {
    return this.#shop.till().lights.printer;
  }
}

/** As many papers as the light of a scene says. */
function papersOf(light: PrinterLight | undefined): WaitingPaper[] {
  if (light === undefined) return [];
  const kinds: readonly (PaperRef | null)[] = [
    { what: "receipt", sale: "s41" },
    { what: "receipt", sale: "s39" },
    { what: "close", number: 14 },
    { what: "movement", seq: 342 },
    { what: "count", shift: 7 },
    { what: "reports", from: "2026-11-01", to: "2026-11-30" },
    null,
  ];
  return Array.from({ length: light.waiting }, (_, place): WaitingPaper => {
    const paper = kinds[place % kinds.length] ?? null;
    const first = place === 0;
    return {
      ...aPaper(place + 1, first ? "cut-off" : (light.trouble ?? "old")),
      paper,
      ticket: paper?.what === "receipt" ? `C1-0000${paper.sale.slice(1)}` : null,
      copy: first,
      attempts: first ? 4 : 0,
      for_person: place < light.for_person,
      asked_at_ms: Date.now() - (light.waiting - place) * 2 * MINUTE_MS,
    };
  });
}

function aPaper(job: number, trouble: PrinterTrouble): WaitingPaper {
  return { job, paper: null, ticket: null, copy: false, way: "printer", for_person: false, needs_manager: false, printing: false, attempts: 0, trouble, asked_by: { who: "person", name: "Lucía" }, asked_at_ms: 0 };
}
