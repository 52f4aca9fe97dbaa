//! Verifies a ledger from outside: its chain and seals, its views against the
//! journal, and its notices against their evidence. It takes no lock, writes
//! nothing, and says what it cannot show.
//!
//! It passes over the journal twice: once in the order of the lines, for the
//! chain and for what only that order tells, and once subject by subject, for the
//! rows of the views. So its memory does not grow with history.

mod beside;
mod chain;
mod closes;
mod report;
mod subjects;

pub use report::{
    AnchorReport, EpochCheck, EpochReport, LastAnchor, NotShown, Outcome, Problem, Report,
};

use crate::access::Read;
use crate::anchors::{self, Anchor, AnchorCheck};
use crate::chain::Head;
use crate::columns::Col;
use crate::error::{LedgerError, OpenError};
use crate::open;
use crate::reader::Reader;
use crate::seal::{Digest, Seal, same};
use crate::summing::Timeline;
use crate::tables::inbox::{Salt, salted_hash};
use crate::tables::journal::{each_line_after, each_line_of_the_till, head};
use crate::views;
use crate::watch::{Steps, Stopped, Unwatched, Watch};
use beside::{check_schema, check_tickets, check_what_steers, same_rows};
use chain::Walk;
use domain::NoticeNumber;
use rusqlite::{Connection, Row};
use std::collections::BTreeSet;
use std::path::Path;
use subjects::Comparison;

/// Checks the ledger at this path with the known seals. It may be open
/// elsewhere; one state of it is checked.
///
/// # Errors
/// [`OpenError`] if the file cannot be opened or read. Problems in a readable
/// file are in the report.
pub fn verify(path: &Path, seals: &[Seal]) -> Result<Report, OpenError> {
    verify_against(path, seals, &[])
}

/// The same, and whether the journal leads to all of these anchors. Collect
/// them before the call: a copy that is made meanwhile is newer than the state
/// that is checked.
///
/// # Errors
/// As [`verify`].
pub fn verify_against(
    path: &Path,
    seals: &[Seal],
    anchors: &[Anchor],
) -> Result<Report, OpenError> {
    let report = verify_watched(path, (seals, anchors), &mut Unwatched)?;
    Ok(report.expect("nobody stops a check that nobody watches"))
}

/// The same, and tells how far it is. `None` if it was stopped.
///
/// # Errors
/// As [`verify`].
pub fn verify_watched(
    path: &Path,
    (seals, anchors): (&[Seal], &[Anchor]),
    watch: &mut dyn Watch,
) -> Result<Option<Report>, OpenError> {
    verify_since(path, (seals, anchors), None, watch)
}

/// The same for what came after an anchor, which the caller trusts: the lines
/// before it, and the subjects that have none after it, are not read again. A
/// journal that does not lead to the anchor is checked whole.
///
/// # Errors
/// As [`verify`].
pub fn verify_since(
    path: &Path,
    (seals, anchors): (&[Seal], &[Anchor]),
    since: Option<Head>,
    watch: &mut dyn Watch,
) -> Result<Option<Report>, OpenError> {
    let reader = Reader::open(path)?;
    let made = open::in_memory()?;
    // Rows are deleted many at a time, which is slow with references to check.
    made.pragma_update(None, "foreign_keys", false)?;
    let checked = reader.read(|read| {
        let file = read.connection();
        let since = match since {
            Some(head) if read.head_at(head.seq)? == Some(head) => Some(head),
            Some(_) | None => None,
        };
        let lines = head(file)?.seq - since.map_or(0, |head| head.seq);
        // Every line is passed twice.
        let of = u64::try_from(lines).unwrap_or(0).saturating_mul(2);
        let mut steps = Steps::new(watch, of);
        check((read, &made), (seals, anchors), since, &mut steps)
    });
    match checked {
        Ok(report) => Ok(Some(report)),
        Err(Halt::Stopped) => Ok(None),
        Err(Halt::Failed(error)) => Err(error.into()),
    }
}

/// Why a check ended without a report.
#[derive(Debug)]
enum Halt {
    Stopped,
    Failed(LedgerError),
}

impl From<LedgerError> for Halt {
    fn from(error: LedgerError) -> Halt {
        Halt::Failed(error)
    }
}

impl From<rusqlite::Error> for Halt {
    fn from(error: rusqlite::Error) -> Halt {
        Halt::Failed(error.into())
    }
}

