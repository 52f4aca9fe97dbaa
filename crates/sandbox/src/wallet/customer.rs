//! The customer of the house's wallet: what they pay, and the notice that it
//! causes.

use serde::{Deserialize, Serialize};
use std::time::Duration;
use tokio::time::Instant;

use super::memory::{Book, WalletPayment};
use super::notice::Notice;
use crate::host::Host;
use crate::host::fault::NOTICE_LATE_MS_MAX;
use crate::host::money::AMOUNT_CENTAVOS_MAX;
use crate::host::notices::Provider;
use crate::host::orders::Orders;

/// How often one notice is sent at once, at most.
pub const WALLET_NOTICES_MAX: u32 = 10;
/// The longest text of a payment, in bytes.
pub const WALLET_TEXT_BYTES_MAX: usize = 200;

/// The page's sample of a buyer.
const BUYER_CUIT: &str = "20322678275";
const BUYER_ACCOUNT: &str = "0000070300000000000017";

/// What is paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhichOrder {
    /// The newest order of this QR's text; one is made if it has none.
    QrText(String),
    /// The order with this id.
    OrderId(String),
    /// The order of an earlier payment, by the wallet's reference. What is not
    /// said is as it was with that payment.
    OfReference(String),
}

/// What became of a payment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WalletState {
    #[default]
    Paid,
    Rejected,
    /// The money of an earlier payment went back.
    Returned,
    /// A word that is not in the documentation.
    #[serde(untagged)]
    Other(String),
}

impl WalletState {
    /// The notice's word.
    #[must_use]
    pub fn word(&self) -> &str {
        match self {
            Self::Paid => "paid",
            Self::Rejected => "rejected",
            Self::Returned => "returned",
            Self::Other(word) => word,
        }
    }
}

/// A payment by the wallet, and how its notice is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WalletPay {
    #[serde(flatten)]
    pub which: WhichOrder,
    #[serde(default)]
    pub state: WalletState,
    /// The order's by default; an open order has none.
    #[serde(default)]
    pub amount_centavos: Option<i64>,
    /// The shop's id of the payment, if the wallet knows it.
    #[serde(default)]
    pub payment_id: Option<String>,
    /// The wallet's own; a new one by default.
    #[serde(default)]
    pub reference: Option<String>,
    /// The payer's CUIT; a sample by default.
    #[serde(default)]
    pub buyer_cuit: Option<String>,
    /// The payer's account; a sample by default.
    #[serde(default)]
    pub buyer_account: Option<String>,
    /// How often the notice is sent, the same bytes each time; 0 if it is lost.
    #[serde(default = "once")]
    pub times: u32,
    /// How much later the notice is sent, in milliseconds.
    #[serde(default)]
    pub late_ms: u64,
}

const fn once() -> u32 {
    1
}

impl WalletPay {
    /// Pays the amount of this order, and sends one notice at once.
    #[must_use]
    pub fn of(which: WhichOrder) -> Self {
        Self {
            which,
            state: WalletState::Paid,
            amount_centavos: None,
            payment_id: None,
            reference: None,
            buyer_cuit: None,
            buyer_account: None,
            times: once(),
            late_ms: 0,
        }
    }
}

/// Why the wallet did not pay; nothing was stored or sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WalletPayError {
    /// There is no such order, no payment with that reference, or nothing of
    /// that order to return.
    #[error("no such order or payment")]
    Unknown,
    /// The text is no QR of Bind's.
    #[error("the text is no QR")]
    NotAQr,
    /// An open order needs `amount_centavos`; and no amount may be zero,
    /// negative or above the limit.
    #[error("the amount to pay is missing or out of range")]
    Amount,
    /// A text is blank or longer than [`WALLET_TEXT_BYTES_MAX`], the notice is
    /// sent more than [`WALLET_NOTICES_MAX`] times, or too late.
    #[error("a text, the times or the delay of the notice is out of range")]
    OutOfRange,
    /// Too many notices wait to be delivered.
    #[error("too many notices wait to be delivered")]
    QueueFull,
}

/// What a payment is about, as far as the order or an earlier payment says.
struct About {
    order_id: String,
    amount_centavos: Option<i64>,
    payment_id: Option<String>,
    reference: Option<String>,
}

