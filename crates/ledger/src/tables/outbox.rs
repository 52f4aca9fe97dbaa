//! The errands owed to providers. The ledger knows their bytes and times, but
//! not what an errand asks or of whom.

use crate::access::{Read, Write};
use crate::columns::{Col, count};
use crate::error::LedgerError;
use crate::limits::{ENTRIES_MAX, NAME_BYTES_MAX, REQUEST_BYTES_MAX, TROUBLE_CHARS_MAX};
use crate::subject::Subject;
use crate::tables::inbox::{Salt, salted_hash};
use domain::{PaymentId, ReportId, SaleId, UnixMs};
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Connection, OptionalExtension, Row, named_params};
use std::fmt;

/// An errand's number in the outbox, from 1, never used again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ErrandNumber(pub i64);

/// The state of an errand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ErrandStanding {
    /// To be sent when it is due.
    Owed,
    /// An attempt has begun and its outcome is not written. After a restart
    /// this means that the answer is lost.
    InFlight,
    /// The ledger was restored: the errand waits for a manager.
    Held,
    /// Not finished, and not sent by itself any more: a person settles it.
    Dead,
    /// Answered.
    Done,
    /// It will not be sent any more.
    GivenUp,
}

impl ErrandStanding {
    const ALL: [ErrandStanding; 6] = [
        ErrandStanding::Owed,
        ErrandStanding::InFlight,
        ErrandStanding::Held,
        ErrandStanding::Dead,
        ErrandStanding::Done,
        ErrandStanding::GivenUp,
    ];

    pub(super) const fn word(self) -> &'static str {
        match self {
            ErrandStanding::Owed => "owed",
            ErrandStanding::InFlight => "in-flight",
            ErrandStanding::Held => "held",
            ErrandStanding::Dead => "dead",
            ErrandStanding::Done => "done",
            ErrandStanding::GivenUp => "given-up",
        }
    }
}

impl ToSql for ErrandStanding {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.word().into())
    }
}

impl FromSql for ErrandStanding {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let word = value.as_str()?;
        ErrandStanding::ALL
            .into_iter()
            .find(|standing| standing.word() == word)
            .ok_or(FromSqlError::InvalidType)
    }
}

/// How an errand ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ErrandEnd {
    /// It was answered.
    Done,
    /// It is not to be sent any more.
    GivenUp,
}

impl From<ErrandEnd> for ErrandStanding {
    fn from(end: ErrandEnd) -> ErrandStanding {
        match end {
            ErrandEnd::Done => ErrandStanding::Done,
            ErrandEnd::GivenUp => ErrandStanding::GivenUp,
        }
    }
}

/// A new errand.
#[derive(Clone)]
pub struct NewErrand<'a> {
    /// What it asks, in the caller's word.
    pub kind: &'a str,
    /// What it is about.
    pub about: Subject,
    /// The payment it is for, recorded before, where it is for one.
    pub payment: Option<PaymentId>,
    /// Whether it may be sent only once (a charge) or can be repeated.
    pub once: bool,
    /// The exact bytes to send. They may contain personal data.
    pub request: Vec<u8>,
    /// When to send it first. It is owed from then on.
    pub due_at: UnixMs,
    /// Until when it may be sent.
    pub deadline: UnixMs,
}

/// An errand in the outbox.
#[derive(Clone, PartialEq, Eq)]
pub struct ErrandEntry {
    pub number: ErrandNumber,
    /// What it asks, in the caller's word.
    pub kind: String,
    /// What it is about.
    pub about: Subject,
    /// The payment it is for, where it is for one.
    pub payment: Option<PaymentId>,
    /// Whether it may be sent only once.
    pub once: bool,
    /// What is sent; `None` once it is finished.
    pub request: Option<Vec<u8>>,
    /// Attempts begun.
    pub attempts: u32,
    /// Whether any earlier attempt's answer was lost.
    pub lost_before: bool,
    /// What went wrong last.
    pub trouble: Option<String>,
    /// Since when it is owed.
    pub owed_at: UnixMs,
    /// When it is to be sent next.
    pub due_at: UnixMs,
    /// Until when it may be sent.
    pub deadline: UnixMs,
    /// Where it stands.
    pub standing: ErrandStanding,
    /// Why it is dead, in the caller's word.
    pub dead_because: Option<String>,
}

