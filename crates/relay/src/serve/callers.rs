//! The connected callers. A caller without a secret or key is a stranger and
//! may lose its place when others need it. A request with a secret or key has a
//! place of its own kind until it is answered.

use super::HangUp;
use crate::limits::Limits;
use std::{
    collections::{BTreeMap, HashMap},
    net::{IpAddr, Ipv6Addr},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// What a request proved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The secret of a webhook's route.
    Webhook,
    /// A till's key.
    Till,
}

/// All connected callers. Clones share them.
#[derive(Clone)]
pub(crate) struct Callers(Arc<Shared>);

struct Shared {
    strangers_max: usize,
    webhooks: Arc<Semaphore>,
    tills: Arc<Semaphore>,
    strangers: Mutex<Strangers>,
}

#[derive(Default)]
struct Strangers {
    next: u64,
    /// In the order in which they connected.
    by_number: BTreeMap<u64, Stranger>,
}

struct Stranger {
    peer: IpAddr,
    /// One of its requests had a secret or key before. It is closed last.
    known: bool,
    hang_up: HangUp,
}

/// One connection's caller.
pub(crate) struct Caller {
    callers: Callers,
    peer: IpAddr,
    hang_up: HangUp,
    place: Mutex<Place>,
}

struct Place {
    /// Its number among the strangers, if it is one.
    number: Option<u64>,
    known: bool,
    gone: bool,
}

/// A request with a valid secret or key. Dropping this frees its place.
pub(crate) struct Proven {
    caller: Arc<Caller>,
    _permit: OwnedSemaphorePermit,
}

/// All places of that kind are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Full;

impl Callers {
    pub(crate) fn new(limits: &Limits) -> Callers {
        Callers(Arc::new(Shared {
            strangers_max: limits.strangers_max,
            webhooks: Arc::new(Semaphore::new(limits.webhooks_max)),
            tills: Arc::new(Semaphore::new(limits.tills_max)),
            strangers: Mutex::default(),
        }))
    }

    /// Accepts a new connection, and closes another one if there are too many.
    pub(crate) fn enter(&self, peer: IpAddr, hang_up: HangUp) -> Arc<Caller> {
        let caller = Arc::new(Caller {
            callers: self.clone(),
            peer: network_of(peer),
            hang_up,
            place: Mutex::new(Place {
                number: None,
                known: false,
                gone: false,
            }),
        });
        caller.be_stranger(&mut caller.lock());
        caller
    }

    fn strangers(&self) -> MutexGuard<'_, Strangers> {
        self.0
            .strangers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl Strangers {
    /// The stranger to close: the oldest of the peer with the most connections,
    /// and preferably one that never had a secret or key. If all come through
    /// one peer, such as a tunnel, it is the oldest of all.
    fn superfluous(&self) -> Option<u64> {
        let any_unknown = self.by_number.values().any(|it| !it.known);
        let mut of_peer: HashMap<IpAddr, (usize, u64)> = HashMap::new();
        for (number, stranger) in &self.by_number {
            if !(any_unknown && stranger.known) {
                // Numbers grow with time: the first one of a peer is its
                // oldest.
                of_peer.entry(stranger.peer).or_insert((0, *number)).0 += 1;
            }
        }
        let most = of_peer.into_values();
        let most = most.max_by_key(|(count, oldest)| (*count, std::cmp::Reverse(*oldest)));
        most.map(|(_, oldest)| oldest)
    }
}

impl Caller {
    /// The caller's address; for IPv6 the network that a provider gives to one
    /// customer.
    pub(crate) fn peer(&self) -> IpAddr {
        self.peer
    }

    /// The connection it came by.
    pub(crate) fn hang_up(&self) -> HangUp {
        self.hang_up.clone()
    }

    /// Whether one of its requests had a secret or key.
    pub(super) fn known(&self) -> bool {
        self.lock().known
    }

    /// Gives a request with a valid secret or key a place of its kind.
    pub(crate) fn prove(self: &Arc<Self>, kind: Kind) -> Result<Proven, Full> {
        let shared = &self.callers.0;
        let places = match kind {
            Kind::Webhook => &shared.webhooks,
            Kind::Till => &shared.tills,
        };
        let mut place = self.lock();
        place.known = true;
        let permit = Arc::clone(places).try_acquire_owned().map_err(|_| Full)?;
        self.leave(&mut place);
        drop(place);
        Ok(Proven {
            caller: Arc::clone(self),
            _permit: permit,
        })
    }