/// Pays: stores what became of the payment and queues its notices.
pub(crate) fn pay(
    host: &Host,
    orders: &dyn Orders,
    wish: &WalletPay,
) -> Result<WalletPayment, WalletPayError> {
    check(wish)?;
    let about = about(host, orders, wish)?;
    let amount_centavos = wish.amount_centavos.or(about.amount_centavos);
    let amount_centavos = amount_centavos
        .filter(|centavos| (1..=AMOUNT_CENTAVOS_MAX).contains(centavos))
        .ok_or(WalletPayError::Amount)?;
    let at_ms = host.clock.now_ms();
    let payment = {
        let mut memory = host.memory();
        let (book, notices) = memory.part_and_notices::<Book>();
        if !notices.has_room() {
            return Err(WalletPayError::QueueFull);
        }
        let payment_id = wish.payment_id.clone().or(about.payment_id);
        let reference = wish.reference.clone().or(about.reference);
        let reference = reference.unwrap_or_else(|| book.fresh_reference());
        let notice = Notice {
            payment_id: payment_id.as_deref(),
            order_id: &about.order_id,
            state: wish.state.word(),
            amount_centavos,
            reference: &reference,
            buyer_cuit: wish.buyer_cuit.as_deref().unwrap_or(BUYER_CUIT),
            buyer_account: wish.buyer_account.as_deref().unwrap_or(BUYER_ACCOUNT),
            occurred_ms: at_ms,
        }
        .body();
        let held_until =
            (wish.late_ms > 0).then(|| Instant::now() + Duration::from_millis(wish.late_ms));
        let queue = |_| notices.queue(Provider::Wallet, notice.clone().into_bytes(), held_until);
        let webhook_ids = (0..wish.times).map(queue).collect();
        let payment = WalletPayment {
            number: book.fresh_number(),
            at_ms,
            order_id: about.order_id,
            payment_id,
            state: wish.state.clone(),
            amount_centavos,
            reference,
            notice,
            webhook_ids,
        };
        book.store(payment.clone());
        payment
    };
    if payment.state == WalletState::Paid {
        orders.paid(&payment.order_id);
    }
    Ok(payment)
}

fn check(wish: &WalletPay) -> Result<(), WalletPayError> {
    let texts = [
        wish.payment_id.as_deref(),
        wish.reference.as_deref(),
        wish.buyer_cuit.as_deref(),
        wish.buyer_account.as_deref(),
        Some(wish.state.word()),
    ];
    let is_fit = |text: &str| !text.trim().is_empty() && text.len() <= WALLET_TEXT_BYTES_MAX;
    let fit = texts.into_iter().flatten().all(is_fit);
    if fit && wish.times <= WALLET_NOTICES_MAX && wish.late_ms <= NOTICE_LATE_MS_MAX {
        Ok(())
    } else {
        Err(WalletPayError::OutOfRange)
    }
}

fn about(host: &Host, orders: &dyn Orders, wish: &WalletPay) -> Result<About, WalletPayError> {
    let order = match &wish.which {
        WhichOrder::OfReference(reference) => {
            let mut memory = host.memory();
            let earlier = memory.part::<Book>().last_of(reference);
            return earlier.map(About::of).ok_or(WalletPayError::Unknown);
        }
        WhichOrder::QrText(text) => orders.of_qr(text).ok_or(WalletPayError::NotAQr)?,
        WhichOrder::OrderId(id) => orders.of_id(id).ok_or(WalletPayError::Unknown)?,
    };
    if wish.state == WalletState::Returned {
        let mut memory = host.memory();
        let book = memory.part::<Book>();
        let is_meant = |it: &WalletPayment| {
            let named = wish.reference.as_ref();
            it.order_id == order.id && named.is_none_or(|reference| *reference == it.reference)
        };
        let paid = book.returnable(is_meant);
        return paid.map(About::of).ok_or(WalletPayError::Unknown);
    }
    Ok(About {
        order_id: order.id,
        amount_centavos: order.amount_centavos,
        payment_id: None,
        reference: None,
    })
}

impl About {
    fn of(payment: &WalletPayment) -> Self {
        Self {
            order_id: payment.order_id.clone(),
            amount_centavos: Some(payment.amount_centavos),
            payment_id: payment.payment_id.clone(),
            reference: Some(payment.reference.clone()),
        }
    }
}
