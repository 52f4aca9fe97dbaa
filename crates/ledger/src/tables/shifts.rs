//! View: the shifts of this till. A shift itself comes from the journal.

use crate::access::{Read, Write};
use crate::columns::Text;
use crate::error::LedgerError;
use crate::limits::ENTRIES_MAX;
use crate::subject::Subject;
use crate::sums::Span;
use crate::tables::journal::of_subject;
use domain::close::ShiftEnding;
use domain::{
    Actor, Balance, Event, PersonId, Shift, ShiftEvent, ShiftNumber, Stamp, Tender, UnixMs,
};
use rusqlite::{Connection, OptionalExtension, named_params};

/// One shift, for lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShiftRow {
    pub number: ShiftNumber,
    pub person: Option<PersonId>,
    pub opened_at: UnixMs,
    pub ended_at: Option<UnixMs>,
    pub ending: ShiftEnding,
    /// Counted less expected in cash; `None` where nobody counted.
    pub difference: Option<Balance>,
}

/// The seqs of a shift's first and last line.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct ShiftLines {
    pub(crate) opened: i64,
    pub(crate) ended: Option<i64>,
}

impl ShiftLines {
    /// The lines after an event at `seq`.
    pub(crate) fn with(mut self, seq: i64, event: &ShiftEvent) -> ShiftLines {
        match event {
            ShiftEvent::Opened { .. } => self.opened = seq,
            ShiftEvent::Counted { .. } | ShiftEvent::LeftUncounted => self.ended = Some(seq),
            ShiftEvent::CashIn { .. }
            | ShiftEvent::CashOut { .. }
            | ShiftEvent::DrawerOpened { .. }
            | ShiftEvent::DifferenceAccepted { .. } => {}
        }
        self
    }
}

/// How a shift ended.
pub(crate) fn ending(shift: &Shift) -> ShiftEnding {
    match &shift.ending {
        None => ShiftEnding::Open,
        Some(ending) if ending.counts.is_none() => ShiftEnding::Uncounted,
        Some(ending) if ending.to_confirm => ShiftEnding::ToConfirm,
        Some(_) => ShiftEnding::Counted,
    }
}

fn difference(shift: &Shift) -> Option<Balance> {
    let counts = shift.ending.as_ref()?.counts.as_ref()?;
    let cash = counts.iter().find(|count| count.tender == Tender::Cash)?;
    Some(cash.difference())
}

pub(crate) fn store(
    connection: &Connection,
    shift: &Shift,
    lines: ShiftLines,
) -> Result<(), LedgerError> {
    connection
        .prepare_cached(
            "INSERT INTO shifts (number, person, float_centavos, opened_seq, opened_at_ms, \
                 ending, ended_seq, ended_at_ms, moved_centavos, difference_centavos) \
             VALUES (:number, :person, :float, :opened_seq, :opened_at_ms, :ending, \
                 :ended_seq, :ended_at_ms, :moved, :difference) \
             ON CONFLICT (number) DO UPDATE SET ending = excluded.ending, \
                 ended_seq = excluded.ended_seq, ended_at_ms = excluded.ended_at_ms, \
                 moved_centavos = excluded.moved_centavos, \
                 difference_centavos = excluded.difference_centavos",
        )?
        .execute(named_params! {
            ":number": shift.number.0,
            ":person": shift.person.map(|person| person.to_string()),
            ":float": shift.float.centavos(),
            ":opened_seq": lines.opened,
            ":opened_at_ms": shift.opened_at.0,
            ":ending": ending(shift).as_str(),
            ":ended_seq": lines.ended,
            ":ended_at_ms": shift.ending.as_ref().map(|ending| ending.at.0),
            ":moved": shift.moved().centavos(),
            ":difference": difference(shift).map(Balance::centavos),
        })?;
    Ok(())
}

