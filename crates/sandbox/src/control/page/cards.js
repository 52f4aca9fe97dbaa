// The operations with cards: how each transaction stands, and the endings that
// are given by hand.

import { keep, make, set, write } from "./dom.js";
import { pesos } from "./money.js";
import { say } from "./words.js";

const rows = new Map();
const at = (id) => document.getElementById(id);

export function showCards(purchases, end) {
  at("cards-none").hidden = purchases.length > 0;
  keep(at("cards"), rows, purchases, ({ legs }) => legs[0].id, (purchase) => row(purchase, end));
}

function row(purchase, end) {
  const id = `purchase-${purchase.legs[0].id}`;
  const badge = make("span", { class: "badge" });
  const lines = purchase.legs.map(() => make("li"));
  const button = (wish, kind = "") =>
    make(
      "button",
      {
        type: "button",
        class: kind,
        "aria-describedby": id,
        "data-end": wish,
        onclick: () => end(purchase, wish, say(`settle.${wish}`)),
      },
      say(`settle.${wish}`),
    );
  const [approve, decline, notify] = [
    button("approve", "strong"),
    button("decline"),
    button("notify"),
  ];
  const element = make(
    "li",
    {},
    make("strong", { id }, `${pesos(purchase.total_centavos)} · ${purchase.reference} `),
    badge,
    make("ul", { class: "small" }, ...lines),
    make("div", { class: "row" }, approve, decline, notify),
  );
  return {
    element,
    update(entry) {
      set(element, "data-state", entry.state);
      write(badge, say(`purchase.${entry.state}`));
      entry.legs.forEach((leg, place) => write(lines[place], line(leg)));
      approve.hidden = decline.hidden = entry.state !== "pending";
      notify.hidden = entry.state === "pending";
    },
  };
}

function line(leg) {
  const card = say("card-line", {
    brand: leg.brand,
    bin: leg.bin,
    last: leg.last_4_digits,
    amount: pesos(leg.amount_centavos),
  });
  return `${card} · ${say(`leg.${leg.state}`)}`;
}
