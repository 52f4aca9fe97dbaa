//! The HTTP client of the app.
//!
//! It sends one request and says exactly what is known afterwards: an
//! [`Answer`] of any status, or a [`SendError`] that says whether the other
//! side may have seen the request. Every wait and every body has a limit
//! ([`Limits`]). An endless answer is read piece by piece ([`Http::open`],
//! [`Pieces`]). Plain HTTP is only allowed to this machine ([`BaseUrl`]).
//!
//! It is not a client of any provider: it knows no paths, JSON shapes or
//! tokens. It never follows a redirect, never takes a proxy from the
//! environment (a configured one is a [`Proxy`]), and never sends a request a
//! second time by itself.

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
