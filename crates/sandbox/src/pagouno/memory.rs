//! The state of pagoUno: tokens, operations, and the masked requests. Every
//! list has a limit.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::cards::{Card, Fate};
use super::mask;
use crate::host::chance;
use crate::host::fault::Endpoint;
use crate::host::memory::{Part, RECEIVED_BYTES_MAX, keep_last, last, members_of};

/// How many tokens are remembered; the oldest are forgotten first, and become
/// invalid.
pub const CARD_TOKENS_MAX: usize = 10_000;
/// How many operations are remembered; the oldest are forgotten first.
pub const PURCHASES_MAX: usize = 10_000;
/// How many requests are remembered; the oldest are forgotten first.
pub const CARD_REQUESTS_MAX: usize = 10_000;
/// How many tokens of one request are noted.
const TOKENS_NOTED_MAX: usize = 20;
/// How many characters of a request's text are kept.
const NOTED_CHARACTERS_MAX: usize = 100;

/// A token and the stored part of its card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardToken {
    /// `token_id`.
    pub id: String,
    /// The card's brand, as the answer's `card`.
    pub brand: String,
    /// The card's first six digits.
    pub bin: String,
    /// The card's last four digits.
    pub last_4_digits: String,
    /// The fate of a purchase with it.
    pub fate: Fate,
    /// Whether an operation has used it; a token can be used once.
    pub used: bool,
    /// How many requests to `purchasegroup` had it, whatever their result.
    pub purchasegroup_requests: u32,
}

/// The state of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LegState {
    Approved,
    /// Denied.
    Declined,
    /// `MONTO INVALIDO`.
    BadAmount,
    /// There was no terminal, so no transaction was made.
    NoTerminal,
    /// It is not decided yet.
    Pending,
    /// It had succeeded or could have, and another transaction of its operation
    /// failed.
    Reversed,
}

/// A transaction: one card and one merchant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leg {
    /// The transaction's id, used in queries.
    pub id: String,
    /// The id in the answer's `request`, which differs in a denied operation.
    pub request_id: String,
    /// The token that paid it.
    pub token_id: String,
    /// The card's brand.
    pub brand: String,
    /// The card's first six digits.
    pub bin: String,
    /// The card's last four digits.
    pub last_4_digits: String,
    /// `merchant_code_group`.
    pub merchant_code_group: String,
    /// `transaction_amount`, in centavos.
    pub amount_centavos: i64,
    /// `installments`, as on the wire.
    pub installments: u8,
    /// `subscription_code`.
    pub subscription_code: Option<String>,
    /// `seller_descriptor`.
    pub seller_descriptor: String,
    pub state: LegState,
    pub fate: Fate,
    /// The number of the transaction.
    pub number: u32,
    /// How many queries asked for it.
    pub queries: u32,
}

/// The state of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PurchaseState {
    /// Every transaction succeeded.
    Approved,
    /// One transaction failed, so all did.
    Declined,
    /// None has failed, and one has not ended yet.
    Pending,
}

/// An operation: the content of one `purchasegroup`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Purchase {
    /// `customer_transaction_identificator`.
    pub reference: String,
    pub state: PurchaseState,
    /// The sum of its transactions, in centavos.
    pub total_centavos: i64,
    /// When it was made, Unix milliseconds of the provider's clock.
    pub made_ms: i64,
    /// Its transactions, in the request's order.
    pub legs: Vec<Leg>,
}

/// A request to pagoUno, in its stored form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardRequest {
    /// The number of the request.
    pub number: u64,
    pub endpoint: Endpoint,
    /// `customer_transaction_identificator`, or the id of a query.
    pub reference: Option<String>,
    /// The tokens in it.
    pub token_ids: Vec<String>,
    /// The body without card numbers, security codes and keys; its first
    /// [`RECEIVED_BYTES_MAX`] bytes.
    pub body: String,
    /// The answer: a status, or what happened instead. Absent while the request
    /// is in progress.
    pub answer: Option<String>,
    /// The reason of a refusal.
    pub wrong: Option<String>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Book {
    last_request: u64,
    last_leg: u32,
    pub(crate) last_news: u64,
    pub(crate) tokens: VecDeque<CardToken>,
    pub(crate) purchases: VecDeque<Purchase>,
    pub(crate) received: VecDeque<CardRequest>,
}

