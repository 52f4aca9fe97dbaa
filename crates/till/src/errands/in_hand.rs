//! What the errand worker has due and in hand.

use super::ErrandKind;
use super::worker::ERRANDS_AT_ONCE_MAX;
use domain::UnixMs;
use ledger::ErrandNumber;
use std::collections::BTreeSet;

/// An errand that is due.
#[derive(Debug, Clone, Copy)]
pub(super) struct DueErrand {
    pub(super) number: ErrandNumber,
    pub(super) kind: ErrandKind,
}

pub(super) struct Due {
    pub(super) errands: Vec<DueErrand>,
    /// When the next one is due, of those that may go out.
    pub(super) next: Option<UnixMs>,
    /// When a provider that is held back may be asked again, or when the time
    /// of an errand is over.
    pub(super) opens: Option<UnixMs>,
}

impl Due {
    pub(super) fn after(next: UnixMs) -> Due {
        Due {
            errands: Vec::new(),
            next: Some(next),
            opens: None,
        }
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
