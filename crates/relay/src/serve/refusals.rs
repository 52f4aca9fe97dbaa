//! Limits how often a peer is refused. Only requests without a valid secret or
//! key count, and over the limit they are answered 429. A request with a valid
//! secret or key never is.

use axum::{
    body::Body,
    http::{HeaderValue, Response, StatusCode, header},
};
use governor::{
    Quota, RateLimiter,
    clock::DefaultClock,
    state::{InMemoryState, NotKeyed, keyed::HashMapStateStore},
};
use std::{
    net::{IpAddr, Ipv4Addr},
    num::NonZeroU32,
};

/// The most refusals of one peer in a minute.
const PER_MINUTE_MAX: NonZeroU32 = NonZeroU32::new(60).unwrap();

/// The most peers with a count of their own; all others share one.
const PEERS_MAX: usize = 4096;

/// The most log lines about refusals in a minute.
const LINES_PER_MINUTE_MAX: NonZeroU32 = NonZeroU32::new(60).unwrap();

/// How long a peer that is refused too often should wait, in seconds.
const RETRY_AFTER_SECS: &str = "60";

/// Marks the answer to a caller without a valid secret or key, with the reason
/// for the log.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Refused(pub(crate) &'static str);

pub(super) struct Refusals {
    of_peer: RateLimiter<IpAddr, HashMapStateStore<IpAddr>, DefaultClock>,
    lines: RateLimiter<NotKeyed, InMemoryState, DefaultClock>,
}

impl Default for Refusals {
    fn default() -> Refusals {
        Refusals {
            of_peer: RateLimiter::hashmap(Quota::per_minute(PER_MINUTE_MAX)),
            lines: RateLimiter::direct(Quota::per_minute(LINES_PER_MINUTE_MAX)),
        }
    }
}

impl Refusals {
    /// The answer, or 429 in its place. This machine is exempt: through a
    /// tunnel all callers come from it, and one caller must not block the
    /// others.
    pub(super) fn pass(&self, answer: Response<Body>, peer: IpAddr) -> Response<Body> {
        let Some(Refused(why)) = answer.extensions().get::<Refused>().copied() else {
            return answer;
        };
        if self.lines.check().is_ok() {
            tracing::warn!(status = answer.status().as_u16(), "refused: {why}");
        }
        if peer.is_loopback() || self.may_be_refused_again(peer) {
            return answer;
        }
        let mut too_many = Response::new(Body::empty());
        *too_many.status_mut() = StatusCode::TOO_MANY_REQUESTS;
        let wait = HeaderValue::from_static(RETRY_AFTER_SECS);
        too_many.headers_mut().insert(header::RETRY_AFTER, wait);
        too_many
    }

    fn may_be_refused_again(&self, peer: IpAddr) -> bool {
        if self.of_peer.len() >= PEERS_MAX {
            self.of_peer.retain_recent();
        }
        let peer = if self.of_peer.len() >= PEERS_MAX {
            Ipv4Addr::UNSPECIFIED.into()
        } else {
            peer
        };
        self.of_peer.check_key(&peer).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(refusals: &Refusals, peer: [u8; 4], refused: bool) -> u16 {
        let mut answer = Response::new(Body::empty());
        *answer.status_mut() = StatusCode::UNAUTHORIZED;
        if refused {
            answer.extensions_mut().insert(Refused("of the tests"));
        }
        refusals.pass(answer, peer.into()).status().as_u16()
    }

    #[test]
    fn only_callers_without_a_secret_are_counted() {
        let refusals = Refusals::default();
        let most = usize::try_from(PER_MINUTE_MAX.get()).unwrap();
        let (peer, other) = ([192, 0, 2, 1], [192, 0, 2, 2]);
        for _ in 0..most {
            assert_eq!(status(&refusals, peer, true), 401);
        }
        assert_eq!(status(&refusals, peer, true), 429);
        // Another peer, this machine, and a caller with a valid key are not
        // limited.
        assert_eq!(status(&refusals, other, true), 401);
        assert_eq!(status(&refusals, peer, false), 401);
        for _ in 0..most * 2 {
            assert_eq!(status(&refusals, [127, 0, 0, 1], true), 401);
        }
    }

    #[test]
    fn the_counts_do_not_grow_with_the_number_of_peers() {
        let refusals = Refusals::default();
        for n in 0..u32::try_from(PEERS_MAX * 2).unwrap() {
            status(&refusals, (0x0A00_0000 + n).to_be_bytes(), true);
        }
        assert!(refusals.of_peer.len() <= PEERS_MAX + 1);
    }
}
