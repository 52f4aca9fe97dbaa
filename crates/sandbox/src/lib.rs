//! Stand-ins for the providers, and for a customer's phone.
//!
//! A [`Sandbox`] listens on this machine and behaves as the documentation of
//! TotalCoin, of pagoUno, of Bind and of the house's own wallet says: it is strict about requests, and sends valid
//! QRs and the documented webhooks. Its handle acts as the customer
//! ([`Sandbox::pay`], [`Sandbox::settle_purchase`],
//! [`Sandbox::pay_with_wallet`]) and causes faults
//! ([`Sandbox::add_fault`], [`Sandbox::set_offline`],
//! [`Sandbox::refuse_connections_for`]). Practice mode runs a sandbox inside
//! the app; `mostrador-sandbox` runs one as a process.
//!
//! It is written from the providers' documentation alone. It shares no wire
//! type with our clients, and knows neither till nor relay. Where the
//! documentation is silent, it does the simplest thing, and a setting or a
//! fault does the alternative.
//!
//! # Cards
//!
//! The number of a card decides its fate ([`TEST_CARDS`]). They are public test
//! numbers; any future expiry and any security code of three digits (Amex:
//! four) is accepted. Every other number that is valid by Luhn's rule is
//! approved.
//!
//! | number | brand | fate |
//! |---|---|---|
//! | 4111 1111 1111 1111 | Visa | approved |
//! | 5555 5555 5555 4444 | Mastercard | approved |
//! | 3782 822463 10005 | Amex | approved |
//! | 4000 0000 0000 0002 | Visa | denied |
//! | 5105 1051 0510 5100 | Mastercard | denied |
//! | 4012 8888 8888 1881 | Visa | pending; approved after [`PagoUno::pending_queries`] queries |
//! | 4000 0000 0000 9979 | Visa | pending; denied after as many |
//! | 4000 0027 6000 3184 | Visa | pending until settled by hand |
//! | 4000 0000 0000 0119 | Visa | no terminal: code -100, empty `response` |
//! | 4000 0000 0000 0127 | Visa | `MONTO INVALIDO`; so is any amount below [`PURCHASE_CENTAVOS_MIN`] |
//!
//! If one of two cards is denied, the other one's transaction succeeds in the
//! answer and is reversed after it. A token can be used once. Numbers, security
//! codes and keys are checked on arrival and never stored, shown or written:
//! [`Sandbox::pagouno_received`] returns masked requests. It also has the
//! reason of a refusal, which is in the answer's header `x-sandbox-reason` too;
//! the real pagoUno has no such header.
//!
//! # The page
//!
//! `GET /` is a page for a person who acts as the customer in a browser: the
//! open pre-orders with their QRs, the ways to pay them, the faults, the
//! network and the notices. It does nothing that the control API cannot do, and
//! its files are part of the program.
//!
//! # The control API
//!
//! The functions of the handle over HTTP, for scripts. It takes and returns
//! JSON; a refusal is `{"message": …}`. It also answers while the sandbox is
//! offline. It answers 403 to requests that do not address this machine by a
//! loopback name, and to pages of other origins in a browser of this machine.
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
//! | `POST /sandbox/webhook` | `{"url", "header_name", "header_value"}`: where TotalCoin's notices go |
//! | `POST /sandbox/pagouno/webhook` | the same for pagoUno's |
//! | `GET /sandbox/purchases` | every operation with cards, [`Purchase`] |
//! | `GET /sandbox/pagouno/received` | every request to pagoUno, masked, [`CardRequest`] |
//! | `GET /sandbox/pagouno/tokens` | every token with the purchases asked for by it, [`CardToken`] |
//! | `POST /sandbox/pagouno/settle` | `{"reference": "…", "as": "approve"}` or `"decline"`; or by `id` |
//! | `POST /sandbox/pagouno/notify` | `{"reference": "…"}` or by `id`: sends the notices, again |
//! | `GET /sandbox/bind/reports` | every request for a report to Bind, field by field, [`BindReport`] |
//! | `POST /sandbox/bind/amount` | `{"centavos": 150050}`: the amount of the next orders; null for an open one |
//! | `DELETE /sandbox/bind/tokens` | makes every token of Bind's invalid |
//! | `GET /sandbox/wallet/payments` | every payment with the house's wallet, [`WalletPayment`] |
//! | `POST /sandbox/wallet/pay` | `{"qr_text": "…", "amount_centavos": 150050}`; see below |
//! | `POST /sandbox/wallet/notify` | `{"reference": "…"}`: sends its last notice again, byte for byte |
//! | `POST /sandbox/wallet/notices` | sends the request's own bytes as a notice of the wallet's |
//! | `POST /sandbox/wallet/webhook` | `{"url", "header_name", "header_value"}`: where the wallet's notices go |
//! | `GET`, `POST`, `DELETE /sandbox/faults` | lists, adds, clears; see below |
//! | `GET /sandbox/fault-kinds` | the faults that mean something at each endpoint |
//! | `POST /sandbox/offline` | `{"offline": true}` |
//! | `POST /sandbox/refuse` | `{"ms": 3000}`: nobody listens for so long, itself included |
//! | `DELETE /sandbox/tokens` | makes every token of TotalCoin's invalid |
//!
//! **Paying.** One of `id`, `operation_id` and `external_reference` names the
//! pre-order. `how` is one of [`How`]: `exact`, `late`, `short` and `over`
//! (with `by_centavos`), `amount` (with `amount_centavos`; the way to pay an
//! open QR), `twice`, `second-reference`, `completing`, `out-of-order`,
//! `estado` (with `estado`), `null-reference`, `foreign-reference` (optionally
//! with `reference`). The answer is 200 `{"referencias", "webhook_ids"}`, 404
//! for an unknown pre-order, 409 for an expired or already paid one, or 400 for
//! an impossible amount.
//!
//! **Paying with the house's wallet.** One of `qr_text`, `order_id` and
//! `of_reference` (an earlier payment's) names the order. All else is optional:
//! `state` (`paid`, `rejected`, `returned` or any other word), `amount_centavos`
//! (the order's), `payment_id` (none), `reference` (a new one; a return has that
//! of its payment), `buyer_cuit`, `buyer_account`, `times` (how often the notice
//! is sent; 0 if it is lost) and `late_ms`. The answer is 200 with the
//! [`WalletPayment`], 404 for an unknown order or payment, or 400.
//!
//! **Faults.** `{"endpoint": "pre-order", "fault": "drop-after", "times": 2}`;
//! `times` is a number or `"always"`, 1 when absent. `endpoint` is one of
//! [`Endpoint`]: `login`, `pre-order`, `pagouno-token`,
//! `pagouno-purchasegroup`, `pagouno-purchase`, `bind-token`, `bind-read`,
//! `bind-report`. `fault` is one of [`Fault`]:
//!
//! - at any: `latency` (with `ms`), `refuse`, `drop-before`, `drop-after`,
//!   `hang`, `error-500`, `bad-request`, `unauthorized`, `forbidden` (none of
//!   them in the provider's own JSON), `redirect`, `garbage` (HTML), `oversized`;
//! - at `pre-order`: `bad-request-on-repeat`, `bad-crc`, `wrong-amount`,
//!   `wrong-reference`, `wrong-currency`, `wrong-tag-54`, `wrong-tag-43-02`,
//!   `wrong-tag-62-01`, `other-cuit`, `not-enabled`;
//! - at pagoUno's: `answer-twice`; but for the token `wrong-amount`; and at
//!   `pagouno-purchasegroup` `leg-fails` (with `leg`, from 1), `legs-twice`,
//!   `notice-late` (with `ms`), `notice-before`, `notice-twice`, `notice-lost`;
//! - at `bind-read`: `pending`, `wrong-amount`; at `bind-report`:
//!   `report-fails`, `report-fails-with` and `report-lost-then-fails` (both with
//!   `code` and `description`): the report is stored and its answer is lost, and
//!   the next one fails.
//!
//! `refuse` closes a connection after it was made; to refuse connections, use
//! `POST /sandbox/refuse`.

