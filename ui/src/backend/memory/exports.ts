/** Exports of the till in memory: nothing is written, but it takes its time and can be stopped. */

import { Refused } from "../backend";
import type { BeginExport, ExportFormat, ExportView, ExportWhat, Requests } from "../bindings";

type Asked = "begin_export" | "export_state" | "stop_export" | "export_evidence";
type Answers = { [K in Asked]: (takes: Requests[K]["takes"]) => Requests[K]["gives"] };

/** An export takes so many answers about how far it has come. */
const STEPS = 4;
const FOLDER = "/home/luis/.local/share/mostrador/exports";
const ROWS = 1_284;
const PER_MILLE = 1_000;
const NAMES: Record<ExportWhat, string> = { log: "registro", reports: "informes-bind", closes: "cierres", month: "mes" };
const ENDS: Record<ExportFormat, string> = { "csv-excel": "csv", csv: "csv", xlsx: "xlsx", json: "json" };

export class MemoryExports {
  readonly #managerOf: (pin: string) => unknown;
  #view: ExportView = { standing: "none", what: null, rows: 0, per_mille: 0, path: null, why: null };
  #path = "";

  constructor(managerOf: (pin: string) => unknown) {
    this.#managerOf = managerOf;
  }

  readonly answers: Answers = {
    begin_export: (takes) => this.#begin(takes),
    export_state: () => {
      const { standing, per_mille } = this.#view;
      if (standing !== "running") return this.#view;
      const done = Math.min(PER_MILLE, per_mille + PER_MILLE / STEPS);
      const rows = Math.floor((ROWS * done) / PER_MILLE);
      const ended = done === PER_MILLE;
      this.#view = { ...this.#view, rows, per_mille: done, standing: ended ? "done" : "running", path: ended ? this.#path : null };
      return this.#view;
    },
    export_evidence: ({ payers, pin }) => {
      if (payers) this.#managerOf(pin ?? "");
      return { path: `${FOLDER}/prueba-C1-000042.txt` };
    },
    stop_export: () => {
      if (this.#view.standing === "running") this.#view = { ...this.#view, standing: "stopped" };
      return this.#view;
    },
  };

  #begin({ what, from, to, format, payers, pin }: BeginExport): ExportView {
    if (this.#view.standing === "running") throw refusal("export-busy");
    if (payers && pin === null) throw refusal("needs-manager");
    if (pin !== null) this.#managerOf(pin);
    const days = from === to ? from : `${from}-${to}`;
    this.#path = `${FOLDER}/${NAMES[what]}-caja1-${days}.${ENDS[format]}`;
    this.#view = { standing: "running", what, rows: 0, per_mille: 0, path: null, why: null };
    return this.#view;
  }
}

function refusal(code: "export-busy" | "needs-manager"): Refused {
  return new Refused({ code, detail: null });
}
