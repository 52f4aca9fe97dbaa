//! View: the closes of the day. A close itself comes from its line of the
//! journal.

use crate::access::{Read, Write};
use crate::error::LedgerError;
use crate::limits::ENTRIES_MAX;
use crate::seal::hex;
use crate::subject::Subject;
use crate::tables::journal::of_subject;
use domain::{
    Actor, Balance, Close, CloseNumber, Closes, Event, Figures, JournalEnd, Stamp, UnixMs,
};
use rusqlite::{Connection, OptionalExtension, named_params};

/// One close, for lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CloseRow {
    pub number: CloseNumber,
    pub seq: i64,
    pub after_seq: i64,
    pub at: UnixMs,
    pub received: Balance,
}

pub(crate) fn store(connection: &Connection, close: &Close) -> Result<(), LedgerError> {
    connection
        .prepare_cached(
            "INSERT INTO closes (number, seq, after_seq, at_ms, received_centavos) \
             VALUES (:number, :seq, :after_seq, :at_ms, :received)",
        )?
        .execute(named_params! {
            ":number": close.number.0,
            ":seq": close.seq,
            ":after_seq": close.after_seq,
            ":at_ms": close.at.0,
            ":received": close.figures.received().centavos(),
        })?;
    store_count(connection, Closes::after(close.number, close.seq))
}

/// Stores which number comes next.
pub(crate) fn store_count(connection: &Connection, closes: Closes) -> Result<(), LedgerError> {
    connection
        .prepare_cached(
            "INSERT INTO close_count (one, last, last_seq) VALUES (1, ?1, ?2) \
             ON CONFLICT (one) DO UPDATE SET last = excluded.last, \
                 last_seq = excluded.last_seq",
        )?
        .execute((closes.last().0, closes.last_seq()))?;
    Ok(())
}

pub(crate) fn count(connection: &Connection) -> Result<Closes, LedgerError> {
    let mut statement = connection.prepare_cached("SELECT last, last_seq FROM close_count")?;
    let closes = statement
        .query_row([], |row| {
            Ok(Closes::after(CloseNumber(row.get(0)?), row.get(1)?))
        })
        .optional()?;
    Ok(closes.unwrap_or_default())
}

fn close_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<CloseRow> {
    Ok(CloseRow {
        number: CloseNumber(row.get(0)?),
        seq: row.get(1)?,
        after_seq: row.get(2)?,
        at: UnixMs(row.get(3)?),
        received: Balance::from_centavos(row.get(4)?),
    })
}

impl Read<'_> {
    /// Which close comes next.
    pub fn closes(&self) -> Result<Closes, LedgerError> {
        count(self.connection())
    }

    /// The newest closes, newest first.
    pub fn last_closes(&self, limit: u32) -> Result<Vec<CloseRow>, LedgerError> {
        let mut statement = self.connection().prepare_cached(
            "SELECT number, seq, after_seq, at_ms, received_centavos FROM closes \
             ORDER BY number DESC LIMIT ?1",
        )?;
        let rows = statement.query_map([limit.min(ENTRIES_MAX)], close_row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The close of that number.
    ///
    /// # Errors
    /// [`LedgerError`] when the storage fails or the line cannot be read.
    pub fn close(&self, number: CloseNumber) -> Result<Option<Close>, LedgerError> {
        let lines = of_subject(self, &Subject::Close(number))?;
        Ok(lines.first().and_then(|entry| match &entry.event {
            Event::Close(number, event) => {
                Some(Close::made(*number, entry.seq, entry.stamp(), event))
            }
            Event::Sale(..)
            | Event::Stray(..)
            | Event::Shift(..)
            | Event::FixedQr(..)
            | Event::Report(..)
            | Event::Till(_) => None,
        }))
    }
}

impl Write<'_> {
    /// Makes the next close of these figures, which are those of all lines
    /// before it.
    ///
    /// # Errors
    /// The storage's failure.
    pub fn record_close(
        &mut self,
        actor: &Actor,
        at: UnixMs,
        figures: Figures,
    ) -> Result<Close, LedgerError> {
        self.change(|write| {
            let end = write.end();
            let anchor = JournalEnd {
                seq: end.seq,
                hash: hex(&end.hash),
            };
            let (number, event) = count(write.connection())?.make(anchor, figures);
            let seq = write.append(actor, at, &Event::Close(number, event.clone()))?;
            let close = Close::made(number, seq, Stamp::new(actor, at), &event);
            store(write.connection(), &close)?;
            write.appended(Subject::Close(number));
            Ok(close)
        })
    }

    /// Skips numbers that may be on paper already.
    pub(crate) fn pass_over_closes(&mut self, numbers: u32) -> Result<(), LedgerError> {
        self.change(|write| {
            let mut closes = count(write.connection())?;
            closes.pass_over(numbers);
            store_count(write.connection(), closes)
        })
    }
}
