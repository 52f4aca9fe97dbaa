//! View: the epochs of the journal, each the lines sealed by one seal.

use crate::columns::Col;
use crate::error::LedgerError;
use crate::seal::{Digest, Fingerprint};
use domain::{EpochBecause, UnixMs};
use rusqlite::{Connection, OptionalExtension, named_params};

fn word(because: EpochBecause) -> &'static str {
    match because {
        EpochBecause::FirstRun => "first-run",
        EpochBecause::SealGone => "seal-gone",
        EpochBecause::ForeignSeal => "foreign-seal",
        EpochBecause::Restored => "restored",
        EpochBecause::RolledBack => "rolled-back",
    }
}

pub(crate) fn store(
    connection: &Connection,
    first_seq: i64,
    fingerprint: Fingerprint,
    because: EpochBecause,
    at: UnixMs,
) -> Result<(), LedgerError> {
    connection
        .prepare_cached(
            "INSERT INTO epochs (first_seq, fingerprint, because, opened_at_ms) \
             VALUES (:first_seq, :fingerprint, :because, :opened_at_ms)",
        )?
        .execute(named_params! {
            ":first_seq": first_seq,
            ":fingerprint": fingerprint.0,
            ":because": word(because),
            ":opened_at_ms": at.0,
        })?;
    Ok(())
}

/// The seal of the epoch that goes on.
pub(crate) fn last(connection: &Connection) -> Result<Option<Fingerprint>, LedgerError> {
    let last = connection
        .prepare_cached("SELECT fingerprint FROM epochs ORDER BY first_seq DESC LIMIT 1")?
        .query_row([], |row| row.get::<_, Col<Digest>>(0))
        .optional()?;
    Ok(last.map(|Col(digest)| Fingerprint(digest)))
}
