//! View: the closes of the day. A close itself comes from its line of the
//! journal.

use crate::access::{Read, Write};
use crate::error::LedgerError;
use crate::limits::ENTRIES_MAX;
use crate::seal::hex;
use crate::subject::Subject;
use crate::sums::Span;
use crate::tables::journal::of_subject;
use domain::{
    Actor, Balance, Close, CloseNumber, Closes, Event, Figures, JournalEnd, Stamp, TillEvent,
    UnixMs,
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

    /// The closes of a span up to the line `until`, after that number, oldest
    /// first, at most `limit` and never more than [`ENTRIES_MAX`].
    ///
    /// # Errors
    /// [`LedgerError`] when the storage fails.
    pub fn closes_page(
        &self,
        span: Span,
        after: CloseNumber,
        until: i64,
        limit: u32,
    ) -> Result<Vec<CloseRow>, LedgerError> {
        let mut statement = self.connection().prepare_cached(
            "SELECT number, seq, after_seq, at_ms, received_centavos FROM closes \
             WHERE number > ?1 AND seq <= ?2 AND at_ms >= ?3 AND at_ms < ?4 \
             ORDER BY number LIMIT ?5",
        )?;
        let bounds = (
            after.0,
            until,
            span.from.0,
            span.to.0,
            limit.min(ENTRIES_MAX),
        );
        let rows = statement.query_map(bounds, close_row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The close that covers that line, among those up to the line `until`.
    ///
    /// # Errors
    /// [`LedgerError`] when the storage fails.
    pub fn close_of_line(&self, seq: i64, until: i64) -> Result<Option<CloseNumber>, LedgerError> {
        let mut statement = self.connection().prepare_cached(
            "SELECT number FROM closes WHERE seq >= ?1 AND seq <= ?2 ORDER BY seq LIMIT 1",
        )?;
        let number = statement.query_row((seq, until), |row| row.get(0));
        Ok(number.optional()?.map(CloseNumber))
    }

    /// The close before that line.
    ///
    /// # Errors
    /// [`LedgerError`] when the storage fails.
    pub fn close_before(&self, seq: i64) -> Result<Option<CloseRow>, LedgerError> {
        let mut statement = self.connection().prepare_cached(
            "SELECT number, seq, after_seq, at_ms, received_centavos FROM closes \
             WHERE seq < ?1 ORDER BY seq DESC LIMIT 1",
        )?;
        Ok(statement.query_row([seq], close_row).optional()?)
    }

    /// The restores and roll-backs between two lines, oldest first, with when
    /// they happened: they skip numbers of closes and tickets.
    ///
    /// # Errors
    /// [`LedgerError`] when the storage fails or a line cannot be read.
    pub fn numbers_skipped(
        &self,
        after_seq: i64,
        to_seq: i64,
    ) -> Result<Vec<(UnixMs, TillEvent)>, LedgerError> {
        let mut statement = self.connection().prepare_cached(
            "SELECT at_ms, body FROM journal WHERE subject = 'till' \
                 AND subject_id IN ('restored', 'rolled-back') AND seq > ?1 AND seq <= ?2 \
             ORDER BY seq",
        )?;
        let rows = statement.query_map((after_seq, to_seq), |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?))
        })?;
        let mut skipped = Vec::new();
        for row in rows {
            let (at_ms, body) = row?;
            let unreadable = |_| LedgerError::Stored { what: "a line" };
            if let Event::Till(event) = serde_json::from_str(&body).map_err(unreadable)? {
                skipped.push((UnixMs(at_ms), event));
            }
        }
        Ok(skipped)
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
