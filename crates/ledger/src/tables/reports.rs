//! View: the reports to Bind. One itself is the sum of its lines of the journal.
//! Whom it tells of, and the bytes of its messages, are people's data: they
//! stand beside the journal and are erased when their time is over.

use crate::access::{Read, Write};
use crate::columns::Col;
use crate::error::LedgerError;
use crate::limits::{ENTRIES_MAX, PAYER_BYTES_MAX, REQUEST_BYTES_MAX, TROUBLE_CHARS_MAX};
use crate::subject::Subject;
use crate::tables::journal::of_subject;
use domain::{
    Actor, Event, PaymentId, Report, ReportEvent, ReportId, ReportOutcome, ReportState, Stamp,
    TransactionKey, UnixMs,
};
use rusqlite::{Connection, OptionalExtension, Params, Row, named_params};
use std::fmt;

/// Whom a report tells of. `Debug` prints nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct ReportBuyer {
    /// CUIL or CUIT, as it came or was typed.
    pub cuit: String,
    /// CVU, CBU, or the wallet's id of a customer.
    pub account: String,
}

impl fmt::Debug for ReportBuyer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReportBuyer(…)")
    }
}

/// What Bind said against a message. It may name the payer, so `Debug` prints
/// nothing of it.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct ReportAnswer {
    /// All of it, as it came.
    pub whole: String,
    /// Its code, where it has one.
    pub code: Option<String>,
    /// Its words, where it has any.
    pub words: Option<String>,
}

impl fmt::Debug for ReportAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReportAnswer(…)")
    }
}

/// A message of a report, as it was fixed before its first send.
#[derive(Clone, PartialEq, Eq)]
pub struct ReportMessage {
    /// Its id.
    pub message: String,
    /// Its fields, in the caller's form.
    pub body: Vec<u8>,
    pub answer: Option<ReportAnswer>,
    /// When it was fixed.
    pub at: UnixMs,
}

impl fmt::Debug for ReportMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReportMessage")
            .field("message", &self.message)
            .finish_non_exhaustive()
    }
}

/// Which reports a page lists: those owed from a moment on and before another,
/// of some states.
#[derive(Debug, Clone, Copy)]
pub struct ReportsFilter<'a> {
    pub from: UnixMs,
    pub to: UnixMs,
    pub states: &'a [ReportState],
    /// Only those that tell this.
    pub outcome: Option<ReportOutcome>,
}

/// How many reports tell the same and are in the same state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReportCount {
    pub outcome: ReportOutcome,
    pub state: ReportState,
    pub count: u64,
}

const ERASE_BUYERS: &str = "DELETE FROM report_buyers WHERE report IN \
    (SELECT report FROM report_buyers WHERE kept_at_ms < ?1 AND report NOT IN \
        (SELECT report FROM reports WHERE state IN ('owed', 'failed', 'in-doubt')) LIMIT ?2)";
const ERASE_MESSAGES: &str = "DELETE FROM report_messages WHERE (report, number) IN \
    (SELECT report, number FROM report_messages WHERE kept_at_ms < ?1 AND report NOT IN \
        (SELECT report FROM reports WHERE state IN ('owed', 'failed', 'in-doubt')) LIMIT ?2)";
/// What is erased of reports when its time is over.
pub(super) const ERASE: [&str; 2] = [ERASE_BUYERS, ERASE_MESSAGES];

/// Brings the row of a report up to date. `seq` is its newest line, which is
/// its first where it has no row yet.
pub(crate) fn store(connection: &Connection, report: &Report, seq: i64) -> Result<(), LedgerError> {
    connection
        .prepare_cached(
            "INSERT INTO reports (report, first_seq, sale, payment, transaction_key, outcome, \
                 state, amount_centavos, owed_at_ms, changed_at_ms) \
             VALUES (:report, :seq, :sale, :payment, :transaction, :outcome, :state, :amount, :owed_at_ms, \
                 :changed_at_ms) \
             ON CONFLICT (report) DO UPDATE SET state = excluded.state, \
                 changed_at_ms = excluded.changed_at_ms",
        )?
        .execute(named_params! {
            ":report": report.id.to_string(),
            ":seq": seq,
            ":sale": report.about.sale.to_string(),
            ":payment": report.about.payment.to_string(),
            ":transaction": report.about.transaction.to_string(),
            ":outcome": report.about.outcome.as_str(),
            ":state": report.state.as_str(),
            ":amount": report.about.amount.centavos(),
            ":owed_at_ms": report.owed_at.0,
            ":changed_at_ms": report.changed_at.0,
        })?;
    Ok(())
}

