//! The open streams and the waiting long polls. Each holds a connection, and a
//! till needs only one or two: if it opens too many, its oldest one is closed.

use crate::{keys::KeyHash, serve::HangUp};
use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// The most streams of one till at a time: one in use, and broken ones that the
/// relay has not noticed yet.
pub(crate) const STREAMS_PER_TILL_MAX: usize = 3;

/// The most long polls of one till that wait at a time.
pub(crate) const POLLS_PER_TILL_MAX: usize = 3;

/// The streams, or the polls, of all tills. Clones share them.
#[derive(Clone)]
pub(crate) struct Streams {
    of_each_till_max: usize,
    standing: Arc<Mutex<Standing>>,
}

#[derive(Default)]
struct Standing {
    next: u64,
    of_till: HashMap<KeyHash, VecDeque<(u64, HangUp)>>,
}

/// The place of one stream or poll; it is freed when this is dropped.
pub(crate) struct Place {
    streams: Streams,
    key: KeyHash,
    number: u64,
}

impl Streams {
    /// Allows at most this many for each till.
    pub(crate) fn of_each_till(of_each_till_max: usize) -> Streams {
        Streams {
            of_each_till_max,
            standing: Arc::default(),
        }
    }

    /// Takes a place for a till. If the till then has too many, its oldest one
    /// is told to end.
    pub(crate) fn enter(&self, key: KeyHash, hang_up: HangUp) -> Place {
        let mut standing = self.lock();
        let number = standing.next;
        standing.next += 1;
        let of_till = standing.of_till.entry(key).or_default();
        if of_till.len() >= self.of_each_till_max
            && let Some((_, oldest)) = of_till.pop_front()
        {
            oldest.now();
        }
        of_till.push_back((number, hang_up));
        drop(standing);
        Place {
            streams: self.clone(),
            key,
            number,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Standing> {
        self.standing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut standing = self.streams.lock();
        if let Some(of_till) = standing.of_till.get_mut(&self.key) {
            of_till.retain(|(number, _)| *number != self.number);
            if of_till.is_empty() {
                standing.of_till.remove(&self.key);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::FutureExt;

    #[test]
    fn the_oldest_makes_room() {
        let streams = Streams::of_each_till(3);
        let key = KeyHash([1; 32]);
        let lines: Vec<_> = (0..4).map(|_| HangUp::default()).collect();
        let mut places: Vec<_> = lines
            .iter()
            .map(|line| streams.enter(key, line.clone()))
            .collect();
        let other = HangUp::default();
        places.push(streams.enter(KeyHash([2; 32]), other.clone()));
        let hung_up = |line: &HangUp| line.happens().now_or_never().is_some();
        let told: Vec<_> = lines.iter().map(hung_up).collect();
        assert_eq!(told, [true, false, false, false]);
        assert!(!hung_up(&other));
        drop(places);
        assert!(streams.lock().of_till.is_empty());
    }
}
