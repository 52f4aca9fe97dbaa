//! The papers that the till owes to a printer. The ledger knows their times and
//! where each of them stands, but not what a paper says or how it is sent.

use crate::access::{Read, Write};
use crate::columns::count;
use crate::error::LedgerError;
use crate::limits::{NAME_BYTES_MAX, PRINT_JOBS_LISTED_MAX, PRINT_JOBS_OPEN_MAX};
use crate::tables::till_state::StateKey;
use domain::{Actor, UnixMs};
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use rusqlite::{OptionalExtension, Row, named_params};

/// A print job's number, from 1, never used again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PrintNumber(pub i64);

/// Where a print job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PrintStanding {
    /// To be printed when it is due.
    Owed,
    /// Its bytes are being sent. After a restart this means that some of them
    /// may be on paper.
    Printing,
    /// Every byte was sent.
    Done,
    /// It cannot be printed: a person decides.
    Failed,
    /// It waits for a person, because it is old or the ledger was restored.
    Held,
    /// It will not be printed.
    GivenUp,
}

impl PrintStanding {
    pub const ALL: [PrintStanding; 6] = [
        PrintStanding::Owed,
        PrintStanding::Printing,
        PrintStanding::Done,
        PrintStanding::Failed,
        PrintStanding::Held,
        PrintStanding::GivenUp,
    ];

    const fn word(self) -> &'static str {
        match self {
            PrintStanding::Owed => "owed",
            PrintStanding::Printing => "printing",
            PrintStanding::Done => "done",
            PrintStanding::Failed => "failed",
            PrintStanding::Held => "held",
            PrintStanding::GivenUp => "given-up",
        }
    }
}

impl ToSql for PrintStanding {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.word().into())
    }
}

impl FromSql for PrintStanding {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let word = value.as_str()?;
        PrintStanding::ALL
            .into_iter()
            .find(|standing| standing.word() == word)
            .ok_or(FromSqlError::InvalidType)
    }
}

/// A new print job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPrintJob<'a> {
    /// Which paper, in the caller's word.
    pub kind: &'a str,
    /// What the paper is about, in the caller's words.
    pub about: String,
    /// Whether the paper says that it is a copy.
    pub copy: bool,
    /// Whether the printer opens the drawer with it.
    pub kicks: bool,
    /// By which way it is printed, in the caller's word.
    pub way: &'a str,
    pub asked_by: &'a Actor,
    pub asked_at: UnixMs,
}

/// A print job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintJob {
    pub number: PrintNumber,
    pub kind: String,
    pub about: String,
    pub copy: bool,
    pub kicks: bool,
    pub way: String,
    pub standing: PrintStanding,
    /// Attempts begun since it was owed last.
    pub attempts: u32,
    /// What went wrong last, in the caller's word.
    pub trouble: Option<String>,
    pub asked_by: Actor,
    pub asked_at: UnixMs,
    /// Since when it is owed: when it was asked for, or when a person released
    /// it.
    pub owed_at: UnixMs,
    pub due_at: UnixMs,
}

const COLUMNS: &str = "number, kind, about, copy, kicks, way, standing, attempts, trouble, \
     asked_by, asked_at_ms, owed_at_ms, due_at_ms";

fn job_of(row: &Row<'_>) -> rusqlite::Result<PrintJob> {
    let asked_by = serde_json::from_str(row.get_ref(9)?.as_str()?);
    Ok(PrintJob {
        number: PrintNumber(row.get(0)?),
        kind: row.get(1)?,
        about: row.get(2)?,
        copy: row.get(3)?,
        kicks: row.get(4)?,
        way: row.get(5)?,
        standing: row.get(6)?,
        attempts: row.get(7)?,
        trouble: row.get(8)?,
        asked_by: asked_by.map_err(|_| rusqlite::Error::InvalidQuery)?,
        asked_at: UnixMs(row.get(10)?),
        owed_at: UnixMs(row.get(11)?),
        due_at: UnixMs(row.get(12)?),
    })
}

