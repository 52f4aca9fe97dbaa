//! How fast errands go out: the pauses between repeats, a pause for each
//! provider that does not answer, and a limit of rate for what nobody waits
//! for. What a customer waits for is never held back here.

use backon::{BackoffBuilder as _, ExponentialBuilder};
use domain::{Provider, UnixMs};
use ledger::ErrandNumber;
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The first pause before a repeat, in milliseconds.
pub const PAUSE_MS_MIN: u64 = 500;
/// The longest pause before a repeat that a customer waits for, in
/// milliseconds.
pub const PAUSE_MS_MAX: u64 = 5_000;
/// The longest pause before a repeat that nobody waits for, in milliseconds.
pub const BACKGROUND_PAUSE_MS_MAX: u64 = 300_000;
/// The longest pause between two probes of a provider that does not answer, in
/// milliseconds.
pub const PROBE_MS_MAX: u64 = 60_000;
/// How many errands that nobody waits for go to one provider, per second.
pub const RATE_PER_SECOND: u32 = 20;

/// After so many doublings every pause is at its longest.
const DOUBLINGS_MAX: usize = 16;

/// The pause before the next attempt, in milliseconds: doubled each time,
/// capped, then between half and all of that by `below`, a random number below
/// its argument.
pub(crate) fn back_off_ms(attempts: u32, longest_ms: u64, below: impl Fn(u64) -> u64) -> u64 {
    let pauses = ExponentialBuilder::new()
        .with_min_delay(Duration::from_millis(PAUSE_MS_MIN))
        .with_max_delay(Duration::from_millis(longest_ms))
        .without_max_times()
        .build();
    let nth = usize::try_from(attempts.saturating_sub(1)).unwrap_or(DOUBLINGS_MAX);
    let whole = pauses
        .into_iter()
        .nth(nth.min(DOUBLINGS_MAX))
        .map_or(longest_ms, |pause| {
            u64::try_from(pause.as_millis()).unwrap_or(longest_ms)
        });
    let half = whole / 2;
    half + below(half + 1)
}

/// A provider's pause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pause {
    /// The first failure.
    pub since: UnixMs,
    /// When one errand goes out to find out whether the provider answers again.
    pub next_probe_at: UnixMs,
}

/// How an attempt ended, for the pace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reached {
    /// The provider answered.
    Yes,
    /// It did not, or asked to come back later.
    No,
    /// Nothing was sent, or it is not known.
    Unknown,
}

/// Whether an errand may go out now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Go {
    Now,
    /// Not before this moment.
    At(UnixMs),
    /// Once another that is out has ended.
    Later,
}

#[derive(Debug, Default)]
struct Lane {
    pause: Option<Pause>,
    /// Probes since the pause began.
    probes: u32,
    /// The errand that is out as a probe.
    probing: Option<ErrandNumber>,
    /// When the rate lets the next one go.
    free_at: Option<UnixMs>,
}

/// The pace of every provider. It lives as long as the process.
#[derive(Debug)]
pub(crate) struct Pace {
    /// Milliseconds between two errands; `None` without a limit.
    apart_ms: Option<i64>,
    lanes: Mutex<BTreeMap<Provider, Lane>>,
}

impl Default for Pace {
    fn default() -> Pace {
        Pace::with_rate(Some(RATE_PER_SECOND))
    }
}

impl Pace {
    pub(crate) fn with_rate(per_second: Option<u32>) -> Pace {
        Pace {
            apart_ms: per_second.map(|rate| i64::from(1_000 / rate.clamp(1, 1_000))),
            lanes: Mutex::default(),
        }
    }

    /// Whether any errand of the provider may go out now.
    pub(crate) fn look(&self, provider: Provider, now: UnixMs) -> Go {
        let lanes = self.lanes();
        lanes.get(&provider).map_or(Go::Now, |lane| lane.look(now))
    }

