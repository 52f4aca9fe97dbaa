/** The printer of the till in memory. It fails as long as its light says so, unless a person chooses another way. */

import { Refused } from "../backend";
import type { FoundPrinters, PaperRef, PrinterLight, PrinterView, Printing, PrintWay, SettlePapers, Snapshot } from "../bindings";

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
  #jobs = 0;

  constructor(shop: Shop) {
    this.#shop = shop;
  }

  print(paper: PaperRef, way: PrintWay | null): Printing {
    const light = this.#light();
    if (light === undefined && way !== "pdf") throw new Refused({ code: "no-printer", detail: null });
    const name = JSON.stringify(paper);
    const copy = this.#out.has(name) && paper.what !== "test";
    this.#out.add(name);
    if (light !== undefined && light.trouble !== null) this.#shop.lit({ ...light, waiting: light.waiting + 1 });
    return { job: (this.#jobs += 1), copy, way: way ?? light?.way ?? "printer", seq: this.#shop.till().seq };
  }

  view(): PrinterView {
    return { light: this.#light() ?? null, papers: [] };
  }

  settle(takes: SettlePapers): PrinterView {
    const light = this.#light();
    if (light === undefined) throw new Refused({ code: "no-printer", detail: null });
    if (takes.how === "give-up" || takes.way === "pdf") this.#shop.lit({ ...light, waiting: 0, for_person: 0 });
    else if (takes.way === "other") this.#shop.lit({ ...light, trouble: null, waiting: 0, for_person: 0, way: "other" });
    else this.#shop.lit({ ...light, way: "printer", for_person: 0 });
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

  #light(): PrinterLight | undefined {
    return this.#shop.till().lights.printer;
  }
}
