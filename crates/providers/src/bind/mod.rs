//! Bind PSP: the closed ecosystem. A customer pays the organisation's own QR
//! from its own wallet, and the payment is reported to Bind.
//!
//! [`Bind::read_qr`] asks what a QR is for; [`Bind::report`] reports what became
//! of one payment, as a [`Message`] whose id the caller fixed before the first
//! send. [`read_notice`] reads the notice of the house's wallet, which is ours
//! and not Bind's.
//!
//! No money moves here. It never repeats a request by itself, except once after
//! a 401, which means that the first was not accepted; and it never makes or
//! changes a message's id.

mod answer;
mod client;
mod error;
mod message;
mod notice;
mod qr_info;
mod wire;

pub use crate::message::MESSAGE_CHARS_MAX;
pub use answer::{Answered, OnError, Reported};
pub use client::{Bind, Contact, Credentials, Failure};
pub use error::{Error, Lost, NotSent};
pub use message::{Buyer, KeyCase, Message, MessageId, Outcome, Seller, UnfitMessageId, Words};
pub use notice::{
    NOTICE_BYTES_MAX, ORDER_BYTES_MAX, TEXT_CHARS_MAX, Unreadable, WalletNotice, WalletState,
    read_notice,
};
pub use qr_info::{Collector, OrderAmount, QR_TEXT_BYTES_MAX, QrInfo, QrStatus};
