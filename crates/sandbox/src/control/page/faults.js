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
    const numbers = [...at("fault-numbers").querySelectorAll("input")];
    add({
      endpoint: at("fault-endpoint").value,
      fault: at("fault-kind").value,
      times: at("fault-always").checked ? "always" : Number(at("fault-times").value),
      ...Object.fromEntries(numbers.map((input) => [input.name, Number(input.value)])),
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

/** The numbers that a fault carries, such as a latency's milliseconds. */
function numbersOf(fault) {
  return Object.entries(fault).filter(([, value]) => typeof value === "number");
}

function askNumbers() {
  const chosen = faultsHere().find(({ fault }) => fault === at("fault-kind").value) ?? {};
  at("fault-numbers").replaceChildren(
    ...numbersOf(chosen).map(([name, value]) =>
      make(
        "label",
        {},
        make("span", {}, say(`number.${name}`)),
        make("input", { name, type: "number", min: "1", value: String(value), required: true }),
      ),
    ),
  );
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
  const numbers = numbersOf(rest).map(([, value]) => ` ${value}`);
  const often = times === "always" ? say("always") : say("times", { count: times });
  return `${say(`endpoint.${endpoint}`)}: ${say(`fault.${fault}`)}${numbers.join("")} · ${often}`;
}