    /// Lets an errand that nobody waits for go out now, if it may: as the probe
    /// while the provider is paused, else by the rate.
    pub(crate) fn take(&self, provider: Provider, number: ErrandNumber, now: UnixMs) -> Go {
        let mut lanes = self.lanes();
        let lane = lanes.entry(provider).or_default();
        let go = lane.look(now);
        if go == Go::Now {
            if lane.pause.is_some() {
                lane.probing = Some(number);
            }
            lane.free_at = self.apart_ms.map(|apart_ms| now.plus_ms(apart_ms));
        }
        go
    }

    /// Notes how an attempt at a provider ended, a customer's too.
    pub(crate) fn ended(
        &self,
        (provider, number): (Provider, ErrandNumber),
        reached: Reached,
        now: UnixMs,
        below: impl Fn(u64) -> u64,
    ) {
        let mut lanes = self.lanes();
        let lane = lanes.entry(provider).or_default();
        let was_probe = lane.probing == Some(number);
        if was_probe {
            lane.probing = None;
        }
        match reached {
            Reached::Yes => {
                lane.pause = None;
                lane.probes = 0;
            }
            // What was out before the pause began does not put the probe off.
            Reached::No if was_probe || lane.pause.is_none() => {
                lane.probes = lane.probes.saturating_add(1);
                let pause_ms = back_off_ms(lane.probes, PROBE_MS_MAX, below);
                lane.pause = Some(Pause {
                    since: lane.pause.map_or(now, |pause| pause.since),
                    next_probe_at: now.plus_ms(i64::try_from(pause_ms).unwrap_or(i64::MAX)),
                });
            }
            Reached::No | Reached::Unknown => {}
        }
    }

    /// Lets the next probe go out at once, by a person's word.
    pub(crate) fn probe_now(&self, provider: Provider, now: UnixMs) {
        if let Some(pause) = self
            .lanes()
            .get_mut(&provider)
            .and_then(|lane| lane.pause.as_mut())
        {
            pause.next_probe_at = now;
        }
    }

    /// Forgets which errands are out as probes.
    pub(crate) fn forget_probes(&self) {
        for lane in self.lanes().values_mut() {
            lane.probing = None;
        }
    }

    /// Moves the pauses with the till's clock, so that they stay the same
    /// moments.
    pub(crate) fn move_by(&self, by_ms: i64) {
        for lane in self.lanes().values_mut() {
            if let Some(pause) = &mut lane.pause {
                pause.since = pause.since.plus_ms(by_ms);
                pause.next_probe_at = pause.next_probe_at.plus_ms(by_ms);
            }
            lane.free_at = lane.free_at.map(|at| at.plus_ms(by_ms));
        }
    }

    pub(crate) fn pause(&self, provider: Provider) -> Option<Pause> {
        self.lanes().get(&provider).and_then(|lane| lane.pause)
    }

