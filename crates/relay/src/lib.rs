//! The relay: a small server with the public address that a till behind a
//! router lacks. It accepts the providers' webhooks, and the tills fetch them.
//! It runs alone as `mostrador-relay`, or inside the app ([`Relay::start`]).
//!
//! A webhook is answered 200 only after it is committed; waiting webhooks share
//! a commit. Each body is kept exactly as it came. The relay reads one field of
//! it, to find its till ([`routing`]); a body that names no payment of ours
//! goes to all tills of the merchant. A byte-identical body on the same route
//! is a repeat: it is stored once and answered 200 again.
//!
//! A till reads by a stream, or by a long poll if something on the way breaks
//! streams; both deliver the same. Only one till can take an unattributed
//! notice (a claim), and a till can ask for all notices about one payment.
//!
//! A caller without a secret or a key may lose its connection when others need
//! the place. A caller with one gets a place reserved for its kind. No caller
//! keeps a place by sending or reading nothing ([`limits`]).
//!
//! The relay never sees a provider's credentials or a ledger, never decides
//! what a notice means, never logs a body, and never throws a notice away.

mod clock;
pub mod config;
mod data_dir;
pub mod keys;
mod leases;
pub mod limits;
mod private;
mod proof;
mod relay;
pub mod routing;
mod serve;
mod start_error;
pub mod store;
mod streams;
mod tills;
mod web;

pub use config::{Config, ConfigError, Merchant, Proof};
pub use limits::Limits;
pub use private::make_folder;
pub use relay::Relay;
pub use start_error::StartError;
pub use tills::{TillError, add_till};
