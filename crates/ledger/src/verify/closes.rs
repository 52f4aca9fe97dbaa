//! Names the closes of the day that an alteration reaches, and those that are
//! missing: a person knows a close by its number on paper, not by a line of the
//! journal.

use super::{Problem, Report};
use crate::chain::{Head, Line};
use crate::error::LedgerError;
use domain::{CloseEvent, CloseNumber};
use rusqlite::Connection;
use rusqlite::types::Value;
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// The line by which a shift's row belongs to a close.
const LINE_OF_SHIFT: &str = "coalesce(ended_seq, opened_seq)";

/// The closes that a walk along the journal passed.
#[derive(Default)]
pub(super) struct Passed {
    /// Number and line, in the order of the journal.
    closes: Vec<(CloseNumber, i64)>,
    unlinked: BTreeSet<CloseNumber>,
}

impl Passed {
    /// A close's line: it must begin after the close before it, and name the
    /// line before its own. `previous` is that line's hash, if it was read.
    pub(super) fn add(
        &mut self,
        line: &Line,
        previous: Option<Head>,
        number: CloseNumber,
        event: &CloseEvent,
    ) {
        let CloseEvent::Made {
            after_seq, anchor, ..
        } = event;
        let (last, last_seq) = self.closes.last().copied().unwrap_or_default();
        let anchored = previous.is_none_or(|previous| {
            Head::parse(anchor.seq, &anchor.hash).is_some_and(|anchor| anchor == previous)
        });
        if !anchored || *after_seq != last_seq || number <= last {
            self.unlinked.insert(number);
        }
        self.closes.push((number, line.seq));
    }

    pub(super) fn last(&self) -> Option<CloseNumber> {
        self.closes.last().map(|(number, _)| *number)
    }

    /// The close, if its line is that one or a later one.
    fn made_from(&self, number: CloseNumber, seq: i64) -> Option<CloseNumber> {
        let later = |(it, line): &&(CloseNumber, i64)| *it == number && *line >= seq;
        self.closes.iter().find(later).map(|(it, _)| *it)
    }

    /// The close that covers a line; `None` for a line of the open day.
    pub(super) fn that_covers(&self, seq: i64) -> Option<CloseNumber> {
        let at = self.closes.partition_point(|(_, close)| *close < seq);
        self.closes.get(at).map(|(number, _)| *number)
    }
}

/// Adds to the report which closes the problems found so far reach, and which
/// closes are missing. `file` is the ledger, `made` what its journal makes;
/// `reached` are the closes that cover rows of subjects which differ.
pub(super) fn name_closes(
    (file, made): (&Connection, &Connection),
    (passed, reached): (&Passed, &BTreeSet<CloseNumber>),
    report: &mut Report,
) -> Result<(), LedgerError> {
    for number in &passed.unlinked {
        report.problem(Problem::CloseUnlinked { number: *number });
    }
    let mut differ = reached.clone();
    let mut missing = BTreeSet::new();
    for problem in &report.problems {
        match problem {
            Problem::Altered { seq } | Problem::Forged { seq } | Problem::Unreadable { seq } => {
                differ.extend(passed.that_covers(*seq));
            }
            Problem::Gap { after, .. } => differ.extend(passed.that_covers(after + 1)),
            Problem::AnchorMissing { seq, close, .. } => match close {
                Some(close) if Some(*close) > passed.last() => {
                    missing.insert(*close);
                }
                // Another close was made in its place.
                Some(close) => differ.extend(passed.made_from(*close, *seq)),
                None => {}
            },
            Problem::ViewDiffers { view: "closes" } => {
                of_closes((file, made), &mut differ, &mut missing)?;
            }
            Problem::ViewDiffers { view: "shifts" } => {
                of_shifts((file, made), passed, &mut differ)?;
            }
            // The rows of the other views that a close covers were compared one
            // by one.
            Problem::ViewDiffers { .. }
            | Problem::FileDamaged
            | Problem::SchemaDiffers { .. }
            | Problem::NoBeginning
            | Problem::LastEpochUnknown
            | Problem::ForeignEpoch { .. }
            | Problem::ErrandAltered { .. }
            | Problem::CursorAltered { .. }
            | Problem::CloseDiffers { .. }
            | Problem::CloseMissing { .. }
            | Problem::CloseUnlinked { .. }
            | Problem::ViewsUnmade
            | Problem::TicketsBehind { .. }
            | Problem::NoticeGone { .. }
            | Problem::NoticeAltered { .. } => {}
        }
    }
    for number in differ {
        report.problem(Problem::CloseDiffers { number });
    }
    for number in missing {
        report.problem(Problem::CloseMissing { number });
    }
    Ok(())
}

/// Compares the list of closes, close by close. A row that the journal does not
/// make is of a close whose line is gone.
fn of_closes(
    (file, made): (&Connection, &Connection),
    differ: &mut BTreeSet<CloseNumber>,
    missing: &mut BTreeSet<CloseNumber>,
) -> Result<(), LedgerError> {
    type Row = [i64; 4];
    let rows = |connection: &Connection| -> Result<BTreeMap<CloseNumber, Row>, LedgerError> {
        let sql = "SELECT number, seq, after_seq, at_ms, received_centavos FROM closes";
        let mut statement = connection.prepare(sql)?;
        let rows = statement.query_map([], |row| {
            let of_close = [row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?];
            Ok((CloseNumber(row.get(0)?), of_close))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    };
    // A list that cannot be read was reported as a view that differs.
    let Ok(stands) = rows(file) else {
        return Ok(());
    };
    let should = rows(made)?;
    for (number, row) in &should {
        if stands.get(number) != Some(row) {
            differ.insert(*number);
        }
    }
    missing.extend(stands.into_keys().filter(|it| !should.contains_key(it)));
    Ok(())
}

/// Compares the rows of shifts, those of each close together.
fn of_shifts(
    (file, made): (&Connection, &Connection),
    passed: &Passed,
    differ: &mut BTreeSet<CloseNumber>,
) -> Result<(), LedgerError> {
    let sql = format!("SELECT {LINE_OF_SHIFT}, * FROM shifts ORDER BY 1, 2, 3, 4, 5");
    let digests = |connection: &Connection| -> Result<_, LedgerError> {
        let mut statement = connection.prepare(&sql)?;
        let columns = statement.column_count();
        let mut rows = statement.query([])?;
        let mut digests: BTreeMap<CloseNumber, Sha256> = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let seq: Option<i64> = row.get(0)?;
            let Some(number) = seq.and_then(|seq| passed.that_covers(seq)) else {
                continue;
            };
            let digest = digests.entry(number).or_default();
            for column in 1..columns {
                digest.update(format!("{:?};", row.get::<_, Value>(column)?));
            }
        }
        let ended = digests
            .into_iter()
            .map(|(it, digest)| (it, digest.finalize()));
        Ok(ended.collect::<BTreeMap<_, _>>())
    };
    let Ok(stands) = digests(file) else {
        return Ok(());
    };
    let should = digests(made)?;
    for number in stands.keys().chain(should.keys()) {
        if stands.get(number) != should.get(number) {
            differ.insert(*number);
        }
    }
    Ok(())
}