    /// To be called when the connection has ended.
    pub(super) fn gone(&self) {
        let mut place = self.lock();
        place.gone = true;
        self.leave(&mut place);
    }

    fn be_stranger(&self, place: &mut Place) {
        if place.gone {
            return;
        }
        self.leave(place);
        let mut strangers = self.callers.strangers();
        let number = strangers.next;
        strangers.next += 1;
        let stranger = Stranger {
            peer: self.peer,
            known: place.known,
            hang_up: self.hang_up.clone(),
        };
        strangers.by_number.insert(number, stranger);
        place.number = Some(number);
        if strangers.by_number.len() > self.callers.0.strangers_max
            && let Some(number) = strangers.superfluous()
            && let Some(stranger) = strangers.by_number.remove(&number)
        {
            stranger.hang_up.now();
        }
    }

    fn leave(&self, place: &mut Place) {
        if let Some(number) = place.number.take() {
            self.callers.strangers().by_number.remove(&number);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Place> {
        self.place.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Proven {
    fn drop(&mut self) {
        self.caller.be_stranger(&mut self.caller.lock());
    }
}

fn network_of(peer: IpAddr) -> IpAddr {
    match peer.to_canonical() {
        IpAddr::V4(peer) => peer.into(),
        IpAddr::V6(peer) => {
            let [a, b, c, d, ..] = peer.segments();
            if peer.is_loopback() {
                peer.into()
            } else {
                Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::FutureExt;

    fn callers(strangers_max: usize) -> Callers {
        Callers::new(&Limits {
            strangers_max,
            webhooks_max: 1,
            ..Limits::STANDARD
        })
    }

    fn peer(last: u8) -> IpAddr {
        [192, 0, 2, last].into()
    }

    fn enter(callers: &Callers, last: u8) -> Arc<Caller> {
        callers.enter(peer(last), HangUp::default())
    }

    fn hung_up(caller: &Caller) -> bool {
        caller.hang_up.happens().now_or_never().is_some()
    }

    #[test]
    fn the_oldest_of_the_peer_with_most_connections_is_closed() {
        let callers = callers(3);
        let one = enter(&callers, 1);
        let many: Vec<_> = (0..3).map(|_| enter(&callers, 2)).collect();
        let told: Vec<_> = many.iter().map(|it| hung_up(it)).collect();
        assert_eq!((hung_up(&one), told), (false, vec![true, false, false]));
        // If all come through one peer, the oldest of all is closed.
        let callers = self::callers(2);
        let all: Vec<_> = (0..4).map(|_| enter(&callers, 1)).collect();
        let told: Vec<_> = all.iter().map(|it| hung_up(it)).collect();
        assert_eq!(told, [true, true, false, false]);
    }

    #[test]
    fn a_proven_caller_is_closed_last_and_takes_no_strangers_place() {
        let callers = callers(2);
        let known = enter(&callers, 1);
        let proven = known.prove(Kind::Webhook).unwrap();
        let strangers: Vec<_> = (0..3).map(|_| enter(&callers, 2)).collect();
        assert!(hung_up(&strangers[0]) && !hung_up(&known));
        let other = enter(&callers, 3);
        assert_eq!(other.prove(Kind::Webhook).err(), Some(Full));
        assert!(other.prove(Kind::Till).is_ok());
        drop(proven);
        assert!(other.prove(Kind::Webhook).is_ok());
        // It is a stranger again, and newer strangers are closed before it.
        for n in 0..4 {
            enter(&callers, n);
        }
        assert!(!hung_up(&known));
    }

    #[test]
    fn a_caller_that_disconnects_leaves_nothing_behind() {
        let callers = callers(9);
        let caller = enter(&callers, 1);
        let proven = caller.prove(Kind::Till).unwrap();
        caller.gone();
        drop(proven);
        assert!(callers.strangers().by_number.is_empty());
    }

    #[test]
    fn one_customers_addresses_are_one_peer() {
        let read = |text: &str| network_of(text.parse().unwrap());
        assert_eq!(read("2001:db8:1:2::1"), read("2001:db8:1:2:ffff::9"));
        assert_ne!(read("2001:db8:1:2::1"), read("2001:db8:1:3::1"));
        assert_eq!(read("::ffff:192.0.2.1"), peer(1));
        assert!(read("::1").is_loopback());
    }
}
