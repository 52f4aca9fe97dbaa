//! The packed part of the journal: blocks of old lines about sales and reports,
//! and in which blocks a subject has lines. Lines are packed in the journal's
//! order, so a subject whose first line is not packed has none that is.

use crate::access::Write;
use crate::chain::{Line, Links};
use crate::columns::Col;
use crate::error::LedgerError;
use crate::limits::{BLOCK_LINES, BLOCK_LINES_MAX, BLOCKS_AT_HAND, UNPACKED_LINES};
use crate::packed;
use crate::seal::Digest;
use crate::tables::journal::{COLUMNS, line_of};
use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::{Connection, OptionalExtension as _, named_params};
use std::cell::RefCell;
use std::collections::{BTreeSet, VecDeque};
use std::rc::Rc;
use std::sync::{Mutex, PoisonError};

/// The subjects whose old lines are packed, by their word in the journal.
pub(crate) const PACKED: [&str; 2] = ["sale", "report"];

/// What is packed at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Packing {
    /// Lines of one block, at most [`BLOCK_LINES_MAX`].
    pub block_lines: usize,
    /// The newest lines of the journal, which are not packed: they are read and
    /// written most.
    pub unpacked: i64,
}

impl Packing {
    /// What a shop's ledger uses.
    pub const STANDARD: Packing = Packing {
        block_lines: BLOCK_LINES,
        unpacked: UNPACKED_LINES,
    };
}

/// The lines of a block with their links.
pub(crate) type Lines = Vec<(Line, Links)>;

/// Reads blocks, and keeps the last ones unpacked: sales of one time are in the
/// same blocks.
pub(crate) struct Blocks<'c> {
    connection: &'c Connection,
    at_hand: RefCell<VecDeque<(i64, Rc<Lines>)>>,
}

impl<'c> Blocks<'c> {
    pub(crate) const fn new(connection: &'c Connection) -> Blocks<'c> {
        Blocks {
            connection,
            at_hand: RefCell::new(VecDeque::new()),
        }
    }

    /// The block that begins with that line.
    fn block(&self, first_seq: i64) -> Result<Rc<Lines>, LedgerError> {
        if let Some(lines) = self.at_hand(first_seq) {
            return Ok(lines);
        }
        let mut statement = self
            .connection
            .prepare_cached("SELECT lines, last_seq FROM journal_blocks WHERE first_seq = ?1")?;
        let stored = statement
            .query_row([first_seq], |row| {
                Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, i64>(1)?))
            })
            .optional()?;
        let unpacked = stored.and_then(|(bytes, last_seq)| {
            let lines = packed::unpack(&bytes).ok()?;
            let ends = (lines.first()?.0.seq, lines.last()?.0.seq);
            (ends == (first_seq, last_seq)).then_some(lines)
        });
        let lines = unpacked.ok_or(LedgerError::Unreadable { seq: first_seq })?;
        let lines = Rc::new(lines);
        let mut at_hand = self.at_hand.borrow_mut();
        if at_hand.len() >= BLOCKS_AT_HAND {
            at_hand.pop_front();
        }
        at_hand.push_back((first_seq, Rc::clone(&lines)));
        Ok(lines)
    }

    fn at_hand(&self, first_seq: i64) -> Option<Rc<Lines>> {
        let at_hand = self.at_hand.borrow();
        let found = at_hand.iter().find(|(at, _)| *at == first_seq);
        found.map(|(_, lines)| Rc::clone(lines))
    }

    /// The blocks that have lines after `seq`, oldest first, each with its first
    /// and its last line.
    pub(crate) fn after(&self, seq: i64, limit: u32) -> Result<Vec<(i64, i64)>, LedgerError> {
        // Blocks do not overlap: all but the first begin after `seq`.
        let mut statement = self.connection.prepare_cached(
            "SELECT first_seq, last_seq FROM journal_blocks \
             WHERE first_seq >= coalesce((SELECT max(first_seq) FROM journal_blocks \
                     WHERE first_seq <= ?1), 0) \
                 AND last_seq > ?1 ORDER BY first_seq LIMIT ?2",
        )?;
        let rows = statement.query_map((seq, limit), |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// All lines of a block.
    pub(crate) fn lines(&self, first_seq: i64) -> Result<Rc<Lines>, LedgerError> {
        self.block(first_seq)
    }

    /// The packed lines after `seq`, oldest first, at most `limit`.
    pub(crate) fn lines_after(&self, seq: i64, limit: usize) -> Result<Lines, LedgerError> {
        let mut found = Lines::new();
        for (first_seq, _) in self.after(seq, u32::MAX)? {
            let lines = self.block(first_seq)?;
            let room = limit - found.len();
            let later = lines.iter().filter(|(line, _)| line.seq > seq);
            found.extend(later.take(room).cloned());
            if found.len() >= limit {
                break;
            }
        }
        Ok(found)
    }

    /// The packed line of that sequence.
    pub(crate) fn line(&self, seq: i64) -> Result<Option<(Line, Links)>, LedgerError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT first_seq FROM journal_blocks WHERE first_seq <= ?1 AND last_seq >= ?1 \
             ORDER BY first_seq DESC LIMIT 1",
        )?;
        let Some(block) = statement.query_row([seq], |row| row.get(0)).optional()? else {
            return Ok(None);
        };
        let lines = self.block(block)?;
        let at = lines.binary_search_by_key(&seq, |(line, _)| line.seq);
        Ok(at.ok().map(|at| lines[at].clone()))
    }

    /// The packed lines about a subject, oldest first.
    pub(crate) fn lines_about(&self, subject: &str, id: &str) -> Result<Lines, LedgerError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT block FROM packed_subjects WHERE key = ?1 ORDER BY block")?;
        let blocks = statement.query_map([packed::key(id)], |row| row.get::<_, i64>(0))?;
        let mut found = Lines::new();
        for block in blocks {
            let lines = self.block(block?)?;
            let about = |line: &Line| line.subject == subject && line.subject_id == id;
            found.extend(lines.iter().filter(|(line, _)| about(line)).cloned());
        }
        Ok(found)
    }
}

