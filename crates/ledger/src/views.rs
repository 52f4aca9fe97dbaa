//! All views together, rebuilt from the whole journal. A rebuild gives the same rows as a long life of
//! updates.

use crate::access::Write;
use crate::error::LedgerError;
use crate::seal::hex;
use crate::summing::{Grouped, SUMMED, SubjectSum, Timeline};
use crate::tables::journal::{each_line, each_line_about};
use domain::{Stamp, UnixMs};
use rusqlite::{Connection, OptionalExtension as _};
use sha2::{Digest as _, Sha256};

/// The version of the program's mapping from journal to views. Raise it when
/// the *meaning* of a view's rows changes, or the effect of an event on them;
/// changed columns are detected without it. Views that another version made are
/// rebuilt when the ledger is opened.
pub(crate) const VERSION: u32 = 8;

/// The tables that can be rebuilt from the journal alone.
pub(crate) const REBUILT: [&str; 22] = [
    "epochs",
    "sales",
    "payments",
    "transactions",
    "discrepancies",
    "strays",
    "stray_notices",
    "payment_cards",
    "legs",
    "plans",
    "people",
    "merchant_identity",
    "till_notices",
    "clock_moves",
    "unread_relay",
    "movements",
    "shifts",
    "closes",
    "close_count",
    "sale_words",
    "fixed_qrs",
    "reports",
];

/// The version of this program's views: the mapping's version and the columns.
pub(crate) fn version(connection: &Connection) -> Result<String, LedgerError> {
    let mut columns = Sha256::new();
    let mut statement =
        connection.prepare("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?1")?;
    for view in REBUILT {
        let sql: Option<String> = statement.query_row([view], |row| row.get(0)).optional()?;
        columns.update(sql.unwrap_or_default());
        columns.update([0]);
    }
    Ok(format!("{VERSION}-{}", hex(&columns.finalize()[..8])))
}

/// The version that made the current views; `None` if there are none yet.
pub(crate) fn made_by(connection: &Connection) -> Result<Option<String>, LedgerError> {
    let mut statement = connection.prepare("SELECT by FROM views_made")?;
    Ok(statement.query_row([], |row| row.get(0)).optional()?)
}

/// Makes the next writer rebuild the views.
pub(crate) fn forget_version(connection: &Connection) -> Result<(), LedgerError> {
    connection.execute("DELETE FROM views_made", [])?;
    Ok(())
}

/// Rebuilds the views if another version made them, in one transaction, so that
/// a crash leaves the old ones.
pub(crate) fn bring_up_to_date(connection: &Connection) -> Result<(), LedgerError> {
    let version = version(connection)?;
    if made_by(connection)?.as_deref() == Some(&version) {
        return Ok(());
    }
    tracing::info!(%version, "the views are made anew from the journal");
    let transaction = connection.unchecked_transaction()?;
    rebuild(&transaction)?;
    transaction.execute(
        "INSERT INTO views_made (one, by) VALUES (1, ?1) \
         ON CONFLICT DO UPDATE SET by = excluded.by",
        [version],
    )?;
    Ok(transaction.commit()?)
}

/// Rebuilds the views in the open transaction.
fn rebuild(connection: &Connection) -> Result<(), LedgerError> {
    // Rows with references to them are deleted and inserted again in this
    // transaction.
    connection.execute_batch("PRAGMA defer_foreign_keys = ON")?;
    for table in REBUILT {
        connection.execute(&format!("DELETE FROM {table}"), [])?;
    }
    let mut timeline = Timeline::default();
    each_line(connection, |line| {
        let (line, _) = line.map_err(|seq| LedgerError::Unreadable { seq })?;
        if Timeline::takes(&line) {
            let (actor, event) = (line.read_actor()?, line.event()?);
            let stamp = Stamp::new(&actor, UnixMs(line.at_ms));
            timeline.add(connection, &line, (stamp, &event))?;
        }
        Ok::<(), LedgerError>(())
    })?;
    timeline.store(connection)?;
    let mut grouped = Grouped::default();
    for subject in SUMMED {
        let store =
            |sum: Option<SubjectSum>| sum.map_or(Ok(()), |sum| sum.store(connection, &timeline));
        each_line_about(connection, subject, |line| {
            let line = line.map_err(|seq| LedgerError::Unreadable { seq })?;
            let (actor, event) = (line.read_actor()?, line.event()?);
            store(grouped.add(&line, (&actor, event)))
        })?;
        store(grouped.end())?;
    }
    Timeline::correct_times(connection)
}

impl Write<'_> {
    /// Rebuilds the views from the journal. Tables that are not views (outbox,
    /// inbox, cursors) stay as they are.
    ///
    /// # Errors
    /// [`LedgerError::Unreadable`] for a line that cannot be read; else the
    /// storage's failure.
    pub fn rebuild_views(&mut self) -> Result<(), LedgerError> {
        self.change(|write| rebuild(write.connection()))
    }
}
