//! Whom counting is blind for.

use ledger::Read;
use till::{Till, TillError};

/// Whether a person is shown no sum with cash in it.
pub(crate) fn hides_cash(
    read: &Read<'_>,
    till: &Till,
    is_manager: bool,
) -> Result<bool, TillError> {
    till::day::hides_cash(read, till.settings().day.blind_count, is_manager)
}
