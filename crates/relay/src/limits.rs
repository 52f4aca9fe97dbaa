//! How many callers the relay serves at a time, and how long each may take.

use std::time::Duration;

/// How many callers the relay serves at a time, and how long each may take.
/// Tests set their own; everybody else serves by [`Limits::STANDARD`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The most connections whose caller has not proved itself. The next one is
    /// taken, and the oldest of whoever holds most of them is hung up.
    pub strangers_max: usize,
    /// The most webhooks with a right secret at a time; the next is answered 503.
    pub webhooks_max: usize,
    /// The most requests with a right key at a time; the next is answered 503.
    pub tills_max: usize,
    /// The longest that a request's head may take to arrive, also the first one
    /// of a connection.
    pub head: Duration,
    /// How long a connection may stay open without a request, after one of its
    /// requests proved itself: longer than the usual proxies keep one.
    pub idle: Duration,
    /// The longest that a request may take until its answer begins. A long poll
    /// is within it.
    pub handling: Duration,
    /// How long the reader of an answer or a stream may take nothing.
    pub stall: Duration,
    /// The longest that an answer may take to be read.
    pub answer: Duration,
    /// The longest that a stream lasts, and then takes to end.
    pub stream: Duration,
    /// How often a connection's times are looked at.
    pub look: Duration,
}

impl Limits {
    /// What a relay serves by.
    pub const STANDARD: Limits = Limits {
        strangers_max: 256,
        webhooks_max: 256,
        tills_max: 448,
        head: Duration::from_secs(10),
        idle: Duration::from_secs(75),
        handling: Duration::from_secs(75),
        stall: Duration::from_secs(10),
        answer: Duration::from_secs(60),
        stream: Duration::from_secs(relay_protocol::STREAM_SECS_MAX as u64 + 15),
        look: Duration::from_secs(1),
    };
}
