//! The till's end of the relay: one question, one page of notices or one
//! reason why not ([`RelayClient::notices`]).
//!
//! It does not loop, wait between questions, keep a cursor or know how long
//! ago the relay was last heard: the till does, with its clock and its ledger.
//! It reads no body of a notice.

mod error;
mod poll;

pub use error::{NoticesError, Retry, Setting};
pub use poll::{ANSWER_MARGIN_SECS, RelayClient};
pub use relay_protocol::{
    Body, Cursor, NoticeEnvelope, NoticeId, NoticePage, Pairing, Provider, TillNumber, UnixMs,
    WAIT_SECS_MAX,
};
