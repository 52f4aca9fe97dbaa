//! What survives a crash of the till: the provider, the network, the relay, the
//! customers, the cashier's notebook, and what is known of all of them.
//! `happenings` lets the scheduled events happen.

use crate::bind::{self, Bind};
use crate::charges::{self, Issuer};
use crate::dice::Dice;
use crate::laws::{Law, Laws};
use crate::machine::Machine;
use crate::network::Weather;
use crate::notebook::Notebook;
use crate::orders::{Arriving, Provider};
use crate::paying::Paying;
use crate::posts::{Posting, Relay};
use crate::restores::Kept;
use crate::trail::Trail;
use crate::wallet::{self, Wallet};
use domain::{ClockReading, UnixMs};
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::Instant;

/// The moment at which every run begins.
pub(crate) const START: UnixMs = UnixMs(1_795_276_800_000);

/// An event in the future.
pub(crate) enum Happening {
    /// A request reaches the provider.
    Order(Box<Arriving>),
    /// A charge reaches the provider of cards.
    Charge(Box<charges::Arriving>),
    /// A report reaches Bind.
    Report(Box<bind::Arriving>),
    /// A customer pays.
    Pay(Paying),
    /// A customer pays with the house's wallet.
    PayWallet(wallet::Paying),
    /// A webhook reaches the relay.
    Post(Posting),
}

/// The numbers for the totals.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) events: u64,
    pub(crate) crashes: u64,
    pub(crate) pre_orders: u64,
    pub(crate) charges: u64,
    pub(crate) notices: u64,
    pub(crate) polls: u64,
    pub(crate) declared: u64,
    pub(crate) restores: u64,
    /// Payments by customers with the house's wallet.
    pub(crate) wallet: u64,
    /// Attempts to report to Bind.
    pub(crate) reports: u64,
}

/// The world outside the till.
pub(crate) struct World {
    pub(crate) dice: Dice,
    pub(crate) weather: Weather,
    pub(crate) machine: Machine,
    /// Whether the till has compared the clocks in this life.
    pub(crate) is_measured: bool,
    pub(crate) provider: Provider,
    pub(crate) issuer: Issuer,
    pub(crate) bind: Bind,
    pub(crate) wallet: Wallet,
    pub(crate) relay: Relay,
    pub(crate) notebook: Notebook,
    pub(crate) laws: Laws,
    pub(crate) trail: Trail,
    pub(crate) counts: Counts,
    /// The newest copies of the ledger, the oldest first.
    pub(crate) copies: VecDeque<Kept>,
    pub(crate) copies_made: u32,
    /// The day is over: nobody settles anything any more.
    pub(crate) is_over: bool,
    /// The till crashes after this many more polls.
    pub(crate) fuse: Option<u64>,
    now: UnixMs,
    queue: BTreeMap<(UnixMs, u64), Happening>,
    queued: u64,
    stirred: bool,
}

impl World {
    pub(crate) fn new(seed: u64, laws: Laws) -> World {
        let mut dice = Dice::new(seed, 1);
        let weather = Weather::draw(&mut dice, START);
        let machine = Machine::draw(&mut Dice::new(seed, 2), START);
        World {
            notebook: Notebook::new(&mut dice, weather.has_long_cut()),
            dice,
            weather,
            machine,
            is_measured: false,
            provider: Provider::default(),
            issuer: Issuer::default(),
            bind: Bind::default(),
            wallet: Wallet::default(),
            relay: Relay::default(),
            laws,
            trail: Trail::since(START),
            counts: Counts::default(),
            copies: VecDeque::new(),
            copies_made: 0,
            is_over: false,
            fuse: None,
            now: START,
            queue: BTreeMap::new(),
            queued: 0,
            stirred: false,
        }
    }

    pub(crate) fn now(&self) -> UnixMs {
        self.now
    }

    /// TotalCoin's time of day.
    pub(crate) fn provider_now(&self) -> UnixMs {
        self.now.plus_ms(self.weather.skew_ms(self.now))
    }

    /// Notes an event in the trail.
    pub(crate) fn note(&mut self, what: &str) {
        self.trail.note(self.now, what);
    }

    /// Notes a broken law.
    pub(crate) fn broken(&mut self, law: Law, how: String) {
        self.note(&format!("BROKEN {law}: {how}"));
        self.laws.broken.push((law, how));
    }

    /// Schedules an event after that time.
    pub(crate) fn after_ms(&mut self, ms: i64, what: Happening) {
        self.queued += 1;
        self.queue
            .insert((self.now.plus_ms(ms.max(0)), self.queued), what);
        self.stirred = true;
    }

    /// Whether no more events are scheduled.
    pub(crate) fn is_quiet(&self) -> bool {
        self.queue.is_empty()
    }

    /// Makes a crash within this many polls possible.
    pub(crate) fn tempt(&mut self, polls: u64) {
        if self.weather.crashes_left > 0 && self.dice.happens(self.weather.crash_after) {
            let polls = self.dice.below(polls);
            self.fuse = Some(self.fuse.map_or(polls, |fuse| fuse.min(polls)));
        }
    }

    /// The next event that is due, or the moment of the one after; `None` if no
    /// event is scheduled.
    pub(crate) fn next_due(&mut self) -> Option<Result<Happening, UnixMs>> {
        let (at, _) = *self.queue.first_key_value()?.0;
        if at > self.now {
            return Some(Err(at));
        }
        self.queue.pop_first().map(|(_, what)| Ok(what))
    }
}

/// The world, shared by everything in it.
#[derive(Clone)]
pub(crate) struct Shared {
    world: Arc<Mutex<World>>,
    began: Instant,
    stirred: Arc<Notify>,
}

impl Shared {
    pub(crate) fn new(world: World) -> Shared {
        Shared {
            world: Arc::new(Mutex::new(world)),
            began: Instant::now(),
            stirred: Arc::default(),
        }
    }

    pub(crate) fn now(&self) -> UnixMs {
        let ms = self.began.elapsed().as_millis();
        START.plus_ms(i64::try_from(ms).unwrap_or(i64::MAX))
    }

    /// The clocks of the till's machine.
    pub(crate) fn clocks(&self) -> ClockReading {
        let now = self.now();
        self.with(|world| world.machine.read(now))
    }

    /// Reads or changes the world at this moment.
    pub(crate) fn with<T>(&self, act: impl FnOnce(&mut World) -> T) -> T {
        let mut world = self.world.lock().unwrap_or_else(PoisonError::into_inner);
        world.now = self.now();
        let outcome = act(&mut world);
        if std::mem::take(&mut world.stirred) {
            self.stirred.notify_one();
        }
        outcome
    }

    /// Waits for that time, or until an event is scheduled.
    pub(crate) async fn stirred_or_ms(&self, nap_ms: i64) {
        tokio::select! {
            biased;
            () = self.stirred.notified() => {}
            () = sleep_ms(nap_ms) => {}
        }
    }
}

/// Waits this many milliseconds of the run's own time.
pub(crate) async fn sleep_ms(ms: i64) {
    let ms = u64::try_from(ms).unwrap_or(0);
    tokio::time::sleep(Duration::from_millis(ms)).await;
}
