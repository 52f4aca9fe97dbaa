//! The stored lines in their order, packed or not.

use super::{COLUMNS, line_of};
use crate::chain::{Line, Links};
use crate::error::LedgerError;
use crate::tables::blocks::{Blocks, PACKED};
use rusqlite::{CachedStatement, Connection, Statement};
use std::collections::BTreeSet;

/// Passes every line to `visit`, oldest first. For lines that cannot be read it
/// passes only the first one's sequence.
pub(crate) fn each_line<E: From<LedgerError>>(
    connection: &Connection,
    visit: impl FnMut(Result<(Line, Links), i64>) -> Result<(), E>,
) -> Result<(), E> {
    each_line_after(connection, 0, visit)
}

/// The same for the lines after one.
pub(crate) fn each_line_after<E: From<LedgerError>>(
    connection: &Connection,
    seq: i64,
    mut visit: impl FnMut(Result<(Line, Links), i64>) -> Result<(), E>,
) -> Result<(), E> {
    let blocks = Blocks::new(connection);
    let mut unpacked = connection
        .prepare(&format!(
            "SELECT {COLUMNS} FROM journal WHERE seq > ?1 AND seq < ?2 ORDER BY seq"
        ))
        .map_err(of_storage)?;
    let mut passed = seq;
    while let Some((first, last)) = blocks.after(passed, 1)?.pop() {
        // Up to a block's first line none is packed, and among its lines are those
        // of subjects that are not packed.
        each_row(&mut unpacked, (passed, first), &mut visit)?;
        each_of_block(&blocks, (first, last, passed), &mut unpacked, &mut visit)?;
        passed = last;
    }
    each_row(&mut unpacked, (passed, i64::MAX), &mut visit)
}

/// Passes the lines of a block after `passed`, and those between them.
fn each_of_block<E: From<LedgerError>>(
    blocks: &Blocks<'_>,
    (first, last, passed): (i64, i64, i64),
    unpacked: &mut Statement<'_>,
    visit: &mut impl FnMut(Result<(Line, Links), i64>) -> Result<(), E>,
) -> Result<(), E> {
    let mut after = passed.max(first - 1);
    if let Some(lines) = readable(blocks.lines(first), visit)? {
        for (line, links) in lines.iter().filter(|(line, _)| line.seq > passed) {
            if line.seq > after + 1 {
                each_row(unpacked, (after, line.seq), visit)?;
            }
            after = line.seq;
            visit(Ok((line.clone(), links.clone())))?;
        }
    }
    each_row(unpacked, (after, last.saturating_add(1)), visit)
}

/// Passes the unpacked lines between two, without both.
fn each_row<E: From<LedgerError>>(
    unpacked: &mut Statement<'_>,
    between: (i64, i64),
    visit: &mut impl FnMut(Result<(Line, Links), i64>) -> Result<(), E>,
) -> Result<(), E> {
    let mut rows = unpacked.query(between).map_err(of_storage)?;
    while let Some(row) = rows.next().map_err(of_storage)? {
        let seq = row.get(0).map_err(of_storage)?;
        visit(line_of(row).map_err(|_| seq))?;
    }
    Ok(())
}

/// Passes the lines about the till, its shifts and its closes up to one. They
/// are never packed.
pub(crate) fn each_line_of_the_till(
    connection: &Connection,
    until: i64,
    mut visit: impl FnMut(Line),
) -> Result<(), LedgerError> {
    let mut statement = connection.prepare(&format!(
        "SELECT {COLUMNS} FROM journal INDEXED BY journal_by_subject \
             WHERE subject IN ('till', 'shift', 'close') \
             AND seq <= ?1 ORDER BY seq"
    ))?;
    let lines = statement.query_map([until], line_of)?;
    for line in lines {
        visit(line?.0);
    }
    Ok(())
}

