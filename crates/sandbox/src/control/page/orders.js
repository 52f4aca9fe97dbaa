// The pre-orders: what a customer sees of each, and the ways to pay it.

import { keep, make, set, write } from "./dom.js";
import { centavos, pesos, timeLeft } from "./money.js";
import { say } from "./words.js";

/** Ways that need nothing more than a press. */
const MORE = [
  "second-reference",
  "completing",
  "out-of-order",
  "null-reference",
  "foreign-reference",
];

const rows = new Map();

export function showOrders(overview, pay) {
  write(
    document.getElementById("orders-open"),
    say("orders-open", { count: overview.pre_orders_open }),
  );
  document.getElementById("orders-none").hidden = overview.pre_orders.length > 0;
  keep(
    document.getElementById("orders"),
    rows,
    overview.pre_orders,
    (order) => order.id,
    (order) => card(order, pay),
  );
  tick(overview.now_ms);
}

/** Counts the time down between two looks. */
export function tick(nowMs) {
  for (const row of rows.values()) row.tick(nowMs);
}

function card(order, pay) {
  const id = `order-${order.id}`;
  const left = make("dd");
  const badge = make("span", { class: "badge" });
  const paid = make("dd");
  const title = make("h3", { id }, order.open_amount ? say("open-amount") : pesos(order.amount_centavos));
  const amount = make("input", {
    class: "amount",
    inputmode: "decimal",
    autocomplete: "off",
    value: order.open_amount ? "" : "1",
  });
  const estado = make("input", { value: "RECHAZADO", autocomplete: "off", maxlength: "60" });
  const wish = (how, rest = {}) => pay(order, { how, ...rest }, say(`how.${how}`));
  const byAmount = (how, field) => {
    const number = centavos(amount.value);
    set(amount, "aria-invalid", String(number === null));
    if (number === null) {
      amount.focus();
      pay(order, null, say("amount-wrong"));
    } else {
      wish(how, { [field]: number });
    }
  };
  const button = (how, press, kind = "") =>
    make(
      "button",
      { type: "button", class: kind, "aria-describedby": id, "data-how": how, onclick: press },
      say(`how.${how}`),
    );
  const plain = (how, kind) => button(how, () => wish(how), kind);
  const typed = (word, input) => make("label", {}, make("span", {}, word), input);

  const exact = plain("exact", "strong");
  const first = order.open_amount
    ? [
        typed(say("amount"), amount),
        button("amount", () => byAmount("amount", "amount_centavos"), "strong"),
      ]
    : [exact, plain("late"), plain("twice")];
  const differing = order.open_amount
    ? []
    : [
        typed(say("difference"), amount),
        button("short", () => byAmount("short", "by_centavos")),
        button("over", () => byAmount("over", "by_centavos")),
      ];
  const estadoRow = [
    typed(say("estado"), estado),
    button("estado", () => wish("estado", { estado: estado.value.trim() || "RECHAZADO" })),
  ];
  const more = make(
    "details",
    {},
    make("summary", {}, say("more-ways")),
    make("div", { class: "row" }, ...MORE.map((how) => plain(how))),
  );
  const element = make(
    "article",
    { class: "order", "aria-labelledby": id, "data-id": String(order.id) },
    make("img", {
      src: `/sandbox/pre-orders/${order.id}/qr.svg`,
      alt: say("qr-of", { reference: order.external_reference }),
      width: "192",
      height: "192",
    }),
    make(
      "div",
      {},
      title,
      badge,
      make(
        "dl",
        {},
        make("dt", {}, say("reference")),
        make("dd", {}, order.external_reference),
        make("dt", {}, say("concept")),
        make("dd", {}, order.concept),
        make("dt", {}, say("time-left")),
        left,
        make("dt", {}, say("paid-so-far")),
        paid,
      ),
      make("div", { class: "row" }, ...first),
      make("div", { class: "row" }, ...differing),
      make("div", { class: "row" }, ...estadoRow),
      ...(order.open_amount ? [] : [more]),
    ),
  );
  let shown = order;
  return {
    element,
    update(entry) {
      shown = entry;
      set(element, "data-state", entry.state);
      write(badge, say(`state.${entry.state}`));
      const all = entry.payments.map((payment) => pesos(payment.amount_centavos));
      write(paid, all.length ? all.join(" + ") : say("nothing-paid"));
      exact.disabled = entry.state !== "open";
    },
    tick(nowMs) {
      write(left, shown.state === "open" ? timeLeft(shown.expires_ms - nowMs) : "–");
    },
  };
}
