//! Compares the tables beside the journal with the journal.

use super::{Problem, Report};
use crate::error::LedgerError;
use crate::seal::Seal;
use crate::tables::{cursors, held};
use domain::TillNumber;
use rusqlite::Connection;
use rusqlite::types::Value;
use std::collections::BTreeMap;

/// Checks the tables that steer money and are not views: the relays' cursors
/// and the errands to be sent. A missing table was already reported.
pub(super) fn check_what_steers(
    file: &Connection,
    seal: Option<&Seal>,
    report: &mut Report,
) -> Result<(), LedgerError> {
    let is_gone = |report: &Report, table: &str| {
        let gone = |it: &Problem| matches!(it, Problem::SchemaDiffers { name } if name == table);
        report.problems.iter().any(gone)
    };
    if !["outbox", "payments"].iter().any(|it| is_gone(report, it)) {
        for errand in held::altered(file)? {
            report.problem(Problem::ErrandAltered { errand: errand.0 });
        }
    }
    if let Some(seal) = seal
        && !is_gone(report, "cursors")
    {
        for relay in cursors::unsealed(file, seal)? {
            report.problem(Problem::CursorAltered { relay });
        }
    }
    Ok(())
}

/// Compares the file's schema with the program's.
pub(super) fn check_schema(
    file: &Connection,
    made: &Connection,
    report: &mut Report,
) -> Result<(), LedgerError> {
    let of = |connection: &Connection| -> Result<BTreeMap<String, Option<String>>, LedgerError> {
        // SQLite's own tables (statistics, sequences) come and go by themselves.
        let mut statement = connection.prepare(
            "SELECT name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
        )?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    };
    let (stands, should) = (of(file)?, of(made)?);
    let mut names: Vec<&String> = stands.keys().chain(should.keys()).collect();
    names.sort_unstable();
    names.dedup();
    for name in names {
        if stands.get(name) != should.get(name) {
            let name = name.clone();
            report.problem(Problem::SchemaDiffers { name });
        }
    }
    Ok(())
}

/// Whether a view's rows are the same in both, in the order of their keys,
/// which no view has more than four columns of.
pub(super) fn same_rows(
    file: &Connection,
    made: &Connection,
    view: &str,
) -> Result<bool, LedgerError> {
    let columns = made
        .prepare(&format!("SELECT * FROM {view}"))?
        .column_count();
    let keys: Vec<String> = (1..=columns.min(4)).map(|key| key.to_string()).collect();
    let sql = format!("SELECT * FROM {view} ORDER BY {}", keys.join(", "));
    // A missing view differs; it is not an error of the check.
    let Ok(mut stands) = file.prepare(&sql) else {
        return Ok(false);
    };
    let mut should = made.prepare(&sql)?;
    let columns = stands.column_count();
    if columns != should.column_count() {
        return Ok(false);
    }
    let (mut stands, mut should) = (stands.query([])?, should.query([])?);
    loop {
        match (stands.next()?, should.next()?) {
            (None, None) => return Ok(true),
            (Some(one), Some(other)) => {
                for column in 0..columns {
                    if one.get::<_, Value>(column)? != other.get::<_, Value>(column)? {
                        return Ok(false);
                    }
                }
            }
            (Some(_), None) | (None, Some(_)) => return Ok(false),
        }
    }
}

/// The counts of tickets may be ahead of the journal, never behind it.
pub(super) fn check_tickets(
    file: &Connection,
    made: &Connection,
    report: &mut Report,
) -> Result<(), LedgerError> {
    let mut statement = made.prepare("SELECT till, last FROM tickets ORDER BY till")?;
    let rows = statement.query_map([], |row| Ok((row.get::<_, u16>(0)?, row.get::<_, i64>(1)?)))?;
    for row in rows {
        let (till, last) = row?;
        let sql = "SELECT count(*) FROM tickets WHERE till = ?1 AND last >= ?2";
        let reached: i64 = file.query_row(sql, (till, last), |row| row.get(0))?;
        if reached == 0 {
            let till = TillNumber(till);
            report.problem(Problem::TicketsBehind { till });
        }
    }
    Ok(())
}
