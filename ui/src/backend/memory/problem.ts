/** Why a shop in memory cannot open: `problem.html?scene=KIND`. A retry opens it, and the screen becomes empty. */

import { Refused } from "../backend";
import type { BackupProgress, CopyView, ProblemKind, ProblemView, Requests } from "../bindings";

const HOUR_MS = 3_600_000;
const FOLDER = "/home/caja/.local/share/mostrador";

type About = { readonly path: string | null; readonly about: string | null; readonly detail: string };

const PROBLEMS: Record<ProblemKind, About> = {
  "settings-wrong": {
    path: `${FOLDER}/mostrador.toml`,
    about: null,
    detail: "mostrador.toml: TOML parse error at line 6, column 1\n  |\n6 | numer = 2\n  | ^^^^^\nunknown field `numer`, expected `number` or `name`",
  },
  "settings-unreadable": { path: `${FOLDER}/mostrador.toml`, about: null, detail: "Permission denied (os error 13)" },
  "address-wrong": { path: null, about: "relay.url", detail: "http:// is for this machine only" },
  "relay-wrong": { path: null, about: null, detail: `el relay incorporado: ${FOLDER}/relay.toml: no webhook has a secret` },
  "no-folder": { path: null, about: null, detail: "no se sabe dónde guardar los datos: definí MOSTRADOR_DATA_DIR" },
  "folder-unwritable": { path: `${FOLDER}/logs`, about: null, detail: "Read-only file system (os error 30)" },
  "disk-full": { path: `${FOLDER}/ledger.sqlite3`, about: null, detail: "the disk is full: database or disk is full" },
  "upgrade-no-room": { path: `${FOLDER}/backups`, about: null, detail: "the copy needs 1342177280 bytes, and 209715200 are free" },
  upgrading: { path: null, about: null, detail: "" },
  "ledger-damaged": { path: `${FOLDER}/ledger.sqlite3`, about: null, detail: "the ledger is damaged: database disk image is malformed" },
  "ledger-foreign": { path: `${FOLDER}/ledger.sqlite3`, about: null, detail: "the file is another program's database (application id 0x00000007)" },
  "ledger-newer": { path: `${FOLDER}/ledger.sqlite3`, about: null, detail: "the ledger is of version 9, newer than this program's 3" },
  "ledger-busy": { path: `${FOLDER}/ledger.sqlite3`, about: null, detail: "another process holds the ledger: database is locked" },
  "ledger-unreachable": { path: `${FOLDER}/ledger.sqlite3`, about: null, detail: "the ledger's file or folder cannot be reached: Input/output error (os error 5)" },
  keychain: { path: null, about: null, detail: "the secret store did not answer in time" },
  "already-open": { path: FOLDER, about: null, detail: "mostrador.lock is held" },
  machine: { path: null, about: null, detail: "the address is in use" },
};

/** Every scene of the problem window, including one without a copy. */
export const PROBLEM_SCENES = [...Object.keys(PROBLEMS).filter((kind) => kind !== "upgrading"), "ledger-damaged-no-copy", "ledger-damaged-manager"];

type Answers = { [K in "problem" | "retry_opening" | "upgrade_with_copy" | "upgrade_without_copy" | "restore_copy" | "close_app"]: (takes: Requests[K]["takes"]) => Requests[K]["gives"] };

export function problemAnswers(scene: string): Answers {
  const kind = Object.keys(PROBLEMS).find((one): one is ProblemKind => scene.startsWith(one) && one in PROBLEMS) ?? null;
  let problem: ProblemView | null = null;
  if (kind !== null) {
    const copy = scene === "ledger-damaged" || scene === "ledger-damaged-manager" ? aCopy() : null;
    const room = kind === "upgrade-no-room" ? { needed_bytes: 1_342_177_280, free_bytes: 209_715_200 } : null;
    const upgrade: BackupProgress | null = kind === "upgrading" ? { step: "copying", per_mille: 420, stopping: false } : null;
    problem = { kind, ...PROBLEMS[kind], time_zone: "America/Argentina/Buenos_Aires", copy, room, upgrade };
  }
  return {
    problem: () => problem,
    retry_opening: () => problem,
    upgrade_with_copy: ({ folder }) => {
      if (!folder.startsWith("/media/")) throw new Refused({ code: "folder-unfit", detail: null });
      return (problem = null);
    },
    upgrade_without_copy: ({ pin }) => {
      // The shop of this scene has a manager.
      if ((pin ?? null) === null) throw new Refused({ code: "needs-manager", detail: null });
      if (pin !== "1234") throw new Refused({ code: "pin-wrong", detail: null });
      return (problem = null);
    },
    restore_copy: ({ pin }) => {
      // The shop of this scene has a manager.
      if (scene === "ledger-damaged-manager") {
        if ((pin ?? null) === null) throw new Refused({ code: "needs-manager", detail: null });
        if (pin !== "1234") throw new Refused({ code: "pin-wrong", detail: null });
      }
      return (problem = null);
    },
    close_app: () => null,
  };
}

function aCopy(): CopyView {
  return {
    file: "ledger-20261121T031500Z.sqlite3",
    made_at_ms: Date.now() - 20 * HOUR_MS,
    sales: 1_284,
    last_ticket: "C1-001284",
    missing: null,
    doubt: null,
  };
}