impl Read<'_> {
    /// The print job of that number.
    pub fn print_job(&self, number: PrintNumber) -> Result<Option<PrintJob>, LedgerError> {
        let sql = format!("SELECT {COLUMNS} FROM print_jobs WHERE number = ?1");
        let mut statement = self.connection().prepare_cached(&sql)?;
        Ok(statement.query_row([number.0], job_of).optional()?)
    }

    /// The oldest print job that is owed by that way, due or not: papers come
    /// out in the order in which they were asked for.
    pub fn next_print_job(&self, way: &str) -> Result<Option<PrintJob>, LedgerError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM print_jobs \
             WHERE standing = 'owed' AND way = ?1 ORDER BY number LIMIT 1"
        );
        let mut statement = self.connection().prepare_cached(&sql)?;
        Ok(statement.query_row([way], job_of).optional()?)
    }

    /// The print jobs that have not ended, oldest first, at most
    /// [`PRINT_JOBS_LISTED_MAX`].
    pub fn print_jobs_open(&self) -> Result<Vec<PrintJob>, LedgerError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM print_jobs \
             WHERE standing IN ('owed', 'printing', 'failed', 'held') ORDER BY number LIMIT ?1"
        );
        let mut statement = self.connection().prepare_cached(&sql)?;
        let rows = statement.query_map([PRINT_JOBS_LISTED_MAX], job_of)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// How many print jobs have not ended, and how many of them wait for a
    /// person.
    pub fn print_jobs_count(&self) -> Result<(u64, u64), LedgerError> {
        let mut statement = self.connection().prepare_cached(
            "SELECT count(*), ifnull(sum(standing IN ('failed', 'held')), 0) FROM print_jobs \
             WHERE standing IN ('owed', 'printing', 'failed', 'held')",
        )?;
        Ok(statement.query_row([], |row| Ok((count(row.get(0)?), count(row.get(1)?))))?)
    }

    /// The latest moment for which a print job may be forgotten. What existed by
    /// then may have been printed, although no job says so. `None` while every job
    /// is known.
    pub fn prints_forgotten_until(&self) -> Result<Option<UnixMs>, LedgerError> {
        let words = self.state(StateKey::PrintsForgotten)?;
        Ok(words.and_then(|words| words.parse().ok()).map(UnixMs))
    }

    /// The print jobs of one paper, oldest first, at most
    /// [`PRINT_JOBS_LISTED_MAX`].
    pub fn print_jobs_about(&self, kind: &str, about: &str) -> Result<Vec<PrintJob>, LedgerError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM print_jobs WHERE kind = ?1 AND about = ?2 \
             ORDER BY number LIMIT ?3"
        );
        let mut statement = self.connection().prepare_cached(&sql)?;
        let rows = statement.query_map((kind, about, PRINT_JOBS_LISTED_MAX), job_of)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl Write<'_> {
    /// Adds a print job, due at once. `None` where [`PRINT_JOBS_OPEN_MAX`] are
    /// open already: a paper must not hold up what it is about.
    ///
    /// # Errors
    /// [`LedgerError::TooMuch`] over [`NAME_BYTES_MAX`]; else the storage's
    /// failure.
    pub fn owe_print(&mut self, job: &NewPrintJob<'_>) -> Result<Option<PrintNumber>, LedgerError> {
        let about_bytes = job.about.len();
        LedgerError::bound(
            "bytes of what a paper is about",
            about_bytes,
            NAME_BYTES_MAX,
        )?;
        if self.print_jobs_count()?.0 >= PRINT_JOBS_OPEN_MAX {
            return Ok(None);
        }
        let asked_by = serde_json::to_string(job.asked_by)
            .map_err(|_| LedgerError::Stored { what: "actor" })?;
        self.change(|write| {
            let connection = write.connection();
            connection
                .prepare_cached(
                    "INSERT INTO print_jobs (kind, about, copy, kicks, way, standing, asked_by, \
                         asked_at_ms, owed_at_ms, due_at_ms) \
                     VALUES (:kind, :about, :copy, :kicks, :way, :standing, :by, :at, :at, :at)",
                )?
                .execute(named_params! {
                    ":kind": job.kind,
                    ":about": job.about,
                    ":copy": job.copy,
                    ":kicks": job.kicks,
                    ":way": job.way,
                    ":standing": PrintStanding::Owed,
                    ":by": asked_by,
                    ":at": job.asked_at.0,
                })?;
            Ok(Some(PrintNumber(connection.last_insert_rowid())))
        })
    }

    /// Marks a job as being sent, before its first byte, and returns it. `None`
    /// if it must not be sent. From now on it is a copy if `as_copy`.
    #[must_use = "only what this gives may be printed"]
    pub fn begin_print(
        &mut self,
        number: PrintNumber,
        as_copy: bool,
    ) -> Result<Option<PrintJob>, LedgerError> {
        let begun = self.change(|write| {
            let changed = write
                .connection()
                .prepare_cached(
                    "UPDATE print_jobs SET standing = 'printing', attempts = attempts + 1, \
                         copy = max(copy, ?2) \
                     WHERE number = ?1 AND standing = 'owed'",
                )?
                .execute((number.0, as_copy))?;
            Ok(changed > 0)
        })?;
        if begun {
            self.print_job(number)
        } else {
            Ok(None)
        }
    }

    /// Ends a job that is not ended yet, or lets it wait for a person.
    pub fn settle_print(
        &mut self,
        number: PrintNumber,
        standing: PrintStanding,
        trouble: Option<&str>,
        now: UnixMs,
    ) -> Result<(), LedgerError> {
        let ended = match standing {
            PrintStanding::Done | PrintStanding::GivenUp => Some(now.0),
            PrintStanding::Owed
            | PrintStanding::Printing
            | PrintStanding::Failed
            | PrintStanding::Held => None,
        };
        self.change(|write| {
            write
                .connection()
                .prepare_cached(
                    "UPDATE print_jobs SET standing = :standing, trouble = :trouble, \
                         ended_at_ms = :ended \
                     WHERE number = :number AND standing NOT IN ('done', 'given-up')",
                )?
                .execute(named_params! {
                    ":standing": standing,
                    ":trouble": trouble,
                    ":ended": ended,
                    ":number": number.0,
                })?;
            Ok(())
        })
    }

    /// Owes a job again that could not be printed. Where its bytes may be on
    /// paper, the next one says that it is a copy, and opens no drawer.
    pub fn owe_print_again(
        &mut self,
        number: PrintNumber,
        may_be_on_paper: bool,
        trouble: Option<&str>,
        due_at: UnixMs,
    ) -> Result<(), LedgerError> {
        self.change(|write| {
            write
                .connection()
                .prepare_cached(
                    "UPDATE print_jobs SET standing = 'owed', trouble = :trouble, \
                         due_at_ms = :due, copy = max(copy, :sent), kicks = kicks * (1 - :sent) \
                     WHERE number = :number AND standing = 'printing'",
                )?
                .execute(named_params! {
                    ":trouble": trouble,
                    ":due": due_at.0,
                    ":sent": may_be_on_paper,
                    ":number": number.0,
                })?;
            Ok(())
        })
    }

    /// A person releases a job that has not ended: it is owed from now on, by
    /// that way. One that is being sent stays as it is.
    pub fn release_print(
        &mut self,
        number: PrintNumber,
        way: &str,
        now: UnixMs,
    ) -> Result<(), LedgerError> {
        self.change(|write| {
            write
                .connection()
                .prepare_cached(
                    "UPDATE print_jobs SET standing = 'owed', way = :way, attempts = 0, \
                         owed_at_ms = :now, due_at_ms = :now \
                     WHERE number = :number AND standing IN ('owed', 'failed', 'held')",
                )?
                .execute(named_params! {
                    ":way": way,
                    ":now": now.0,
                    ":number": number.0,
                })?;
            Ok(())
        })
    }

    /// Jobs that were being sent when the last run ended: some of their bytes
    /// may be on paper. Each is owed again as a copy.
    pub fn recover_print_jobs(&mut self, trouble: &str) -> Result<usize, LedgerError> {
        let open = self.print_jobs_open()?.into_iter();
        let cut_off: Vec<_> = open
            .filter(|job| job.standing == PrintStanding::Printing)
            .collect();
        for job in &cut_off {
            self.owe_print_again(job.number, true, Some(trouble), job.due_at)?;
        }
        Ok(cut_off.len())
    }

    /// Holds every job that is not ended: after a restore nothing prints by
    /// itself.
    pub(crate) fn hold_print_jobs(&mut self, now: UnixMs) -> Result<(), LedgerError> {
        self.change(|write| {
            // What was printed after the copy was made is in no ledger, and what the
            // copy owes may have been printed since.
            write.forget_prints_until(now)?;
            write.connection().execute(
                "UPDATE print_jobs SET standing = 'held', copy = 1, kicks = 0 \
                 WHERE standing IN ('owed', 'printing', 'failed')",
                [],
            )?;
            Ok(())
        })
    }

    /// Forgets the jobs that ended before a moment, and of the others all but
    /// the last `kept`.
    pub fn prune_print_jobs(&mut self, before: UnixMs, kept: u32) -> Result<usize, LedgerError> {
        self.change(|write| {
            let newest: Option<i64> = write
                .connection()
                .prepare_cached(
                    "SELECT max(asked_at_ms) FROM print_jobs WHERE ended_at_ms < ?1 OR \
                         (ended_at_ms IS NOT NULL AND number <= (SELECT number FROM print_jobs \
                         ORDER BY number DESC LIMIT 1 OFFSET ?2))",
                )?
                .query_row((before.0, kept), |row| row.get(0))?;
            if let Some(newest) = newest {
                write.forget_prints_until(UnixMs(newest))?;
            }
            let old = write
                .connection()
                .prepare_cached("DELETE FROM print_jobs WHERE ended_at_ms < ?1")?
                .execute([before.0])?;
            let many = write
                .connection()
                .prepare_cached(
                    "DELETE FROM print_jobs WHERE ended_at_ms IS NOT NULL AND number <= \
                         (SELECT number FROM print_jobs ORDER BY number DESC LIMIT 1 OFFSET ?1)",
                )?
                .execute([kept])?;
            Ok(old + many)
        })
    }

    /// From now on nobody knows what was printed until that moment.
    fn forget_prints_until(&mut self, until: UnixMs) -> Result<(), LedgerError> {
        let known = self.prints_forgotten_until()?;
        if known.is_none_or(|known| known.0 < until.0) {
            self.set_state(StateKey::PrintsForgotten, &until.0.to_string())?;
        }
        Ok(())
    }
}
