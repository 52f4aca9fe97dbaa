//! A quick look at a file that may be a copy, of an older version, or damaged.
//! It verifies nothing and decides nothing.

use crate::open;
use crate::tables::till_state::StateKey;
use domain::{Ticket, TillNumber, UnixMs};
use rusqlite::{Connection, OptionalExtension};
use std::path::Path;

/// The facts that a quick look shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Glance {
    /// How many sales it has; `None` if that cannot be read.
    pub sales: Option<u64>,
    /// The ticket of the last one.
    pub last_ticket: Option<Ticket>,
}

/// Looks at the ledger or copy at this path. Fields that cannot be read are
/// `None`.
#[must_use]
pub fn glance(path: &Path) -> Glance {
    let Ok(connection) = open::to_copy(path) else {
        return Glance::default();
    };
    Glance {
        sales: count(&connection, UnixMs(i64::MIN)),
        last_ticket: last_ticket(&connection).ok().flatten(),
    }
}

/// How many sales a ledger has that were begun after that time; `None` if it
/// cannot be read.
#[must_use]
pub fn sales_since(path: &Path, since: UnixMs) -> Option<u64> {
    count(&open::to_copy(path).ok()?, since)
}

/// When the last line of the journal of a ledger or copy was written; `None` if
/// that cannot be read, or there is no line.
#[must_use]
pub fn last_line_at(path: &Path) -> Option<UnixMs> {
    let connection = open::to_copy(path).ok()?;
    let sql = "SELECT at_ms FROM journal ORDER BY seq DESC LIMIT 1";
    let at = connection.query_row(sql, [], |row| row.get(0));
    at.ok().map(UnixMs)
}

/// The value that a ledger or copy stores under a key.
#[must_use]
pub fn state_in(path: &Path, key: StateKey) -> Option<String> {
    let connection = open::to_copy(path).ok()?;
    // Before version 10 the table had another name.
    [
        "SELECT value FROM till_state WHERE key = ?1",
        "SELECT value FROM kept WHERE name = ?1",
    ]
    .into_iter()
    .find_map(|sql| {
        let value = connection.query_row(sql, [key.as_str()], |row| row.get(0));
        value.ok()
    })
}

fn count(connection: &Connection, since: UnixMs) -> Option<u64> {
    // Before version 12 there was no corrected time.
    ["day_at_ms", "opened_at_ms"].into_iter().find_map(|time| {
        let sql = format!("SELECT count(*) FROM sales WHERE {time} > ?1");
        let count = connection.query_row(&sql, [since.0], |row| row.get::<_, i64>(0));
        u64::try_from(count.ok()?).ok()
    })
}

fn last_ticket(connection: &Connection) -> rusqlite::Result<Option<Ticket>> {
    let sql = "SELECT ticket_till, ticket_number FROM sales \
         ORDER BY ticket_number DESC LIMIT 1";
    connection
        .query_row(sql, [], |row| {
            Ok(Ticket {
                till: TillNumber(row.get(0)?),
                number: row.get(1)?,
            })
        })
        .optional()
}