impl Read<'_> {
    /// The report of that id, by the sum of its lines.
    ///
    /// # Errors
    /// [`LedgerError`] when the storage fails or a line cannot be read.
    pub fn report(&self, id: ReportId) -> Result<Option<Report>, LedgerError> {
        let entries = of_subject(self, &Subject::Report(id))?;
        let events = entries.iter().filter_map(|entry| match &entry.event {
            Event::Report(_, event) => Some((entry.stamp(), event)),
            Event::Sale(..)
            | Event::Stray(..)
            | Event::Shift(..)
            | Event::Close(..)
            | Event::FixedQr(..)
            | Event::Till(_) => None,
        });
        Ok(Report::sum(id, events))
    }

    /// The reports of a payment, oldest first.
    ///
    /// # Errors
    /// [`LedgerError`] when the storage fails or a line cannot be read.
    pub fn reports_of_payment(&self, payment: PaymentId) -> Result<Vec<Report>, LedgerError> {
        self.reports_by(
            "SELECT report FROM reports WHERE payment = ?1 ORDER BY first_seq",
            [payment.to_string()],
        )
    }

    /// The reports of a transaction, of whatever payment, oldest first.
    ///
    /// # Errors
    /// [`LedgerError`] when the storage fails or a line cannot be read.
    pub fn reports_of_transaction(&self, key: &TransactionKey) -> Result<Vec<Report>, LedgerError> {
        self.reports_by(
            "SELECT report FROM reports WHERE transaction_key = ?1 ORDER BY first_seq",
            [key.to_string()],
        )
    }

    /// The reports in a state, oldest first, at most [`ENTRIES_MAX`].
    ///
    /// # Errors
    /// [`LedgerError`] when the storage fails or a line cannot be read.
    pub fn reports_in(&self, state: ReportState) -> Result<Vec<Report>, LedgerError> {
        self.reports_by(
            "SELECT report FROM reports WHERE state = ?1 ORDER BY owed_at_ms, first_seq LIMIT ?2",
            (state.as_str(), ENTRIES_MAX),
        )
    }

    /// The reports that a filter lets through, newest first; `after` is where
    /// the page before ended.
    ///
    /// # Errors
    /// [`LedgerError`] when the storage fails or a line cannot be read.
    pub fn reports_page(
        &self,
        filter: ReportsFilter<'_>,
        after: Option<i64>,
        limit: u32,
    ) -> Result<Vec<(Report, i64)>, LedgerError> {
        let words: Vec<_> = filter.states.iter().map(|state| state.as_str()).collect();
        let words = serde_json::to_string(&words).unwrap_or_default();
        let mut statement = self.connection().prepare_cached(
            "SELECT report, first_seq FROM reports \
             WHERE owed_at_ms >= ?1 AND owed_at_ms < ?2 AND first_seq < ?3 \
             AND state IN (SELECT value FROM json_each(?4)) \
             AND (?5 IS NULL OR outcome = ?5) \
             ORDER BY first_seq DESC LIMIT ?6",
        )?;
        let rows = statement.query_map(
            (
                filter.from.0,
                filter.to.0,
                after.unwrap_or(i64::MAX),
                words,
                filter.outcome.map(ReportOutcome::as_str),
                limit.min(ENTRIES_MAX),
            ),
            |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?)),
        )?;
        rows.map(|row| {
            let (id, seq) = row?;
            Ok((self.known_report(&id)?, seq))
        })
        .collect()
    }

    /// How many reports owed in a time tell what, by their state.
    ///
    /// # Errors
    /// [`LedgerError`] when the storage fails or a row has an unknown word.
    pub fn report_counts(&self, from: UnixMs, to: UnixMs) -> Result<Vec<ReportCount>, LedgerError> {
        let mut statement = self.connection().prepare_cached(
            "SELECT outcome, state, count(*) FROM reports \
             WHERE owed_at_ms >= ?1 AND owed_at_ms < ?2 GROUP BY outcome, state",
        )?;
        let rows = statement.query_map((from.0, to.0), |row| {
            Ok((
                row.get::<_, String>(0)?,
                row.get::<_, String>(1)?,
                row.get::<_, i64>(2)?,
            ))
        })?;
        rows.map(|row| {
            let (outcome, state, count) = row?;
            let unreadable = LedgerError::Stored { what: "report" };
            let outcome = ReportOutcome::ALL
                .into_iter()
                .find(|it| it.as_str() == outcome);
            let state = ReportState::ALL.into_iter().find(|it| it.as_str() == state);
            Ok(ReportCount {
                outcome: outcome.ok_or(unreadable.clone())?,
                state: state.ok_or(unreadable)?,
                count: u64::try_from(count).unwrap_or(0),
            })
        })
        .collect()
    }

    /// How many reports are in a state, of whatever day.
    ///
    /// # Errors
    /// [`LedgerError`] when the storage fails.
    pub fn report_count_in(&self, state: ReportState) -> Result<u64, LedgerError> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT count(*) FROM reports WHERE state = ?1")?;
        let count: i64 = statement.query_row([state.as_str()], |row| row.get(0))?;
        Ok(u64::try_from(count).unwrap_or(0))
    }

    /// How many reports wait for a person.
    ///
    /// # Errors
    /// [`LedgerError`] when the storage fails.
    pub fn reports_for_a_person(&self) -> Result<u64, LedgerError> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT count(*) FROM reports WHERE state IN ('failed', 'in-doubt')")?;
        let count: i64 = statement.query_row([], |row| row.get(0))?;
        Ok(u64::try_from(count).unwrap_or(0))
    }

    /// Whom a report tells of; `None` once that is erased.
    ///
    /// # Errors
    /// [`LedgerError`] when the storage fails.
    pub fn report_buyer(&self, id: ReportId) -> Result<Option<ReportBuyer>, LedgerError> {
        let mut statement = self
            .connection()
            .prepare_cached("SELECT cuit, account FROM report_buyers WHERE report = ?1")?;
        let buyer = statement
            .query_row([id.to_string()], |row| {
                Ok(ReportBuyer {
                    cuit: row.get(0)?,
                    account: row.get(1)?,
                })
            })
            .optional()?;
        Ok(buyer)
    }

    /// The messages of a report, oldest first, until they are erased.
    ///
    /// # Errors
    /// [`LedgerError`] when the storage fails.
    pub fn report_messages(&self, id: ReportId) -> Result<Vec<ReportMessage>, LedgerError> {
        let mut statement = self.connection().prepare_cached(
            "SELECT message, body, answer, kept_at_ms, code, words FROM report_messages \
             WHERE report = ?1 ORDER BY number",
        )?;
        let rows = statement.query_map([id.to_string()], |row| {
            let Col(at) = row.get::<_, Col<UnixMs>>(3)?;
            Ok(ReportMessage {
                message: row.get(0)?,
                body: row.get(1)?,
                answer: answer_of(row)?,
                at,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn reports_by(&self, sql: &str, params: impl Params) -> Result<Vec<Report>, LedgerError> {
        let mut statement = self.connection().prepare_cached(sql)?;
        let rows = statement.query_map(params, |row| row.get::<_, String>(0))?;
        rows.map(|id| self.known_report(&id?)).collect()
    }

    fn known_report(&self, id: &str) -> Result<Report, LedgerError> {
        let unreadable = LedgerError::Stored { what: "report" };
        let id = ReportId::parse(id).map_err(|_| unreadable.clone())?;
        self.report(id)?.ok_or(unreadable)
    }
}

impl Write<'_> {
    /// Appends events of a report and updates its row. Returns it after them.
    ///
    /// # Errors
    /// [`LedgerError::Stored`] where the first event of a new one does not make
    /// it; else the storage's failure.
    pub fn record_report(
        &mut self,
        actor: &Actor,
        at: UnixMs,
        id: ReportId,
        events: &[ReportEvent],
    ) -> Result<Report, LedgerError> {
        self.change(|write| {
            let first_seq = write.end().seq + 1;
            for event in events {
                write.append(actor, at, &Event::Report(id, event.clone()))?;
            }
            let report = write.report(id)?;
            let report = report.ok_or(LedgerError::Stored { what: "report" })?;
            store(write.connection(), &report, first_seq)?;
            write.appended(Subject::Report(id));
            Ok(report)
        })
    }

    /// As [`Write::record_report`], for one that this write has just read: its
    /// lines are not read again.
    ///
    /// # Errors
    /// The storage's failure.
    pub fn continue_report(
        &mut self,
        actor: &Actor,
        at: UnixMs,
        mut report: Report,
        events: &[ReportEvent],
    ) -> Result<Report, LedgerError> {
        self.change(|write| {
            let first_seq = write.end().seq + 1;
            for event in events {
                write.append(actor, at, &Event::Report(report.id, event.clone()))?;
                report.apply(Stamp::new(actor, at), event);
            }
            store(write.connection(), &report, first_seq)?;
            write.appended(Subject::Report(report.id));
            Ok(report)
        })
    }

    /// Keeps whom a report tells of, instead of what was kept before.
    ///
    /// # Errors
    /// [`LedgerError::TooMuch`] for a word over [`PAYER_BYTES_MAX`]; else the
    /// storage's failure.
    pub fn keep_report_buyer(
        &mut self,
        id: ReportId,
        buyer: &ReportBuyer,
        at: UnixMs,
    ) -> Result<(), LedgerError> {
        for word in [&buyer.cuit, &buyer.account] {
            LedgerError::bound("bytes about a payer", word.len(), PAYER_BYTES_MAX)?;
        }
        self.change(|write| {
            write
                .connection()
                .prepare_cached(
                    "INSERT INTO report_buyers (report, cuit, account, kept_at_ms) \
                     VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET \
                         cuit = excluded.cuit, account = excluded.account",
                )?
                .execute((id.to_string(), &buyer.cuit, &buyer.account, at.0))?;
            Ok(())
        })
    }

    /// Keeps a message of a report before its first send. One that is kept
    /// stays as it is.
    ///
    /// # Errors
    /// [`LedgerError::TooMuch`] for a body over [`REQUEST_BYTES_MAX`]; else the
    /// storage's failure.
    pub fn keep_report_message(
        &mut self,
        id: ReportId,
        message: &str,
        body: &[u8],
        at: UnixMs,
    ) -> Result<(), LedgerError> {
        LedgerError::bound("bytes of a message", body.len(), REQUEST_BYTES_MAX)?;
        self.change(|write| {
            write
                .connection()
                .prepare_cached(
                    "INSERT INTO report_messages (report, number, message, body, kept_at_ms) \
                     SELECT ?1, 1 + (SELECT count(*) FROM report_messages WHERE report = ?1), \
                         ?2, ?3, ?4 WHERE true ON CONFLICT DO NOTHING",
                )?
                .execute((id.to_string(), message, body, at.0))?;
            Ok(())
        })
    }

    /// Keeps what Bind said against a message; the rest of a long text is cut
    /// off.
    ///
    /// # Errors
    /// [`LedgerError`] when the storage fails.
    pub fn keep_report_answer(
        &mut self,
        id: ReportId,
        message: &str,
        answer: &ReportAnswer,
    ) -> Result<(), LedgerError> {
        let cut = |text: &str| text.chars().take(TROUBLE_CHARS_MAX).collect::<String>();
        self.change(|write| {
            write
                .connection()
                .prepare_cached(
                    "UPDATE report_messages SET answer = ?3, code = ?4, words = ?5 \
                     WHERE report = ?1 AND message = ?2",
                )?
                .execute((
                    id.to_string(),
                    message,
                    cut(&answer.whole),
                    answer.code.as_deref().map(cut),
                    answer.words.as_deref().map(cut),
                ))?;
            Ok(())
        })
    }
}

fn answer_of(row: &Row<'_>) -> rusqlite::Result<Option<ReportAnswer>> {
    let whole: Option<String> = row.get("answer")?;
    let (code, words) = (row.get("code")?, row.get("words")?);
    Ok(whole.map(|whole| ReportAnswer { whole, code, words }))
}

/// Erases whom reports told of, and their messages, from before a moment, at
/// most so many rows. Those of a report that is not settled stay. Returns how
/// many rows went.
pub(super) fn erase_before(
    connection: &Connection,
    before: UnixMs,
    limit: u32,
) -> Result<u32, LedgerError> {
    let mut left = limit;
    for sql in ERASE {
        let rows = connection.prepare_cached(sql)?.execute((before.0, left))?;
        left = left.saturating_sub(u32::try_from(rows).unwrap_or(u32::MAX));
    }
    Ok(limit - left)
}

/// Erases whom a report told of, and its messages. Returns how many rows went.
pub(super) fn erase_of(connection: &Connection, report: ReportId) -> Result<usize, LedgerError> {
    let mut gone = 0;
    for sql in [
        "DELETE FROM report_buyers WHERE report = ?1",
        "DELETE FROM report_messages WHERE report = ?1",
    ] {
        gone += connection
            .prepare_cached(sql)?
            .execute([report.to_string()])?;
    }
    Ok(gone)
}