impl ErrandEntry {
    /// The sale and its payment, if the errand is for a payment.
    #[must_use]
    pub fn payment_of_sale(&self) -> Option<(SaleId, PaymentId)> {
        match self.about {
            Subject::Sale(sale) => Some((sale, self.payment?)),
            Subject::Stray(_)
            | Subject::Shift(_)
            | Subject::Close(_)
            | Subject::FixedQr(_)
            | Subject::Report(_)
            | Subject::Till => None,
        }
    }
}

/// Without the request, which may hold people's data.
impl fmt::Debug for ErrandEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ErrandEntry")
            .field("number", &self.number.0)
            .field("kind", &self.kind)
            .field("payment", &self.payment)
            .field("attempts", &self.attempts)
            .field("lost_before", &self.lost_before)
            .field("due_at", &self.due_at.0)
            .field("standing", &self.standing)
            .finish_non_exhaustive()
    }
}

pub(super) const COLUMNS: &str = "number, kind, subject, subject_id, payment, once, request, attempts, lost_before, \
     trouble, owed_at_ms, due_at_ms, deadline_ms, standing, dead_because";

/// The same without the request, for lists: it may be long, and holds people's
/// data.
pub(super) const LISTED: &str = "number, kind, subject, subject_id, payment, once, NULL, attempts, lost_before, \
     trouble, owed_at_ms, due_at_ms, deadline_ms, standing, dead_because";

/// Reads a row of [`COLUMNS`] or [`LISTED`], by their places: looking for names
/// takes longer than reading.
pub(super) fn entry_of(row: &Row<'_>) -> rusqlite::Result<ErrandEntry> {
    let about = Subject::of_columns(row.get_ref(2)?.as_str()?, row.get_ref(3)?.as_str()?);
    Ok(ErrandEntry {
        number: ErrandNumber(row.get(0)?),
        kind: row.get(1)?,
        about: about.ok_or(rusqlite::Error::InvalidQuery)?,
        payment: row.get::<_, Option<Col<PaymentId>>>(4)?.map(|it| it.0),
        once: row.get(5)?,
        request: row.get(6)?,
        attempts: row.get(7)?,
        lost_before: row.get(8)?,
        trouble: row.get(9)?,
        owed_at: row.get::<_, Col<UnixMs>>(10)?.0,
        due_at: row.get::<_, Col<UnixMs>>(11)?.0,
        deadline: row.get::<_, Col<UnixMs>>(12)?.0,
        standing: row.get(13)?,
        dead_because: row.get(14)?,
    })
}

