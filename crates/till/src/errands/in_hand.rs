//! What the errand worker has due and in hand.

use super::ErrandKind;
use super::worker::ERRANDS_AT_ONCE_MAX;
use domain::UnixMs;
use ledger::ErrandNumber;
use std::collections::BTreeSet;

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
    /// How many are out: that nobody waits for, and that a customer waits for.
    out: [usize; 2],
}

impl InHand {
    pub(super) fn add(&mut self, errand: DueErrand) {
        self.numbers.insert(errand.number);
        self.out[usize::from(errand.kind.customer_waits())] += 1;
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
        self.out[usize::from(customer_waits)] >= ERRANDS_AT_ONCE_MAX
    }

    pub(super) fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }
}
