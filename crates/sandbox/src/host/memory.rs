//! What a sandbox remembers: pre-orders, what was received, and the notices
//! on their way. Bounded in every direction.

use std::collections::VecDeque;

use data_encoding::BASE64;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use tokio::time::Instant;

use crate::pagouno::memory::Book;
use crate::totalcoin::read::PreOrderRequest;

/// Pre-orders remembered; the oldest are forgotten first.
pub const PRE_ORDERS_MAX: usize = 10_000;
/// Requests for pre-orders remembered; the oldest are forgotten first.
pub const RECEIVED_MAX: usize = 10_000;
/// Bytes kept of one received body.
pub const RECEIVED_BYTES_MAX: usize = 4 * 1024;
/// Notices that wait at once.
pub const WEBHOOKS_QUEUED_MAX: usize = 10_000;
/// Notices remembered after they were delivered or given up.
pub const WEBHOOKS_SETTLED_MAX: usize = 2_000;
/// Pre-orders, and as many received requests, that the state file holds.
pub const STATE_FILE_ENTRIES_MAX: usize = 500;

/// 2025-01-01, where the numbering of ids starts: one a second from then on,
/// so that no id returns even when the state file was lost.
const NUMBERING_START_MS: i64 = 1_735_689_600_000;

/// Something paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// TotalCoin's reference of the transaction.
    pub referencia: String,
    /// What was paid, in centavos.
    pub amount_centavos: i64,
    /// The way it was paid; see [`crate::How::word`].
    pub how: String,
}

/// A stored pre-order.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Order {
    pub(crate) id: u64,
    pub(crate) operation_id: String,
    pub(crate) external_reference: String,
    pub(crate) concept: String,
    pub(crate) amount_centavos: i64,
    pub(crate) open_amount: bool,
    pub(crate) dynamic: bool,
    pub(crate) reset_on_payment: bool,
    pub(crate) expiration_date: String,
    pub(crate) expiration_ms: i64,
    pub(crate) business_unit: u64,
    pub(crate) dni: String,
    pub(crate) company_reference: String,
    pub(crate) qr_code: String,
    pub(crate) payments: Vec<Payment>,
}

impl Order {
    /// An order whose QR is still to be made.
    pub(crate) fn new(id: u64, request: PreOrderRequest) -> Self {
        Self {
            id,
            operation_id: request.operation_id,
            external_reference: request.external_reference,
            concept: request.concept,
            amount_centavos: request.amount_centavos,
            open_amount: request.open_amount,
            dynamic: request.dynamic,
            reset_on_payment: request.reset_on_payment,
            expiration_date: request.expiration_date,
            expiration_ms: request.expiration_ms,
            business_unit: request.business_unit,
            dni: request.dni,
            company_reference: request.company_reference,
            qr_code: String::new(),
            payments: Vec::new(),
        }
    }

    /// Paid, and serving once only.
    pub(crate) fn is_spent(&self) -> bool {
        let reusable = !self.dynamic && self.reset_on_payment;
        !reusable && !self.payments.is_empty()
    }
}

/// One request for a pre-order, as it was received.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Received {
    /// Counts the requests.
    pub number: u64,
    /// `operationId`, where the body has one.
    pub operation_id: Option<String>,
    /// The body, its first [`RECEIVED_BYTES_MAX`] bytes.
    pub body: String,
    /// What was answered: a status, or what happened instead. Absent while the
    /// request is being dealt with.
    pub answer: Option<String>,
}

/// How far a notice has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WebhookState {
    /// To be sent, or to be sent again.
    Queued,
    /// Answered with 200.
    Delivered,
    /// Tried [`crate::WEBHOOK_ATTEMPTS_MAX`] times without a 200.
    GivenUp,
}

/// Whose notice it is; each provider has a webhook of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Provider {
    /// TotalCoin.
    #[default]
    TotalCoin,
    /// pagoUno.
    PagoUno,
}

/// A notice on its way.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Outgoing {
    pub(crate) id: u64,
    #[serde(default)]
    pub(crate) provider: Provider,
    #[serde(serialize_with = "to_base64", deserialize_with = "from_base64")]
    pub(crate) body: Vec<u8>,
    pub(crate) state: WebhookState,
    pub(crate) attempts: u32,
    pub(crate) last_answer: Option<String>,
    /// When it is tried next; `None` for at once.
    #[serde(skip)]
    pub(crate) due: Option<Instant>,
    /// Not before this; a network that is back does not hurry it. It does not
    /// outlive a restart.
    #[serde(skip)]
    pub(crate) held_until: Option<Instant>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Memory {
    last_order_id: u64,
    last_referencia: u64,
    last_webhook_id: u64,
    last_received: u64,
    pub(crate) orders: VecDeque<Order>,
    pub(crate) received: VecDeque<Received>,
    pub(crate) webhooks: VecDeque<Outgoing>,
    #[serde(default)]
    pub(crate) cards: Book,
}