impl Read<'_> {
    /// The errand of that number.
    pub fn errand(&self, number: ErrandNumber) -> Result<Option<ErrandEntry>, LedgerError> {
        let sql = format!("SELECT {COLUMNS} FROM outbox WHERE number = ?1");
        let mut statement = self.connection().prepare_cached(&sql)?;
        Ok(statement.query_row([number.0], entry_of).optional()?)
    }

    /// The last errand owed for a payment.
    pub fn errand_of_payment(
        &self,
        payment: PaymentId,
    ) -> Result<Option<ErrandEntry>, LedgerError> {
        let sql =
            format!("SELECT {COLUMNS} FROM outbox WHERE payment = ?1 ORDER BY number DESC LIMIT 1");
        let mut statement = self.connection().prepare_cached(&sql)?;
        Ok(statement.query_row([Col(payment)], entry_of).optional()?)
    }

    /// The errands of a report that are not finished, oldest first.
    pub fn errands_of_report(&self, report: ReportId) -> Result<Vec<ErrandEntry>, LedgerError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM outbox WHERE subject = 'report' AND subject_id = ?1 \
             AND standing NOT IN ('done', 'given-up') ORDER BY number"
        );
        let mut statement = self.connection().prepare_cached(&sql)?;
        let rows = statement.query_map([report.to_string()], entry_of)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The last errand of a report, finished or not.
    pub fn last_errand_of_report(
        &self,
        report: ReportId,
    ) -> Result<Option<ErrandEntry>, LedgerError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM outbox WHERE subject = 'report' AND subject_id = ?1 \
             ORDER BY number DESC LIMIT 1"
        );
        let mut statement = self.connection().prepare_cached(&sql)?;
        Ok(statement
            .query_row([report.to_string()], entry_of)
            .optional()?)
    }

    /// Errands of these kinds that are due now, the longest due first, at most
    /// `limit` and never more than [`ENTRIES_MAX`], without their requests.
    /// Errands in flight are not included.
    pub fn errands_due(
        &self,
        kinds: &[&str],
        now: UnixMs,
        limit: u32,
    ) -> Result<Vec<ErrandEntry>, LedgerError> {
        let limit = limit.min(ENTRIES_MAX);
        let sql = format!(
            "SELECT {LISTED} FROM outbox WHERE kind = ?1 AND standing = 'owed' \
             AND due_at_ms <= ?2 ORDER BY due_at_ms, number LIMIT ?3"
        );
        let mut statement = self.connection().prepare_cached(&sql)?;
        let mut due = Vec::new();
        // Each kind is read by its own part of the index: a backlog of one kind
        // is not passed over to find another's.
        for kind in kinds {
            for errand in statement.query_map((kind, now.0, limit), entry_of)? {
                due.push(errand?);
            }
        }
        due.sort_by_key(|errand: &ErrandEntry| (errand.due_at, errand.number));
        due.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(due)
    }

    /// All errands with an attempt that has begun and no written outcome. At
    /// startup these are the ones whose answer the last run lost. They are as
    /// few as go out at once, and none may be left out, so there is no limit.
    pub fn errands_in_flight(&self) -> Result<Vec<ErrandEntry>, LedgerError> {
        let sql =
            format!("SELECT {COLUMNS} FROM outbox WHERE standing = 'in-flight' ORDER BY number");
        let mut statement = self.connection().prepare_cached(&sql)?;
        let rows = statement.query_map([], entry_of)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// How many errands wait to be sent, including those in flight but not
    /// those held for a manager.
    pub fn errands_owed(&self) -> Result<u64, LedgerError> {
        let sql = "SELECT ifnull(sum(count), 0) FROM outbox_counts \
             WHERE standing IN ('owed', 'in-flight')";
        let mut statement = self.connection().prepare_cached(sql)?;
        Ok(count(statement.query_row([], |row| row.get(0))?))
    }
}

