//! View: notices about the till itself that no manager has marked as seen.

use crate::access::Read;
use crate::columns::PersonColumn;
use crate::error::LedgerError;
use domain::{PersonId, PinBecause, TillEvent, TillNoticeKind, UnixMs};
use rusqlite::Connection;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ValueRef};

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TillNotice {
    /// The line of the journal that it is about; also its id.
    pub seq: i64,
    /// When it happened.
    pub at: UnixMs,
    /// What happened.
    pub kind: TillNoticeKind,
    /// Whom it is about.
    pub person: Option<PersonId>,
}

const fn word(kind: TillNoticeKind) -> &'static str {
    match kind {
        TillNoticeKind::ManagerForgotten => "manager-forgotten",
        TillNoticeKind::ManagerKeyGone => "manager-key-gone",
        TillNoticeKind::PinKeyGone => "pin-key-gone",
        TillNoticeKind::PinShort => "pin-short",
        TillNoticeKind::SealGone => "seal-gone",
        TillNoticeKind::ForeignSeal => "foreign-seal",
        TillNoticeKind::RolledBack => "rolled-back",
        TillNoticeKind::WorkerFailed => "worker-failed",
    }
}

struct KindColumn(TillNoticeKind);

impl FromSql for KindColumn {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let found = value.as_str()?;
        TillNoticeKind::ALL
            .into_iter()
            .find(|kind| word(*kind) == found)
            .map(KindColumn)
            .ok_or(FromSqlError::InvalidType)
    }
}

/// Brings the view up to date by an event of the till.
pub(crate) fn store(
    connection: &Connection,
    seq: i64,
    at: UnixMs,
    event: &TillEvent,
) -> Result<(), LedgerError> {
    if let TillEvent::TillNoticeSeen { notice } = event {
        connection
            .prepare_cached("DELETE FROM till_notices WHERE seq = ?1")?
            .execute([notice])?;
    } else if let TillEvent::PinKept {
        person, because, ..
    } = event
    {
        // A new hash of the same PIN does not make the PIN longer.
        if *because != PinBecause::Renewed {
            connection
                .prepare_cached("DELETE FROM till_notices WHERE kind = ?1 AND person = ?2")?
                .execute((word(TillNoticeKind::PinShort), person.to_string()))?;
        }
        if *because == PinBecause::KeyGone {
            connection
                .prepare_cached("DELETE FROM till_notices WHERE kind = ?1")?
                .execute([word(TillNoticeKind::PinKeyGone)])?;
        }
    }
    if let Some((kind, person)) = event.notice() {
        // A worker that fails repeatedly has one notice, with the time of the
        // last failure.
        if kind == TillNoticeKind::WorkerFailed {
            connection
                .prepare_cached("DELETE FROM till_notices WHERE kind = ?1")?
                .execute([word(kind)])?;
        }
        connection
            .prepare_cached(
                "INSERT INTO till_notices (seq, at_ms, kind, person) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute((seq, at.0, word(kind), person.map(|it| it.to_string())))?;
    }
    Ok(())
}

impl Read<'_> {
    /// The notices about the till itself that no manager has seen, oldest
    /// first.
    pub fn till_notices(&self) -> Result<Vec<TillNotice>, LedgerError> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT seq, at_ms, kind, person FROM till_notices ORDER BY seq")?;
        let notices = statement.query_map([], |row| {
            Ok(TillNotice {
                seq: row.get("seq")?,
                at: UnixMs(row.get("at_ms")?),
                kind: row.get::<_, KindColumn>("kind")?.0,
                person: row.get::<_, Option<PersonColumn>>("person")?.map(|id| id.0),
            })
        })?;
        Ok(notices.collect::<Result<_, _>>()?)
    }
}
