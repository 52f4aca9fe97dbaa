//! View: the epochs of the journal, each the lines sealed by one seal.

use crate::access::Read;
use crate::columns::Col;
use crate::error::LedgerError;
use crate::seal::{Digest, Fingerprint};
use domain::{EpochBecause, UnixMs};
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ValueRef};
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

/// The fingerprint of the last epoch's seal.
pub(crate) fn last(connection: &Connection) -> Result<Option<Fingerprint>, LedgerError> {
    let last = connection
        .prepare_cached("SELECT fingerprint FROM epochs ORDER BY first_seq DESC LIMIT 1")?
        .query_row([], |row| row.get::<_, Col<Digest>>(0))
        .optional()?;
    Ok(last.map(|Col(digest)| Fingerprint(digest)))
}

/// An epoch of the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Epoch {
    /// Its first line.
    pub first_seq: i64,
    /// Why it began.
    pub because: EpochBecause,
    /// When it began, by the till's clock.
    pub opened_at: UnixMs,
}

impl Read<'_> {
    /// The epochs of the journal, oldest first. Every epoch but the first began
    /// with something that a person should know: a lost or foreign seal, a
    /// restore, or a file that was put back.
    pub fn epochs(&self) -> Result<Vec<Epoch>, LedgerError> {
        let mut statement = self.connection().prepare_cached(
            "SELECT first_seq, because, opened_at_ms FROM epochs ORDER BY first_seq",
        )?;
        let epochs = statement.query_map([], |row| {
            Ok(Epoch {
                first_seq: row.get("first_seq")?,
                because: row.get::<_, BecauseColumn>("because")?.0,
                opened_at: row.get::<_, Col<UnixMs>>("opened_at_ms")?.0,
            })
        })?;
        Ok(epochs.collect::<Result<_, _>>()?)
    }
}

struct BecauseColumn(EpochBecause);

impl FromSql for BecauseColumn {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let found = value.as_str()?;
        [
            EpochBecause::FirstRun,
            EpochBecause::SealGone,
            EpochBecause::ForeignSeal,
            EpochBecause::Restored,
            EpochBecause::RolledBack,
        ]
        .into_iter()
        .find(|because| word(*because) == found)
        .map(BecauseColumn)
        .ok_or(FromSqlError::InvalidType)
    }
}
