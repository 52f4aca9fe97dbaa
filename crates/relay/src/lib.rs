//! The relay: the small server that has the public address which a till behind
//! a router lacks. It takes the providers' webhooks, and the tills fetch them.
//! It runs alone as `mostrador-relay`, or inside the app ([`Relay::start`]).
//!
//! A webhook is answered 200 only after the commit that holds it; waiting
//! webhooks share a commit. Each body is kept whole, as it came. Of a body the
//! relay reads one field, to know which till it is for ([`routing`]); what
//! names none of ours goes to all tills of the merchant. Repeats: a byte-identical
//! body on the same route is one notice, stored once and answered 200 again.
//!
//! A till reads by a stream, or by a long poll where something between breaks
//! streams; both tell the same. An unattributed notice is taken by one till
//! only (a claim), and what is known of one payment can be asked for.
//!
//! A caller that has not proved itself by a secret or a key holds a place that
//! it loses where others need it; one that has holds a place of its own kind,
//! and neither holds one by sending or reading nothing ([`limits`]).
//!
//! The relay never sees a provider's credentials or a ledger, never decides
//! what a notice means, never logs a body, and never throws a notice away.

mod clock;
pub mod config;
pub mod keys;
mod leases;
pub mod limits;
mod private;
mod proof;
mod relay;
pub mod routing;
mod serve;
pub mod store;
mod streams;
mod tills;
mod web;

pub use config::{Config, ConfigError, Merchant, Proof};
pub use limits::Limits;
pub use private::make_folder;
pub use relay::{Relay, StartError};
pub use tills::{TillError, add_till};
