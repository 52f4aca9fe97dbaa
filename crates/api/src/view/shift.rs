//! A shift as a screen sees it.

use super::{NamesOfPeople, People};
use crate::dto::{
    CountView, DrawerLine, EndedShift, PendingView, PendingWhy, ShiftFacts, TenderSum,
};
use domain::close::{Pending, PendingWhy as Why};
use domain::shift::Count;
use domain::{Balance, Event, Payment, Shift, ShiftNumber, Tender, UnixMs};
use ledger::{LedgerError, Read, Subject};

/// A shift; without what a blind count must not show where `blind` is set.
pub(crate) fn shift_facts(
    read: &Read<'_>,
    shift: &Shift,
    (now, shift_max_ms): (UnixMs, i64),
    blind: bool,
) -> Result<ShiftFacts, LedgerError> {
    let (people, names) = (People::read(read)?, NamesOfPeople::read(read)?);
    let takings = read.takings_of_shift(shift.number)?;
    let cash = takings.iter().find(|(tender, _)| *tender == Tender::Cash);
    let cash = cash.map(|(_, amount)| *amount).unwrap_or_default();
    let hides = |tender: Tender| blind && shift.is_open() && tender == Tender::Cash;
    let ending = shift.ending.as_ref();
    let accepted = ending.and_then(|ending| ending.accepted.as_ref());
    Ok(ShiftFacts {
        number: shift.number.0,
        person: people.view(shift.person),
        open: shift.is_open(),
        forgotten: shift.is_forgotten(now, shift_max_ms),
        opened_at_ms: shift.opened_at.0,
        ended_at_ms: ending.map(|ending| ending.at.0),
        float_centavos: shift.float.centavos(),
        drawer: shift
            .drawer
            .iter()
            .zip(drawer_seqs(read, shift.number)?)
            .map(|(entry, seq)| DrawerLine {
                seq,
                at_ms: entry.at.0,
                actor: names.actor(&entry.by),
                amount_centavos: entry.amount.centavos(),
                reason: entry.reason.clone(),
            })
            .collect(),
        takings: takings
            .iter()
            .filter(|(tender, _)| !hides(*tender))
            .map(|(tender, amount)| TenderSum {
                tender: (*tender).into(),
                amount_centavos: amount.centavos(),
            })
            .collect(),
        expected_cash_centavos: (!hides(Tender::Cash))
            .then(|| shift.expected_cash(cash).centavos()),
        counts: ending.and_then(|ending| {
            let counts = ending.counts.as_ref()?;
            Some(counts.iter().map(count_view).collect())
        }),
        to_confirm: ending.is_some_and(|ending| ending.to_confirm),
        accepted: accepted.map(|(_, reason)| reason.clone()),
        accepted_by: accepted.map(|(by, _)| names.actor(by)),
    })
}

/// The journal's lines of a drawer's movements, in the order of the movements.
fn drawer_seqs(read: &Read<'_>, number: ShiftNumber) -> Result<Vec<i64>, LedgerError> {
    let entries = read.entries_of(&Subject::Shift(number))?.into_iter();
    let moves = entries.filter(|entry| match &entry.event {
        Event::Shift(_, event) => event.moves_drawer(),
        Event::Sale(..)
        | Event::Stray(..)
        | Event::Close(..)
        | Event::FixedQr(..)
        | Event::Report(..)
        | Event::Till(_) => false,
    });
    Ok(moves.map(|entry| entry.seq).collect())
}

fn count_view(count: &Count) -> CountView {
    CountView {
        tender: count.tender.into(),
        expected_centavos: count.expected.centavos(),
        counted_centavos: Balance::of(count.counted).centavos(),
        difference_centavos: count.difference().centavos(),
    }
}

/// The shifts whose difference a manager still has to accept, oldest first.
pub(crate) fn to_confirm(read: &Read<'_>) -> Result<Vec<EndedShift>, LedgerError> {
    let people = People::read(read)?;
    let shifts = read.shifts_to_confirm()?.into_iter();
    let ended = |row: ledger::ShiftRow| EndedShift {
        number: row.number.0,
        person: people.view(row.person),
        opened_at_ms: row.opened_at.0,
        difference_centavos: row.difference.unwrap_or_default().centavos(),
    };
    Ok(shifts.map(ended).collect())
}

/// What is open, by name, with how each payment is paid.
pub(crate) fn pending_views(
    read: &Read<'_>,
    pending: &[Pending],
    people: &People,
) -> Result<Vec<PendingView>, LedgerError> {
    let mut views = Vec::new();
    for one in pending {
        let sale = read.sale(one.sale)?;
        if let Some(payment) = sale.as_ref().and_then(|sale| sale.payment(one.payment)) {
            views.push(pending_view(one, payment, people));
        }
    }
    Ok(views)
}

fn pending_view(pending: &Pending, payment: &Payment, people: &People) -> PendingView {
    let cards = payment.card().map(|card| card.cards.as_slice());
    let cards = cards.unwrap_or_default().iter();
    PendingView {
        sale: pending.sale.to_string(),
        payment: pending.payment.to_string(),
        ticket: pending.ticket.to_string(),
        why: match pending.why {
            Why::Payment(state) => PendingWhy::Payment {
                state: state.into(),
            },
            Why::Item(kind) => PendingWhy::Item { kind: kind.into() },
            Why::ToReturn => PendingWhy::ToReturn,
            Why::PartlyPaid => PendingWhy::PartlyPaid,
        },
        amount_centavos: pending.amount.centavos(),
        method: payment.method().into(),
        last_four: cards.map(|card| card.face.last_four.to_string()).collect(),
        received_centavos: payment.received().centavos(),
        since_ms: pending.since.0,
        person: people.view(pending.person),
    }
}
