// The payments with the house's wallet: what became of each, a return, and its
// notice once more.

import { keep, make, set, write } from "./dom.js";
import { pesos } from "./money.js";
import { say } from "./words.js";

/** The wallet's words that this page knows. */
const STATES = ["paid", "rejected", "returned"];

const rows = new Map();
const at = (id) => document.getElementById(id);

export function showWallet(payments, act) {
  at("wallet-none").hidden = payments.length > 0;
  // What became of a payment last decides what can still be done with it.
  const last = new Set();
  const entries = payments.map((payment) => {
    const is_last = !last.has(payment.reference);
    last.add(payment.reference);
    return { ...payment, is_last };
  });
  keep(at("wallet"), rows, entries, ({ number }) => number, (payment) => row(payment, act));
}

function row(payment, act) {
  const id = `wallet-${payment.number}`;
  const badge = make("span", { class: "badge" });
  const button = (wish) =>
    make(
      "button",
      {
        type: "button",
        "aria-describedby": id,
        "data-wallet": wish,
        onclick: () => act(payment, wish, say(`wallet-do.${wish}`)),
      },
      say(`wallet-do.${wish}`),
    );
  const [back, again] = [button("return"), button("notify")];
  const element = make(
    "li",
    {},
    make("strong", { id }, `${pesos(payment.amount_centavos)} · ${payment.reference} `),
    badge,
    make(
      "ul",
      { class: "small" },
      make("li", {}, say("wallet-order", { order: payment.order_id })),
      make("li", {}, payment.payment_id ?? say("wallet-no-payment")),
    ),
    make("div", { class: "row" }, back, again),
  );
  return {
    element,
    update(entry) {
      const state = STATES.includes(entry.state) ? say(`wallet.${entry.state}`) : entry.state;
      set(element, "data-state", entry.state);
      write(badge, state);
      back.hidden = !entry.is_last || entry.state !== "paid";
      again.hidden = !entry.is_last;
    },
  };
}
