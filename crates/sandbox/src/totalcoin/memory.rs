//! The state of TotalCoin: pre-orders, and the requests for them. Every list
//! has a limit.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::read::PreOrderRequest;
use crate::host::memory::{Part, RECEIVED_BYTES_MAX, keep_last, last, members_of};

/// How many pre-orders are remembered; the oldest are forgotten first.
pub const PRE_ORDERS_MAX: usize = 10_000;
/// How many requests for pre-orders are remembered; the oldest are forgotten
/// first.
pub const RECEIVED_MAX: usize = 10_000;

/// 2025-01-01, when the numbering of ids starts. It counts one per second, so
/// that no id is repeated even if the state file was lost.
const NUMBERING_START_MS: i64 = 1_735_689_600_000;

/// A payment of a pre-order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// TotalCoin's reference of the transaction.
    pub referencia: String,
    /// The paid amount, in centavos.
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
    /// An order whose QR is not made yet.
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

    /// Whether it can be paid once and was paid.
    pub(crate) fn is_spent(&self) -> bool {
        let reusable = !self.dynamic && self.reset_on_payment;
        !reusable && !self.payments.is_empty()
    }
}

/// A received request for a pre-order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Received {
    /// The number of the request.
    pub number: u64,
    /// `operationId`, if the body has one.
    pub operation_id: Option<String>,
    /// The body, its first [`RECEIVED_BYTES_MAX`] bytes.
    pub body: String,
    /// The answer: a status, or what happened instead. Absent while the request
    /// is in progress.
    pub answer: Option<String>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Orders {
    last_order_id: u64,
    last_referencia: u64,
    last_received: u64,
    pub(crate) orders: VecDeque<Order>,
    pub(crate) received: VecDeque<Received>,
}

impl Orders {
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
}

impl Part for Orders {
    fn to_keep(&self) -> Box<dyn Part> {
        Box::new(Self {
            orders: last(&self.orders),
            received: last(&self.received),
            ..*self
        })
    }

    fn members(&self) -> serde_json::Result<Map<String, Value>> {
        members_of(self)
    }

    fn read(file: &Value) -> serde_json::Result<Self> {
        Self::deserialize(file)
    }
}

fn fresh(last: u64, now_ms: i64) -> u64 {
    let seconds = now_ms.saturating_sub(NUMBERING_START_MS) / 1_000;
    u64::try_from(seconds)
        .unwrap_or(1)
        .max(last.saturating_add(1))
}
