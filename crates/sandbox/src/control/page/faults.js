// What is to go wrong: the faults that wait, and the form that adds one.

import { keep, make, write } from "./dom.js";
import { say } from "./words.js";

const rows = new Map();
const at = (id) => document.getElementById(id);
let kinds = [];

export function startFaults(loaded, add, clear) {
  kinds = loaded;
  at("fault-endpoint").replaceChildren(
    ...kinds.map(({ endpoint }) => make("option", { value: endpoint }, say(`endpoint.${endpoint}`))),
  );
  at("fault-endpoint").addEventListener("change", listKinds);
  at("fault-kind").addEventListener("change", askNumbers);
  at("fault-always").addEventListener("change", () => {
    at("fault-times").disabled = at("fault-always").checked;
  });
  at("faults-clear").addEventListener("click", clear);
  at("fault-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const inputs = [...at("fault-numbers").querySelectorAll("input")];
    const valueOf = (input) => (input.type === "number" ? Number(input.value) : input.value);
    add({
      endpoint: at("fault-endpoint").value,
      fault: at("fault-kind").value,
      times: at("fault-always").checked ? "always" : Number(at("fault-times").value),
      ...Object.fromEntries(inputs.map((input) => [input.name, valueOf(input)])),
    });
  });
  listKinds();
}

function faultsHere() {
  return kinds.find(({ endpoint }) => endpoint === at("fault-endpoint").value)?.faults ?? [];
}

function listKinds() {
  at("fault-kind").replaceChildren(
    ...faultsHere().map(({ fault }) => make("option", { value: fault }, say(`fault.${fault}`))),
  );
  askNumbers();
}

/** What a fault carries: a number, such as a latency's milliseconds, or a text. */
function detailsOf({ fault: _fault, ...details }) {
  return Object.entries(details);
}

function askNumbers() {
  const chosen = faultsHere().find(({ fault }) => fault === at("fault-kind").value) ?? {};
  at("fault-numbers").replaceChildren(
    ...detailsOf(chosen).map(([name, value]) =>
      make("label", {}, make("span", {}, say(`detail.${name}`)), make("input", field(name, value))),
    ),
  );
}

function field(name, value) {
  const own =
    typeof value === "number"
      ? { type: "number", min: "1" }
      : { type: "text", maxlength: "100", autocomplete: "off" };
  return { name, value: String(value), required: true, ...own };
}

export function showFaults(faults) {
  at("faults-none").hidden = faults.length > 0;
  at("faults-clear").disabled = faults.length === 0;
  const entries = faults.map((fault, place) => ({ ...fault, place }));
  keep(at("faults"), rows, entries, ({ place }) => place, () => {
    const element = make("li");
    return { element, update: (fault) => write(element, words(fault)) };
  });
}

function words(waiting) {
  const { times, place: _place, endpoint, fault, ...rest } = waiting;
  const details = Object.values(rest).map((value) => ` ${value}`);
  const often = times === "always" ? say("always") : say("times", { count: times });
  return `${say(`endpoint.${endpoint}`)}: ${say(`fault.${fault}`)}${details.join("")} · ${often}`;
}
