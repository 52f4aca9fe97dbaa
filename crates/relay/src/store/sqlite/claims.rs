//! Which till has which unattributed notice. There is one row for each notice,
//! with its last claim or release. Its cursor comes from the notices' own
//! sequence, so that a till reads both in one order.

use super::super::{Granted, Wish};
use super::column::damaged;
use domain::{TillNumber, UnixMs};
use relay_protocol::{ClaimChange, ClaimKind, Cursor, NoticeId, PAGE_CLAIMS_MAX};
use rusqlite::{OptionalExtension, Row, Transaction, params};

/// Grants or refuses a request; true if something was written.
pub(super) fn grant(
    transaction: &Transaction<'_>,
    wish: &Wish,
) -> rusqlite::Result<(Granted, bool)> {
    let known = transaction
        .prepare_cached("SELECT 1 FROM notices WHERE id = ?1 AND merchant = ?2 AND till IS NULL")?
        .exists(params![wish.notice.as_str(), wish.till.merchant])?;
    if !known {
        return Ok((Granted::NoSuchNotice, false));
    }
    let holder: Option<u16> = transaction
        .prepare_cached("SELECT till FROM claims WHERE notice = ?1 AND kind = 'claim'")?
        .query_row([wish.notice.as_str()], |row| row.get(0))
        .optional()?;
    let own = Some(wish.till.number.0);
    let done = match (wish.kind, holder) {
        (ClaimKind::Claim, Some(_)) if holder != own && wish.take_over => false,
        (_, Some(other)) if holder != own => {
            return Ok((Granted::HeldBy(TillNumber(other)), false));
        }
        (ClaimKind::Claim, holder) => holder.is_some(),
        (ClaimKind::Release, holder) => holder.is_none(),
    };
    if !done {
        put(transaction, wish)?;
    }
    Ok((Granted::Done, !done))
}

fn put(transaction: &Transaction<'_>, wish: &Wish) -> rusqlite::Result<()> {
    let cursor: i64 = transaction
        .prepare_cached(
            "UPDATE sqlite_sequence SET seq = seq + 1 WHERE name = 'notices' RETURNING seq",
        )?
        .query_row([], |row| row.get(0))?;
    transaction
        .prepare_cached(
            "INSERT INTO claims (notice, merchant, cursor, kind, till, at_ms)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (notice) DO UPDATE
             SET cursor = excluded.cursor, kind = excluded.kind, till = excluded.till,
                 at_ms = excluded.at_ms",
        )?
        .execute(params![
            wish.notice.as_str(),
            wish.till.merchant,
            cursor,
            wish.kind.as_str(),
            wish.till.number.0,
            wish.at_ms.0,
        ])?;
    Ok(())
}

/// The claims and releases after one cursor and up to another, at most a page,
/// and whether these are all.
pub(super) fn read(
    snapshot: &Transaction<'_>,
    merchant: &str,
    after: Cursor,
    upto: Cursor,
) -> rusqlite::Result<(Vec<ClaimChange>, bool)> {
    let place = |cursor: Cursor| i64::try_from(cursor.get()).unwrap_or(i64::MAX);
    let mut statement = snapshot.prepare_cached(
        "SELECT cursor, notice, kind, till, at_ms FROM claims
         WHERE merchant = ?1 AND cursor > ?2 AND cursor <= ?3
         ORDER BY cursor",
    )?;
    let mut rows = statement.query(params![merchant, place(after), place(upto)])?;
    let mut changes = Vec::new();
    while let Some(row) = rows.next()? {
        if changes.len() == PAGE_CLAIMS_MAX {
            return Ok((changes, false));
        }
        changes.push(change(row)?);
    }
    Ok((changes, true))
}

fn change(row: &Row<'_>) -> rusqlite::Result<ClaimChange> {
    let cursor: i64 = row.get(0)?;
    let notice: String = row.get(1)?;
    let kind: String = row.get(2)?;
    let kind = [ClaimKind::Claim, ClaimKind::Release]
        .into_iter()
        .find(|known| known.as_str() == kind);
    Ok(ClaimChange {
        cursor: Cursor::new(cursor.unsigned_abs()),
        notice: NoticeId::try_from(notice).map_err(|error| damaged(1, error))?,
        kind: kind.ok_or_else(|| damaged(2, "neither a claim nor a release"))?,
        till: TillNumber(row.get(3)?),
        at_ms: UnixMs(row.get(4)?),
    })
}
