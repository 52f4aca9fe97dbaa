//! The providers' protocols: translates what each provider sends into the
//! shop's words, and back.
//!
//! A folder per provider, alike inside: `wire` holds its names, its types and
//! the one mapping from its words to ours; `error` sorts failures by what the
//! caller can do next; `client` speaks to it.
//!
//! Nothing here decides what happens to a payment, retries by itself beyond a
//! renewed token, or knows that a ledger exists.

mod amount;
pub mod bind;
mod dates;
pub mod evidence;
mod json;
mod message;
pub mod notice;
mod outage;
pub mod pagouno;
mod session;
mod status;
pub mod totalcoin;
mod webhook;

pub use outage::{Network, Others, Outage, Symptom};
pub use outbound::{BaseUrl, BaseUrlError, BuildError, Proxy, SendError, Unreached};
pub use webhook::Unsafe;
