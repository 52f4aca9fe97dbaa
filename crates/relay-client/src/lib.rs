//! The till's end of the relay: a page of notices ([`RelayClient::notices`]), or
//! a stream of them ([`RelayClient::stream`]); what is known of one payment
//! ([`RelayClient::operation`]); and an unattributed notice taken by this till
//! ([`RelayClient::claim`]). One question, one answer or one reason why not.
//!
//! It does not loop, choose between the ways, wait between questions, keep a
//! cursor or know how long ago the relay was last heard: the till does, with
//! its clock and its ledger. It reads no body of a notice.

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
