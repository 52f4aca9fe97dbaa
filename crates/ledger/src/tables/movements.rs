//! View: when money counted. One row for each tender and kind that a line of
//! the journal changed, with the shift that was open then.

use super::clock_moves::DoubtfulLines;
use crate::columns::Col;
use crate::error::LedgerError;
use domain::{Actor, Movement, PersonId, Sale, ShiftNumber, UnixMs, movements};
use rusqlite::{Connection, named_params};

/// What one line of the journal changed of a sale's money.
pub(crate) struct LineMovements {
    pub(crate) seq: i64,
    pub(crate) at: UnixMs,
    pub(crate) actor: Actor,
    pub(crate) shift: Option<ShiftNumber>,
    pub(crate) moved: Vec<Movement>,
}

impl LineMovements {
    /// What a line changed; `None` where no money moved.
    pub(crate) fn of(
        (seq, at, actor): (i64, UnixMs, &Actor),
        before: Option<&Sale>,
        after: &Sale,
    ) -> Option<LineMovements> {
        let moved = movements(before, after);
        (!moved.is_empty()).then(|| LineMovements {
            seq,
            at,
            actor: actor.clone(),
            shift: None,
            moved,
        })
    }
}

/// Stores the movements of a line of a sale whose rows are stored already.
pub(crate) fn store(
    connection: &Connection,
    sale: &Sale,
    line: &LineMovements,
) -> Result<(), LedgerError> {
    let mut place = 0;
    for movement in &line.moved {
        let payment = sale.payment(movement.payment);
        let charged = payment.and_then(|payment| person(&payment.requested_by));
        for taking in &movement.takings {
            let person = match taking.kind {
                domain::TakingKind::Returned => person(&line.actor).or(charged),
                domain::TakingKind::Received
                | domain::TakingKind::ByWord
                | domain::TakingKind::Rounded => charged,
            };
            connection
                .prepare_cached(
                    "INSERT INTO movements (seq, place, at_ms, sale, payment, tender, kind, \
                         amount_centavos, count, person, shift) \
                     VALUES (:seq, :place, :at_ms, :sale, :payment, :tender, :kind, :amount, \
                         :count, :person, :shift)",
                )?
                .execute(named_params! {
                    ":seq": line.seq,
                    ":place": place,
                    ":at_ms": line.at.0,
                    ":sale": Col(sale.id),
                    ":payment": Col(movement.payment),
                    ":tender": taking.tender.as_str(),
                    ":kind": taking.kind.as_str(),
                    ":amount": taking.amount.centavos(),
                    ":count": taking.count,
                    ":person": person.map(|person| person.to_string()),
                    ":shift": line.shift.map(|shift| shift.0),
                })?;
            place += 1;
        }
        for key in &movement.counted {
            connection
                .prepare_cached(
                    "UPDATE transactions SET counted_seq = :seq \
                     WHERE provider = :provider AND merchant = :merchant \
                         AND reference = :reference AND payment = :payment",
                )?
                .execute(named_params! {
                    ":seq": line.seq,
                    ":provider": key.provider.as_str(),
                    ":merchant": key.merchant,
                    ":reference": key.reference,
                    ":payment": Col(movement.payment),
                })?;
        }
    }
    Ok(())
}

/// Moves the rows of lines whose time was wrong, and the sales that they
/// opened, to their right time.
/// `doubtful` are all such lines; the last of them are new.
pub(crate) fn correct_times(
    connection: &Connection,
    doubtful: &[DoubtfulLines],
) -> Result<(), LedgerError> {
    let Some((newest, earlier)) = doubtful.split_last() else {
        return Ok(());
    };
    // Lines that were corrected up to a line which is itself corrected now were
    // wrong by the sum of both.
    let mut affected = vec![*newest];
    for lines in earlier.iter().rev() {
        let leads_on = |later: &DoubtfulLines| (later.from..later.until).contains(&lines.until);
        if affected.iter().any(leads_on) {
            affected.push(*lines);
        }
    }
    for lines in affected {
        connection
            .prepare_cached("UPDATE movements SET at_ms = at_ms + ?1 WHERE seq >= ?2 AND seq < ?3")?
            .execute((newest.by_ms, lines.from, lines.until))?;
        connection
            .prepare_cached(
                "UPDATE sales SET day_at_ms = day_at_ms + ?1 \
                 WHERE first_seq >= ?2 AND first_seq < ?3",
            )?
            .execute((newest.by_ms, lines.from, lines.until))?;
    }
    Ok(())
}

/// The person who acted, where it was one with a name.
pub(crate) fn person(actor: &Actor) -> Option<PersonId> {
    match actor {
        Actor::Person { id, .. } => Some(*id),
        Actor::Till | Actor::Counter | Actor::Unidentified => None,
    }
}
