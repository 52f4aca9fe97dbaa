//! TotalCoin: QR pre-orders, and the notices of what was paid.
//!
//! [`TotalCoin`] logs in and makes pre-orders; [`check_answer`] says whether a
//! QR may be shown; [`read_notice`] reads a webhook's body. TotalCoin's page
//! documents neither a query nor a cancellation.
//!
//! It never repeats a pre-order by itself, except once after a 401, which means
//! that the first was not accepted. The till makes further attempts, under the
//! same `operationId`.

mod check;
mod client;
mod error;
mod notice;
mod order;
mod wire;

pub use crate::message::MESSAGE_CHARS_MAX;
pub use check::{Checked, Refusal, check_answer};
pub use client::{Contact, Credentials, Failure, TotalCoin};
pub use error::{Error, Lost, NotSent};
pub use notice::{
    NOTICE_BYTES_MAX, Payer, ReadNotice, TEXT_CHARS_MAX, TRANSACTION_BYTES_MAX, Unreadable,
    read_notice,
};
pub use order::{Answered, Kind, PreOrder};
pub use qr::Identity;
