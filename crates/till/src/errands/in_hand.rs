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