impl Write<'_> {
    /// Packs the oldest lines about sales and reports into one block, if there are
    /// enough for one. Returns whether there may be more to pack.
    ///
    /// # Errors
    /// [`LedgerError`] when the storage fails or a line cannot be read.
    pub fn pack_oldest_lines(&mut self, packing: Packing) -> Result<bool, LedgerError> {
        let until = self.end().seq.saturating_sub(packing.unpacked);
        let block_lines = packing.block_lines.clamp(1, BLOCK_LINES_MAX);
        let lines = oldest(self.connection(), until, block_lines)?;
        let (Some((first, _)), Some((last, _))) = (lines.first(), lines.last()) else {
            return Ok(false);
        };
        if lines.len() < block_lines {
            return Ok(false);
        }
        let (first_seq, last_seq) = (first.seq, last.seq);
        let block = packed::pack(&lines).map_err(|_| LedgerError::Stored { what: "a block" })?;
        self.change(|write| {
            let connection = write.connection();
            connection
                .prepare_cached(
                    "INSERT INTO journal_blocks (first_seq, last_seq, lines) \
                     VALUES (:first_seq, :last_seq, :lines)",
                )?
                .execute(named_params! {
                    ":first_seq": first_seq,
                    ":last_seq": last_seq,
                    ":lines": block,
                })?;
            let keys: BTreeSet<i64> = lines
                .iter()
                .map(|(line, _)| packed::key(&line.subject_id))
                .collect();
            let mut store = connection
                .prepare_cached("INSERT INTO packed_subjects (key, block) VALUES (?1, ?2)")?;
            for key in keys {
                store.execute((key, first_seq))?;
            }
            let mut unpack = connection.prepare_cached("DELETE FROM journal WHERE seq = ?1")?;
            for (line, _) in &lines {
                unpack.execute([line.seq])?;
            }
            Ok(true)
        })
    }
}

/// The oldest lines that are not packed, up to that one: at most a block's.
fn oldest(connection: &Connection, until: i64, limit: usize) -> Result<Lines, LedgerError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM journal \
         WHERE seq > (SELECT coalesce(max(last_seq), 0) FROM journal_blocks) AND seq <= ?1 \
             AND subject IN ('sale', 'report') ORDER BY seq LIMIT {limit}"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let lines = statement.query_map([until], line_of)?;
    Ok(lines.collect::<Result<_, _>>()?)
}

/// Gives a connection the function by which the trigger of the journal asks
/// whether a block holds a line.
pub(crate) fn add_function(connection: &Connection) -> rusqlite::Result<()> {
    // All lines of a block are asked about one after the other.
    let last: Mutex<Option<(Vec<u8>, Lines)>> = Mutex::new(None);
    let flags = FunctionFlags::SQLITE_UTF8
        | FunctionFlags::SQLITE_DETERMINISTIC
        | FunctionFlags::SQLITE_INNOCUOUS;
    connection.create_scalar_function("block_holds", 11, flags, move |context| {
        let block = context.get_raw(0).as_blob()?;
        let mut last = last.lock().unwrap_or_else(PoisonError::into_inner);
        if last.as_ref().is_none_or(|(bytes, _)| bytes != block) {
            *last = packed::unpack(block)
                .ok()
                .map(|lines| (block.to_vec(), lines));
        }
        let Some((_, lines)) = last.as_ref() else {
            return Ok(false);
        };
        let asked = asked(context)?;
        let at = lines.binary_search_by_key(&asked.0.seq, |(line, _)| line.seq);
        Ok(at.is_ok_and(|at| lines[at] == asked))
    })
}

/// The line that the trigger asks about.
fn asked(context: &Context<'_>) -> rusqlite::Result<(Line, Links)> {
    let line = Line {
        seq: context.get(1)?,
        at_ms: context.get(2)?,
        actor: context.get(3)?,
        subject: context.get(4)?,
        subject_id: context.get(5)?,
        kind: context.get(6)?,
        body: context.get(7)?,
        evidence: context.get::<Option<Col<Digest>>>(8)?.map(|col| col.0),
    };
    let links = Links {
        hash: context.get::<Col<Digest>>(9)?.0,
        seal: context.get::<Col<Digest>>(10)?.0,
    };
    Ok((line, links))
}