impl Write<'_> {
    /// Adds an errand. If it is for a payment, record the payment before, in
    /// the same write.
    ///
    /// # Errors
    /// [`LedgerError::TooMuch`] over [`REQUEST_BYTES_MAX`] or
    /// [`NAME_BYTES_MAX`]; else the storage's failure.
    pub fn owe(&mut self, errand: NewErrand<'_>) -> Result<ErrandNumber, LedgerError> {
        let request_bytes = errand.request.len();
        LedgerError::bound("bytes of a request", request_bytes, REQUEST_BYTES_MAX)?;
        LedgerError::bound(
            "bytes of an errand's kind",
            errand.kind.len(),
            NAME_BYTES_MAX,
        )?;
        let (subject, subject_id) = errand.about.columns()?;
        self.change(|write| {
            let connection = write.connection();
            let salt = Salt::fresh(connection)?;
            connection
                .prepare_cached(
                    "INSERT INTO outbox (kind, subject, subject_id, payment, once, request, request_salt, \
                         request_hash, owed_at_ms, due_at_ms, deadline_ms, standing) \
                     VALUES (:kind, :subject, :subject_id, :payment, :once, :request, :salt, :hash, :due_at, \
                         :due_at, :deadline, :standing)",
                )?
                .execute(named_params! {
                    ":kind": errand.kind,
                    ":subject": subject,
                    ":subject_id": subject_id,
                    ":payment": errand.payment.map(Col),
                    ":once": errand.once,
                    ":request": errand.request,
                    ":salt": salt.0,
                    ":hash": salted_hash(&salt, &errand.request),
                    ":due_at": errand.due_at.0,
                    ":deadline": errand.deadline.0,
                    ":standing": ErrandStanding::Owed,
                })?;
            Ok(ErrandNumber(connection.last_insert_rowid()))
        })
    }

    /// Marks an attempt as begun, before its first byte, and returns the errand
    /// to send. `None` if it must not be sent: it is finished, already in
    /// flight, or unknown.
    ///
    /// # Errors
    /// [`LedgerError::GoesOutOnce`] if it may be sent only once and an answer
    /// was lost; else the storage's failure.
    #[must_use = "only what this gives may be sent"]
    pub fn begin_attempt(
        &mut self,
        number: ErrandNumber,
        at: UnixMs,
    ) -> Result<Option<ErrandEntry>, LedgerError> {
        let begun = self.change(|write| {
            let sql = format!(
                "UPDATE outbox SET attempts = attempts + 1, standing = 'in-flight', \
                     begun_at_ms = ?2 \
                 WHERE number = ?1 AND standing = 'owed' AND NOT (once AND lost_before) \
                 RETURNING {COLUMNS}"
            );
            let mut statement = write.connection().prepare_cached(&sql)?;
            let begun = statement.query_row((number.0, at.0), entry_of).optional();
            Ok(begun?)
        })?;
        if begun.is_none() {
            let errand = self.errand(number)?;
            let is_owed = |it: &ErrandEntry| it.standing == ErrandStanding::Owed;
            // Owed and not begun: it goes out once, and an answer was lost.
            if errand.as_ref().is_some_and(is_owed) {
                return Err(LedgerError::GoesOutOnce);
            }
        }
        Ok(begun)
    }

    /// Changes the request of an attempt that has begun. This is only allowed
    /// before the errand's first byte is sent, since every repeat sends the
    /// same bytes.
    ///
    /// # Errors
    /// [`LedgerError::TooMuch`] over [`REQUEST_BYTES_MAX`];
    /// [`LedgerError::GoesOutOnce`] where an answer may have been lost; else
    /// the storage's failure.
    pub fn change_request(
        &mut self,
        number: ErrandNumber,
        request: &[u8],
    ) -> Result<(), LedgerError> {
        LedgerError::bound("bytes of a request", request.len(), REQUEST_BYTES_MAX)?;
        let errand = self.errand(number)?;
        if errand.is_some_and(|errand| errand.lost_before) {
            return Err(LedgerError::GoesOutOnce);
        }
        self.change(|write| {
            let salt = Salt::fresh(write.connection())?;
            write
                .connection()
                .prepare_cached(
                    "UPDATE outbox SET request = :request, request_salt = :salt, \
                         request_hash = :hash \
                     WHERE number = :number AND standing = 'in-flight'",
                )?
                .execute(named_params! {
                    ":request": request,
                    ":salt": salt.0,
                    ":hash": salted_hash(&salt, request),
                    ":number": number.0,
                })?;
            Ok(())
        })
    }

    /// Moves the moments of unfinished errands together with the till's clock,
    /// so that they stay the same moments. For one payment, or for all.
    pub fn move_errands(&mut self, by_ms: i64, of: Option<PaymentId>) -> Result<(), LedgerError> {
        self.change(|write| {
            write
                .connection()
                .prepare_cached(
                    "UPDATE outbox SET owed_at_ms = owed_at_ms + ?1, due_at_ms = due_at_ms + ?1, \
                         deadline_ms = deadline_ms + ?1 \
                     WHERE standing IN ('owed', 'in-flight', 'held', 'dead') \
                         AND (?2 IS NULL OR payment = ?2)",
                )?
                .execute((by_ms, of.map(Col)))?;
            Ok(())
        })
    }

    /// Gives owed errands of a kind whose time was over at `now` time until
    /// `until`.
    pub fn lengthen_errands(
        &mut self,
        kind: &str,
        now: UnixMs,
        until: UnixMs,
    ) -> Result<(), LedgerError> {
        self.change(|write| {
            write
                .connection()
                .prepare_cached(
                    "UPDATE outbox SET deadline_ms = ?3 \
                     WHERE kind = ?1 AND standing = 'owed' AND deadline_ms <= ?2",
                )?
                .execute((kind, now.0, until.0))?;
            Ok(())
        })
    }

    /// Moves due times after `latest` back to it, so that an errand that was
    /// put off by a clock that was ahead does not wait too long.
    pub fn bring_errands_forward(&mut self, latest: UnixMs) -> Result<(), LedgerError> {
        self.change(|write| {
            write
                .connection()
                .prepare_cached(
                    "UPDATE outbox SET due_at_ms = ?1 \
                     WHERE kind IN (SELECT kind FROM outbox_counts WHERE standing = 'owed') \
                         AND standing = 'owed' AND due_at_ms > ?1",
                )?
                .execute([latest.0])?;
            Ok(())
        })
    }

    /// Puts an errand off until `next_at`, with the reason. `false` if it is
    /// finished, held, dead or unknown; then nothing changes.
    ///
    /// # Errors
    /// [`LedgerError::GoesOutOnce`] if it may be sent only once and its answer
    /// was lost: it is not owed again; else the storage's failure.
    pub fn put_off(
        &mut self,
        number: ErrandNumber,
        next_at: UnixMs,
        trouble: &str,
        answer_lost: bool,
    ) -> Result<bool, LedgerError> {
        let trouble: String = trouble.chars().take(TROUBLE_CHARS_MAX).collect();
        let Some(errand) = self.errand(number)? else {
            return Ok(false);
        };
        match errand.standing {
            ErrandStanding::Owed | ErrandStanding::InFlight => {}
            ErrandStanding::Held
            | ErrandStanding::Dead
            | ErrandStanding::Done
            | ErrandStanding::GivenUp => {
                return Ok(false);
            }
        }
        if errand.once && answer_lost {
            return Err(LedgerError::GoesOutOnce);
        }
        self.change(|write| {
            write
                .connection()
                .prepare_cached(
                    "UPDATE outbox SET standing = :standing, due_at_ms = :next_at, \
                         trouble = :trouble, lost_before = max(lost_before, :lost) \
                     WHERE number = :number",
                )?
                .execute(named_params! {
                    ":standing": ErrandStanding::Owed,
                    ":next_at": next_at.0,
                    ":trouble": trouble,
                    ":lost": answer_lost,
                    ":number": number.0,
                })?;
            Ok(true)
        })
    }

    /// Finishes an errand and erases its request. `false` if it is already
    /// finished or unknown; then nothing changes.
    pub fn finish_errand(
        &mut self,
        number: ErrandNumber,
        how: ErrandEnd,
    ) -> Result<bool, LedgerError> {
        self.change(|write| {
            let changed = write
                .connection()
                .prepare_cached(
                    "UPDATE outbox SET standing = :standing, request = NULL \
                     WHERE number = :number \
                         AND standing IN ('owed', 'in-flight', 'held', 'dead')",
                )?
                .execute(named_params! {
                    ":standing": ErrandStanding::from(how),
                    ":number": number.0,
                })?;
            Ok(changed > 0)
        })
    }
}

