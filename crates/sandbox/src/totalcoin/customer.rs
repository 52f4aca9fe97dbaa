//! The customer's phone: the ways to pay, and the notices that each causes.
//!
//! Only [`How::Exact`] behaves like a wallet, which asks the acceptor first;
//! every other way is always accepted.

use serde::{Deserialize, Serialize};

use super::memory::{Order, Orders, Payment};
use super::notice::Notice;
use crate::host::money::AMOUNT_CENTAVOS_MAX;
use crate::host::notices::{Notices, Provider};

const APPROVED: &str = "APROBADO";
/// `ReferenciaMerchant` of another system of the same merchant.
const FOREIGN_REFERENCE: &str = "WEB-4711";

/// The pre-order that is meant; the newest if several match.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Which {
    /// TotalCoin's `id`.
    Id(u64),
    /// The merchant's `operationId`.
    OperationId(String),
    /// The merchant's `externalReference`.
    ExternalReference(String),
}

impl Which {
    pub(crate) fn is(&self, order: &Order) -> bool {
        match self {
            Self::Id(id) => *id == order.id,
            Self::OperationId(id) => *id == order.operation_id,
            Self::ExternalReference(reference) => *reference == order.external_reference,
        }
    }
}

/// How a pre-order is paid, and what the provider then reports.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "how", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum How {
    /// The requested amount; refused if expired or already paid.
    Exact,
    /// Like exact, but accepted even if expired or already paid.
    Late,
    /// Less than the requested amount.
    Short { by_centavos: i64 },
    /// More than the requested amount.
    Over { by_centavos: i64 },
    /// An amount of its own; also a way to pay too little.
    Amount { amount_centavos: i64 },
    /// One transaction with two notices, which have the same `Referencia` and
    /// different bytes.
    Twice,
    /// A second transaction for the same pre-order. The first one is made too
    /// if the pre-order is not paid yet.
    SecondReference,
    /// A first notice without `ReferenciaMerchant`, fees and accreditation
    /// date, and a second one with the same `Referencia` that has them.
    Completing,
    /// Like completing, with the second notice before the first.
    OutOfOrder,
    /// Another word than `APROBADO`, such as `RECHAZADO` or `PENDIENTE`.
    Estado { estado: String },
    /// Approved, with `ReferenciaMerchant` null.
    NullReference,
    /// Approved, with a `ReferenciaMerchant` of another system.
    ForeignReference {
        /// The reference; another system's by default.
        #[serde(default)]
        reference: Option<String>,
    },
}

impl How {
    /// Its word in JSON.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Late => "late",
            Self::Short { .. } => "short",
            Self::Over { .. } => "over",
            Self::Amount { .. } => "amount",
            Self::Twice => "twice",
            Self::SecondReference => "second-reference",
            Self::Completing => "completing",
            Self::OutOfOrder => "out-of-order",
            Self::Estado { .. } => "estado",
            Self::NullReference => "null-reference",
            Self::ForeignReference { .. } => "foreign-reference",
        }
    }
}

/// Why a payment was refused; nothing was stored or sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PayError {
    /// The pre-order does not exist.
    #[error("no such pre-order")]
    Unknown,
    /// Its time is up.
    #[error("the pre-order has expired")]
    Expired,
    /// It can be paid once and was paid.
    #[error("the pre-order is already paid")]
    AlreadyPaid,
    /// An open QR needs `amount`; and no amount may be zero, negative or above
    /// the limit.
    #[error("the amount to pay is missing or out of range")]
    Amount,
    /// Too many notices wait to be delivered.
    #[error("too many notices wait to be delivered")]
    QueueFull,
}

/// The result of a payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Paid {
    /// The transactions it made.
    pub referencias: Vec<String>,
    /// The notices it queued, in order; see [`crate::Sandbox::webhooks`].
    pub webhook_ids: Vec<u64>,
}