    fn lanes(&self) -> MutexGuard<'_, BTreeMap<Provider, Lane>> {
        // Nothing panics while the lock is held.
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lane {
    fn look(&self, now: UnixMs) -> Go {
        if let Some(pause) = self.pause {
            if self.probing.is_some() {
                return Go::Later;
            }
            return if now >= pause.next_probe_at {
                Go::Now
            } else {
                Go::At(pause.next_probe_at)
            };
        }
        match self.free_at {
            Some(at) if now < at => Go::At(at),
            Some(_) | None => Go::Now,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UnixMs = UnixMs(1_000_000);
    const T: Provider = Provider::Totalcoin;

    fn at(after_ms: i64) -> UnixMs {
        NOW.plus_ms(after_ms)
    }

    fn number(number: i64) -> ErrandNumber {
        ErrandNumber(number)
    }

    /// No jitter: the longest pause.
    fn longest(below: u64) -> u64 {
        below.saturating_sub(1)
    }

    #[test]
    fn pauses_grow_to_their_longest_and_are_jittered() {
        let whole = |attempts, longest_ms| back_off_ms(attempts, longest_ms, longest);
        let grown: Vec<u64> = (1..=6).map(|it| whole(it, PAUSE_MS_MAX)).collect();
        assert_eq!(grown, [500, 1_000, 2_000, 4_000, 5_000, 5_000]);
        assert_eq!(whole(40, BACKGROUND_PAUSE_MS_MAX), BACKGROUND_PAUSE_MS_MAX);
        assert_eq!(back_off_ms(3, PAUSE_MS_MAX, |_| 0), 1_000);
    }

    #[test]
    fn a_provider_that_is_down_gets_one_probe_and_then_the_rest() {
        let pace = Pace::with_rate(None);
        assert_eq!(pace.take(T, number(1), NOW), Go::Now);
        assert_eq!(pace.take(T, number(2), NOW), Go::Now);
        pace.ended((T, number(1)), Reached::No, NOW, longest);
        // The second was out already, and does not put the probe off.
        pace.ended((T, number(2)), Reached::No, at(100), longest);
        assert_eq!(pace.take(T, number(3), at(499)), Go::At(at(500)));
        assert_eq!(pace.take(T, number(3), at(500)), Go::Now);
        assert_eq!(pace.take(T, number(4), at(500)), Go::Later);
        pace.ended((T, number(3)), Reached::No, at(600), longest);
        assert_eq!(pace.take(T, number(4), at(700)), Go::At(at(1_600)));
        let pause = pace.pause(T).unwrap();
        assert_eq!((pause.since, pause.next_probe_at), (NOW, at(1_600)));
        // Another provider is not paused.
        assert_eq!(pace.take(Provider::Bind, number(5), at(700)), Go::Now);

        assert_eq!(pace.take(T, number(4), at(1_600)), Go::Now);
        pace.ended((T, number(4)), Reached::Yes, at(1_700), longest);
        assert_eq!(pace.pause(T), None);
        for it in 6..9 {
            assert_eq!(pace.take(T, number(it), at(1_700)), Go::Now);
        }
        // The pause begins short again.
        pace.ended((T, number(6)), Reached::No, at(2_000), longest);
        assert_eq!(pace.look(T, at(2_000)), Go::At(at(2_500)));
    }

    #[test]
    fn a_probe_that_was_not_sent_leaves_its_place_to_the_next() {
        let pace = Pace::with_rate(None);
        pace.ended((T, number(1)), Reached::No, NOW, longest);
        assert_eq!(pace.take(T, number(2), at(500)), Go::Now);
        pace.ended((T, number(2)), Reached::Unknown, at(500), longest);
        assert_eq!(pace.take(T, number(3), at(500)), Go::Now);
    }

    #[test]
    fn a_customers_attempt_tells_as_much_as_a_probe() {
        let pace = Pace::with_rate(None);
        pace.ended((T, number(1)), Reached::No, NOW, longest);
        pace.ended((T, number(9)), Reached::Yes, at(50), longest);
        assert_eq!(pace.look(T, at(50)), Go::Now);
    }

    #[test]
    fn a_person_makes_the_probe_go_at_once() {
        let pace = Pace::with_rate(None);
        pace.ended((T, number(1)), Reached::No, NOW, longest);
        pace.probe_now(T, at(10));
        assert_eq!(pace.take(T, number(2), at(10)), Go::Now);
        assert_eq!(pace.take(T, number(3), at(10)), Go::Later);
    }

    #[test]
    fn no_more_go_out_than_the_rate_lets() {
        let pace = Pace::with_rate(Some(20));
        let mut gone = 0;
        for ms in 0..1_000 {
            if pace.take(T, number(ms), at(ms)) == Go::Now {
                gone += 1;
            }
        }
        assert_eq!(gone, 20);
    }

    #[test]
    fn a_pause_moves_with_the_clock() {
        let pace = Pace::default();
        pace.ended((T, number(1)), Reached::No, NOW, longest);
        pace.move_by(-3_600_000);
        let moved = pace.pause(T).unwrap();
        assert_eq!(moved.next_probe_at, at(500 - 3_600_000));
    }
}