pub(crate) const ERASE_SALTS: &str = "UPDATE outbox SET request_salt = NULL \
     WHERE number IN (SELECT number FROM outbox \
         WHERE request IS NULL AND request_salt IS NOT NULL AND due_at_ms < ?1 LIMIT ?2)";
const SALTS_OF_PAYMENT: &str = "UPDATE outbox SET request_salt = NULL \
     WHERE payment = ?1 AND request IS NULL AND request_salt IS NOT NULL";
const SALTS_OF_REPORT: &str = "UPDATE outbox SET request_salt = NULL \
     WHERE subject = 'report' AND subject_id = ?1 \
         AND request IS NULL AND request_salt IS NOT NULL";

/// Erases the salts of finished requests that were due before `before`, at most
/// so many, so that their hashes reveal nothing. Returns how many.
pub(crate) fn erase_salts_before(
    connection: &Connection,
    before: UnixMs,
    limit: u32,
) -> Result<usize, LedgerError> {
    Ok(connection
        .prepare_cached(ERASE_SALTS)?
        .execute((before.0, limit))?)
}

/// The same for all finished requests of a payment. Returns how many.
pub(crate) fn erase_salts_of_payment(
    connection: &Connection,
    payment: PaymentId,
) -> Result<usize, LedgerError> {
    Ok(connection
        .prepare_cached(SALTS_OF_PAYMENT)?
        .execute([Col(payment)])?)
}

/// The same for all finished requests of a report. Returns how many.
pub(crate) fn erase_salts_of_report(
    connection: &Connection,
    report: ReportId,
) -> Result<usize, LedgerError> {
    Ok(connection
        .prepare_cached(SALTS_OF_REPORT)?
        .execute([report.to_string()])?)
}