impl Memory {
    pub(crate) fn receive(&mut self, operation_id: Option<String>, body: &[u8]) -> u64 {
        self.last_received = self.last_received.saturating_add(1);
        let kept = body.get(..RECEIVED_BYTES_MAX).unwrap_or(body);
        self.received.push_back(Received {
            number: self.last_received,
            operation_id,
            body: String::from_utf8_lossy(kept).into_owned(),
            answer: None,
        });
        keep_last(&mut self.received, RECEIVED_MAX);
        self.last_received
    }

    pub(crate) fn answered(&mut self, number: u64, answer: String) {
        if let Some(received) = self.received.iter_mut().rev().find(|r| r.number == number) {
            received.answer = Some(answer);
        }
    }

    pub(crate) fn fresh_order_id(&mut self, now_ms: i64) -> u64 {
        self.last_order_id = fresh(self.last_order_id, now_ms);
        self.last_order_id
    }

    pub(crate) fn fresh_referencia(&mut self, now_ms: i64) -> String {
        self.last_referencia = fresh(self.last_referencia, now_ms);
        format!("{:010}", self.last_referencia)
    }

    pub(crate) fn store(&mut self, order: Order) {
        self.orders.push_back(order);
        keep_last(&mut self.orders, PRE_ORDERS_MAX);
    }

    pub(crate) fn webhooks_waiting(&self) -> usize {
        self.webhooks
            .iter()
            .filter(|w| w.state == WebhookState::Queued)
            .count()
    }

    pub(crate) fn has_room_for_webhooks(&self) -> bool {
        self.webhooks_waiting() < WEBHOOKS_QUEUED_MAX
    }

    pub(crate) fn queue(&mut self, body: Vec<u8>) -> u64 {
        self.queue_for(Provider::TotalCoin, body, None)
    }

    pub(crate) fn queue_for(
        &mut self,
        provider: Provider,
        body: Vec<u8>,
        held_until: Option<Instant>,
    ) -> u64 {
        self.last_webhook_id = self.last_webhook_id.saturating_add(1);
        self.webhooks.push_back(Outgoing {
            id: self.last_webhook_id,
            provider,
            body,
            state: WebhookState::Queued,
            attempts: 0,
            last_answer: None,
            due: None,
            held_until,
        });
        self.last_webhook_id
    }

    /// Forgets the oldest notices that are settled, down to the bound.
    pub(crate) fn forget_settled(&mut self) {
        let settled = self
            .webhooks
            .iter()
            .filter(|w| w.state != WebhookState::Queued)
            .count();
        let mut surplus = settled.saturating_sub(WEBHOOKS_SETTLED_MAX);
        self.webhooks.retain(|webhook| {
            let forget = surplus > 0 && webhook.state != WebhookState::Queued;
            surplus = surplus.saturating_sub(usize::from(forget));
            !forget
        });
    }

    /// What goes into the state file.
    pub(crate) fn to_keep(&self) -> Self {
        let mut kept = Self {
            webhooks: self
                .webhooks
                .iter()
                .filter(|webhook| webhook.state == WebhookState::Queued)
                .cloned()
                .collect(),
            orders: last(&self.orders),
            received: last(&self.received),
            cards: self.cards.to_keep(),
            ..Self::default()
        };
        kept.last_order_id = self.last_order_id;
        kept.last_referencia = self.last_referencia;
        kept.last_webhook_id = self.last_webhook_id;
        kept.last_received = self.last_received;
        kept
    }
}

fn fresh(last: u64, now_ms: i64) -> u64 {
    let seconds = now_ms.saturating_sub(NUMBERING_START_MS) / 1_000;
    u64::try_from(seconds)
        .unwrap_or(1)
        .max(last.saturating_add(1))
}

pub(crate) fn keep_last<T>(entries: &mut VecDeque<T>, max: usize) {
    while entries.len() > max {
        entries.pop_front();
    }
}

pub(crate) fn last<T: Clone>(entries: &VecDeque<T>) -> VecDeque<T> {
    let surplus = entries.len().saturating_sub(STATE_FILE_ENTRIES_MAX);
    entries.iter().skip(surplus).cloned().collect()
}

fn to_base64<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&BASE64.encode(bytes))
}

fn from_base64<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    let text = String::deserialize(deserializer)?;
    BASE64
        .decode(text.as_bytes())
        .map_err(serde::de::Error::custom)
}
