//! Reads Bind's answer about a QR. It does not decide whether the QR is that of
//! a sale.

use super::answer::{nested, words};
use crate::amount;
use crate::json::{self, Field, Object};
use domain::Money;

/// The longest text that is asked about, in bytes. A QR holds fewer characters.
pub const QR_TEXT_BYTES_MAX: usize = 4 * 1024;
/// The longest order's id that is accepted, in bytes: a shortened one would be
/// another order's.
const ORDER_BYTES_MAX: usize = 200;
/// How much of an unknown word is kept, in characters.
const WORD_CHARS_MAX: usize = 40;
/// How long to wait before asking again, in seconds, if Bind does not say.
const RETRY_S: u32 = 5;
/// The longest such wait that is believed, in seconds.
const RETRY_S_MAX: u32 = 60;

/// What Bind says about a QR.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QrInfo {
    /// The state of its order.
    pub status: QrStatus,
    /// `order.id`, by which a payment is reported.
    pub order: Option<String>,
    /// `order.total_amount`.
    pub amount: OrderAmount,
    /// Who collects.
    pub collector: Collector,
}

/// The state of a QR's order, by Bind's `status`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum QrStatus {
    /// The payer says the amount.
    OpenAmount,
    /// The order has its amount.
    ClosedAmount,
    /// Not known yet: ask again.
    Pending {
        /// After so many seconds.
        retry_s: u32,
    },
    /// The collector's side did not answer.
    TimeOut,
    /// There is no order at the QR now.
    EmptyOrder,
    /// The collector's side does not accept Bind.
    AuthenticationError,
    /// Not a kind of QR that Bind pays.
    UnsupportedQrCode,
    /// Not a merchant that Bind pays.
    UnsupportedMerchant,
    /// Another error, without words.
    Error,
    /// A word that is not documented, as it came.
    Other(String),
}

/// The amount of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderAmount {
    /// None: the payer says it.
    Open,
    /// Exactly this.
    Exact(Money),
    /// There is one, but it cannot be read exactly.
    Unreadable,
}

/// Who collects, as it came; `None` for what Bind does not tell.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Collector {
    /// The name.
    pub name: Option<String>,
    /// The CUIT.
    pub identification_number: Option<String>,
    /// The CVU or CBU.
    pub account: Option<String>,
    /// The line of business.
    pub mcc: Option<String>,
}

/// Reads an answer; `None` without a `status`.
pub(crate) fn read_qr_info(body: &[u8]) -> Option<QrInfo> {
    let object = Object::read(body).ok()?;
    let status = status(&object)?;
    let order = nested(&object, "order");
    let collector = nested(&object, "collector");
    let of_collector = |name| collector.as_ref().and_then(|it| words(it, name));
    Some(QrInfo {
        status,
        order: order
            .as_ref()
            .and_then(|it| it.words("id"))
            .filter(|id| id.len() <= ORDER_BYTES_MAX),
        amount: order
            .as_ref()
            .map_or(OrderAmount::Open, |it| order_amount(it)),
        collector: Collector {
            name: of_collector("name"),
            identification_number: of_collector("identification_number"),
            account: of_collector("account"),
            mcc: of_collector("mcc"),
        },
    })
}

/// Bind's `status` in our words.
fn status(object: &Object<'_>) -> Option<QrStatus> {
    let word = object.words("status")?;
    Some(match word.trim() {
        "open_amount" => QrStatus::OpenAmount,
        "closed_amount" => QrStatus::ClosedAmount,
        "pending" => QrStatus::Pending {
            retry_s: retry_s(object),
        },
        "time-out" => QrStatus::TimeOut,
        "empty_order" => QrStatus::EmptyOrder,
        "authentication_error" => QrStatus::AuthenticationError,
        "unsupported_qr_code" => QrStatus::UnsupportedQrCode,
        "unsupported_merchant" => QrStatus::UnsupportedMerchant,
        "error" => QrStatus::Error,
        other => QrStatus::Other(json::bounded(other, WORD_CHARS_MAX)),
    })
}

/// `retry_delay` in whole seconds, rounded up and at least one: a wait of zero
/// would ask without a pause.
fn retry_s(object: &Object<'_>) -> u32 {
    let Some(text) = object.words("retry_delay") else {
        return RETRY_S;
    };
    let (whole, rest) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let Ok(whole) = whole.parse::<u32>() else {
        return RETRY_S;
    };
    let part = u32::from(rest.bytes().any(|b| b != b'0'));
    whole.saturating_add(part).clamp(1, RETRY_S_MAX)
}

fn order_amount(order: &Object<'_>) -> OrderAmount {
    match order.field("total_amount") {
        Field::Absent => OrderAmount::Open,
        Field::Is(value) if value.get() == "null" => OrderAmount::Open,
        Field::Is(value) => json::text(value)
            .and_then(|text| amount::pesos(&text))
            .map_or(OrderAmount::Unreadable, OrderAmount::Exact),
        Field::Disagrees => OrderAmount::Unreadable,
    }
}