impl From<Stopped> for Halt {
    fn from(_: Stopped) -> Halt {
        Halt::Stopped
    }
}

fn check(
    (read, made): (&Read<'_>, &Connection),
    (seals, anchors): (&[Seal], &[Anchor]),
    since: Option<Head>,
    steps: &mut Steps<'_>,
) -> Result<Report, Halt> {
    let file = read.connection();
    let mut walk = Walk::new(seals, made);
    let mut news = BTreeSet::new();
    if let Some(since) = since {
        each_line_of_the_till(file, since.seq, |line| walk.recall(&line))?;
        walk.go_on_after(since);
    }
    each_line_after(file, since.map_or(0, |head| head.seq), |line| {
        if since.is_some()
            && let Ok((line, _)) = &line
        {
            news.insert((line.subject.clone(), line.subject_id.clone()));
        }
        walk.step(line);
        Ok::<(), Halt>(steps.step()?)
    })?;
    let mut walked = walk.end();
    let report = &mut walked.report;
    if since.is_none() {
        check_file(file, report)?;
        check_bodies(file, report)?;
    }
    check_anchors(file, (anchors, &walked.excused), report)?;
    check_schema(file, made, report)?;
    let is_ours = views::made_by(file).ok().flatten() == Some(views::version(made)?);
    report.views_of_another_version = !is_ours;
    let passed = (&walked.timeline, &walked.closes);
    let mut comparison = Comparison::new((read, made), passed, is_ours);
    if since.is_some() {
        comparison.run_only(&news, report, steps)?;
    } else if comparison.run(report, steps)? != walked.lines_of_subjects {
        // Lines cannot be found by their subject.
        report.problem_once(Problem::FileDamaged);
    }
    if walked.views_unmade || comparison.views_unmade() {
        report.problem(Problem::ViewsUnmade);
        return Ok(walked.report);
    }
    if is_ours {
        for view in Timeline::VIEWS {
            if !same_rows(file, made, view)? {
                report.problem(Problem::ViewDiffers { view });
            }
        }
        comparison.name_views(since.is_none(), report)?;
    }
    let closes = (&walked.closes, comparison.reached());
    closes::name_closes((file, made), closes, report)?;
    check_tickets(file, made, report)?;
    check_what_steers(file, walked.seal, report)?;
    steps.tell()?;
    Ok(walked.report)
}

fn check_anchors(
    file: &Connection,
    (anchors, excused): (&[Anchor], &BTreeSet<(i64, Digest)>),
    report: &mut Report,
) -> Result<(), LedgerError> {
    for anchor in anchors {
        let check = anchors::check(file, excused, &anchor.head)?;
        if check == AnchorCheck::Missing {
            report.problem(Problem::AnchorMissing {
                seq: anchor.head.seq,
                kept_by: anchor.kept_by.to_string(),
                close: anchor.close,
            });
        }
        let anchor = anchor.clone();
        report.anchors.push(AnchorReport { anchor, check });
    }
    Ok(())
}

fn check_file(file: &Connection, report: &mut Report) -> Result<(), LedgerError> {
    let found: String = file.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if found != "ok" {
        report.problem(Problem::FileDamaged);
    }
    Ok(())
}

/// The columns of [`check_body`].
const BODY: &str = "number, body, salt, evidence";

/// Compares each remaining body with the hash beside it.
fn check_bodies(file: &Connection, report: &mut Report) -> Result<(), LedgerError> {
    let mut statement = file.prepare(&format!("SELECT {BODY} FROM inbox ORDER BY number"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        check_body(row, report)?;
    }
    Ok(())
}

/// Compares a body with the hash beside it.
fn check_body(row: &Row<'_>, report: &mut Report) -> Result<(), LedgerError> {
    let evidence = row.get::<_, Col<Digest>>(3)?.0;
    let kept = (
        row.get::<_, Option<Vec<u8>>>(1)?,
        row.get::<_, Option<[u8; 16]>>(2)?,
    );
    let fits = match kept {
        (None, None) => {
            report.bodies_erased += 1;
            true
        }
        (Some(body), Some(salt)) => {
            report.bodies_checked += 1;
            same(&salted_hash(&Salt(salt), &body), &evidence)
        }
        (Some(_), None) | (None, Some(_)) => false,
    };
    if !fits {
        let notice = NoticeNumber(row.get(0)?);
        report.problem_once(Problem::NoticeAltered { notice });
    }
    Ok(())
}
