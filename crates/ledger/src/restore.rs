//! Restores a ledger from a copy. The copy is checked and never written to. A
//! draft is prepared beside the ledger and takes its place by renames, which
//! are finished even after a crash. The old file is kept under another name.
//! The caller writes what the restore means for payments, in the same commit as
//! the new epoch.

use crate::access::Write;
use crate::anchors::{self, Anchor};
use crate::backup::{BackupError, copy_pages, remove_companions, remove_draft};
use crate::chain::Head;
use crate::error::{LedgerError, OpenError};
use crate::open;
use crate::seal::Seal;
use crate::tables::forgotten;
use crate::verify::{Outcome, Report, verify};
use crate::views;
use crate::waiting::Waiting;
use crate::watch::Unwatched;
use crate::writer::Writer;
use domain::{Actor, JournalEnd, SaleId, TillEvent, TillNumber, UnixMs};
use rusqlite::Connection;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// How many ticket numbers a restore skips, since sales after the copy was made
/// used some of them (`docs/rules.md`, "After a restore").
pub const TICKETS_PASSED_OVER: u32 = 1_000;
/// How many close numbers a restore skips, for the same reason.
pub const CLOSES_PASSED_OVER: u32 = 1;
/// How many numbers a restore skips at most because the ledger that it replaces
/// has issued them: a damaged one must not use up all there are.
const ISSUED_SINCE_MAX: u32 = 1_000_000;
/// The most anchors that one event names as left behind. The next opening names
/// the rest.
const ANCHORS_NAMED_MAX: usize = 400;
/// In a draft's file name, between the ledger's name and the restore's stamp.
const READY: &str = ".restored-";

/// The arguments of a restore.
#[derive(Debug)]
pub struct Restoring<'a> {
    pub copy: &'a Path,
    /// The end of the journal in the copy's manifest, if there is one.
    pub anchor: Option<Head>,
    /// When the copy was made.
    pub copy_made_at: UnixMs,
    /// The ledger that it replaces.
    pub ledger: &'a Path,
    /// A unique word for this restore that can be part of a file name.
    pub stamp: &'a str,
    /// The seal under which the journal goes on.
    pub seal: Seal,
    /// The seals that are known, to check the copy with.
    pub seals: &'a [Seal],
    /// All known anchors. Those that the copy's journal does not lead to are
    /// left behind and excused.
    pub anchors: &'a [Anchor],
    /// The till whose first tickets are skipped if the copy has no ticket of
    /// it.
    pub till: TillNumber,
    /// Who restores.
    pub by: Actor,
    /// When.
    pub now: UnixMs,
}

/// What was restored.
#[derive(Debug)]
pub struct Restored {
    /// The report of the copy's check.
    pub report: Report,
    /// The path of the old ledger, if there was one.
    pub kept_aside: Option<PathBuf>,
}

