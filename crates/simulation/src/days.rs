//! What the journal's lines say of the days: the money that moved, the shifts
//! and the closes. The checks of it are in `day_checks`.

use domain::{Balance, CloseNumber, Shift, ShiftNumber, TakingKind, Tender};
use std::collections::BTreeMap;

/// Money that one line of the journal moved.
pub(crate) struct Moved {
    pub(crate) seq: i64,
    pub(crate) tender: Tender,
    pub(crate) kind: TakingKind,
    pub(crate) amount: Balance,
}

/// What is known of the days by the journal's lines.
#[derive(Default)]
pub(crate) struct Days {
    pub(crate) moved: Vec<Moved>,
    /// The shifts, with the first line of each.
    pub(crate) shifts: BTreeMap<ShiftNumber, (Shift, i64)>,
    pub(crate) closes: Vec<(CloseNumber, i64)>,
    /// How many numbers of closes a restore skipped since the last close.
    pub(crate) passed_over: u32,
}
