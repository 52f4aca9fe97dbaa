//! Stand-ins for the providers, and a customer's phone.
//!
//! A [`Sandbox`] listens on this machine and behaves as TotalCoin's page says:
//! strict about what it receives, with good QRs and with the page's webhooks.
//! Its handle plays the customer ([`Sandbox::pay`]) and makes things go wrong
//! ([`Sandbox::add_fault`], [`Sandbox::set_offline`]). Practice mode runs one
//! inside the app; `mostrador-sandbox` is one as a process.
//!
//! It is written from the providers' pages alone. It shares no wire type with
//! our clients, and it knows neither till nor relay: where the page is silent
//! it does the plain thing, and a setting or a fault does the other one.
//!
//! # The page
//!
//! `GET /` is a page for a person who plays the customer in a browser: the open
//! pre-orders with their QRs, the ways to pay them, the faults, the network and
//! the notices. It does nothing that the control API does not, and its files
//! are part of the program.
//!
//! # The control API
//!
//! What the handle does, over HTTP, for scripts. JSON in and out; a refusal is
//! `{"message": …}`. It answers also while the sandbox plays offline. It answers
//! 403 to whoever did not address this machine by a loopback name, and to pages
//! of other origins in a browser of this machine.
//!
//! | request | does |
//! |---|---|
//! | `GET /sandbox/overview` | what the page shows: the newest of everything |
//! | `GET /sandbox/pre-orders` | every [`PreOrder`] with the bodies received for it |
//! | `GET /sandbox/pre-orders/{id}/qr.svg` | its QR as a picture |
//! | `GET /sandbox/received` | every request for a pre-order, [`Received`], stored or not |
//! | `GET /sandbox/webhooks` | every notice, [`SentWebhook`] |
//! | `POST /sandbox/pay` | `{"operation_id": "…", "how": "exact"}`; see below |
//! | `POST /sandbox/webhooks` | sends the request's own bytes as a notice |
//! | `POST /sandbox/webhook` | `{"url", "header_name", "header_value"}`: where notices go |
//! | `GET`, `POST`, `DELETE /sandbox/faults` | lists, adds, clears; see below |
//! | `GET /sandbox/fault-kinds` | the faults that mean something at each endpoint |
//! | `POST /sandbox/offline` | `{"offline": true}` |
//! | `DELETE /sandbox/tokens` | makes every token invalid |
//!
//! **Paying.** The pre-order is named by one of `id`, `operation_id` and
//! `external_reference`. `how` is one of [`How`]: `exact`, `late`, `short` and
//! `over` (with `by_centavos`), `amount` (with `amount_centavos`; the way to pay
//! an open QR), `twice`, `second-reference`, `completing`, `out-of-order`,
//! `estado` (with `estado`), `null-reference`, `foreign-reference` (with
//! `reference`, if you like). 200 `{"referencias", "webhook_ids"}`, 404 unknown,
//! 409 expired or already paid, 400 for an amount that cannot be.
//!
//! **Faults.** `{"endpoint": "pre-order", "fault": "drop-after", "times": 2}`;
//! `endpoint` is `login` or `pre-order`, `times` a number or `"always"`, 1 when
//! absent. `fault` is one of [`Fault`]: `latency` (with `ms`), `refuse`,
//! `drop-before`, `drop-after`, `hang`, `error-500`, `bad-request`,
//! `unauthorized`, `forbidden`, `redirect`, `bad-request-on-repeat`, `garbage`,
//! `oversized`, `bad-crc`, `wrong-amount`, `wrong-reference`, `wrong-currency`,
//! `wrong-tag-54`, `wrong-tag-43-02`, `wrong-tag-62-01`, `other-cuit`,
//! `not-enabled`.

mod chance;
mod clock;
mod config;
mod control;
mod customer;
mod fault;
mod guard;
mod memory;
mod money;
mod overview;
mod page;
mod provider;
mod sandbox;
mod server;
mod store;
mod totalcoin;
mod view;
mod webhooks;

pub use config::{Config, Credentials, Merchant, Repeat, StartError, Webhook};
pub use customer::{How, Paid, PayError, Which};
pub use fault::{
    Endpoint, FAULTS_MAX, Fault, FaultError, HANG_MS_MAX, LATENCY_MS_MAX, OVERSIZED_BYTES, Times,
    WaitingFault,
};
pub use memory::{
    PRE_ORDERS_MAX, Payment, RECEIVED_BYTES_MAX, RECEIVED_MAX, Received, STATE_FILE_ENTRIES_MAX,
    WEBHOOKS_QUEUED_MAX, WEBHOOKS_SETTLED_MAX, WebhookState,
};
pub use sandbox::Sandbox;
pub use server::REQUEST_BYTES_MAX;
pub use view::{PreOrder, PreOrderState, SentWebhook};
pub use webhooks::{WEBHOOK_ATTEMPTS_MAX, WEBHOOK_PAUSE_MS_FIRST, WEBHOOK_PAUSE_MS_MAX};
