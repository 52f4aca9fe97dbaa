//! The closes of the day and the partial.

use super::{PaperLook, name_of, names};
use domain::close::Figures;
use domain::{CloseNumber, PersonId, Shift, UnixMs};
use ledger::{CloseRow, LedgerError, Read};
use paper::{CloseKind, DayClose, Document, PendingPayment};
use std::collections::BTreeMap;

/// A close that was made; `None` for a number that has none. `blind` leaves out
/// what a person whose count is blind must not see.
///
/// # Errors
/// [`LedgerError`] when the storage fails or a line cannot be read.
pub(super) fn close_document(
    read: &Read<'_>,
    number: CloseNumber,
    (copy, blind): (bool, bool),
    look: &PaperLook,
) -> Result<Option<Document>, LedgerError> {
    let Some(close) = read.close(number)? else {
        return Ok(None);
    };
    let before = close_before(read, close.after_seq)?;
    let kind = CloseKind::Made {
        number,
        by: name_of(&names(read)?, &close.by),
        hash: close.anchor.hash.clone(),
        seq: close.anchor.seq,
    };
    let facts = Facts {
        kind,
        at: close.at,
        before,
        lines: (close.after_seq + 1, close.seq),
        figures: close.figures,
    };
    Ok(Some(paper::close(&facts.on_paper(
        read,
        (copy, blind),
        look,
    )?)))
}

/// The next close before it is made: what would be printed at that moment.
///
/// # Errors
/// [`LedgerError`] when the storage fails or a line cannot be read.
pub(super) fn coming_document(
    read: &Read<'_>,
    blind: bool,
    now: UnixMs,
    look: &PaperLook,
) -> Result<Document, LedgerError> {
    let number = read.closes()?.next();
    looked(read, CloseKind::Coming { number }, (blind, now), look)
}

/// The partial: the figures of the next close at that moment.
///
/// # Errors
/// [`LedgerError`] when the storage fails or a line cannot be read.
pub(super) fn partial_document(
    read: &Read<'_>,
    blind: bool,
    now: UnixMs,
    look: &PaperLook,
) -> Result<Document, LedgerError> {
    looked(read, CloseKind::Partial, (blind, now), look)
}

fn looked(
    read: &Read<'_>,
    kind: CloseKind,
    (blind, now): (bool, UnixMs),
    look: &PaperLook,
) -> Result<Document, LedgerError> {
    let (last_seq, seq) = (read.closes()?.last_seq(), read.head()?.seq);
    let figures = till::day::figures_now(read, &look.zone)?;
    let facts = Facts {
        kind,
        at: now,
        before: close_before(read, last_seq)?,
        lines: (last_seq + 1, seq),
        figures,
    };
    Ok(paper::close(&facts.on_paper(read, (false, blind), look)?))
}

/// The close whose own line that is.
fn close_before(read: &Read<'_>, seq: i64) -> Result<Option<CloseRow>, LedgerError> {
    let closes = read.last_closes(u32::MAX)?.into_iter();
    Ok(closes.into_iter().find(|row| row.seq == seq))
}

struct Facts {
    kind: CloseKind,
    at: UnixMs,
    before: Option<CloseRow>,
    lines: (i64, i64),
    figures: Figures,
}

impl Facts {
    fn on_paper(
        self,
        read: &Read<'_>,
        (copy, blind): (bool, bool),
        look: &PaperLook,
    ) -> Result<DayClose, LedgerError> {
        Ok(DayClose {
            marks: look.marks(copy),
            shop: look.shop(),
            till: look.till_name.clone(),
            kind: self.kind,
            at: self.at,
            before: self.before.map(|row| (row.number, row.at)),
            lines: self.lines,
            without_cash: blind,
            pending: pending(read, &self.figures)?,
            shifts: shifts(read, &self.figures)?,
            names: all_names(read)?,
            zone: look.zone.clone(),
            figures: self.figures,
        })
    }
}

fn pending(read: &Read<'_>, figures: &Figures) -> Result<Vec<PendingPayment>, LedgerError> {
    let mut all = Vec::new();
    for pending in &figures.pending.lines {
        let sale = read.sale(pending.sale)?;
        let Some(payment) = sale.as_ref().and_then(|sale| sale.payment(pending.payment)) else {
            continue;
        };
        let cards = payment.card().map(|card| card.cards.as_slice());
        let cards = cards.unwrap_or_default().iter();
        all.push(PendingPayment {
            pending: pending.clone(),
            method: payment.method(),
            cards: cards.map(|card| card.face.last_four).collect(),
        });
    }
    Ok(all)
}

fn shifts(read: &Read<'_>, figures: &Figures) -> Result<Vec<Shift>, LedgerError> {
    let mut shifts = Vec::new();
    for sum in &figures.shifts.lines {
        shifts.extend(read.shift(sum.number)?);
    }
    Ok(shifts)
}

fn all_names(read: &Read<'_>) -> Result<BTreeMap<PersonId, String>, LedgerError> {
    let people = read.people_ever()?.into_iter();
    Ok(people.map(|person| (person.id, person.name)).collect())
}
