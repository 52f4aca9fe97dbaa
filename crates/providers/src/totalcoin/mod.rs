//! TotalCoin: QR pre-orders, and the notices of what was paid.
//!
//! [`TotalCoin`] logs in and makes pre-orders; [`check_answer`] says whether a
//! QR may be shown; [`read_notice`] reads a webhook's body. There is no query
//! and no cancelling: the page knows neither.
//!
//! It never repeats a pre-order by itself, but for the one resend after a 401,
//! which is expressly not taken; attempts are the till's, under one
//! `operationId`.

mod check;
mod client;
mod dates;
mod error;
mod notice;
mod order;
mod session;
mod wire;

pub use check::{Checked, Refusal, check_answer};
pub use client::{Contact, Credentials, Failure, TotalCoin};
pub use error::{Error, Lost, MESSAGE_CHARS_MAX, NotSent};
pub use notice::{
    NOTICE_BYTES_MAX, Payer, ReadNotice, TEXT_CHARS_MAX, TRANSACTION_BYTES_MAX, Unreadable,
    read_notice,
};
pub use order::{Answered, Kind, PreOrder};
pub use qr::Identity;