mod bind;
mod config;
mod control;
mod host;
mod pagouno;
mod sandbox;
mod totalcoin;
mod wallet;

pub use bind::BIND_TOKEN_PATH;
pub use bind::config::{Bind, SAMPLE_CLIENT_ID, SAMPLE_CLIENT_SECRET};
pub use bind::memory::{BIND_REPORTS_MAX, BindReport};
pub use config::{Config, StartError};
pub use host::REFUSE_MS_MAX;
pub use host::answer::REQUEST_BYTES_MAX;
pub use host::fault::{
    Endpoint, FAIL_BYTES_MAX, FAULTS_MAX, Fault, FaultError, HANG_MS_MAX, LATENCY_MS_MAX, LEGS_MAX,
    NOTICE_LATE_MS_MAX, OVERSIZED_BYTES, Times, WaitingFault,
};
pub use host::memory::{RECEIVED_BYTES_MAX, STATE_FILE_ENTRIES_MAX};
pub use host::notices::{
    Provider, SentWebhook, WEBHOOKS_QUEUED_MAX, WEBHOOKS_SETTLED_MAX, WebhookState,
};
pub use host::webhook::Webhook;
pub use host::webhooks::{WEBHOOK_ATTEMPTS_MAX, WEBHOOK_PAUSE_MS_FIRST, WEBHOOK_PAUSE_MS_MAX};
pub use pagouno::cards::{Fate, TEST_CARDS, TestCard};
pub use pagouno::config::{PagoUno, SAMPLE_PRIVATE_KEY, SAMPLE_PUBLIC_KEY};
pub use pagouno::handle::{Ending, PurchaseError, WhichPurchase};
pub use pagouno::memory::{
    CARD_REQUESTS_MAX, CARD_TOKENS_MAX, CardRequest, CardToken, Leg, LegState, PURCHASES_MAX,
    Purchase, PurchaseState,
};
pub use pagouno::read::{PURCHASE_CENTAVOS_MAX, PURCHASE_CENTAVOS_MIN};
pub use sandbox::Sandbox;
pub use totalcoin::config::{Credentials, Merchant, Repeat};
pub use totalcoin::customer::{How, Paid, PayError, Which};
pub use totalcoin::memory::{PRE_ORDERS_MAX, Payment, RECEIVED_MAX, Received};
pub use totalcoin::view::{PreOrder, PreOrderState};
pub use wallet::customer::{
    WALLET_NOTICES_MAX, WALLET_TEXT_BYTES_MAX, WalletPay, WalletPayError, WalletState, WhichOrder,
};
pub use wallet::memory::{WALLET_PAYMENTS_MAX, WalletPayment};
