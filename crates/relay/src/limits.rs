//! How many callers the relay serves at a time, and how long each may take.

use std::time::Duration;

/// How many callers the relay serves at a time, and how long each may take.
/// Everything but tests uses [`Limits::STANDARD`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The most connections of callers without a secret or key. The next one is
    /// accepted, and the oldest connection of the peer with the most of them is
    /// closed.
    pub strangers_max: usize,
    /// The most webhooks with a right secret at a time; the next is answered 503.
    pub webhooks_max: usize,
    /// The most requests with a right key at a time; the next is answered 503.
    pub tills_max: usize,
    /// The longest time for a request's head to arrive, including the first one
    /// of a connection.
    pub head: Duration,
    /// How long a connection may stay open without a request after one of its
    /// requests had a secret or key. This is longer than common proxies keep
    /// one.
    pub idle: Duration,
    /// The longest time until a request's answer begins, long polls included.
    pub handling: Duration,
    /// How long the reader of an answer or a stream may read nothing.
    pub stall: Duration,
    /// The longest time for an answer to be read.
    pub answer: Duration,
    /// The longest life of a stream, including the time to end it.
    pub stream: Duration,
    /// How often a connection's times are checked.
    pub look: Duration,
}

impl Limits {
    /// The limits of a real relay.
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
