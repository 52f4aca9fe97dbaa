//! The till's machine: how its clocks differ from the world's true time. It
//! runs fast or slow, somebody sets its time of day, and it sleeps.

use crate::dice::Dice;
use domain::{ClockReading, UnixMs};

/// How far a clock may run fast or slow, in parts per million.
pub(crate) const SPEED_PPM_MAX: i64 = 10_000;
const HOUR_MS: i64 = 3_600_000;
/// By how much the time of day is set, in milliseconds, with weights.
const SET_BY_MS: &[(u64, i64)] = &[
    (3, 45_000),
    (3, -45_000),
    (2, HOUR_MS),
    (2, -HOUR_MS),
    (1, 365 * 24 * HOUR_MS),
    (1, -7 * 365 * 24 * HOUR_MS),
];

/// The clocks of one machine, from one seed.
#[derive(Debug, Clone)]
pub(crate) struct Machine {
    start: UnixMs,
    speed_ppm: i64,
    /// When the time of day is set, and by how many milliseconds, in order.
    sets: Vec<(UnixMs, i64)>,
    /// When the machine falls asleep, and for how many milliseconds, in order.
    sleeps: Vec<(UnixMs, i64)>,
}

impl Machine {
    pub(crate) fn draw(dice: &mut Dice, start: UnixMs) -> Machine {
        let speed_ppm = dice.one_of(&[(5, 0), (1, 500), (1, -500), (1, SPEED_PPM_MAX)]);
        let wrong_at_start = dice.happens(15).then(|| dice.one_of(SET_BY_MS));
        let mut sets = Vec::new();
        if let Some(by_ms) = wrong_at_start {
            // After a dead battery, the network corrects the clock a little
            // later.
            sets.push((start, by_ms));
            sets.push((start.plus_ms(dice.ms(2_000, 60_000)), -by_ms));
        } else if dice.happens(35) {
            let by_ms = dice.one_of(SET_BY_MS);
            let at = start.plus_ms(dice.ms(5_000, 300_000));
            sets.push((at, by_ms));
            sets.push((at.plus_ms(dice.ms(1_500, 120_000)), -by_ms));
        }
        let mut sleeps = Vec::new();
        if dice.happens(30) {
            let long_ms = dice.one_of(&[(2, 40_000), (2, 400_000), (1, 4 * HOUR_MS)]);
            sleeps.push((start.plus_ms(dice.ms(5_000, 240_000)), long_ms));
        }
        Machine {
            start,
            speed_ppm,
            sets,
            sleeps,
        }
    }

    /// The machine's clocks at a true moment.
    pub(crate) fn read(&self, now: UnixMs) -> ClockReading {
        let of_its_own = |true_ms: i64| true_ms + true_ms * self.speed_ppm / 1_000_000;
        let boot_ms = of_its_own(now.since_ms(self.start));
        let set_ms: i64 = self
            .sets
            .iter()
            .filter(|(at, _)| *at <= now)
            .map(|(_, by_ms)| by_ms)
            .sum();
        let slept_ms: i64 = self
            .sleeps
            .iter()
            .map(|(at, long_ms)| now.since_ms(*at).clamp(0, *long_ms))
            .sum();
        ClockReading {
            wall: self.start.plus_ms(boot_ms + set_ms),
            monotonic_ms: boot_ms - of_its_own(slept_ms),
            boot_ms,
        }
    }

    /// How long it continues to sleep after a moment, in milliseconds; `None`
    /// if it is awake.
    pub(crate) fn sleeps_on_ms(&self, now: UnixMs) -> Option<i64> {
        let rest = |(at, long_ms): &(UnixMs, i64)| {
            let passed_ms = now.since_ms(*at);
            (0..*long_ms)
                .contains(&passed_ms)
                .then_some(long_ms - passed_ms)
        };
        self.sleeps.iter().find_map(rest)
    }

    /// Whether the time of day was set between the two moments.
    pub(crate) fn was_set(&self, from: UnixMs, to: UnixMs) -> bool {
        self.sets.iter().any(|(at, _)| from <= *at && *at <= to)
    }

    /// Begins the calm: from now on the time of day is about the provider's,
    /// which is ahead by that much, and the machine stays awake.
    pub(crate) fn calm_down(&mut self, now: UnixMs, ahead_ms: i64) {
        self.sets.retain(|(at, _)| *at <= now);
        let off_ms = now.plus_ms(ahead_ms).since_ms(self.read(now).wall);
        self.sets.push((now, off_ms));
        self.sleeps.retain(|(at, _)| *at <= now);
    }
}
