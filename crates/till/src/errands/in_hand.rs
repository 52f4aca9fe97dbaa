//! What the errand worker has due and in hand.

use super::ErrandKind;
use super::worker::{BACKLOG_AT_ONCE_MAX, ERRANDS_AT_ONCE_MAX, OUTCOMES_AT_ONCE_MAX};
use domain::UnixMs;
use ledger::ErrandNumber;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::Notify;

/// For how long the worker goes by what it read of the outbox, in milliseconds.
const DUE_KEPT_MS: i64 = 200;

/// An errand that is due.
#[derive(Debug, Clone, Copy)]
pub(super) struct DueErrand {
    pub(super) number: ErrandNumber,
    pub(super) kind: ErrandKind,
}

/// What was due when the outbox was read.
pub(super) struct Due {
    /// Those that have not gone out yet.
    pub(super) errands: Vec<DueErrand>,
    /// When the next one is due, of those that may go out.
    pub(super) next: Option<UnixMs>,
    /// When a provider that is held back may be asked again, or when the time
    /// of an errand is over.
    pub(super) opens: Option<UnixMs>,
    /// When it was read; `None` once the outbox is known to say something else.
    pub(super) read_at: Option<UnixMs>,
}

impl Due {
    pub(super) fn read_at(now: UnixMs) -> Due {
        Due {
            errands: Vec::new(),
            next: None,
            opens: None,
            read_at: Some(now),
        }
    }

    /// The outbox is to be read again.
    pub(super) fn forget(&mut self) {
        self.read_at = None;
    }

    /// Whether it still serves: a backlog is not read again for each errand of
    /// it that goes out. What is sent is looked at once more in its own write.
    pub(super) fn serves(&self, now: UnixMs) -> bool {
        let age_ms = self.read_at.map(|at| now.since_ms(at));
        !self.errands.is_empty() && age_ms.is_some_and(|age_ms| (0..DUE_KEPT_MS).contains(&age_ms))
    }
}

/// The errands that are out, or whose outcome is not written yet.
#[derive(Default)]
pub(super) struct InHand {
    numbers: BTreeSet<ErrandNumber>,
    /// How many attempts run: that nobody waits for, and that a customer waits
    /// for.
    out: [usize; 2],
    lanes: Arc<Lanes>,
}

/// The places of errands that nobody waits for and that are out.
#[derive(Default)]
struct Lanes {
    taken: AtomicUsize,
    freed: Notify,
}

/// The place of one of them. An attempt that was answered gives it back before
/// its outcome is written, so that outcomes share a commit and the next one does
/// not wait for it.
pub(super) struct Lane(Arc<Lanes>);

impl Drop for Lane {
    fn drop(&mut self) {
        self.0.taken.fetch_sub(1, Ordering::AcqRel);
        self.0.freed.notify_one();
    }
}

impl InHand {
    /// Takes an errand in hand. What a customer waits for keeps its place until
    /// its attempt ends, and has no lane.
    pub(super) fn add(&mut self, errand: DueErrand) -> Option<Lane> {
        self.numbers.insert(errand.number);
        self.out[usize::from(errand.kind.customer_waits())] += 1;
        (!errand.kind.customer_waits()).then(|| {
            self.lanes.taken.fetch_add(1, Ordering::AcqRel);
            Lane(Arc::clone(&self.lanes))
        })
    }

    /// Waits until a lane is given back.
    pub(super) async fn lane_freed(&self) {
        self.lanes.freed.notified().await;
    }

    pub(super) fn came_back(&mut self, errand: DueErrand) {
        let out = &mut self.out[usize::from(errand.kind.customer_waits())];
        *out = out.saturating_sub(1);
    }

    pub(super) fn finish(&mut self, number: ErrandNumber) {
        self.numbers.remove(&number);
    }

    pub(super) fn has(&self, number: ErrandNumber) -> bool {
        self.numbers.contains(&number)
    }

    pub(super) fn is_full(&self, customer_waits: bool) -> bool {
        let out = self.out[usize::from(customer_waits)];
        if customer_waits {
            return out >= ERRANDS_AT_ONCE_MAX;
        }
        let lanes = self.lanes.taken.load(Ordering::Acquire);
        lanes >= BACKLOG_AT_ONCE_MAX || out >= BACKLOG_AT_ONCE_MAX + OUTCOMES_AT_ONCE_MAX
    }

    pub(super) fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }
}
