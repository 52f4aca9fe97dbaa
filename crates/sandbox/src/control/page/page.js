// Looks once a second and does what is pressed, all by the control API.

import { showCards } from "./cards.js";
import { set, write } from "./dom.js";
import { showFaults, startFaults } from "./faults.js";
import { showOrders, tick } from "./orders.js";
import { showReports } from "./reports.js";
import { showWallet } from "./wallet.js";
import { showWebhooks } from "./webhooks.js";
import { loadWords, say } from "./words.js";

const LOOK_MS = 1_000;
const ANSWER_MS = 5_000;
const at = (id) => document.getElementById(id);

/** The provider's clock, counted on from the last look. */
let clock = { nowMs: Date.now(), seenAt: performance.now() };
let looking = false;

async function ask(method, path, body) {
  const answer = await fetch(`/sandbox/${path}`, {
    method,
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  const told = await answer.json();
  if (!answer.ok) {
    const known = [400, 404, 409, 503].includes(answer.status);
    const words = known ? say(`refused.${answer.status}`) : say("refused");
    throw new Error(`${words} (${told.message})`);
  }
  return told;
}

function tell(words, kind = "good") {
  at("said").dataset.kind = kind;
  write(at("said"), words);
}

/** Does it, says how it went, and looks at once. */
async function act(words, work) {
  try {
    await work();
    tell(words);
  } catch (error) {
    tell(error.name === "Error" ? error.message : say("gone"), "bad");
  }
  await look();
}

function pay(order, wish, words) {
  if (wish === null) {
    tell(words, "bad");
    return;
  }
  const what = say("paid-so", { how: words, reference: order.external_reference });
  void act(what, () => ask("POST", "pay", { id: order.id, ...wish }));
}

function endPurchase({ reference }, wish, words) {
  const work =
    wish === "notify"
      ? () => ask("POST", "pagouno/notify", { reference })
      : () => ask("POST", "pagouno/settle", { reference, as: wish });
  void act(say("settled-so", { how: words, reference }), work);
}

function actOnWallet({ reference }, wish, words) {
  const work =
    wish === "notify"
      ? () => ask("POST", "wallet/notify", { reference })
      : () => ask("POST", "wallet/pay", { of_reference: reference, state: "returned" });
  void act(say("wallet-did", { how: words, reference }), work);
}

async function look() {
  if (looking) return;
  looking = true;
  try {
    const overview = await ask("GET", "overview");
    clock = { nowMs: overview.now_ms, seenAt: performance.now() };
    at("gone").hidden = true;
    showOrders(overview, pay);
    showCards(overview.purchases, endPurchase);
    showWallet(overview.wallet_payments, actOnWallet);
    showReports(overview.reports);
    showFaults(overview.faults);
    showWebhooks(overview);
    set(at("offline"), "aria-checked", String(overview.offline));
  } catch {
    at("gone").hidden = false;
  } finally {
    looking = false;
  }
}

function switchNetwork() {
  const offline = at("offline").getAttribute("aria-checked") !== "true";
  const words = offline ? say("went-offline") : say("went-online");
  void act(words, () => ask("POST", "offline", { offline }));
}

async function start() {
  await loadWords();
  const kinds = await ask("GET", "fault-kinds");
  startFaults(
    kinds,
    (fault) => void act(say("fault-added"), () => ask("POST", "faults", fault)),
    () => void act(say("faults-cleared"), () => ask("DELETE", "faults")),
  );
  at("offline").addEventListener("click", switchNetwork);
  document.addEventListener("visibilitychange", () => void look());
  await look();
  setInterval(() => {
    if (!document.hidden) void look();
  }, LOOK_MS);
  setInterval(() => tick(clock.nowMs + performance.now() - clock.seenAt), LOOK_MS / 4);
}

start().catch(() => {
  at("gone").hidden = false;
});