/// What a request for a purchase says about itself, even if it is wrong.
#[derive(Deserialize)]
struct Says {
    customer_transaction_identificator: Option<String>,
    #[serde(default)]
    primary_account_number_list: Vec<SaysCard>,
}

#[derive(Deserialize)]
struct SaysCard {
    token_id: Option<String>,
}

impl Book {
    /// Notes a request. The text must not contain a card's number.
    pub(crate) fn receive(&mut self, endpoint: Endpoint, id: Option<&str>, body: &[u8]) -> u64 {
        let says: Option<Says> = serde_json::from_slice(body).ok();
        let (reference, token_ids) = match says {
            Some(says) if endpoint == Endpoint::PagounoPurchasegroup => {
                let cards = says.primary_account_number_list.into_iter();
                let tokens = cards.filter_map(|card| card.token_id);
                let tokens = tokens.take(TOKENS_NOTED_MAX).map(|id| noted(&id)).collect();
                (says.customer_transaction_identificator, tokens)
            }
            Some(_) | None => (id.map(str::to_owned), Vec::new()),
        };
        for token in &mut self.tokens {
            if token_ids.contains(&token.id) {
                token.purchasegroup_requests = token.purchasegroup_requests.saturating_add(1);
            }
        }
        let mut kept = if endpoint == Endpoint::PagounoToken {
            mask::token_request(body)
        } else {
            mask::request(body)
        };
        kept.truncate(kept.floor_char_boundary(RECEIVED_BYTES_MAX));
        self.last_request = self.last_request.saturating_add(1);
        self.received.push_back(CardRequest {
            number: self.last_request,
            endpoint,
            reference: reference.as_deref().map(noted),
            token_ids,
            body: kept,
            answer: None,
            wrong: None,
        });
        keep_last(&mut self.received, CARD_REQUESTS_MAX);
        self.last_request
    }

    pub(crate) fn answered(&mut self, number: u64, answer: String, wrong: Option<&str>) {
        if let Some(request) = self.received.iter_mut().rev().find(|r| r.number == number) {
            request.answer = Some(answer);
            if let Some(wrong) = wrong {
                request.wrong = Some(mask::text(wrong));
            }
        }
    }

    /// Makes a new token for a card.
    pub(crate) fn hand_out(&mut self, card: Card) -> String {
        let id = chance::guid();
        self.tokens.push_back(CardToken {
            id: id.clone(),
            brand: card.brand.to_owned(),
            bin: card.bin,
            last_4_digits: card.last_4_digits,
            fate: card.fate,
            used: false,
            purchasegroup_requests: 0,
        });
        keep_last(&mut self.tokens, CARD_TOKENS_MAX);
        id
    }

    pub(crate) fn store(&mut self, purchase: Purchase) {
        self.purchases.push_back(purchase);
        keep_last(&mut self.purchases, PURCHASES_MAX);
    }

    pub(crate) fn next_leg(&mut self) -> u32 {
        self.last_leg = self.last_leg.wrapping_add(1);
        self.last_leg
    }

    /// The operation of a transaction, and the transaction's place in it.
    pub(crate) fn find(&mut self, id: &str) -> Option<(&mut Purchase, usize)> {
        self.purchases.iter_mut().rev().find_map(|purchase| {
            let made = |leg: &Leg| leg.id == id && leg.state != LegState::NoTerminal;
            let at = purchase.legs.iter().position(made)?;
            Some((purchase, at))
        })
    }
}

/// The stored state of pagoUno; a file of an earlier version has none.
#[derive(Default, Serialize, Deserialize)]
struct Kept {
    #[serde(default)]
    cards: Book,
}

impl Part for Book {
    fn to_keep(&self) -> Box<dyn Part> {
        Box::new(Self {
            tokens: last(&self.tokens),
            purchases: last(&self.purchases),
            received: last(&self.received),
            ..*self
        })
    }

    fn members(&self) -> serde_json::Result<Map<String, Value>> {
        let cards = self.clone();
        members_of(&Kept { cards })
    }

    fn read(file: &Value) -> serde_json::Result<Self> {
        Kept::deserialize(file).map(|kept| kept.cards)
    }
}

/// A text from a request, without card numbers and not longer than the limit.
fn noted(text: &str) -> String {
    let short: String = text.chars().take(NOTED_CHARACTERS_MAX).collect();
    mask::text(&short)
}
