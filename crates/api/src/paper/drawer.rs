//! Papers about a drawer: the count of a shift, and cash that moved besides
//! sales.

use super::{PaperLook, name_of, names};
use domain::{Balance, Event, ShiftEvent, ShiftNumber};
use ledger::{LedgerError, Read};
use paper::{CountedShift, Document, Movement};

/// The count of a shift; `None` for one that nobody counted.
///
/// # Errors
/// [`LedgerError`] when the storage fails or a line cannot be read.
pub(super) fn count_document(
    read: &Read<'_>,
    number: ShiftNumber,
    copy: bool,
    look: &PaperLook,
) -> Result<Option<Document>, LedgerError> {
    let Some(shift) = read.shift(number)? else {
        return Ok(None);
    };
    let Some(ending) = shift.ending.as_ref().filter(|it| it.counts.is_some()) else {
        return Ok(None);
    };
    let names = names(read)?;
    let accepted_by = ending.accepted.as_ref();
    let accepted_by = accepted_by.and_then(|(by, _)| name_of(&names, by));
    Ok(Some(paper::count(&CountedShift {
        marks: look.marks(copy),
        shop: look.shop(),
        till: look.till_name.clone(),
        person: shift.person.map(|id| names.of(id)),
        accepted_by,
        shift,
        zone: look.zone.clone(),
    })))
}

/// The movement of the drawer that is that line of the journal; `None` where the
/// line is something else.
///
/// # Errors
/// [`LedgerError`] when the storage fails or the line cannot be read.
pub(super) fn movement_document(
    read: &Read<'_>,
    seq: i64,
    copy: bool,
    look: &PaperLook,
) -> Result<Option<Document>, LedgerError> {
    let entries = read.entries_after(seq - 1, 1)?;
    let Some(entry) = entries.first().filter(|entry| entry.seq == seq) else {
        return Ok(None);
    };
    let Event::Shift(shift, event) = &entry.event else {
        return Ok(None);
    };
    let (amount, reason) = match event {
        ShiftEvent::CashIn { amount, reason } => (Balance::of(*amount), reason),
        ShiftEvent::CashOut { amount, reason } => (Balance::of(*amount).negated(), reason),
        ShiftEvent::DrawerOpened { reason } => (Balance::ZERO, reason),
        ShiftEvent::Opened { .. }
        | ShiftEvent::Counted { .. }
        | ShiftEvent::LeftUncounted
        | ShiftEvent::DifferenceAccepted { .. } => return Ok(None),
    };
    let stamp = entry.stamp();
    Ok(Some(paper::movement(&Movement {
        marks: look.marks(copy),
        shop: look.shop(),
        till: look.till_name.clone(),
        shift: shift.0,
        at: look.local(stamp.at),
        person: name_of(&names(read)?, stamp.by),
        amount,
        reason: reason.clone(),
        seq,
    })))
}
