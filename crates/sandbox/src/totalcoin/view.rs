//! The form in which a test, a script or the practice drawer sees a pre-order.
//! It is not stored like this.

use serde::Serialize;

use super::memory::{Order, Payment};

/// A pre-order with its whole history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PreOrder {
    /// TotalCoin's id.
    pub id: u64,
    /// The merchant's id of the operation.
    pub operation_id: String,
    /// The merchant's reference.
    pub external_reference: String,
    /// The concept, which a notice repeats.
    pub concept: String,
    /// The requested amount, in centavos.
    pub amount_centavos: i64,
    /// Whether the customer chooses the amount (`qrAmountType` "open").
    pub open_amount: bool,
    /// Whether it can be paid once (`qrType` "dynamic").
    pub dynamic: bool,
    /// `resetOnPayment`.
    pub reset_on_payment: bool,
    /// When it expires, as received.
    pub expiration_date: String,
    /// Whether it can be paid, with the exact amount and now.
    pub state: PreOrderState,
    /// `businessUnit`.
    pub business_unit: u64,
    pub dni: String,
    /// `companyReferenceToConciliate`.
    pub company_reference: String,
    /// The payload of the QR, without the faults of an answer.
    pub qr_code: String,
    /// How many requests had this `operationId`.
    pub attempts: usize,
    /// The bodies of those requests, in order.
    pub bodies: Vec<String>,
    /// The payments.
    pub payments: Vec<Payment>,
}

/// Whether a pre-order can be paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PreOrderState {
    /// It waits for its customer.
    Open,
    /// It can be paid once and was paid.
    Paid,
    /// Its time is up.
    Expired,
}

/// Whether it can be paid at this instant of the provider's clock.
pub(crate) fn state_of(order: &Order, now_ms: i64) -> PreOrderState {
    if order.is_spent() {
        PreOrderState::Paid
    } else if now_ms >= order.expiration_ms {
        PreOrderState::Expired
    } else {
        PreOrderState::Open
    }
}

impl PreOrder {
    pub(crate) fn of(order: &Order, bodies: Vec<String>, now_ms: i64) -> Self {
        Self {
            id: order.id,
            operation_id: order.operation_id.clone(),
            external_reference: order.external_reference.clone(),
            concept: order.concept.clone(),
            amount_centavos: order.amount_centavos,
            open_amount: order.open_amount,
            dynamic: order.dynamic,
            reset_on_payment: order.reset_on_payment,
            expiration_date: order.expiration_date.clone(),
            state: state_of(order, now_ms),
            business_unit: order.business_unit,
            dni: order.dni.clone(),
            company_reference: order.company_reference.clone(),
            qr_code: order.qr_code.clone(),
            attempts: bodies.len(),
            bodies,
            payments: order.payments.clone(),
        }
    }
}