/// Passes every line about subjects of that kind to `visit`: subject after
/// subject, the lines of each oldest first. For a line that cannot be read it
/// passes only the sequence.
pub(crate) fn each_line_about<E: From<LedgerError>>(
    connection: &Connection,
    subject: &str,
    mut visit: impl FnMut(Result<Line, i64>) -> Result<(), E>,
) -> Result<(), E> {
    let blocks = Blocks::new(connection);
    let mut passed = None;
    if PACKED.contains(&subject) {
        passed = Some(&blocks);
        each_packed_subject(&blocks, connection, subject, &mut visit)?;
    }
    let mut unpacked = connection
        .prepare(&format!(
            "SELECT {COLUMNS} FROM journal WHERE subject = ?1 ORDER BY subject_id, seq"
        ))
        .map_err(of_storage)?;
    let mut rows = unpacked.query([subject]).map_err(of_storage)?;
    let mut current = (String::new(), false);
    while let Some(row) = rows.next().map_err(of_storage)? {
        let seq = row.get(0).map_err(of_storage)?;
        let Ok((line, _)) = line_of(row) else {
            visit(Err(seq))?;
            continue;
        };
        if let Some(blocks) = passed
            && current.0 != line.subject_id
        {
            let packed = readable(blocks.lines_about(subject, &line.subject_id), &mut visit)?;
            let has_packed = packed.is_some_and(|packed| !packed.is_empty());
            current = (line.subject_id.clone(), has_packed);
        }
        // The lines of a subject that has packed ones came with those.
        if !current.1 {
            visit(Ok(line))?;
        }
    }
    Ok(())
}

/// Passes all lines of every subject that has packed ones, where its first block
/// has its place.
fn each_packed_subject<E: From<LedgerError>>(
    blocks: &Blocks<'_>,
    connection: &Connection,
    subject: &str,
    visit: &mut impl FnMut(Result<Line, i64>) -> Result<(), E>,
) -> Result<(), E> {
    let mut rest = connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM journal WHERE subject = ?1 AND subject_id = ?2 ORDER BY seq"
        ))
        .map_err(of_storage)?;
    let mut passed = 0;
    while let Some((first, last)) = blocks.after(passed, 1)?.pop() {
        passed = last;
        let Some(lines) = readable(blocks.lines(first), visit)? else {
            continue;
        };
        let of_kind = lines.iter().filter(|(line, _)| line.subject == subject);
        let ids: BTreeSet<&String> = of_kind.map(|(line, _)| &line.subject_id).collect();
        for id in ids {
            let Some(packed) = readable(blocks.lines_about(subject, id), visit)? else {
                continue;
            };
            if packed.first().is_some_and(|(line, _)| line.seq < first) {
                continue;
            }
            for (line, _) in packed {
                visit(Ok(line))?;
            }
            each_rest(&mut rest, (subject, id), visit)?;
        }
    }
    Ok(())
}

fn each_rest<E: From<LedgerError>>(
    rest: &mut CachedStatement<'_>,
    about: (&str, &str),
    visit: &mut impl FnMut(Result<Line, i64>) -> Result<(), E>,
) -> Result<(), E> {
    let mut rows = rest.query(about).map_err(of_storage)?;
    while let Some(row) = rows.next().map_err(of_storage)? {
        let seq = row.get(0).map_err(of_storage)?;
        visit(line_of(row).map(|(line, _)| line).map_err(|_| seq))?;
    }
    Ok(())
}

/// What was read of a block; `None` after `visit` was told of a block that
/// cannot be read.
fn readable<T, L, E: From<LedgerError>>(
    read: Result<T, LedgerError>,
    visit: &mut impl FnMut(Result<L, i64>) -> Result<(), E>,
) -> Result<Option<T>, E> {
    match read {
        Ok(lines) => Ok(Some(lines)),
        Err(LedgerError::Unreadable { seq }) => visit(Err(seq)).map(|()| None),
        Err(error) => Err(error.into()),
    }
}

fn of_storage<E: From<LedgerError>>(error: rusqlite::Error) -> E {
    E::from(LedgerError::from(error))
}
