//! View: when the machine's clocks jumped, and which lines have a doubtful
//! time because of it.

use super::movements;
use crate::access::Read;
use crate::columns::Col;
use crate::error::LedgerError;
use domain::{SaleId, TillEvent, UnixMs};
use rusqlite::{Connection, OptionalExtension, named_params};

/// Lines whose time is doubtful: the clock may have been wrong from the first
/// of them until it was corrected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DoubtfulLines {
    /// The first of them.
    pub from: i64,
    /// The line of the correction; it is the first that is right again.
    pub until: i64,
    /// By how much the clock was corrected.
    pub by_ms: i64,
}

/// All lines of a journal whose time is doubtful, in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Doubtful(Vec<DoubtfulLines>);

impl Doubtful {
    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the time of that line is doubtful.
    #[must_use]
    pub fn holds(&self, seq: i64) -> bool {
        self.0
            .iter()
            .any(|lines| (lines.from..lines.until).contains(&seq))
    }

    /// The corrected time of that line. If the clock was corrected in steps, it
    /// was wrong by their sum.
    #[must_use]
    pub fn corrected(&self, seq: i64, at: UnixMs) -> UnixMs {
        let mut corrected = at;
        let mut until = seq;
        for lines in &self.0 {
            if lines.from <= until && until < lines.until {
                corrected = corrected.plus_ms(lines.by_ms);
                until = lines.until;
            }
        }
        corrected
    }
}

pub(crate) fn store(
    connection: &Connection,
    seq: i64,
    event: &TillEvent,
) -> Result<(), LedgerError> {
    let TillEvent::ClockMoved {
        by_ms,
        slept_ms,
        doubtful_from,
    } = event
    else {
        return Ok(());
    };
    connection
        .prepare_cached(
            "INSERT INTO clock_moves (seq, by_ms, slept_ms, doubtful_from) \
             VALUES (:seq, :by_ms, :slept_ms, :doubtful_from)",
        )?
        .execute(named_params! {
            ":seq": seq,
            ":by_ms": by_ms,
            ":slept_ms": slept_ms,
            ":doubtful_from": doubtful_from,
        })?;
    if doubtful_from.is_some() {
        movements::correct_times(connection, &doubtful(connection)?.0)?;
    }
    Ok(())
}

/// Corrects the times of sales and movements that were stored after the
/// corrections of the clock.
pub(crate) fn correct_times_again(connection: &Connection) -> Result<(), LedgerError> {
    let Doubtful(lines) = doubtful(connection)?;
    for last in 1..=lines.len() {
        movements::correct_times(connection, &lines[..last])?;
    }
    Ok(())
}

fn doubtful(connection: &Connection) -> Result<Doubtful, LedgerError> {
    let mut statement = connection.prepare_cached(
        "SELECT doubtful_from, seq, by_ms - slept_ms FROM clock_moves \
             WHERE doubtful_from IS NOT NULL ORDER BY seq",
    )?;
    let rows = statement.query_map([], |row| {
        Ok(DoubtfulLines {
            from: row.get(0)?,
            until: row.get(1)?,
            by_ms: row.get(2)?,
        })
    })?;
    Ok(Doubtful(rows.collect::<Result<_, _>>()?))
}

impl Read<'_> {
    /// The lines whose time is doubtful.
    pub fn doubtful_lines(&self) -> Result<Doubtful, LedgerError> {
        doubtful(self.connection())
    }

    /// The line that opened a sale.
    pub fn opening_line(&self, sale: SaleId) -> Result<Option<i64>, LedgerError> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT first_seq FROM sales WHERE sale = ?1")?;
        Ok(statement
            .query_row([Col(sale)], |row| row.get(0))
            .optional()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_corrected_in_steps_was_wrong_by_their_sum() {
        let lines = |from, until, by_ms| DoubtfulLines { from, until, by_ms };
        let doubtful = Doubtful(vec![lines(2, 5, 1_000), lines(5, 9, 50), lines(20, 22, -7)]);
        let corrected = |seq| doubtful.corrected(seq, UnixMs(0)).0;
        assert_eq!(corrected(1), 0);
        assert_eq!(corrected(2), 1_050);
        assert_eq!(corrected(4), 1_050);
        assert_eq!(corrected(5), 50);
        assert_eq!(corrected(9), 0);
        assert_eq!(corrected(21), -7);
        assert!(!doubtful.holds(1) && doubtful.holds(2) && doubtful.holds(8));
        assert!(!doubtful.holds(9) && !doubtful.holds(22));
    }
}
