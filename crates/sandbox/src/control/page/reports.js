// The reports to Bind, each with every field that came.

import { keep, make, set, write } from "./dom.js";
import { say } from "./words.js";

const rows = new Map();
const at = (id) => document.getElementById(id);

export function showReports(reports) {
  at("reports-none").hidden = reports.length > 0;
  keep(at("reports"), rows, reports, ({ number }) => number, row);
}

function row(report) {
  const badge = make("span", { class: "badge" });
  const reason = make("p", { class: "small" });
  const lines = report.fields.map(([name, value]) => make("li", {}, `${name}: ${value}`));
  const again = report.repeated ? ` · ${say("report-repeated")}` : "";
  const element = make(
    "li",
    {},
    make("strong", {}, `${report.message_id ?? "?"}${again} `),
    badge,
    reason,
    make("details", {}, make("summary", {}, String(lines.length)), make("ul", { class: "small" }, ...lines)),
  );
  return {
    element,
    update(entry) {
      set(element, "data-state", entry.answer);
      write(badge, entry.answer);
      write(reason, entry.reason ?? "");
    },
  };
}
