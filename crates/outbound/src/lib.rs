//! How we speak HTTP to anyone.
//!
//! One request goes out, and what is known afterwards is said exactly: an
//! [`Answer`] whatever its status, or a [`SendError`] that tells whether the
//! other side can have seen the request. Every wait and every body has a limit
//! ([`Limits`]). An answer that goes on and on is drawn piece by piece
//! ([`Http::open`], [`Pieces`]). Plain HTTP goes to this machine only ([`BaseUrl`]).
//!
//! It is not a client of any provider: it knows no path, no JSON shape and no
//! token. It never follows a redirect, never takes a proxy from the
//! environment (one that is set is a [`Proxy`]), and never sends a request a second time by itself.

mod base_url;
mod connecting;
mod date;
mod error;
mod http;
mod pieces;
mod proxy;

pub use base_url::{BaseUrl, BaseUrlError};
pub use date::http_date_ms;
pub use error::{BuildError, Cause, SendError, Unreached};
pub use http::{Answer, Http, Limits, Method, Request};
pub use pieces::{Opened, Pieces, StreamLimits};
pub use proxy::Proxy;
pub use secrecy::SecretString;
