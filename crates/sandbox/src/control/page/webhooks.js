// The notices: each with how far it came and what it says.

import { keep, make, set, write } from "./dom.js";
import { say } from "./words.js";

const rows = new Map();
const at = (id) => document.getElementById(id);

export function showWebhooks(overview) {
  at("no-webhook").hidden = overview.has_webhook;
  at("webhooks-none").hidden = overview.webhooks.length > 0;
  write(at("webhooks-waiting"), say("webhooks-waiting", { count: overview.webhooks_waiting }));
  keep(at("webhooks"), rows, overview.webhooks, (webhook) => webhook.id, row);
}

function row(webhook) {
  const badge = make("span", { class: "badge" });
  const tries = make("p", { class: "small" });
  const element = make(
    "li",
    {},
    make("strong", {}, `${webhook.id} ${say(`provider.${webhook.provider}`)} `),
    badge,
    tries,
    make(
      "details",
      {},
      make("summary", {}, say("webhook-body")),
      make("pre", { tabindex: "0" }, readable(webhook.body)),
    ),
  );
  return {
    element,
    update(entry) {
      set(element, "data-state", entry.state);
      write(badge, say(`webhook.${entry.state}`));
      const answer = entry.last_answer ?? say("no-answer-yet");
      write(tries, say("webhook-tries", { count: entry.attempts, answer }));
    },
  };
}

function readable(body) {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