/// The shift that is open at this till.
pub(crate) fn open(connection: &Connection) -> Result<Option<ShiftNumber>, LedgerError> {
    let mut statement =
        connection.prepare_cached("SELECT number FROM shifts WHERE ending = 'open'")?;
    let number = statement.query_row([], |row| row.get(0)).optional()?;
    Ok(number.map(ShiftNumber))
}

impl Read<'_> {
    /// The shift of that number, by the sum of its lines.
    ///
    /// # Errors
    /// [`LedgerError`] when the storage fails or a line cannot be read.
    pub fn shift(&self, number: ShiftNumber) -> Result<Option<Shift>, LedgerError> {
        let lines = of_subject(self, &Subject::Shift(number))?;
        let events = lines.iter().filter_map(|entry| match &entry.event {
            Event::Shift(_, event) => Some((entry.stamp(), event)),
            Event::Sale(..)
            | Event::Stray(..)
            | Event::Close(..)
            | Event::FixedQr(..)
            | Event::Report(..)
            | Event::Till(_) => None,
        });
        Ok(Shift::sum(number, events))
    }

    /// The shift that is open at this till.
    ///
    /// # Errors
    /// [`LedgerError`] when the storage fails or a line cannot be read.
    pub fn open_shift(&self) -> Result<Option<Shift>, LedgerError> {
        match open(self.connection())? {
            Some(number) => self.shift(number),
            None => Ok(None),
        }
    }

    /// The last shift, open or ended.
    ///
    /// # Errors
    /// [`LedgerError`] when the storage fails or a line cannot be read.
    pub fn last_shift(&self) -> Result<Option<Shift>, LedgerError> {
        match self.last_shift_number()? {
            Some(number) => self.shift(number),
            None => Ok(None),
        }
    }

    fn last_shift_number(&self) -> Result<Option<ShiftNumber>, LedgerError> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT number FROM shifts ORDER BY number DESC LIMIT 1")?;
        let number = statement.query_row([], |row| row.get(0)).optional()?;
        Ok(number.map(ShiftNumber))
    }

    /// The number of the next shift.
    pub fn next_shift_number(&self) -> Result<ShiftNumber, LedgerError> {
        let last = self.last_shift_number()?.map_or(0, |number| number.0);
        Ok(ShiftNumber(last.saturating_add(1)))
    }

    /// What sales and returns brought in cash during a shift.
    pub fn cash_of_shift(&self, number: ShiftNumber) -> Result<Balance, LedgerError> {
        let sums = self.takings_of_shift(number)?;
        let cash = sums.into_iter().find(|(tender, _)| *tender == Tender::Cash);
        Ok(cash.map(|(_, amount)| amount).unwrap_or_default())
    }

    /// What a shift brought, by tender: received, less what was returned.
    pub fn takings_of_shift(
        &self,
        number: ShiftNumber,
    ) -> Result<Vec<(Tender, Balance)>, LedgerError> {
        let mut statement = self.connection().prepare_cached(
            "SELECT tender, sum(amount_centavos) FROM movements \
             WHERE shift = ?1 AND kind IN ('received', 'returned') GROUP BY tender",
        )?;
        let rows = statement.query_map([number.0], |row| {
            let tender = row.get::<_, Text<Tender>>(0)?.0;
            Ok((tender, Balance::from_centavos(row.get(1)?)))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The shifts that were open at any time after the line `after_seq` and up
    /// to `to_seq`, oldest first.
    pub fn shifts_between(
        &self,
        after_seq: i64,
        to_seq: i64,
    ) -> Result<Vec<ShiftRow>, LedgerError> {
        let mut statement = self.connection().prepare_cached(
            "SELECT number, person, opened_at_ms, ended_at_ms, ending, difference_centavos \
             FROM shifts WHERE opened_seq <= ?2 AND coalesce(ended_seq, ?2 + 1) > ?1 \
             ORDER BY number LIMIT ?3",
        )?;
        let rows = statement.query_map((after_seq, to_seq, ENTRIES_MAX), shift_row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The shifts that were open at any time of a span, oldest first.
    pub fn shifts_of_span(&self, span: Span) -> Result<Vec<ShiftNumber>, LedgerError> {
        let mut statement = self.connection().prepare_cached(
            "SELECT number FROM shifts \
             WHERE opened_at_ms < ?2 AND coalesce(ended_at_ms, ?2) >= ?1 \
             ORDER BY number LIMIT ?3",
        )?;
        let rows = statement.query_map((span.from.0, span.to.0, ENTRIES_MAX), |row| row.get(0))?;
        let numbers: Vec<u32> = rows.collect::<Result<_, _>>()?;
        Ok(numbers.into_iter().map(ShiftNumber).collect())
    }

    /// The shifts whose difference a manager still has to accept, oldest first:
    /// the newest [`ENTRIES_MAX`].
    pub fn shifts_to_confirm(&self) -> Result<Vec<ShiftRow>, LedgerError> {
        let mut statement = self.connection().prepare_cached(
            "SELECT number, person, opened_at_ms, ended_at_ms, ending, difference_centavos \
             FROM shifts WHERE ending = 'to-confirm' ORDER BY number DESC LIMIT ?1",
        )?;
        let rows = statement.query_map([ENTRIES_MAX], shift_row)?;
        let mut newest = rows.collect::<Result<Vec<_>, _>>()?;
        newest.reverse();
        Ok(newest)
    }
}

fn shift_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<ShiftRow> {
    Ok(ShiftRow {
        number: ShiftNumber(row.get("number")?),
        person: row
            .get::<_, Option<crate::columns::PersonColumn>>("person")?
            .map(|id| id.0),
        opened_at: UnixMs(row.get("opened_at_ms")?),
        ended_at: row.get::<_, Option<i64>>("ended_at_ms")?.map(UnixMs),
        ending: row.get::<_, Text<ShiftEnding>>("ending")?.0,
        difference: row
            .get::<_, Option<i64>>("difference_centavos")?
            .map(Balance::from_centavos),
    })
}

impl Write<'_> {
    /// Appends a shift's events and updates its view. Returns the shift after
    /// them.
    ///
    /// # Errors
    /// [`LedgerError::NotAShift`] where the first event of a new shift is not
    /// its opening, or a later one is; or the storage's failure.
    pub fn record_shift(
        &mut self,
        actor: &Actor,
        at: UnixMs,
        number: ShiftNumber,
        events: &[ShiftEvent],
    ) -> Result<Shift, LedgerError> {
        self.change(|write| {
            let mut shift = write.shift(number)?;
            let mut lines = lines_of(write.connection(), number)?;
            for event in events {
                let stamp = Stamp::new(actor, at);
                let opens = matches!(event, ShiftEvent::Opened { .. });
                shift = match shift {
                    None => Shift::opened(number, stamp, event),
                    Some(_) if opens => None,
                    Some(mut shift) => {
                        shift.apply(stamp, event);
                        Some(shift)
                    }
                };
                if shift.is_none() {
                    return Err(LedgerError::NotAShift(number));
                }
                let seq = write.append(actor, at, &Event::Shift(number, event.clone()))?;
                lines = lines.with(seq, event);
            }
            let shift = shift.ok_or(LedgerError::NotAShift(number))?;
            if !events.is_empty() {
                store(write.connection(), &shift, lines)?;
                write.appended(Subject::Shift(number));
            }
            Ok(shift)
        })
    }
}

fn lines_of(connection: &Connection, number: ShiftNumber) -> Result<ShiftLines, LedgerError> {
    let mut statement =
        connection.prepare_cached("SELECT opened_seq, ended_seq FROM shifts WHERE number = ?1")?;
    let lines = statement
        .query_row([number.0], |row| {
            Ok(ShiftLines {
                opened: row.get(0)?,
                ended: row.get(1)?,
            })
        })
        .optional()?;
    Ok(lines.unwrap_or_default())
}
