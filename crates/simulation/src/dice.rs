//! The randomness of a run, all from its one seed. Nothing else here draws a
//! number.

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

/// The resolution of time, in milliseconds.
const GRID_MS: i64 = 25;

/// A stream of random numbers.
pub(crate) struct Dice(StdRng);

impl Dice {
    /// A stream of a seed. Streams do not influence each other.
    pub(crate) fn new(seed: u64, stream: u64) -> Dice {
        let mixed = seed
            .wrapping_mul(0x9E37_79B9_7F4A_7C15)
            .wrapping_add(stream.wrapping_mul(0xD1B5_4A32_D192_ED03));
        Dice(StdRng::seed_from_u64(mixed))
    }

    /// A number from 0 up to `end`, exclusive; 0 if `end` is 0.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        if end == 0 {
            return 0;
        }
        self.0.random_range(0..end)
    }

    /// A number between both, inclusive.
    pub(crate) fn between(&mut self, least: i64, most: i64) -> i64 {
        self.0.random_range(least..=most)
    }

    /// A time between both, in milliseconds, with a coarse resolution: so
    /// several things often happen at the same instant, and their order is
    /// tested.
    pub(crate) fn ms(&mut self, least: i64, most: i64) -> i64 {
        self.between(least / GRID_MS, most / GRID_MS) * GRID_MS
    }

    /// True in that many cases out of a hundred.
    pub(crate) fn happens(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// One of several, by their weights.
    pub(crate) fn one_of<T: Copy>(&mut self, choices: &[(u64, T)]) -> T {
        let sum = choices.iter().map(|(weight, _)| weight).sum();
        let mut left = self.below(sum);
        for (weight, choice) in choices {
            if left < *weight {
                return *choice;
            }
            left -= weight;
        }
        choices.first().expect("the choices are written out").1
    }

    pub(crate) fn eight_bytes(&mut self) -> [u8; 8] {
        self.0.random()
    }
}
