//! Which streams stand. Each holds a connection, and webhooks need connections
//! too: a till has a few at most, the oldest makes room, and none outlives its
//! time because its reader does not read.

use crate::{keys::KeyHash, serve::HangUp};
use relay_protocol::STREAM_SECS_MAX;
use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::sync::oneshot;

/// The most streams of one till at a time: one that is read, and those whose
/// loss the relay has not noticed yet.
const STREAMS_PER_TILL_MAX: usize = 3;

/// How much longer than its time a stream may take to end, in seconds; then its
/// connection is dropped.
const END_SECS: u32 = 15;

/// The streams of all tills. Clones share them.
#[derive(Clone, Default)]
pub(crate) struct Streams(Arc<Mutex<Standing>>);

#[derive(Default)]
struct Standing {
    next: u64,
    of_till: HashMap<KeyHash, VecDeque<(u64, HangUp)>>,
}

/// One stream's place among them; let go of with the stream.
pub(crate) struct Place {
    streams: Streams,
    key: KeyHash,
    number: u64,
    _watched: oneshot::Sender<()>,
}

impl Streams {
    /// A place for a stream of that till; its oldest one is hung up where it
    /// has too many.
    pub(crate) fn enter(&self, key: KeyHash, hang_up: HangUp) -> Place {
        let mut standing = self.lock();
        let number = standing.next;
        standing.next += 1;
        let of_till = standing.of_till.entry(key).or_default();
        if of_till.len() >= STREAMS_PER_TILL_MAX
            && let Some((_, oldest)) = of_till.pop_front()
        {
            oldest.now();
        }
        of_till.push_back((number, hang_up.clone()));
        drop(standing);
        let (_watched, ended) = oneshot::channel::<()>();
        let time = Duration::from_secs(u64::from(STREAM_SECS_MAX + END_SECS));
        tokio::spawn(async move {
            // The sender never sends: it is dropped with the stream.
            if tokio::time::timeout(time, ended).await.is_err() {
                hang_up.now();
            }
        });
        Place {
            streams: self.clone(),
            key,
            number,
            _watched,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Standing> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
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

    #[tokio::test(start_paused = true)]
    async fn the_oldest_makes_room_and_none_outlives_its_time() {
        let (streams, key) = (Streams::default(), KeyHash([1; 32]));
        let lines: Vec<_> = (0..=STREAMS_PER_TILL_MAX)
            .map(|_| HangUp::default())
            .collect();
        let places: Vec<_> = lines
            .iter()
            .map(|line| streams.enter(key, line.clone()))
            .collect();
        let other = HangUp::default();
        let elsewhere = streams.enter(KeyHash([2; 32]), other.clone());
        let hung_up = |line: &HangUp| line.happens().now_or_never().is_some();
        let told: Vec<_> = lines.iter().map(hung_up).collect();
        assert_eq!(told, [true, false, false, false]);
        drop(elsewhere);
        tokio::time::sleep(Duration::from_secs(u64::from(
            STREAM_SECS_MAX + END_SECS + 1,
        )))
        .await;
        let told: Vec<_> = lines.iter().map(hung_up).collect();
        assert_eq!(told, [true, true, true, true]);
        assert!(!hung_up(&other), "it had ended before");
        drop(places);
        assert!(streams.lock().of_till.is_empty());
    }
}