/// Why nothing was restored. The ledger is unchanged.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// The copy cannot be read or written out.
    #[error(transparent)]
    Copy(#[from] BackupError),
    /// The copy is not whole.
    #[error("the copy is not whole")]
    NotWhole(Box<Report>),
    /// The copy's journal does not end where its manifest says.
    #[error("the copy ends at {found:?}, its manifest says {told:?}")]
    AnotherEnd {
        /// Where it ends.
        found: Head,
        /// Where its manifest says.
        told: Head,
    },
    /// The consequences of the restore could not be written.
    #[error("the restored ledger could not be written")]
    Write(#[from] LedgerError),
    /// The restored ledger could not be made a single file, because another
    /// process reads it. Try again.
    #[error("another process reads the restored ledger")]
    InUse,
}

impl From<OpenError> for RestoreError {
    fn from(error: OpenError) -> RestoreError {
        RestoreError::Copy(error.into())
    }
}

impl From<std::io::Error> for RestoreError {
    fn from(error: std::io::Error) -> RestoreError {
        RestoreError::Copy(error.into())
    }
}

/// Checks a copy with these seals and against the end in its manifest. A copy
/// of an older version is first migrated in a draft at `scratch`, which is
/// removed afterwards.
///
/// # Errors
/// [`RestoreError`]; a copy whose only flaw is that the seal of its last epoch
/// is not known is whole, and its report says so.
pub fn check_copy(
    copy: &Path,
    scratch: &Path,
    seals: &[Seal],
    anchor: Option<Head>,
) -> Result<Report, RestoreError> {
    let report = match verify(copy, seals) {
        Ok(report) => report,
        Err(OpenError::Older { .. }) => {
            let drafted = draft(copy, scratch).and_then(|()| Ok(verify(scratch, seals)?));
            remove_draft(scratch);
            drafted?
        }
        Err(error) => return Err(error.into()),
    };
    judge(report, anchor)
}

/// Restores a copy. `then` writes in the same commit as the `Restored` event,
/// before the draft replaces the ledger. Nobody may have the ledger open
/// meanwhile.
///
/// # Errors
/// [`RestoreError`]; then the ledger is as it was.
pub fn restore(
    restoring: Restoring<'_>,
    then: impl FnOnce(&mut Write<'_>) -> Result<(), LedgerError> + Clone + Send + 'static,
) -> Result<Restored, RestoreError> {
    let made = open::beside(restoring.ledger, ".restoring");
    let prepared = prepare(&restoring, &made, then);
    let report = match prepared {
        Ok(report) => report,
        Err(error) => {
            remove_draft(&made);
            return Err(error);
        }
    };
    // After this rename the restore is certain: if a crash interrupts the other
    // renames, the next opening finishes them.
    let ready = open::beside(restoring.ledger, &format!("{READY}{}", restoring.stamp));
    std::fs::rename(&made, &ready)?;
    let kept_aside = finish(restoring.ledger)?;
    Ok(Restored { report, kept_aside })
}

fn prepare(
    restoring: &Restoring<'_>,
    made: &Path,
    then: impl FnOnce(&mut Write<'_>) -> Result<(), LedgerError> + Clone + Send + 'static,
) -> Result<Report, RestoreError> {
    draft(restoring.copy, made)?;
    let report = judge(verify(made, restoring.seals)?, restoring.anchor)?;
    let connection = open::to_write(made)?;
    let left = anchors::missing(&connection, restoring.anchors)?;
    // The views are rebuilt from the journal, whatever the copy's views say.
    views::forget_version(&connection)?;
    // The restore opens the epoch itself, under the current seal.
    let mut writer = Writer::take_over(connection, restoring.seal.clone())?;
    let (by, now, till) = (restoring.by.clone(), restoring.now, restoring.till);
    let Replaced {
        issued: replaced,
        forgotten,
    } = Replaced::of_ledger(restoring.ledger, till);
    let (copy_made_at, copy_seq) = (restoring.copy_made_at, report.head.seq);
    let (waiting, mut answer) = Waiting::new(move |write: &mut Write<'_>| {
        let passed_over = replaced.passed_over(Issued::of(write.connection(), till)?);
        let restored = TillEvent::Restored {
            copy_made_at,
            copy_seq,
            tickets_passed_over: passed_over.tickets,
            closes_passed_over: passed_over.closes,
            till: Some(till),
            anchors_left: named(&left),
        };
        write.begin_again(restored, (till, passed_over), &by, now)?;
        then(write)?;
        write.forget_again(&by, now, &forgotten)
    });
    writer.batch(Box::new(waiting), || None);
    answer.try_recv().unwrap_or(Err(LedgerError::Panicked))?;
    one_file(writer, made)?;
    Ok(report)
}

/// How many numbers a ledger has issued.
#[derive(Debug, Clone, Copy, Default)]
struct Issued {
    tickets: u32,
    closes: u32,
}

impl Issued {
    fn of(connection: &Connection, till: TillNumber) -> rusqlite::Result<Issued> {
        let tickets = "SELECT ifnull(max(last), 0) FROM tickets WHERE till = ?1";
        let closes = "SELECT ifnull(max(last), 0) FROM close_count";
        Ok(Issued {
            tickets: connection.query_row(tickets, [till.0], |row| row.get(0))?,
            closes: connection.query_row(closes, [], |row| row.get(0))?,
        })
    }

    /// How many numbers a restore skips that begins again after `copy`: so many
    /// that none is issued twice.
    fn passed_over(self, copy: Issued) -> Issued {
        let more = |now: u32, then: u32| now.saturating_sub(then).min(ISSUED_SINCE_MAX);
        Issued {
            tickets: more(self.tickets, copy.tickets).max(TICKETS_PASSED_OVER),
            closes: more(self.closes, copy.closes).max(CLOSES_PASSED_OVER),
        }
    }
}

/// What a restore takes over from the ledger that is replaced. That may be gone
/// or damaged: then it is not known.
#[derive(Default)]
struct Replaced {
    issued: Issued,
    /// The sales whose payers were forgotten.
    forgotten: Vec<SaleId>,
}

impl Replaced {
    fn of_ledger(path: &Path, till: TillNumber) -> Replaced {
        let companions = ["-wal", "-shm", "-journal"];
        let has_companions = companions
            .iter()
            .any(|ending| open::beside(path, ending).exists());
        let replaced = open::to_copy(path).ok().map(|connection| Replaced {
            issued: Issued::of(&connection, till).unwrap_or_default(),
            forgotten: forgotten::sales(&connection).unwrap_or_default(),
        });
        if !has_companions {
            // Those that this reading made are empty.
            remove_companions(path);
        }
        replaced.unwrap_or_default()
    }
}

/// Closes the draft as a single file. A rename does not move a log, and
/// committed data in it would be lost.
fn one_file(writer: Writer, made: &Path) -> Result<(), RestoreError> {
    let is_whole = open::write_back(writer.connection()).map_err(LedgerError::from)?;
    writer.close()?;
    let log = std::fs::metadata(open::beside(made, "-wal"));
    if !is_whole || log.is_ok_and(|log| log.len() > 0) {
        return Err(RestoreError::InUse);
    }
    remove_companions(made);
    open::sync_file(made)?;
    Ok(())
}

fn named(left: &[Anchor]) -> Vec<JournalEnd> {
    let named = left.iter().take(ANCHORS_NAMED_MAX);
    named.map(Anchor::named).collect()
}

/// Makes a draft from a copy: one file, migrated to this version.
fn draft(copy: &Path, place: &Path) -> Result<(), RestoreError> {
    remove_draft(place);
    copy_pages(&open::to_copy(copy)?, place, &mut Unwatched)?;
    let connection = open::to_write(place)?;
    connection
        .close()
        .map_err(|(_, error)| BackupError::from(error))?;
    Ok(())
}

fn judge(report: Report, anchor: Option<Head>) -> Result<Report, RestoreError> {
    match report.of_a_copy() {
        Outcome::Whole | Outcome::NotFullyChecked => {}
        Outcome::Broken => return Err(RestoreError::NotWhole(Box::new(report))),
    }
    match anchor {
        Some(told) if told != report.head => Err(RestoreError::AnotherEnd {
            found: report.head,
            told,
        }),
        Some(_) | None => Ok(report),
    }
}

/// Puts a finished draft, if there is one, in the ledger's place, and returns
/// the path of the old ledger. After a crash it can be called again.
///
/// The old ledger's file is moved first: after that, no reader that comes
/// between two renames can create a log or an index at its path. A reader that
/// came just before may have; its empty files belong to no ledger and do not
/// matter.
pub(crate) fn finish(ledger: &Path) -> Result<Option<PathBuf>, std::io::Error> {
    let Some((ready, stamp)) = ready(ledger)? else {
        return Ok(None);
    };
    let mut aside = aside(ledger, &stamp);
    if ledger.exists() && aside.exists() {
        aside = free_name(&aside);
    }
    for ending in ["", "-wal", "-shm"] {
        let (from, mut to) = (open::beside(ledger, ending), open::beside(&aside, ending));
        if from.exists() && to.exists() {
            to = free_name(&to);
        }
        match std::fs::rename(from, to) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    std::fs::rename(ready, ledger)?;
    open::sync_folder(ledger)?;
    Ok(aside.exists().then_some(aside))
}

/// A name like this one that nothing has.
fn free_name(taken: &Path) -> PathBuf {
    (2_u32..)
        .map(|number| open::beside(taken, &format!(".{number}")))
        .find(|name| !name.exists())
        .unwrap_or_else(|| taken.to_owned())
}

/// The finished draft for a ledger, and its stamp.
fn ready(ledger: &Path) -> Result<Option<(PathBuf, String)>, std::io::Error> {
    let (Some(folder), Some(name)) = (ledger.parent(), ledger.file_name()) else {
        return Ok(None);
    };
    let folder = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    let begins = format!("{}{READY}", name.to_string_lossy());
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        // If the folder is missing or cannot be listed, opening the file
        // reports it.
        Err(_) => return Ok(None),
    };
    for entry in entries {
        let path = entry?.path();
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned());
        if let Some(stamp) = name.as_deref().and_then(|name| name.strip_prefix(&begins)) {
            return Ok(Some((path.clone(), stamp.to_owned())));
        }
    }
    Ok(None)
}

/// `ledger.sqlite3` is kept as `ledger.before-STAMP.sqlite3`.
fn aside(ledger: &Path, stamp: &str) -> PathBuf {
    let mut name = ledger
        .file_stem()
        .map_or_else(OsString::new, OsString::from);
    name.push(format!(".before-{stamp}"));
    if let Some(extension) = ledger.extension() {
        name.push(".");
        name.push(extension);
    }
    ledger.with_file_name(name)
}

impl Write<'_> {
    /// Skips this many ticket numbers of each till.
    fn pass_over_tickets(&mut self, numbers: u32) -> Result<(), LedgerError> {
        self.change(|write| {
            // A count that reaches its maximum stays there: the tickets are
            // then used up.
            write.connection().execute(
                "UPDATE tickets SET last = min(last + ?1, 4294967295)",
                [numbers],
            )?;
            Ok(())
        })
    }

    /// Skips the first numbers of a till without tickets: it may have issued
    /// some after the copy was made.
    fn pass_over_first_tickets(
        &mut self,
        till: TillNumber,
        numbers: u32,
    ) -> Result<(), LedgerError> {
        self.change(|write| {
            write.connection().execute(
                "INSERT INTO tickets (till, last) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
                (till.0, numbers),
            )?;
            Ok(())
        })
    }

    /// What every ledger does after it went back in time: it opens a new epoch,
    /// skips tickets, and holds the errands.
    fn begin_again(
        &mut self,
        event: TillEvent,
        (till, passed_over): (TillNumber, Issued),
        by: &Actor,
        now: UnixMs,
    ) -> Result<(), LedgerError> {
        self.record_till(by, now, &[event])?;
        self.pass_over_closes(passed_over.closes)?;
        self.pass_over_tickets(passed_over.tickets)?;
        self.pass_over_first_tickets(till, passed_over.tickets)?;
        self.hold_repeatable(by, now)?;
        self.hold_print_jobs(now)
    }

    /// Compares the journal with the anchors. If it does not lead to all of
    /// them, the file was put back to an earlier state: the ledger then goes on
    /// as after a restore, and the missing anchors are excused for ever.
    /// Returns the missing anchors.
    ///
    /// # Errors
    /// The storage's failure, or a line that cannot be read.
    pub fn heed_anchors(
        &mut self,
        anchors: &[Anchor],
        till: TillNumber,
        now: UnixMs,
    ) -> Result<Vec<Anchor>, LedgerError> {
        let left = self.anchors_missing(anchors)?;
        if !left.is_empty() {
            let rolled_back = TillEvent::RolledBack {
                found_seq: self.end().seq,
                tickets_passed_over: TICKETS_PASSED_OVER,
                closes_passed_over: CLOSES_PASSED_OVER,
                till: Some(till),
                anchors_left: named(&left),
            };
            self.change(|write| {
                let passed_over = Issued::default().passed_over(Issued::default());
                write.begin_again(rolled_back, (till, passed_over), &Actor::Till, now)
            })?;
        }
        Ok(left)
    }
}
