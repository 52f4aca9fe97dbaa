//! A till's page of notices. The notices, the claims among them and the end are
//! all read in one snapshot.

use super::{super::KnownTill, claims, column::damaged};
use domain::{Provider, TillNumber, UnixMs};
use relay_protocol::{
    Body, Cursor, Delivery, NoticeEnvelope, NoticeId, NoticePage, PAGE_BODY_BYTES_MAX,
    PAGE_NOTICES_MAX,
};
use rusqlite::{Connection, Row, Rows, params};

/// Reads a till's notices after a cursor.
pub(super) fn read(
    connection: &mut Connection,
    till: &KnownTill,
    after: Cursor,
) -> rusqlite::Result<Delivery> {
    let snapshot = connection.transaction()?;
    let end = "SELECT seq FROM sqlite_sequence WHERE name = 'notices'";
    let end: i64 = snapshot
        .prepare_cached(end)?
        .query_row([], |row| row.get(0))?;
    let end = Cursor::new(end.unsigned_abs());
    let after = if after > end { Cursor::START } else { after };
    let mut page = NoticePage {
        notices: Vec::new(),
        next: end,
        read_to_end: true,
    };
    let mut statement = snapshot.prepare_cached(
        "SELECT cursor, id, provider, merchant, till, received_at_ms, content_type,
                content_encoding, body
         FROM notices
         WHERE merchant = ?1 AND cursor > ?2 AND (till IS NULL OR till = ?3)
         ORDER BY cursor",
    )?;
    let from = i64::try_from(after.get()).unwrap_or(i64::MAX);
    let rows = statement.query(params![till.merchant, from, till.number.0])?;
    (page.notices, page.read_to_end) = bounded(rows)?;
    if !page.read_to_end {
        page.next = page.notices.last().map_or(after, |last| last.cursor);
    }
    // If the page reaches the till's end, only other tills' notices follow up
    // to the store's end.
    let (changes, all) = claims::read(&snapshot, &till.merchant, after, page.next)?;
    if !all {
        page.next = changes.last().map_or(after, |last| last.cursor);
        page.notices.retain(|notice| notice.cursor <= page.next);
        page.read_to_end = false;
    }
    let claims = changes;
    Ok(Delivery { page, claims })
}

/// The notices of those rows, up to a page of them, and whether these are all.
pub(super) fn bounded(mut rows: Rows<'_>) -> rusqlite::Result<(Vec<NoticeEnvelope>, bool)> {
    let (mut notices, mut body_bytes) = (Vec::new(), 0);
    while let Some(row) = rows.next()? {
        let notice = envelope(row)?;
        body_bytes += notice.body.as_bytes().len();
        if notices.len() == PAGE_NOTICES_MAX || body_bytes > PAGE_BODY_BYTES_MAX {
            return Ok((notices, false));
        }
        notices.push(notice);
    }
    Ok((notices, true))
}

fn envelope(row: &Row<'_>) -> rusqlite::Result<NoticeEnvelope> {
    let cursor: i64 = row.get(0)?;
    let id: String = row.get(1)?;
    let provider: String = row.get(2)?;
    Ok(NoticeEnvelope {
        cursor: Cursor::new(cursor.unsigned_abs()),
        id: NoticeId::try_from(id).map_err(|error| damaged(1, error))?,
        provider: Provider::parse(&provider).ok_or_else(|| damaged(2, "an unknown provider"))?,
        merchant: row.get(3)?,
        till: row.get::<_, Option<u16>>(4)?.map(TillNumber),
        received_at_ms: UnixMs(row.get(5)?),
        content_type: row.get(6)?,
        content_encoding: row.get(7)?,
        body: Body::new(row.get(8)?).map_err(|error| damaged(8, error))?,
    })
}
