//! The till's client of the relay. It fetches a page of notices
//! ([`RelayClient::notices`]) or a stream of them ([`RelayClient::stream`]),
//! looks up one payment ([`RelayClient::operation`]), and takes an unattributed
//! notice for this till ([`RelayClient::claim`]). Each request gives one answer
//! or one error.
//!
//! It does not loop, choose between stream and poll, wait between requests,
//! store a cursor or know when it last reached the relay: the till does all
//! that, with its clock and its ledger. It does not read the bodies of notices.

mod answer;
mod claim;
mod client;
mod error;
mod lease;
mod operation;
mod poll;
mod sse;
mod stream;

pub use claim::Claimed;
pub use client::{ANSWER_MARGIN_SECS, RelayClient};
pub use error::{NoticesError, Retry, Setting};
pub use relay_protocol::text;
pub use relay_protocol::{
    Body, ClaimChange, ClaimKind, Cursor, Delivery, LEASE_RENEWAL_SECS, NoticeEnvelope, NoticeId,
    NoticePage, Operation, Pairing, PaymentId, Provider, SILENCE_SECS_MAX, StreamEvent, TillNumber,
    UnixMs, WAIT_SECS_MAX,
};
pub use stream::{FIRST_EVENT_SECS_MAX, NoticeStream};
