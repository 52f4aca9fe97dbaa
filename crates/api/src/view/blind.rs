//! Whom counting is blind for.

use ledger::Read;
use till::setup::people::has_manager;
use till::{Till, TillError};

/// Whether a person is shown no sum with cash in it: counting is blind, the shop
/// has a manager, this person is none, and the drawer is still to be counted.
/// Once the last shift is counted, there is nothing left to be influenced.
pub(crate) fn hides_cash(
    read: &Read<'_>,
    till: &Till,
    is_manager: bool,
) -> Result<bool, TillError> {
    if !till.settings().day.blind_count || is_manager || !has_manager(read)? {
        return Ok(false);
    }
    let last = read.last_shift()?;
    let is_counted = last
        .and_then(|shift| shift.ending)
        .is_some_and(|end| end.counts.is_some());
    Ok(!is_counted)
}