/// Pays: stores the transactions and queues the notices, all or none.
pub(crate) fn pay(
    orders: &mut Orders,
    notices: &mut Notices,
    which: &Which,
    how: &How,
    now_ms: i64,
) -> Result<Paid, PayError> {
    let order = orders
        .orders
        .iter()
        .rev()
        .find(|order| which.is(order))
        .ok_or(PayError::Unknown)?;
    let order = order.clone();
    if *how == How::Exact {
        if now_ms >= order.expiration_ms {
            return Err(PayError::Expired);
        }
        if order.is_spent() {
            return Err(PayError::AlreadyPaid);
        }
    }
    let amount_centavos = amount(&order, how)?;
    if !notices.has_room() {
        return Err(PayError::QueueFull);
    }
    let both = *how == How::SecondReference && order.payments.is_empty();
    let transactions = if both { 2 } else { 1 };
    let referencias: Vec<String> = (0..transactions)
        .map(|_| orders.fresh_referencia(now_ms))
        .collect();
    let bodies: Vec<Vec<u8>> = referencias
        .iter()
        .flat_map(|referencia| bodies(&order, how, referencia, amount_centavos, now_ms))
        .collect();
    let approved = !matches!(how, How::Estado { estado } if estado != APPROVED);
    if approved && let Some(stored) = orders.orders.iter_mut().find(|other| other.id == order.id) {
        stored
            .payments
            .extend(referencias.iter().map(|referencia| Payment {
                referencia: referencia.clone(),
                amount_centavos,
                how: how.word().to_owned(),
            }));
    }
    let queue = |body| notices.queue(Provider::TotalCoin, body, None);
    let webhook_ids = bodies.into_iter().map(queue).collect();
    Ok(Paid {
        referencias,
        webhook_ids,
    })
}

fn amount(order: &Order, how: &How) -> Result<i64, PayError> {
    let asked = order.amount_centavos;
    let centavos = match how {
        How::Short { by_centavos } => asked.checked_sub(*by_centavos),
        How::Over { by_centavos } => asked.checked_add(*by_centavos),
        How::Amount { amount_centavos } => Some(*amount_centavos),
        How::Exact
        | How::Late
        | How::Twice
        | How::SecondReference
        | How::Completing
        | How::OutOfOrder
        | How::Estado { .. }
        | How::NullReference
        | How::ForeignReference { .. } => Some(asked),
    };
    centavos
        .filter(|centavos| (1..=AMOUNT_CENTAVOS_MAX).contains(centavos))
        .ok_or(PayError::Amount)
}

fn bodies(
    order: &Order,
    how: &How,
    referencia: &str,
    amount_centavos: i64,
    now_ms: i64,
) -> Vec<Vec<u8>> {
    let whole = || Notice {
        concept: &order.concept,
        referencia,
        amount_centavos,
        estado: APPROVED,
        operation_id: Some(&order.operation_id),
        complete: true,
        created_ms: now_ms,
        confirmed_ms: now_ms,
    };
    let incomplete = || Notice {
        operation_id: None,
        complete: false,
        ..whole()
    };
    let notices = match how {
        How::Exact
        | How::Late
        | How::Short { .. }
        | How::Over { .. }
        | How::Amount { .. }
        | How::SecondReference => vec![whole()],
        How::Twice => {
            vec![
                whole(),
                Notice {
                    confirmed_ms: now_ms.saturating_add(1_000),
                    ..whole()
                },
            ]
        }
        How::Completing => vec![incomplete(), whole()],
        How::OutOfOrder => vec![whole(), incomplete()],
        How::Estado { estado } => vec![Notice { estado, ..whole() }],
        How::NullReference => vec![Notice {
            operation_id: None,
            ..whole()
        }],
        How::ForeignReference { reference } => {
            let reference = reference.as_deref().unwrap_or(FOREIGN_REFERENCE);
            vec![Notice {
                operation_id: Some(reference),
                ..whole()
            }]
        }
    };
    notices.iter().map(Notice::body).collect()
}
